"""Recording a run; the result is built by hand here, the real model has its own tests."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import InterfaceError, OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.actions import candidates, extractions, outlets
from articles.actions.extractions import Priority
from articles.extraction import CURRENT
from articles.extraction.errors import TextEmpty
from articles.extraction.results import ClaimSpan, Extraction, Reason, Sentence
from articles.models import Article, ArticleRevision, Candidate, CandidateScore, Event, ExtractionRun
from tests import factories

pytestmark = pytest.mark.django_db


def extraction_of(revision: ArticleRevision, priority: float = 0.75) -> Extraction:
    end = revision.text.index("。") + 1
    sentence = Sentence(
        start=0,
        end=end,
        text=revision.text[:end],
        kind="sentence",
        priority=priority,
        label="CFS",
        speaker="みなと市",
        via=None,
        quote="indirect",
        modality="asserted",
        numeric=True,
        quantities=(),
        dates=(),
        entities=(),
        attributions=(),
        claims=(ClaimSpan(0, end, revision.text[:end], "単独の文", ("subject", "date")),),
        reasons=(Reason("numeric", priority, "数量が含まれる"),),
    )
    return Extraction("v1", {"ginza": "5.2.1"}, (sentence,))


def pending_run(revision: ArticleRevision | None = None) -> ExtractionRun:
    return extractions.request(revision or factories.revision(), by=None)


def age(run: ExtractionRun, ruleset: str = "v2") -> ExtractionRun:
    """As a run is found after an upgrade."""
    ExtractionRun.objects.filter(pk=run.pk).update(ruleset=ruleset)
    run.refresh_from_db()
    return run


def record_spans(run: ExtractionRun, *spans: tuple[int, int], priority: float = 0.75) -> None:
    extraction = extraction_of(run.revision, priority)
    claims = tuple(ClaimSpan(start, end, run.revision.text[start:end], "単独の文") for start, end in spans)
    extractions.record(run, replace(extraction, sentences=(replace(extraction.sentences[0], claims=claims),)))


def test_request_twice_is_one_run_and_one_job() -> None:
    revision = factories.revision()

    assert pending_run(revision) == pending_run(revision)
    assert ProcrastinateJob.objects.filter(task_name=extractions.TASK).count() == 1


def test_request_rolled_back_leaves_no_job() -> None:
    revision = factories.revision()

    with transaction.atomic():
        extractions.request(revision, by=None)
        transaction.set_rollback(True)

    assert not ProcrastinateJob.objects.exists()


def test_archive_waits_behind_fresh_articles() -> None:
    old = [factories.revision() for _number in range(3)]
    extractions.request_many(old, by=None)
    fresh = pending_run()

    jobs = ProcrastinateJob.objects.filter(task_name=extractions.TASK).order_by("-priority", "pk")

    archive = ExtractionRun.objects.filter(revision__in=old).order_by("pk")
    assert [job.args["run_id"] for job in jobs] == [fresh.pk, *(run.pk for run in archive)]


def test_a_fresh_request_moves_a_waiting_archive_run_up() -> None:
    revisions = [factories.revision(), factories.revision()]
    extractions.request_many(revisions, by=None)

    run = extractions.request(revisions[1], by=None)
    extractions.request(revisions[1], by=None, priority=Priority.ARCHIVE)

    priorities = dict(ProcrastinateJob.objects.values_list("args__run_id", "priority"))
    assert sorted(priorities.items(), key=lambda item: item[1]) == [
        (ExtractionRun.objects.get(revision=revisions[0]).pk, Priority.ARCHIVE),
        (run.pk, Priority.FRESH),
    ]


def test_request_many_takes_as_many_statements_for_three_as_for_one() -> None:
    for number in (1, 3):
        revisions = [factories.revision() for _number in range(number)]
        with CaptureQueriesContext(connection) as queries:
            extractions.request_many(revisions, by=None)
        assert len(queries) == 9, [query["sql"] for query in queries]


def test_request_many_enqueues_what_has_no_run_or_lost_its_job() -> None:
    done, waiting, lost, new = (factories.revision() for _number in range(4))
    extractions.record(pending_run(done), extraction_of(done))
    pending_run(waiting)
    lost_run = pending_run(lost)
    ProcrastinateJob.objects.filter(queueing_lock=lost_run.job_lock)._raw_delete("default")

    assert extractions.request_many([done, waiting, lost, new], by=None) == 2
    assert extractions.request_many([done, waiting, lost, new], by=None) == 0
    assert extractions.request_many([], by=None) == 0

    assert ExtractionRun.objects.count() == 4
    assert Event.objects.filter(action="extraction.requested").count() == 5
    assert ProcrastinateJob.objects.filter(queueing_lock=lost_run.job_lock).count() == 1


def test_record_writes_candidates_and_scores_once() -> None:
    run = pending_run()
    extraction = extraction_of(run.revision)

    assert extractions.record(run, extraction) is True
    assert extractions.record(run, extraction) is False

    score = CandidateScore.objects.get()
    assert (score.priority, score.speaker, score.standalone) == (Decimal("0.7500"), "みなと市", "単独の文")
    assert (score.incomplete, score.missing) == (["subject", "date"], "主語・日付")
    assert score.reasons == [{"feature": "numeric", "weight": 0.75, "note": "数量が含まれる"}]
    assert ExtractionRun.objects.get().state == "succeeded"


def test_a_run_takes_as_many_statements_for_three_candidates_as_for_one() -> None:
    for number in (1, 3):
        waiting = pending_run()
        one = extraction_of(waiting.revision).sentences[0]
        spans = [ClaimSpan(0, end, one.text[:end], "単独の文") for end in range(1, number + 1)]
        with CaptureQueriesContext(connection) as queries:
            run = extractions.begin(waiting.pk)
            assert run is not None
            assert extractions.source_of(run.revision).text
            extractions.record(run, Extraction("v2", {}, (replace(one, claims=tuple(spans)),)))
        statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
        assert len(statements) == 11, statements


def test_record_takes_a_speaker_of_any_length() -> None:
    run = pending_run()
    extraction = extraction_of(run.revision)
    speakers = "、".join(f"発起人{n}" for n in range(60))

    extractions.record(run, replace(extraction, sentences=(replace(extraction.sentences[0], speaker=speakers),)))

    assert CandidateScore.objects.get().speaker == speakers


def test_candidate_has_the_speaker_of_its_newest_score() -> None:
    def read(revision: ArticleRevision, speaker: str, *starts: int) -> None:
        sentence = extraction_of(revision).sentences[0]
        spans = tuple(ClaimSpan(at, at + 5, revision.text[at : at + 5], "") for at in starts)
        read = Extraction("v1", {}, (replace(sentence, speaker=speaker, claims=spans),))
        extractions.record(pending_run(revision), read)

    revision = factories.revision()
    read(revision, "みなと市", 0, 5)
    candidates.reject(Candidate.objects.get(start=5), reason="opinion", by=factories.reporter())
    age(ExtractionRun.objects.get())
    read(revision, "北浜市", 0)
    told = [row.speaker for row in Candidate.objects.order_by("start")]
    age(ExtractionRun.objects.latest("pk"), "v2b")
    read(revision, "長" * 201, 0)

    assert told == ["北浜市", "みなと市"]
    assert [row.speaker for row in Candidate.objects.order_by("start")] == ["", "みなと市"]


def test_a_new_ruleset_scores_again_and_reopens_nothing() -> None:
    run = pending_run()
    extractions.record(run, extraction_of(run.revision))
    candidate = Candidate.objects.get()
    candidates.reject(candidate, reason="opinion", by=factories.reporter())
    age(run)

    extractions.record(pending_run(run.revision), extraction_of(run.revision, priority=0.25))

    assert [(c.state, c.priority) for c in Candidate.objects.best_first()] == [("rejected", Decimal("0.2500"))]
    assert CandidateScore.objects.count() == 2


def test_what_a_new_ruleset_does_not_propose_leaves_the_queue_unless_it_was_decided_or_marked_by_hand() -> None:
    run, reporter = pending_run(), factories.reporter()
    record_spans(run, (0, 5), (5, 10), (10, 15))
    by_hand = candidates.mark_by_hand(run.revision, start=15, end=20, by=reporter)
    rejected = Candidate.objects.get(start=5)
    candidates.reject(rejected, reason="trivial", by=reporter)
    before = Candidate.objects.get(start=5)
    age(run)

    record_spans(pending_run(run.revision), (0, 5), (2, 7))

    states = {(c.start, c.end): c.state for c in Candidate.objects.all()}
    assert states == {
        (0, 5): "pending",
        (2, 7): "pending",
        (5, 10): "rejected",
        (10, 15): "superseded",
        (15, 20): "pending",
    }
    decided = Candidate.objects.get(start=5)
    assert (decided.version, decided.decided_at, decided.decided_by) == (before.version, before.decided_at, reporter)
    gone = Candidate.objects.get(start=10)
    assert [e.action for e in Event.objects.about(gone)] == ["candidate.superseded"]
    assert [c.pk for c in Candidate.objects.pending().best_first()][-1] == by_hand.pk


def test_what_a_later_ruleset_proposes_again_comes_back() -> None:
    run = pending_run()
    record_spans(run, (0, 5), (5, 10))
    age(run, "v1")
    middle = pending_run(run.revision)
    record_spans(middle, (0, 5))
    age(middle, "v2")

    record_spans(pending_run(run.revision), (5, 10))

    assert {c.start: c.state for c in Candidate.objects.all()} == {0: "superseded", 5: "pending"}
    actions = [e.action for e in Event.objects.about(Candidate.objects.get(start=5)).order_by("pk")]
    assert actions == ["candidate.superseded", "candidate.proposed_again"]


def test_superseded_candidate_may_still_be_decided_and_is_then_left_alone() -> None:
    run, reporter = pending_run(), factories.reporter()
    record_spans(run, (0, 5), (5, 10))
    age(run, "v1")
    middle = pending_run(run.revision)
    record_spans(middle, (0, 5))
    age(middle, "v2")

    candidates.reject(Candidate.objects.get(start=5), reason="trivial", by=reporter)
    record_spans(pending_run(run.revision), (5, 10))

    assert {c.start: c.state for c in Candidate.objects.all()} == {0: "superseded", 5: "rejected"}


def test_order_knows_no_scores_but_those_of_the_newest_run() -> None:
    old, new = pending_run(), pending_run()
    record_spans(old, (0, 5), (5, 10), priority=0.9)
    record_spans(new, (0, 5), priority=0.5)
    candidates.reject(Candidate.objects.get(start=5), reason="trivial", by=factories.reporter())
    age(old)

    record_spans(pending_run(old.revision), (0, 5), priority=0.1)
    candidates.reopen(Candidate.objects.get(start=5), by=factories.reporter())

    priorities = [(c.revision_id, c.start, c.priority) for c in Candidate.objects.pending().best_first()]
    assert priorities == [
        (new.revision_id, 0, Decimal("0.5000")),
        (old.revision_id, 0, Decimal("0.1000")),
        (old.revision_id, 5, None),
    ]


def test_a_run_that_waited_through_an_upgrade_is_read_with_the_current_ruleset() -> None:
    waiting = age(pending_run())

    run = extractions.begin(waiting.pk)

    assert run is not None
    assert (run.ruleset, ExtractionRun.objects.get().ruleset) == (CURRENT, CURRENT)
    assert [e.action for e in Event.objects.about(run).order_by("pk")] == [
        "extraction.requested",
        "extraction.upgraded",
    ]


def test_a_request_supersedes_what_an_earlier_ruleset_has_not_succeeded_in() -> None:
    revisions = [factories.revision() for _number in range(3)]
    waiting, failed, done = (pending_run(revision) for revision in revisions)
    extractions.time_out(failed.pk)
    extractions.record(done, extraction_of(done.revision))
    for run in (waiting, failed, done):
        age(run)

    extractions.request(revisions[0], by=None)
    extractions.request_many(revisions[1:], by=None)

    states = dict(ExtractionRun.objects.filter(ruleset="v2").values_list("pk", "state"))
    assert states == {waiting.pk: "superseded", failed.pk: "superseded", done.pk: "succeeded"}
    assert extractions.begin(waiting.pk) is None
    assert not ExtractionRun.objects.retriable().exists()


def test_a_superseded_reading_that_ends_late_is_not_written() -> None:
    late = extractions.begin(pending_run().pk)
    assert late is not None
    age(late)
    extractions.record(pending_run(late.revision), extraction_of(late.revision))

    assert extractions.record(late, extraction_of(late.revision, priority=0.1)) is False

    assert CandidateScore.objects.get().priority == Decimal("0.7500")


def test_a_worker_of_an_earlier_release_leaves_the_run_to_the_others() -> None:
    done = pending_run()
    extractions.record(done, extraction_of(done.revision))
    newer = ExtractionRun.objects.create(revision=done.revision, ruleset="v99-00000000")

    with pytest.raises(extractions.ReleaseMismatch):
        extractions.begin(newer.pk)

    newer.refresh_from_db()
    assert (newer.state, newer.attempts, newer.ruleset) == ("pending", 0, "v99-00000000")


def test_retry_of_an_earlier_ruleset_reads_with_the_current_one() -> None:
    run = pending_run()
    extractions.time_out(run.pk)
    age(run)

    extractions.begin(extractions.retry(run, by=factories.reporter()).pk)

    again = ExtractionRun.objects.get()
    assert (again.state, again.ruleset) == ("running", CURRENT)


@pytest.mark.parametrize(
    ("article", "speaker"),
    [
        ({"kind": "news", "outlet": "みなと新報", "byline": "浅野 ひなた"}, None),
        ({"kind": "social_post", "outlet": "パルス", "account": "みなとの台所（@minato_kitchen）"}, "みなとの台所"),
        ({"kind": "social_post", "outlet": "パルス", "account": "@minato_kitchen"}, "@minato_kitchen"),
        ({"kind": "social_post", "outlet": "パルス"}, None),
        ({"kind": "leaflet", "outlet": "港の水を守る会"}, "港の水を守る会"),
        ({"kind": "leaflet", "outlet": "みなと市選挙管理委員会"}, None),
        ({"kind": "leaflet", "outlet": "みなと市選挙管理委員会", "byline": "古賀 美咲"}, "古賀 美咲"),
        ({"kind": "transcript", "outlet": "ビュート", "account": "みなと市政ウォッチ"}, "みなと市政ウォッチ"),
        ({"kind": "proceedings", "outlet": "みなと市議会"}, "みなと市議会"),
        ({"kind": "other", "outlet": "みなと新報", "byline": "浅野 ひなた"}, "浅野 ひなた"),
        ({"kind": "other"}, None),
    ],
)
def test_the_extraction_is_told_whose_words_the_text_is(article: dict[str, str], speaker: str | None) -> None:
    outlet = outlets.register(name=article.pop("outlet"), by=None) if "outlet" in article else None

    source = extractions.source_of(factories.revision(outlet=outlet, **article))

    assert (source.kind, source.speaker) == (article["kind"], speaker)


def test_the_extraction_is_told_what_the_desk_knows_beside_the_text() -> None:
    outlets.register(name="みなと新報", by=None)
    revision = factories.revision(kind=Article.Kind.OTHER)

    source = extractions.source_of(revision)

    assert (source.text, source.title) == (revision.text, revision.article.title)
    assert source.published_date == revision.article.published_date
    assert source.outlets == {"みなと新報"}


def test_begin_counts_attempts_and_fails_with_a_reason_at_the_cap(settings) -> None:
    settings.EXTRACTION_MAX_ATTEMPTS = 2
    run = pending_run()

    assert extractions.begin(run.pk) is not None
    assert extractions.begin(run.pk) is not None
    assert extractions.begin(run.pk) is None

    failed = ExtractionRun.objects.get()
    assert (failed.state, failed.attempts) == ("failed", 2)
    assert "2 回止まりました" in failed.error


def test_unusable_text_fails_at_once_and_is_not_tried_again() -> None:
    run = extractions.begin(pending_run().pk)
    assert run is not None

    with extractions.recording_failure(run):
        raise TextEmpty

    failed = ExtractionRun.objects.get()
    assert (failed.state, failed.error) == ("failed", TextEmpty().message)


def test_unexpected_error_is_raised_again_and_noted_at_the_cap(settings) -> None:
    settings.EXTRACTION_MAX_ATTEMPTS = 1
    run = extractions.begin(pending_run().pk)
    assert run is not None

    with pytest.raises(KeyError), extractions.recording_failure(run):
        raise KeyError("E018")

    assert ExtractionRun.objects.get().state == "failed"


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_an_attempt_that_the_database_ended_does_not_count(settings, error: type[Exception]) -> None:
    settings.EXTRACTION_MAX_ATTEMPTS = 1
    run = extractions.begin(pending_run().pk)
    assert run is not None

    with pytest.raises(error), extractions.recording_failure(run):
        raise error

    assert ExtractionRun.objects.get().attempts == 0
    assert extractions.begin(run.pk) is not None


def test_late_failure_leaves_what_another_worker_recorded(settings) -> None:
    settings.EXTRACTION_MAX_ATTEMPTS = 1
    run = extractions.begin(pending_run().pk)
    assert run is not None

    extractions.record(run, extraction_of(run.revision))

    with pytest.raises(KeyError), extractions.recording_failure(run):
        raise KeyError("E018")

    assert ExtractionRun.objects.get().state == "succeeded"


def test_retry_gives_a_failed_run_its_attempts_back() -> None:
    run = extractions.begin(pending_run().pk)
    assert run is not None
    with extractions.recording_failure(run):
        raise TextEmpty
    ProcrastinateJob.objects.all()._raw_delete("default")

    extractions.retry(run, by=factories.reporter())

    again = ExtractionRun.objects.get()
    assert (again.state, again.attempts, again.error) == ("pending", 0, "")
    assert ProcrastinateJob.objects.filter(task_name=extractions.TASK).count() == 1


@pytest.mark.parametrize("attempts", [0, 1])
def test_retry_enqueues_a_run_whose_job_was_lost(attempts: int) -> None:
    run = pending_run()
    for _attempt in range(attempts):
        extractions.begin(run.pk)
    ProcrastinateJob.objects.all()._raw_delete("default")

    extractions.retry(run, by=factories.reporter())
    with pytest.raises(extractions.RetryNotNeeded):
        extractions.retry(run, by=factories.reporter())

    again = ExtractionRun.objects.get()
    assert (again.state, again.attempts) == ("pending", 0)
    assert ProcrastinateJob.objects.filter(queueing_lock=run.job_lock).count() == 1


def test_retry_refuses_a_run_that_waits_or_has_succeeded() -> None:
    waiting, done = pending_run(), pending_run()
    extractions.record(done, extraction_of(done.revision))
    ProcrastinateJob.objects.filter(queueing_lock=done.job_lock)._raw_delete("default")

    for run in (waiting, done):
        with pytest.raises(extractions.RetryNotNeeded):
            extractions.retry(run, by=factories.reporter())
