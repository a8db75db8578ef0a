"""Law, not an edit: one desk editor hides at once, a second confirms and only then the content is erased."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import (
    claim_images,
    erasure,
    events,
    publications,
    sight,
    snapshots,
    unsaved_texts,
    verdicts,
    withdrawals,
)
from articles.actions.errors import Refused
from articles.japanese.invisible import is_readable
from articles.models import Publication, PublicationContent, Redaction, User, Verdict


class CopiesSinceSeen(sight.ChangedSinceSeen):
    message = _(
        "この画面を開いたあとに、同じ本文かほぼ同じ本文の記事が増えたか、減りました。まだ何もしていません。いまの一覧を見てから、もう一度選んでください。"
    )


class NothingToRedact(Refused):
    message = _("非表示にできる公開版がありません。")


class RedactionAlreadyOpen(Refused):
    message = _("この検証記事には、確認待ちの非表示措置がすでにあります。先にそれを確認するか解除してください。")


class RedactionAlreadyClosed(Refused):
    message = _("この非表示措置は、すでに確認されたか解除されています。")


class SecondPersonNeeded(Refused):
    message = _("非表示にした本人は確認できません。別のデスクに頼んでください。")


class SecondPersonNeededToLift(Refused):
    message = _("非表示にした本人は解除できません。別のデスクに頼んでください。")


class LiftingUnexplained(Refused):
    message = _("解除の理由を入力してください。理由は公開されません。")


class ReasonMissing(Refused):
    message = _("非表示の理由を入力してください。理由は公開されません。")


SEALS = "/"


def hide(
    verdict: Verdict, *, reason: str, by: User, versions: Collection[int] | None = None, seen: str | None = None
) -> Redaction:
    """Take versions of a verdict (all when None) out of every public place at once; reversible by `lift`."""
    permissions.require(permissions.can_redact(by))
    if not is_readable(reason):
        raise ReasonMissing
    with verdicts.locked(verdict) as row:
        if Redaction.objects.filter(verdict=row, state=Redaction.State.HIDDEN).exists():
            raise RedactionAlreadyOpen
        contents = _contents(row).filter(hidden_at__isnull=True, redacted_at__isnull=True)
        if versions is not None:
            contents = contents.filter(publication__version__in=versions)
        chosen = sorted(contents.values_list("publication__version", flat=True))
        if not chosen:
            raise NothingToRedact
        verdicts.refuse_unseen(row, seen)
        redaction = Redaction.objects.create(verdict=row, versions=chosen, reason=reason.strip(), hidden_by=by)
        _contents(row).filter(publication__version__in=chosen).update(hidden_at=timezone.now())
        _announce(row, Publication.Kind.REDACTION, chosen)
        events.record("verdict.hidden", row, by=by)
    return redaction


def confirm(
    redaction: Redaction,
    *,
    by: User,
    reason: str = "",
    with_texts: bool = True,
    with_claimant: bool = False,
    also: Collection[int] = (),
    seen: str | None = None,
) -> Redaction:
    """Erase what was hidden, for good: in the log, in the desk's own tables, and in what the history said of it.

    `reason` takes the place of the one that was given for hiding, should that name what is erased; `with_texts` and
    `with_claimant` say how far the erasure reaches, `also` names copies of the texts that go with them (see
    erasure.Extent). The desk's tables keep their words where only
    older versions were hidden: those words are still public.
    """
    permissions.require(permissions.can_redact(by))
    with _closing(redaction, by=by, state=Redaction.State.CONFIRMED) as (row, locked):
        if locked.hidden_by_id == by.pk:
            raise SecondPersonNeeded
        withdrawals.hold_up()
        _refuse_unseen(row, locked, seen)
        if seen is not None:
            sight.refuse_other(seen.partition(SEALS)[2], sight.of_copies(_copies(row)), CopiesSinceSeen)
        extent = erasure.Extent(
            row, with_texts=with_texts, with_claimant=with_claimant, also=also if with_texts else ()
        )
        is_withdrawn = row.is_withdrawn
        _contents(row).filter(publication__version__in=locked.versions).update(
            salt=None, snapshot=None, redacted_at=timezone.now()
        )
        claim_images.forget(row)
        if is_withdrawn:
            erasure.erase(extent, redaction=locked, by=by)
        events.erase_before([events.record("verdict.redacted", row, by=by)])
        locked.reason = reason.strip() or locked.reason
        locked.with_texts = is_withdrawn and with_texts
        locked.with_claimant = is_withdrawn and with_claimant
    return locked


def lift(redaction: Redaction, *, by: User, reason: str, seen: str | None = None) -> Redaction:
    """Show again what was hidden by mistake: for a reason, and not by the person who hid it."""
    permissions.require(permissions.can_redact(by))
    if not is_readable(reason):
        raise LiftingUnexplained
    with _closing(redaction, by=by, state=Redaction.State.LIFTED) as (row, locked):
        if locked.hidden_by_id == by.pk:
            raise SecondPersonNeededToLift
        _refuse_unseen(row, locked, seen)
        _contents(row).filter(publication__version__in=locked.versions).update(hidden_at=None)
        _announce(row, Publication.Kind.RESTORATION, locked.versions)
        events.record("verdict.restored", row, by=by, reason=reason.strip())
        locked.closing_reason = reason.strip()
    return locked


@contextmanager
def _closing(redaction: Redaction, *, by: User, state: Redaction.State) -> Iterator[tuple[Verdict, Redaction]]:
    with verdicts.locked(redaction.verdict) as row:
        locked = Redaction.objects.select_for_update().get(pk=redaction.pk)
        if locked.state != Redaction.State.HIDDEN:
            raise RedactionAlreadyClosed
        yield row, locked
        unsaved_texts.forget("redaction", [locked])
        locked.state, locked.closed_by, locked.closed_at = state, by, timezone.now()
        locked.save(
            update_fields=[
                *("state", "closed_by", "closed_at", "reason", "closing_reason", "with_texts", "with_claimant")
            ]
        )


def sight_of(redaction: Redaction) -> str:
    """What whoever closes it has before them, and the copies that go with it if they say so."""
    return SEALS.join([sight.of_redaction(redaction), sight.of_copies(_copies(redaction.verdict))])


def _copies(verdict: Verdict) -> list[int]:
    return [one.article.pk for one in erasure.copies_of(verdict)]


def _refuse_unseen(verdict: Verdict, redaction: Redaction, seen: str | None) -> None:
    if seen is not None:
        redaction.verdict = verdict  # as it is now
        sight.refuse_other(seen.partition(SEALS)[0], sight.of_redaction(redaction))


def _contents(verdict: Verdict) -> QuerySet[PublicationContent]:
    """Content rows that say something of the claim: everything but the notices of earlier redactions."""
    return PublicationContent.objects.filter(publication__verdict_number=verdict.number).exclude(
        publication__kind__in=Publication.NOTICES
    )


def _announce(verdict: Verdict, kind: Publication.Kind, versions: list[int]) -> None:
    """Append the log row that readers and partners see in place of what was hidden or restored."""
    verdict.published_version += 1
    now = timezone.now()
    notice = snapshots.notice(
        number=verdict.number, version=verdict.published_version, kind=kind, now=now, versions=versions
    )
    publications.append(kind, verdict, notice, now=now)
    verdict.save(update_fields=["published_version", "updated_at"])


def finish_earlier() -> int:
    """Erase the desk's words where an earlier release confirmed a redaction and left them; how many verdicts.

    The texts and the claimant stay: whoever confirmed then was not asked about them.
    """
    number = 0
    for redaction in Redaction.objects.filter(state=Redaction.State.CONFIRMED).order_by("pk"):
        with verdicts.locked(redaction.verdict) as row:
            content = PublicationContent.objects.shown_of(row.number)
            if row.state == Verdict.State.ERASED or not row.is_withdrawn or content is None or not content.redacted_at:
                continue
            extent = erasure.Extent(row, with_texts=False, with_claimant=False)
            erasure.erase(extent, redaction=redaction, by=redaction.closed_by)
            events.erase_before([events.record("verdict.redacted", row, by=redaction.closed_by)])
            number += 1
    return number


class Listed(NamedTuple):
    """A confirmed redaction in numbers, for the list that is kept outside the database, beside its backups."""

    verdict: int
    versions: list[int]
    with_texts: bool
    with_claimant: bool


def confirmed() -> Iterator[Listed]:
    rows = Redaction.objects.filter(state=Redaction.State.CONFIRMED).order_by("pk")
    for row in rows.iterator():
        yield Listed(row.verdict_id, row.versions, row.with_texts, row.with_claimant)


def awaiting() -> set[int]:
    """The verdicts that are hidden and wait for the second person: no list outside the database has them."""
    return set(Redaction.objects.filter(state=Redaction.State.HIDDEN).values_list("verdict_id", flat=True))


def note_export() -> None:
    """An Event, on the newest confirmed redaction, that the list of them was written to a file."""
    newest = Redaction.objects.filter(state=Redaction.State.CONFIRMED).order_by("pk").last()
    if newest is not None:
        with transaction.atomic():
            events.record("redaction.exported", newest, by=None)


def reapply(listed: Listed, *, by: User, second: User) -> bool:
    """Hide and erase once more what a restored backup brought back; False where nothing of it is there.

    A backup may be older than the publication of what was erased later: then the draft is blanked.
    """
    verdict = Verdict.objects.filter(pk=listed.verdict).first()
    if verdict is None:
        return False
    with transaction.atomic():
        if not verdict.published_version:
            return _blank_again(verdict, by=by)
        done = False
        while _contents(verdict).filter(publication__version__in=listed.versions, redacted_at__isnull=True).exists():
            _redact_again(verdict, listed, by=by, second=second)
            done = True
    return done


def _redact_again(verdict: Verdict, listed: Listed, *, by: User, second: User) -> None:
    """Confirm the redaction that is open, or open one: the other one of the two confirms."""
    redaction = Redaction.objects.filter(verdict=verdict, state=Redaction.State.HIDDEN).first() or hide(
        verdict, versions=listed.versions, reason="復元した控えへの再適用", by=by
    )
    confirming = by if redaction.hidden_by_id == second.pk else second
    confirm(redaction, by=confirming, with_texts=listed.with_texts, with_claimant=listed.with_claimant)


def _blank_again(verdict: Verdict, *, by: User) -> bool:
    with verdicts.locked(verdict) as row:
        if not any(getattr(row, name) for name in erasure.WORDS) and row.rating_id is None:
            return False
        erasure.blank(row)
        events.erase_before([events.record("verdict.redacted", row, by=by)])
    return True
