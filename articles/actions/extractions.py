"""Runs of the extractor: requested with the article, attempted by a worker, recorded exactly once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from enum import IntEnum

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.jobs import JobDeferrer

from articles import permissions
from articles.actions import desk_search, events
from articles.actions.errors import Refused
from articles.extraction import CURRENT, ClaimSpan, Extraction, Sentence, Source, UnusableText
from articles.models import Actor, Article, ArticleRevision, Candidate, CandidateScore, ExtractionRun, Outlet, User
from articles.models.candidate import SPEAKER_KEPT

TASK = "articles.tasks.extract_revision"
OUTAGES = (OperationalError, InterfaceError)
Span = tuple[int, int]
Proposal = tuple[Sentence, ClaimSpan]


class Priority(IntEnum):
    """Of a job in the queue: the highest is taken first, among equals the one that waits longest."""

    ARCHIVE = -10
    FRESH = 0


class RetryNotNeeded(Refused):
    message = gettext_lazy("この抽出は終わっているか、キューで順番を待っているため、やり直しの必要はありません。")


class ReleaseMismatch(Exception):
    """A run for the ruleset of another release, over a revision that the ruleset of this one has been given already."""


def request(revision: ArticleRevision, *, by: Actor, priority: Priority = Priority.FRESH) -> ExtractionRun:
    """Enqueue a run of the current ruleset over `revision`, in the caller's transaction.

    A run that exists is left alone; if its job waits at a lower priority, it is moved up.
    """
    permissions.require(permissions.can_hand_in(by))
    with transaction.atomic():
        run, created = ExtractionRun.objects.get_or_create(revision=revision, ruleset=CURRENT)
        if created:
            _supersede([revision.pk])
            _enqueue(run, priority)
            events.record("extraction.requested", run, by=by)
        elif run.state == ExtractionRun.State.PENDING:
            _move_up(run, priority)
    return run


def request_many(
    revisions: Sequence[ArticleRevision],
    *,
    by: User | None,
    priority: Priority = Priority.ARCHIVE,
) -> int:
    """Enqueue a run of the current ruleset for each of these revisions that has none, or whose waiting run lost its job.

    Returns how many were enqueued. In the caller's transaction and in a handful of statements however many there are.
    """
    permissions.require(by is None or permissions.can_write(by))
    with transaction.atomic():
        ExtractionRun.objects.bulk_create(
            [ExtractionRun(revision=revision, ruleset=CURRENT) for revision in revisions], ignore_conflicts=True
        )
        keys = [revision.pk for revision in revisions]
        _supersede(keys)
        waiting = ExtractionRun.objects.filter(revision__in=keys, ruleset=CURRENT, state=ExtractionRun.State.PENDING)
        # asked once the rows are locked, as in `retry`
        ids = list(waiting.select_for_update().order_by("pk").values_list("pk", flat=True))
        runs = list(ExtractionRun.objects.retriable().filter(pk__in=ids).order_by("pk"))
        if runs:
            app.job_manager.batch_defer_jobs([_job(run, priority).make_new_job(run_id=run.pk) for run in runs])
            events.record_each("extraction.requested", runs, by=by)
    return len(runs)


def retry(run: ExtractionRun, *, by: User) -> ExtractionRun:
    """Give a run that failed, or whose job was lost, its attempts back and enqueue it again."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        run = ExtractionRun.objects.select_for_update().get(pk=run.pk)
        # asked once the row is locked: a statement before would not see the job of someone who retried meanwhile
        if not ExtractionRun.objects.retriable().filter(pk=run.pk).exists():
            raise RetryNotNeeded
        run.state, run.attempts, run.error, run.finished_at = ExtractionRun.State.PENDING, 0, "", None
        run.save(update_fields=["state", "attempts", "error", "finished_at"])
        _enqueue(run, Priority.FRESH)
        events.record("extraction.retried", run, by=by)
    return run


