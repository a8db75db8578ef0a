from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import claimants, claims, desk_search, events, leases
from articles.actions.errors import Refused
from articles.japanese.invisible import is_readable
from articles.models import ArticleRevision, Candidate, CandidateSearch, Claim, Claimant, Event, User, Verdict


class CandidateAlreadyDecided(Refused):
    message = _("この候補は、別の人がすでに判断しました。画面を開き直してください。")

    def __init__(self, candidate: Candidate | None = None) -> None:
        super().__init__(_decided_in_words(candidate) if candidate is not None else None)


class CandidateNotDecided(Refused):
    message = _("この候補はまだ判断されていないため、取り消すものがありません。")


class CandidateInUse(Refused):
    message = _("この候補から作った検証対象には検証記事があるため、採用を取り消せません。")


class ClaimAwaitsPublication(Refused):
    """An appearance is part of what was read: one that comes or goes voids what was approved."""

    message = _(
        "この検証対象の検証記事は確認待ちか承認済みなので、出どころは加えることも外すこともできません。"
        "公開のあとにするか、デスクに差し戻してもらってください。"
    )


class SpanUnusable(Refused):
    message = _("選んだ範囲が本文の外にあるか、空です。もう一度選んでください。")


class CandidateHasMore(Refused):
    message = _(
        "この候補は、抽出の結果でもあるか、ほかの候補が同じ文として指しているため、取り消せません。見送ってください。"
    )


class SpanAlreadyMarked(Refused):
    message = _("この範囲はすでに候補になっています。")


class ReasonMissing(Refused):
    message = _("見送りの理由を選んでください。")


class NoteMissing(Refused):
    message = _("「その他」で見送るときは、補足に理由を書いてください。")


Candidates = Sequence[Candidate]
SPAN = ["start", "end", "quote", "prefix", "suffix"]
DECISION = [
    *("state", "claim", "duplicate_of", "rejection_reason", "rejection_note"),
    *("decided_by", "decided_at", "version"),
]


def accept(candidate: Candidate, *, by: User, claim: Claim, along: Candidates = ()) -> Candidate:
    """Take a candidate as an appearance of a claim the desk already has, and `along` with it: see `_deciding`."""
    with _deciding(candidate, along, by=by) as (locked, rows):
        claims.standing(claim)
        _refuse_awaited(claim)
        for row in rows:
            row.state, row.claim = Candidate.State.ACCEPTED, claim
    return locked


def accept_as_new(
    candidate: Candidate,
    *,
    by: User,
    statement: str,
    claimant: Claimant | claimants.New | None = None,
    along: Candidates = (),
    claimed_date: date | None = None,
    date_certainty: str | None = None,
    rating_reason: str = "",
) -> Candidate:
    """Word a new claim from a candidate and take the candidate as its first appearance.

    A new claimant is registered by the same decision, and goes with it when it is undone. When it was claimed is what the
    editor says, and asked later where nothing was said: the day of the article is not the day of the claim. `date_certainty` and `rating_reason` as in `claims.word`.
    """
    with _deciding(candidate, along, by=by) as (locked, rows):
        if isinstance(claimant, claimants.New):
            claimant = claimants.register(by=by, **claimant._asdict())
        claim = claims.word(
            statement=statement,
            claimant=claimant,
            claimed_date=claimed_date,
            date_certainty=date_certainty,
            rating_reason=rating_reason,
            by=by,
        )
        for row in rows:
            row.state, row.claim = Candidate.State.ACCEPTED, claim
    return locked


def reject(candidate: Candidate, *, by: User, reason: str, note: str = "", along: Candidates = ()) -> Candidate:
    _require_reason(reason, note)
    with _deciding(candidate, along, by=by, reason=note) as (locked, rows):
        for row in rows:
            row.state, row.rejection_reason, row.rejection_note = Candidate.State.REJECTED, reason, note
    return locked


def reject_all(candidates: Candidates, *, by: User, reason: str, note: str = "") -> list[Candidate]:
    """Reject what is still undecided of many, as one decision that `reopen` takes back as one; returns these."""
    _require_reason(reason, note)
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        rows = [row for row in _locked(candidates) if not row.is_decided]
        now = timezone.now()
        for row in rows:
            row.decided_by, row.decided_at = by, now
            row.state, row.rejection_reason, row.rejection_note = Candidate.State.REJECTED, reason, note
        _end_decision(rows, "candidate.rejected", by=by, reason=note)
    return rows


