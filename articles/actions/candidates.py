from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import claims, events
from articles.actions.errors import Refused
from articles.models import ArticleRevision, Candidate, Claim, Claimant, User


class CandidateAlreadyDecided(Refused):
    message = _("この候補は、別の人がすでに判断しました。画面を開き直してください。")


class CandidateNotDecided(Refused):
    message = _("この候補はまだ判断されていないため、取り消すものがありません。")


class CandidateInUse(Refused):
    message = _("この候補から作った検証対象には検証記事があるため、採用を取り消せません。")


class SpanUnusable(Refused):
    message = _("選んだ範囲が本文の外にあるか、空です。もう一度選んでください。")


class SpanAlreadyMarked(Refused):
    message = _("この範囲はすでに候補になっています。")


class ReasonMissing(Refused):
    message = _("見送りの理由を選んでください。")


def accept(candidate: Candidate, *, by: User, claim: Claim) -> Candidate:
    """Take a candidate as an appearance of a claim the desk already has."""
    with _deciding(candidate, by=by) as locked:
        locked.state, locked.claim = Candidate.State.ACCEPTED, claim
    return locked


def accept_as_new(candidate: Candidate, *, by: User, statement: str, claimant: Claimant | None = None) -> Candidate:
    """Word a new claim from a candidate and take the candidate as its first appearance."""
    with _deciding(candidate, by=by) as locked:
        locked.state = Candidate.State.ACCEPTED
        locked.claim = claims.word(
            statement=statement,
            claimant=claimant,
            claimed_date=locked.revision.article.published_date,
            by=by,
        )
    return locked


def reject(candidate: Candidate, *, by: User, reason: str, note: str = "") -> Candidate:
    if reason not in Candidate.RejectionReason.values:
        raise ReasonMissing
    with _deciding(candidate, by=by, reason=note) as locked:
        locked.state, locked.rejection_reason, locked.rejection_note = Candidate.State.REJECTED, reason, note
    return locked


def mark_duplicate(candidate: Candidate, *, by: User, of: Candidate) -> Candidate:
    """Set aside a candidate that says what another one says already."""
    with _deciding(candidate, by=by) as locked:
        locked.state, locked.duplicate_of = Candidate.State.DUPLICATE, of
    return locked


def reopen(candidate: Candidate, *, by: User) -> Candidate:
    """Undo a decision. A claim worded only for this candidate goes with it, unless a verdict was begun."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        locked = _locked(candidate)
        if not locked.is_decided:
            raise CandidateNotDecided
        claim = claims.locked(locked.claim) if locked.claim else None
        if claim is not None and hasattr(claim, "verdict"):
            raise CandidateInUse
        locked.state = Candidate.State.PENDING
        locked.claim = locked.duplicate_of = locked.decided_by = locked.decided_at = None
        locked.rejection_reason = locked.rejection_note = ""
        _save_decision(locked)
        events.record("candidate.reopened", locked, by=by)
        if claim is not None:
            claims.discard_if_unused(claim, by=by)
    return locked


def mark_by_hand(revision: ArticleRevision, *, start: int, end: int, by: User) -> Candidate:
    """Propose a span the machine missed; offsets are code points of the revision's text."""
    permissions.require(permissions.can_write(by))
    if not 0 <= start < end <= len(revision.text):
        raise SpanUnusable
    try:
        with transaction.atomic():
            candidate = Candidate.of_span(revision, start, end, origin=Candidate.Origin.HAND)
            candidate.save(force_insert=True)
            events.record("candidate.marked", candidate, by=by)
    except IntegrityError as error:
        raise SpanAlreadyMarked from error
    return candidate


@contextmanager
def _deciding(candidate: Candidate, *, by: User, reason: str = "") -> Iterator[Candidate]:
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        locked = _locked(candidate)
        if locked.is_decided:
            raise CandidateAlreadyDecided
        locked.decided_by, locked.decided_at = by, timezone.now()
        yield locked
        _save_decision(locked)
        events.record(f"candidate.{locked.state}", locked, by=by, reason=reason)


def _locked(candidate: Candidate) -> Candidate:
    return Candidate.objects.select_for_update(of=("self",)).select_related("revision__article").get(pk=candidate.pk)


def _save_decision(candidate: Candidate) -> None:
    candidate.version += 1
    candidate.save(
        update_fields=[
            "state",
            "claim",
            "duplicate_of",
            "rejection_reason",
            "rejection_note",
            "decided_by",
            "decided_at",
            "version",
        ]
    )