def begin(run_id: int) -> ExtractionRun | None:
    """Count an attempt and mark the run as running; None when there is nothing left to do.

    Attempts are counted before the work, so an article that kills its worker every time ends as failed too. A run that
    has waited through an upgrade has read nothing yet: it takes on the current ruleset. Raises ReleaseMismatch.
    """
    with transaction.atomic():
        runs = ExtractionRun.objects.select_for_update(of=["self"]).select_related("revision__article__outlet")
        run = runs.get(pk=run_id)
        if run.has_ended:
            return None
        if run.ruleset != CURRENT:
            _take_on_current_ruleset(run)
        if run.attempts >= settings.EXTRACTION_MAX_ATTEMPTS:
            _fail(
                run,
                _("抽出の途中で処理が %(n)d 回止まりました。本文を確かめて、やり直してください。")
                % {"n": run.attempts},
            )
            return None
        run.state, run.attempts, run.started_at = ExtractionRun.State.RUNNING, run.attempts + 1, timezone.now()
        run.save(update_fields=["state", "attempts", "started_at"])
    return run


@contextmanager
def recording_failure(run: ExtractionRun) -> Iterator[None]:
    """Note on the run why an attempt failed. What is wrong with the text ends the run; anything else is raised again.

    A database that is away or full says nothing of the article: such an attempt does not count.
    """
    unfinished = True
    try:
        yield
        unfinished = False
    except UnusableText as error:
        unfinished = False
        _end_in_failure(run.pk, error.message)
    except OUTAGES:
        unfinished = False
        with suppress(*OUTAGES):  # still away: then it counts
            ExtractionRun.objects.filter(pk=run.pk, attempts__gt=0).update(attempts=F("attempts") - 1)
        raise
    finally:
        if unfinished:
            _note_attempt(run)


def time_out(run_id: int) -> None:
    """End a run whose worker was stopped because the article took too long; it would take as long again."""
    _end_in_failure(
        run_id,
        _(
            "抽出が %(n)g 秒で終わらなかったため、中断しました。本文を分けて取り込み直すか、"
            "上限（EXTRACTION_MAX_SECONDS）を管理者に確かめてもらってください。"
        )
        % {"n": settings.EXTRACTION_MAX_SECONDS},
    )


def run_out_of_memory(run_id: int) -> None:
    """End a run whose worker was stopped because the article took too much memory."""
    _end_in_failure(
        run_id,
        _(
            "抽出に使うメモリーが %(n)d MB を超えたため、中断しました。本文を分けて取り込み直すか、"
            "上限（EXTRACTION_MAX_MEMORY_MB）を管理者に確かめてもらってください。"
        )
        % {"n": settings.EXTRACTION_MAX_MEMORY_MB},
    )


def source_of(revision: ArticleRevision) -> Source:
    """The text to read, with what the desk knows beside it."""
    article = revision.article
    return Source(
        text=revision.text,
        published_date=article.published_date,
        title=article.title,
        kind=article.kind,
        speaker=article.own_speaker,
        outlets=_outlets_for(article),
    )


def _outlets_for(article: Article) -> frozenset[str]:
    """Names of the desk's outlets, and of the article's own: what a program calls another one tells nothing of this text."""
    known = frozenset(Outlet.objects.confirmed().values_list("name", flat=True))
    return known | {article.outlet.name} if article.outlet else known