def _require_reason(reason: str, note: str) -> None:
    if reason not in Candidate.RejectionReason.values:
        raise ReasonMissing
    if reason == Candidate.RejectionReason.OTHER and not is_readable(note):
        raise NoteMissing


def mark_duplicate(candidate: Candidate, *, by: User, of: Candidate, along: Candidates = ()) -> Candidate:
    """Set aside a candidate that says what another one says already."""
    with _deciding(candidate, [row for row in along if row.pk != of.pk], by=by) as (locked, rows):
        for row in rows:
            row.state, row.duplicate_of = Candidate.State.DUPLICATE, of
    return locked


def reopen(candidate: Candidate, *, by: User) -> Candidate:
    """Undo a decision, for all that it was taken for. A claim worded only for these candidates goes with it, and a claimant
    registered only for that claim.

    Raises CandidateInUse where a verdict was begun on the decision. One that was there before stays as it is: the
    decision only added an appearance to its claim.
    """
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        now = Candidate.objects.get(pk=candidate.pk)
        locked, *along = _locked([now, *Candidate.objects.decided_with(now)], first=now)
        if not locked.is_decided:
            raise CandidateNotDecided
        claim = claims.locked(locked.claim) if locked.claim else None
        if claim is not None and hasattr(claim, "verdict") and _began_after(claim.verdict, locked):
            raise CandidateInUse
        if claim is not None:
            _refuse_awaited(claim)
        registered = _registered_with(locked)
        rows = [locked, *(row for row in along if row.is_decided)]
        for row in rows:
            row.state = Candidate.State.PENDING
            row.claim = row.duplicate_of = row.decided_by = row.decided_at = None
            row.rejection_reason = row.rejection_note = ""
        _save_decisions(rows)
        events.record_each("candidate.reopened", rows, by=by)
        if claim is not None:
            claims.discard_if_unused(claim, by=by)
        if registered is not None:
            claimants.discard_if_unused(registered, by=by)
    return locked


def _registered_with(candidate: Candidate) -> Claimant | None:
    """Whom the decision itself registered: while it was taken, by whoever took it."""
    claimant = candidate.claim.claimant if candidate.claim else None
    decided = Event.objects.about(candidate).filter(action="candidate.accepted").last()
    if claimant is None or decided is None:
        return None
    registered = Event.objects.about(claimant).filter(
        action="claimant.registered", actor_id=candidate.decided_by_id, at__gte=candidate.decided_at, pk__lt=decided.pk
    )
    return claimant if registered.exists() else None


def set_apart(candidate: Candidate, *, by: User) -> Candidate:
    """Show an undecided candidate by itself: an editor finds that it does not say what the others say."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        (locked,) = _locked([candidate], first=candidate)
        if locked.is_decided:
            raise CandidateAlreadyDecided(locked)
        if locked.first_said_id is not None:
            locked.first_said = None
            locked.version += 1
            locked.save(update_fields=["first_said", "version"])
            events.record("candidate.set_apart", locked, by=by)
    return locked


def mark_by_hand(
    revision: ArticleRevision, *, start: int, end: int, by: User, beside: Candidate | None = None
) -> Candidate:
    """Propose a span the machine missed; offsets are code points of the revision's text.

    It follows in the queue on the candidate `beside` which it was seen; without one it comes last.
    """
    permissions.require(permissions.can_write(by))
    if not 0 <= start < end <= len(revision.text):
        raise SpanUnusable
    try:
        with transaction.atomic():
            candidate = Candidate.of_span(revision, start, end, origin=Candidate.Origin.HAND)
            candidate.priority = beside.priority if beside else None
            candidate.save(force_insert=True)
            events.record("candidate.marked", candidate, by=by)
    except IntegrityError as error:
        raise SpanAlreadyMarked from error
    return candidate


def unmark(candidate: Candidate, *, by: User) -> None:
    """Take back a passage that was added by hand and that nobody has decided since."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        (locked,) = _locked([candidate])
        if locked.is_decided:
            raise CandidateAlreadyDecided(locked)
        if not _is_only_marked(locked):
            raise CandidateHasMore
        events.record("candidate.unmarked", locked, by=by)
        locked.delete()


