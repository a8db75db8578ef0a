"""Law, not an edit: one desk editor hides at once, a second confirms and only then the content is erased."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import events, publications, snapshots, verdicts
from articles.actions.errors import Refused
from articles.models import Publication, PublicationContent, Redaction, User, Verdict


class NothingToRedact(Refused):
    message = _("非表示にできる公開版がありません。")


class RedactionAlreadyOpen(Refused):
    message = _("この検証記事には、確認待ちの非表示措置がすでにあります。先にそれを確認するか解除してください。")


class RedactionAlreadyClosed(Refused):
    message = _("この非表示措置は、すでに確認されたか解除されています。")


class SecondPersonNeeded(Refused):
    message = _("非表示にした本人は確認できません。別のデスクに頼んでください。")


class ReasonMissing(Refused):
    message = _("非表示の理由を入力してください。理由は公開されません。")


def hide(verdict: Verdict, *, reason: str, by: User, versions: Collection[int] | None = None) -> Redaction:
    """Take versions of a verdict (all when None) out of every public place at once; reversible by `lift`."""
    permissions.require(permissions.can_redact(by))
    if not reason.strip():
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
        redaction = Redaction.objects.create(verdict=row, versions=chosen, reason=reason.strip(), hidden_by=by)
        _contents(row).filter(publication__version__in=chosen).update(hidden_at=timezone.now())
        _announce(row, Publication.Kind.REDACTION, chosen)
        events.record("verdict.hidden", row, by=by)
    return redaction


def confirm(redaction: Redaction, *, by: User) -> Redaction:
    """Erase what was hidden, for good: the content rows and what the audit log said about the verdict."""
    permissions.require(permissions.can_redact(by))
    with _closing(redaction, by=by, state=Redaction.State.CONFIRMED) as (row, locked):
        if locked.hidden_by_id == by.pk:
            raise SecondPersonNeeded
        _contents(row).filter(publication__version__in=locked.versions).update(
            salt=None, snapshot=None, redacted_at=timezone.now()
        )
        events.erase_before(events.record("verdict.redacted", row, by=by))
    return locked


def lift(redaction: Redaction, *, by: User) -> Redaction:
    """Show again what was hidden by mistake."""
    permissions.require(permissions.can_redact(by))
    with _closing(redaction, by=by, state=Redaction.State.LIFTED) as (row, locked):
        _contents(row).filter(publication__version__in=locked.versions).update(hidden_at=None)
        _announce(row, Publication.Kind.RESTORATION, locked.versions)
        events.record("verdict.restored", row, by=by)
    return locked


@contextmanager
def _closing(redaction: Redaction, *, by: User, state: Redaction.State) -> Iterator[tuple[Verdict, Redaction]]:
    with verdicts.locked(redaction.verdict) as row:
        locked = Redaction.objects.select_for_update().get(pk=redaction.pk)
        if locked.state != Redaction.State.HIDDEN:
            raise RedactionAlreadyClosed
        yield row, locked
        locked.state, locked.closed_by, locked.closed_at = state, by, timezone.now()
        locked.save(update_fields=["state", "closed_by", "closed_at"])


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