def record(run: ExtractionRun, extraction: Extraction) -> bool:
    """Write the candidates and scores of a run and end it.

    False, and nothing is written, when another worker had already done so or a newer ruleset has taken its place.
    """
    revision = run.revision
    with transaction.atomic():
        run = ExtractionRun.objects.select_for_update().get(pk=run.pk)
        if run.state in (ExtractionRun.State.SUCCEEDED, ExtractionRun.State.SUPERSEDED):
            return False
        proposals = _proposals(extraction)
        candidates = _candidates(revision, proposals)
        _rank(candidates, proposals)
        CandidateScore.objects.bulk_create(
            [
                _score(run, candidates[span], *proposal)
                for span, proposal in proposals.items()
                if candidates[span].redacted_at is None  # what was erased must not come back as a score
            ]
        )
        _withdraw(run, [row for span, row in candidates.items() if span not in proposals])
        _bring_back(run, [candidates[span] for span in proposals])
        desk_search.request_comparison(revision)
        run.state, run.versions, run.error = ExtractionRun.State.SUCCEEDED, dict(extraction.versions), ""
        run.finished_at = timezone.now()
        run.save(update_fields=["state", "versions", "error", "finished_at"])
        events.record("extraction.recorded", run, by=None)
    return True


def _supersede(revisions: Collection[int]) -> None:
    """End what another ruleset was asked for and did not succeed in: the current one reads these revisions now."""
    others = ExtractionRun.objects.filter(revision__in=revisions).exclude(ruleset=CURRENT)
    left = others.exclude(state__in=[ExtractionRun.State.SUCCEEDED, ExtractionRun.State.SUPERSEDED])
    runs = list(left.select_for_update().order_by("pk"))
    if runs:
        ExtractionRun.objects.filter(pk__in=[run.pk for run in runs]).update(state=ExtractionRun.State.SUPERSEDED)
        events.record_each("extraction.superseded", runs, by=None, reason=CURRENT)


def _take_on_current_ruleset(run: ExtractionRun) -> None:
    if ExtractionRun.objects.filter(revision=run.revision_id, ruleset=CURRENT).exists():
        # Only a worker that was not upgraded with the others comes here: the queue keeps the job for one that was.
        raise ReleaseMismatch(f"run {run.pk} is for {run.ruleset}, this release reads with {CURRENT}")
    run.ruleset = CURRENT
    run.save(update_fields=["ruleset"])
    events.record("extraction.upgraded", run, by=None, fields=("ruleset",))


def _enqueue(run: ExtractionRun, priority: Priority) -> None:
    try:
        with transaction.atomic():  # AlreadyEnqueued would otherwise abort the caller's transaction
            _job(run, priority).defer(run_id=run.pk)
    except AlreadyEnqueued:
        return


def _job(run: ExtractionRun, priority: Priority) -> JobDeferrer:
    return app.configure_task(TASK, queueing_lock=run.job_lock, priority=priority)


