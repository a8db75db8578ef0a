"""Recording a run; the result is built by hand here, the real model has its own tests."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.actions import candidates, extractions
from articles.extraction import UnknownRuleset, extract
from articles.extraction.errors import TextEmpty
from articles.extraction.results import ClaimSpan, Extraction, Reason, Sentence
from articles.models import ArticleRevision, Candidate, CandidateScore, ExtractionRun
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


def test_record_writes_candidates_and_scores_once() -> None:
    run = pending_run()
    extraction = extraction_of(run.revision)

    assert extractions.record(run, extraction) is True
    assert extractions.record(run, extraction) is False

    score = CandidateScore.objects.get()
    assert (score.priority, score.speaker, score.standalone) == (Decimal("0.7500"), "みなと市", "単独の文")
    assert score.reasons == [{"feature": "numeric", "weight": 0.75, "note": "数量が含まれる"}]
    assert ExtractionRun.objects.get().state == "succeeded"


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
