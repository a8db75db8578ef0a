"""Recording a run; the result is built by hand here, the real model has its own tests."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.actions import candidates, extractions
from articles.actions.extractions import Priority
from articles.extraction import UnknownRuleset, extract
from articles.extraction.errors import TextEmpty
from articles.extraction.results import ClaimSpan, Extraction, Reason, Sentence
from articles.models import ArticleRevision, Candidate, CandidateScore, Event, ExtractionRun
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
        claims=(ClaimSpan(0, end, revision.text[:end], "単独の文"),),
        reasons=(Reason("numeric", priority, "数量が含まれる"),),
    )
    return Extraction("v1", {"ginza": "5.2.1"}, (sentence,))


def pending_run(revision: ArticleRevision | None = None) -> ExtractionRun:
    return extractions.request(revision or factories.revision(), by=None)


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
        assert len(queries) == 8, [query["sql"] for query in queries]


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
            assert run.revision.article.title
            extractions.record(run, Extraction("v2", {}, (replace(one, claims=tuple(spans)),)))
        statements = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
        assert len(statements) == 9, statements


def test_record_takes_a_speaker_of_any_length() -> None:
    run = pending_run()
    extraction = extraction_of(run.revision)
    speakers = "、".join(f"発起人{n}" for n in range(60))

    extractions.record(run, replace(extraction, sentences=(replace(extraction.sentences[0], speaker=speakers),)))

    assert CandidateScore.objects.get().speaker == speakers


def test_a_new_ruleset_scores_again_and_reopens_nothing() -> None:
    run = pending_run()
    extractions.record(run, extraction_of(run.revision))
    candidate = Candidate.objects.get()
    candidates.reject(candidate, reason="opinion", by=factories.reporter())

    later = extractions.request(run.revision, by=None, ruleset="a later one")
    extractions.record(later, extraction_of(run.revision, priority=0.25))

    assert [(c.state, c.priority) for c in Candidate.objects.best_first()] == [("rejected", Decimal("0.2500"))]
    assert CandidateScore.objects.count() == 2


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


def test_a_ruleset_of_an_earlier_release_fails_with_a_reason() -> None:
    run = extractions.begin(pending_run().pk)
    assert run is not None

    with extractions.recording_failure(run):
        extract(run.revision.text, ruleset="v1")

    failed = ExtractionRun.objects.get()
    assert (failed.state, failed.error) == ("failed", UnknownRuleset("v1").message)


def test_unexpected_error_is_raised_again_and_noted_at_the_cap(settings) -> None:
    settings.EXTRACTION_MAX_ATTEMPTS = 1
    run = extractions.begin(pending_run().pk)
    assert run is not None

    with pytest.raises(KeyError), extractions.recording_failure(run):
        raise KeyError("E018")

    assert ExtractionRun.objects.get().state == "failed"


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