def _move_up(run: ExtractionRun, priority: Priority) -> None:
    """procrastinate has no call for it: the job is changed where it waits."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET priority = %(priority)s"
            " WHERE queueing_lock = %(lock)s AND status = 'todo' AND priority < %(priority)s",
            {"priority": priority, "lock": run.job_lock},
        )


def _fail(run: ExtractionRun, error: str) -> None:
    run.state, run.error, run.finished_at = ExtractionRun.State.FAILED, error, timezone.now()
    run.save(update_fields=["state", "error", "finished_at"])
    events.record("extraction.failed", run, by=None, reason=error)


def _note_attempt(run: ExtractionRun) -> None:
    """An unexpected error: the queue tries again until the cap, then the run is failed with a reason the desk can read."""
    if run.attempts < settings.EXTRACTION_MAX_ATTEMPTS:
        return
    _end_in_failure(
        run.pk,
        _("抽出で予期しない誤りが %(n)d 回起きました。記録（ログ）を管理者に見てもらってください。")
        % {"n": run.attempts},
    )


def _end_in_failure(run_id: int, error: str) -> None:
    """Unless a worker that was taken for dead has ended it by now: what it recorded stands."""
    with transaction.atomic():
        run = ExtractionRun.objects.select_for_update().get(pk=run_id)
        if not run.has_ended:
            _fail(run, error)


def _proposals(extraction: Extraction) -> dict[Span, Proposal]:
    """{(start, end): (sentence, claim)} for every claim span of an extraction."""
    return {
        (claim.start, claim.end): (sentence, claim) for sentence in extraction.sentences for claim in sentence.claims
    }


def _candidates(revision: ArticleRevision, proposals: Mapping[Span, Proposal]) -> dict[Span, Candidate]:
    """All of the revision. Existing candidates keep their decision; missing ones are inserted as pending."""
    new = [Candidate.of_span(revision, start, end) for start, end in proposals]
    for candidate, (sentence, _claim) in zip(new, proposals.values(), strict=True):
        candidate.priority, candidate.speaker = _priority(sentence), _speaker(sentence)
    Candidate.objects.bulk_create(new, ignore_conflicts=True)
    found = Candidate.objects.filter(revision=revision)
    return {(candidate.start, candidate.end): candidate for candidate in found}


def _rank(candidates: Mapping[Span, Candidate], proposals: Mapping[Span, Proposal]) -> None:
    """Give every candidate the priority and the speaker it has by this run.

    One that the run does not propose has no priority and keeps its speaker, whom the newest score has that there is. One that
    an editor marked or gave other ends keeps both: no run proposes it.
    """
    newly = {span: (_priority(sentence), _speaker(sentence)) for span, (sentence, _claim) in proposals.items()}
    moved = []
    for span, row in candidates.items():
        before = row.priority, row.speaker
        if span in newly:
            row.priority, row.speaker = newly[span] if row.redacted_at is None else (newly[span][0], "")
        elif row.origin == Candidate.Origin.MACHINE:
            row.priority = None
        if (row.priority, row.speaker) != before:
            moved.append(row)
    Candidate.objects.bulk_update(moved, ["priority", "speaker"], batch_size=500)


def _priority(sentence: Sentence) -> Decimal:
    return Decimal(f"{sentence.priority:.4f}")


def _speaker(sentence: Sentence) -> str:
    """As a claimant may be called; longer ones are lists of names."""
    name = sentence.speaker or ""
    return name if len(name) <= SPEAKER_KEPT else ""


def _withdraw(run: ExtractionRun, others: Iterable[Candidate]) -> None:
    """Take out of the queue what only an earlier run proposed and nobody has decided."""
    gone = [row for row in others if row.state == Candidate.State.PENDING and row.origin == Candidate.Origin.MACHINE]
    moved = _moved(gone, to=Candidate.State.SUPERSEDED)
    events.record_each("candidate.superseded", moved, by=None, reason=run.ruleset)


def _bring_back(run: ExtractionRun, proposed: Iterable[Candidate]) -> None:
    back = [row for row in proposed if row.state == Candidate.State.SUPERSEDED and row.redacted_at is None]
    moved = _moved(back, to=Candidate.State.PENDING)
    events.record_each("candidate.proposed_again", moved, by=None, reason=run.ruleset)


def _moved(rows: Sequence[Candidate], *, to: Candidate.State) -> list[Candidate]:
    """Those that an editor has not decided meanwhile, in their new state."""
    if not rows:
        return []
    unchanged = Candidate.objects.filter(pk__in=[row.pk for row in rows], state=rows[0].state)
    locked = list(unchanged.select_for_update().order_by("pk"))
    Candidate.objects.filter(pk__in=[row.pk for row in locked]).update(state=to, version=F("version") + 1)
    return locked


def _score(run: ExtractionRun, candidate: Candidate, sentence: Sentence, claim: ClaimSpan) -> CandidateScore:
    data = sentence.to_json()
    return CandidateScore(
        candidate=candidate,
        run=run,
        priority=_priority(sentence),
        label=sentence.label,
        speaker=sentence.speaker or "",
        via=sentence.via or "",
        quote=sentence.quote,
        modality=sentence.modality,
        numeric=sentence.numeric,
        standalone=claim.standalone,
        incomplete=list(claim.incomplete),
        sentence_start=sentence.start,
        sentence_end=sentence.end,
        quantities=data["quantities"],
        dates=data["dates"],
        entities=data["entities"],
        attributions=data["attributions"],
        reasons=data["reasons"],
    )