def _is_only_marked(candidate: Candidate) -> bool:
    """No run proposes it, and nothing points at it."""
    is_pointed_at = candidate.duplicates.exists() or Candidate.objects.filter(first_said=candidate.pk).exists()
    return candidate.origin == Candidate.Origin.HAND and not candidate.scores.exists() and not is_pointed_at


def move_span(candidate: Candidate, *, start: int, end: int, by: User) -> Candidate:
    """Give an undecided candidate other ends. It is by itself then, and no new ruleset takes it out of the queue.

    What it was compared with is forgotten, because it says something else now; the worker compares it again.
    """
    permissions.require(permissions.can_write(by))
    try:
        with transaction.atomic():
            (locked,) = _locked([candidate])
            if locked.is_decided:
                raise CandidateAlreadyDecided(locked)
            _cut(locked, start, end)
            CandidateSearch.objects.filter(pk=locked.pk).delete()
            desk_search.request_comparison(locked.revision)
            events.record(
                "candidate.span_moved", locked, by=by, reason=f"{candidate.start}–{candidate.end} → {start}–{end}"
            )
    except IntegrityError as error:
        raise SpanAlreadyMarked from error
    return locked


def _cut(candidate: Candidate, start: int, end: int) -> None:
    if not 0 <= start < end <= len(candidate.revision.text):
        raise SpanUnusable
    there = Candidate.of_span(candidate.revision, start, end)
    for name in SPAN:
        setattr(candidate, name, getattr(there, name))
    if candidate.origin == Candidate.Origin.MACHINE:
        candidate.origin = Candidate.Origin.MOVED
    candidate.first_said, candidate.state = None, Candidate.State.PENDING
    candidate.version += 1
    candidate.save(update_fields=[*SPAN, "origin", "first_said", "state", "version"])


@contextmanager
def _deciding(
    candidate: Candidate, along: Candidates, *, by: User, reason: str = ""
) -> Iterator[tuple[Candidate, list[Candidate]]]:
    """The candidate, and with it those of `along` that are undecided: one decision, an Event for each.

    They share `decided_by` and `decided_at`: that is how `reopen` knows what was decided together.
    """
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        locked, *others = _locked([candidate, *along], first=candidate)
        if locked.is_decided:
            raise CandidateAlreadyDecided(locked)
        rows = [locked, *(row for row in others if not row.is_decided)]
        now = timezone.now()
        for row in rows:
            row.decided_by, row.decided_at = by, now
        yield locked, rows
        _end_decision(rows, f"candidate.{locked.state}", by=by, reason=reason)


def _end_decision(rows: list[Candidate], action: str, *, by: User, reason: str) -> None:
    if rows:
        _save_decisions(rows)
        leases.release([row.pk for row in rows])
        events.record_each(action, rows, by=by, reason=reason)


def _locked(candidates: Sequence[Candidate], *, first: Candidate | None = None) -> list[Candidate]:
    """The candidates as they are now, locked in one order whoever asks; `first` comes first."""
    rows = Candidate.objects.select_for_update(of=("self",)).select_related("revision__article", "claim", "decided_by")
    found = list(rows.filter(pk__in={row.pk for row in candidates}).order_by("pk"))
    return sorted(found, key=lambda row: (first is not None and row.pk != first.pk, row.pk))


def _decided_in_words(candidate: Candidate) -> str:
    """Who did what and when, for somebody who decides after them."""
    assert candidate.decided_at is not None
    told = _("%(who)sさんが%(at)sに、この候補を「%(state)s」と判断しました。あなたの判断は記録していません。") % {
        "who": candidate.decided_by,
        "at": date_format(timezone.localtime(candidate.decided_at), "Y-m-d H:i"),
        "state": candidate.get_state_display(),
    }
    return str(told)


def _refuse_awaited(claim: Claim) -> None:
    verdict = Verdict.objects.select_for_update().filter(claim=claim).first()  # so that it is not submitted meanwhile
    if verdict is not None and verdict.state in (Verdict.State.IN_REVIEW, Verdict.State.APPROVED):
        raise ClaimAwaitsPublication


def _began_after(verdict: Verdict, candidate: Candidate) -> bool:
    return candidate.decided_at is not None and verdict.created_at > candidate.decided_at


def _save_decisions(candidates: Sequence[Candidate]) -> None:
    for candidate in candidates:
        candidate.version += 1
    Candidate.objects.bulk_update(candidates, DECISION)
