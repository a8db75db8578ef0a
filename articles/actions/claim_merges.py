"""Claims that say the same become one; one that says two things becomes two. Nothing goes: appearances move, and the
history of both claims and of each appearance says so.

What readers have is never touched: a claim with a verdict is merged into nothing, and from one that is before readers
only appearances are taken that none of its versions shows.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from articles import permissions
from articles.actions import claims, desk_search, edits, events
from articles.actions.claims import ClaimMerged
from articles.actions.errors import Refused
from articles.models import Candidate, Claim, ClaimMerge, Publication, User, Verdict


class SameClaim(Refused):
    message = gettext_lazy("同じ検証対象です。別のものを選んでください。")


class BothHaveVerdicts(Refused):
    message = gettext_lazy(
        "どちらにも検証記事があるため、統合できません。公開した記事と番号はそれぞれ残るので、片方の検証記事からもう片方に触れてください。"
    )


class VerdictOnTheOther(Refused):
    message = gettext_lazy("この検証対象には検証記事があります。逆に、相手をこちらへ統合してください。")


class AppearancesUnderReview(Refused):
    message = gettext_lazy(
        "検証記事が確認待ち、承認済み、公開中などのため、出どころを動かせません。下書きに戻すか、改訂を始めてからにしてください。"
    )


class AppearancesChanged(Refused):
    message = gettext_lazy("見ているあいだに出どころが変わりました。画面を開き直して、もう一度選んでください。")


class ClaimErased(Refused):
    message = gettext_lazy("消去した検証対象は、統合することも分けることもできません。")


class NotMerged(Refused):
    message = gettext_lazy("この検証対象は統合されていません。")


class MergedOnwards(Refused):
    message = gettext_lazy("統合先が、さらに別の検証対象に統合されています。先にそちらを元に戻してください。")


class NothingToSplit(Refused):
    message = gettext_lazy(
        "分ける出どころを選んでください。すべてを分けることはできません（それなら文を直してください）。"
    )


def merge(claim: Claim, *, into: Claim, by: User) -> ClaimMerge:
    """Make one of two claims: the appearances of `claim` become those of `into`, and `claim` leads there from now on."""
    permissions.require(permissions.can_write(by))
    if claim.pk == into.pk:
        raise SameClaim
    with transaction.atomic():
        rows = _appearances(claim.appearances.values_list("pk", flat=True))
        merged, target = _both(claim, into)
        _refuse_merging(merged, target)
        _refuse_unseen(merged, rows)
        merging = ClaimMerge.objects.create(
            merged=merged,
            into=target,
            candidates=[row.pk for row in rows],
            merged_by=by,
            merged_at=timezone.now(),
        )
        _move(rows, target, by=by)
        merged.merged_into = target
        edits.save(merged, ["merged_into"])
        desk_search.forget(merged)
        events.record("claim.merged", merged, by=by, reason=_to(target))
        events.record("claim.received", target, by=by, reason=_from(merged))
    return merging


def undo(claim: Claim, *, by: User) -> Claim:
    """Take a merging back: `claim` stands again, with those of its appearances that are still where they went."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        merging = ClaimMerge.objects.filter(merged=claim, undone_at__isnull=True).first()
        if merging is None:
            raise NotMerged
        rows = [row for row in _appearances(merging.candidates) if row.claim_id == merging.into_id]
        merged, target = _both(claim, merging.into)
        if merged.merged_into_id != target.pk:
            raise NotMerged
        if target.merged_into_id is not None:
            raise MergedOnwards
        _refuse_under_review(target, shown_since=merging.merged_at)
        merging.undone_by, merging.undone_at = by, timezone.now()
        merging.save(update_fields=["undone_by", "undone_at"])
        merged.merged_into = None
        edits.save(merged, ["merged_into"])
        _move(rows, merged, by=by)
        if merged.redacted_at is None:
            desk_search.describe(merged)
        events.record("claim.unmerged", merged, by=by, reason=_from(target))
        events.record("claim.released", target, by=by, reason=_to(merged))
    return merged


def split(claim: Claim, *, appearances: Collection[int], statement: str, by: User, rating_reason: str = "") -> Claim:
    """Word a new claim and move some of the appearances there; it has the claimant of the old one."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        rows = _appearances(appearances)
        row = claims.standing(claim)
        if row.redacted_at is not None:
            raise ClaimErased
        _refuse_under_review(row)
        if any(one.claim_id != row.pk for one in rows) or len(rows) != len(set(appearances)):
            raise AppearancesChanged
        if not rows or not row.appearances.exclude(pk__in=[one.pk for one in rows]).exists():
            raise NothingToSplit
        apart = claims.word(statement=statement, claimant=row.claimant, rating_reason=rating_reason, by=by)
        _move(rows, apart, by=by)
        events.record("claim.split", row, by=by, reason=_to(apart))
        events.record("claim.split_off", apart, by=by, reason=_from(row))
    return apart


def _appearances(keys: Collection[int]) -> list[Candidate]:
    """Accepted candidates, locked before their claims: in the order in which deciding one locks."""
    rows = Candidate.objects.select_for_update(of=("self",)).filter(pk__in=keys, state=Candidate.State.ACCEPTED)
    return list(rows.order_by("pk"))


def _both(one: Claim, other: Claim) -> tuple[Claim, Claim]:
    """Both claims as they are now, locked in one order whoever asks."""
    rows = Claim.objects.select_for_update().filter(pk__in=[one.pk, other.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[one.pk], found[other.pk]


def _refuse_merging(merged: Claim, target: Claim) -> None:
    if merged.merged_into_id is not None or target.merged_into_id is not None:
        raise ClaimMerged
    if merged.redacted_at is not None or target.redacted_at is not None:
        raise ClaimErased
    with_verdict = set(Verdict.objects.filter(claim__in=[merged, target]).values_list("claim", flat=True))
    if with_verdict == {merged.pk, target.pk}:
        raise BothHaveVerdicts
    if merged.pk in with_verdict:
        raise VerdictOnTheOther
    _refuse_under_review(target, shown_since=timezone.now())


def _refuse_under_review(claim: Claim, *, shown_since: datetime | None = None) -> None:
    """What is before readers, or before whoever approves it, keeps the appearances it has.

    Those that came at `shown_since` or later may come to a published verdict, and leave it while no version shows them.
    """
    verdict = Verdict.objects.select_for_update().filter(claim=claim).first()
    if verdict is None or (verdict.is_editable and not verdict.is_withdrawn):
        return
    if shown_since is None or verdict.state != Verdict.State.PUBLISHED or verdict.is_withdrawn:
        raise AppearancesUnderReview
    if Publication.objects.filter(verdict_number=verdict.number, published_at__gte=shown_since).exists():
        raise AppearancesUnderReview


def _refuse_unseen(claim: Claim, rows: Sequence[Candidate]) -> None:
    if set(claim.appearances.values_list("pk", flat=True)) != {row.pk for row in rows}:
        raise AppearancesChanged


def _move(rows: Sequence[Candidate], claim: Claim, *, by: User) -> None:
    for row in rows:
        row.claim = claim
        row.version += 1
    Candidate.objects.bulk_update(rows, ["claim", "version"])
    if rows:
        events.record_each("candidate.transferred", rows, by=by, reason=_to(claim))


# The history is written in the newsroom's language, whichever the editor's is.
def _to(claim: Claim) -> str:
    return f"検証対象 {claim.pk} へ"


def _from(claim: Claim) -> str:
    return f"検証対象 {claim.pk} から"
