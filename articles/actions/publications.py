"""The one door between desk and public: it writes the publication log and, in the same transaction, what hangs on it."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, cast

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import events, public_index, snapshots, verdicts
from articles.actions.errors import Refused
from articles.models import HistoryHead, Publication, PublicationContent, PublicationCounter, User, Verdict
from articles.models.snapshot import CorrectionSnapshot, Notice, Snapshot


class VerdictNotApproved(Refused):
    message = _("この検証記事はまだ承認されていません。執筆者以外のデスクの承認が必要です。")


class VerdictAlreadyPublished(Refused):
    message = _("この検証記事はすでに公開されています。直すときは「改訂を始める」を選んでください。")


class NothingToCorrect(Refused):
    message = _(
        "公開中の内容から変わったところがありません。訂正などはすでに公開されたか、改訂がまだ始まっていません。"
    )


class ChangedSinceApproval(Refused):
    message = _(
        "承認のあとに、主張の出どころ、発信者かテーマが変わりました。承認したデスクが見ていない内容は公開できません。"
        "差し戻して、もう一度承認を受けてください。"
    )


class RatingChangeNotApproved(Refused):
    message = _("公開後に判定を変えるには、執筆者以外のデスクの新しい承認が必要です。「確認に出す」を選んでください。")


class RatingChangeMislabelled(Refused):
    message = _(
        "判定が変わるときの種別は「判定変更」です。判定が変わらないときは、追記・修正・訂正から選んでください。"
    )


class NoteMissing(Refused):
    message = _("読者に見せる説明（何をなぜ変えたか）を入力してください。")


class NothingToRetract(Refused):
    message = _("この検証記事は公開されていないか、すでに取り消されています。")


class PublishedContentHidden(Refused):
    message = _("非表示の措置が取られているため、取り消しはできません。先に措置を解除してください。")


EDITS = (Publication.Kind.ADDITION, Publication.Kind.AMENDMENT, Publication.Kind.CORRECTION)


def publish(verdict: Verdict, *, by: User) -> Publication:
    """Show an approved verdict to the public for the first time."""
    permissions.require(permissions.can_publish(by))
    with verdicts.locked(verdict) as row:
        if row.published_version:
            raise VerdictAlreadyPublished
        if row.state != Verdict.State.APPROVED:
            raise VerdictNotApproved
        _refuse_incomplete(row)
        now = timezone.now()
        snapshot = snapshots.build(row, version=1, kind=Publication.Kind.PUBLISHED, now=now, first_published_at=now)
        _refuse_unseen(snapshot, row)
        publication = append(Publication.Kind.PUBLISHED, row, snapshot, now=now)
        _mark_published(row, version=1)
        events.record("verdict.published", row, by=by)
    return publication


def correct(verdict: Verdict, *, kind: Publication.Kind, note: str, by: User, apology: bool = False) -> Publication:
    """Put the revised text of a published verdict before the public, with a note that says what changed and why.

    A changed rating needs an approval of this round; other corrections may go out on one desk editor's word.
    """
    permissions.require(permissions.can_publish(by))
    if not note.strip():
        raise NoteMissing
    with verdicts.locked(verdict) as row:
        verdicts.refuse_withdrawn(row)
        if row.state == Verdict.State.PUBLISHED:
            raise NothingToCorrect
        if not row.published_version or row.state not in (Verdict.State.DRAFT, Verdict.State.APPROVED):
            raise verdicts.VerdictNotEditable
        if row.changes_the_published_rating and row.state != Verdict.State.APPROVED:
            raise RatingChangeNotApproved
        if (kind == Publication.Kind.RATING_CHANGE) != row.changes_the_published_rating or (
            kind not in (*EDITS, Publication.Kind.RATING_CHANGE)
        ):
            raise RatingChangeMislabelled
        _refuse_incomplete(row)
        now, version = timezone.now(), row.published_version + 1
        snapshot = snapshots.build(
            row,
            version=version,
            kind=kind,
            now=now,
            first_published_at=Publication.objects.get(verdict_number=row.number, version=1).published_at,
            correction={"note": note.strip(), "apology": apology},
        )
        if row.state == Verdict.State.APPROVED:
            _refuse_unseen(snapshot, row)
        publication = append(kind, row, snapshot, now=now)
        _mark_published(row, version=version)
        events.record("verdict.corrected", row, by=by, reason=note.strip())
    return publication


def retract(verdict: Verdict, *, note: str, by: User) -> Publication:
    """Declare a published verdict void. It stays readable, marked, with the reason; a draft in progress is dropped."""
    permissions.require(permissions.can_publish(by))
    if not note.strip():
        raise NoteMissing
    with verdicts.locked(verdict) as row:
        if not row.published_version or row.state in (Verdict.State.RETRACTED, Verdict.State.ERASED):
            raise NothingToRetract
        shown = PublicationContent.objects.shown_of(row.number)
        if shown is None or not shown.is_visible:
            raise PublishedContentHidden
        now, version = timezone.now(), row.published_version + 1
        correction: CorrectionSnapshot = {"note": note.strip(), "apology": False}
        snapshots.refuse_names({"correction": correction}, row)
        snapshot = snapshots.retracted(cast(Snapshot, shown.snapshot), version=version, now=now, correction=correction)
        publication = append(Publication.Kind.RETRACTION, row, snapshot, now=now)
        row.state, row.published_version, row.version = Verdict.State.RETRACTED, version, row.version + 1
        row.save(update_fields=["state", "published_version", "version", "updated_at"])
        events.record("verdict.retracted", row, by=by, reason=note.strip())
    return publication


def append(kind: Publication.Kind, verdict: Verdict, snapshot: Snapshot | Notice, *, now: datetime) -> Publication:
    """Write a log row with its content row and refresh what is derived. The caller holds the verdict's lock."""
    salt = secrets.token_bytes(events.SALT_BYTES)
    content = cast(dict[str, Any], snapshot)
    sequence, previous = _next_sequence()
    history = HistoryHead.objects.get()
    publication = Publication(
        sequence=sequence,
        verdict_number=verdict.number,
        version=snapshot["version"],
        kind=kind,
        published_at=now,
        content_hash=events.salted_hash(salt, content),
        history_position=history.position,
        history_hash=history.hash,
    )
    publication.hash = publication.chained_to(previous)
    publication.save(force_insert=True)
    PublicationCounter.objects.update(hash=publication.hash)
    PublicationContent.objects.create(publication=publication, salt=salt, snapshot=content)
    public_index.refresh(verdict.number)
    return publication


def _next_sequence() -> tuple[int, str]:
    """The next number without a gap, and the hash it is chained to.

    The counter row stays locked until this transaction ends, either way.
    """
    with connection.cursor() as cursor:
        cursor.execute("UPDATE articles_publicationcounter SET value = value + 1 RETURNING value, hash")
        sequence, previous = cursor.fetchone()
        return int(sequence), str(previous)


def _mark_published(verdict: Verdict, *, version: int) -> None:
    verdict.state = Verdict.State.PUBLISHED
    verdict.published_version, verdict.published_rating = version, verdict.rating
    verdict.version += 1
    verdict.save(update_fields=["state", "published_version", "published_rating", "version", "updated_at"])


def _refuse_unseen(snapshot: Snapshot, verdict: Verdict) -> None:
    """A verdict's own rows cannot change once approved; what hangs on its claim can, so approvals are sealed."""
    if verdict.approvals.filter(round=verdict.round).exclude(seal=snapshots.seal(snapshot)).exists():
        raise ChangedSinceApproval


def _refuse_incomplete(verdict: Verdict) -> None:
    missing = verdicts.missing_for_publication(verdict)
    if missing:
        raise verdicts.VerdictIncomplete(missing)
