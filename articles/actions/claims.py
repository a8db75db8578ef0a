from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import desk_search, edits, events
from articles.actions.errors import Refused
from articles.models import Author, Claim, Claimant, Topic, User, Verdict


class StatementMissing(Refused):
    message = _("検証する主張を入力してください。")


class ClaimChangedMeanwhile(edits.ChangedMeanwhile):
    message = _(
        "この検証対象は、書いているあいだにほかで保存されました。入力した文は残っています。見比べて選んでください。"
    )


class ClaimUnderReview(Refused):
    message = _(
        "検証記事が確認待ちか公開中のため、主張の文言は変えられません。検証記事を下書きに戻してから直してください。"
    )


class ClaimInUse(Refused):
    message = _("この検証対象には採用した候補か検証記事があるため、削除できません。")


def word(
    *,
    statement: str,
    by: User,
    claimant: Claimant | None = None,
    claimed_date: date | None = None,
    topics: Iterable[Topic] = (),
) -> Claim:
    """Create a claim as the desk words it."""
    permissions.require(permissions.can_write(by))
    if not statement.strip():
        raise StatementMissing
    with transaction.atomic():
        claim = Claim.objects.create(
            statement=statement.strip(), claimant=claimant, claimed_date=claimed_date, created_by=by
        )
        claim.topics.set(topics)
        desk_search.describe(claim)
        events.record("claim.worded", claim, by=by)
    return claim


def reword(
    claim: Claim,
    *,
    by: User,
    statement: str,
    claimant: Claimant | None,
    claimed_date: date | None,
    topics: Iterable[Topic],
    version: int | None = None,
) -> Claim:
    """Change a claim. `version` is the one the editor saw; another one now raises ClaimChangedMeanwhile."""
    permissions.require(permissions.can_write(by))
    if not statement.strip():
        raise StatementMissing
    with transaction.atomic():
        row = locked(claim)
        edits.refuse_unseen(row, version, ClaimChangedMeanwhile)
        verdict = Verdict.objects.select_for_update().filter(claim=row).first()  # so that it is not submitted meanwhile
        if verdict is not None and (not verdict.is_editable or verdict.is_withdrawn):
            raise ClaimUnderReview
        words = {"statement": statement.strip(), "claimant": claimant, "claimed_date": claimed_date}
        changed = edits.apply(row, words)
        chosen = set(topics)
        if set(row.topics.all()) != chosen:
            row.topics.set(chosen)
            changed.append("topics")
        if changed:
            row.redacted_at = None  # worded anew
            edits.save(row, [*words, "redacted_at"])
            desk_search.describe(row)
            if verdict is not None:  # whoever words what is checked has written on the verdict
                Author.objects.get_or_create(verdict=verdict, user=by)
            events.record("claim.reworded", row, by=by, fields=tuple(changed))
    return row


def locked(claim: Claim) -> Claim:
    """The claim as it is now, held until the caller's transaction ends: nothing begins to use it meanwhile."""
    return Claim.objects.select_for_update().get(pk=claim.pk)


def discard_if_unused(claim: Claim, *, by: User) -> None:
    """Delete a locked claim with neither appearance nor verdict: what undoing an acceptance leaves behind."""
    if not _is_used(claim):
        _delete(claim, by=by)


def discard(claim: Claim, *, by: User) -> None:
    """Delete a claim that was worded by mistake. Raises ClaimInUse."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        row = locked(claim)
        if _is_used(row):
            raise ClaimInUse
        _delete(row, by=by)


def _is_used(claim: Claim) -> bool:
    return claim.appearances.exists() or Verdict.objects.filter(claim=claim).exists()


def _delete(claim: Claim, *, by: User) -> None:
    events.record("claim.discarded", claim, by=by)
    claim.delete()
