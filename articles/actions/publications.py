"""The one door between desk and public: it writes the publication log and, in the same transaction, what hangs on it."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, cast

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import (
    claim_images,
    desk_search,
    elections,
    events,
    public_index,
    review_steps,
    snapshots,
    verdicts,
)
from articles.actions.errors import Refused
from articles.japanese import typos
from articles.japanese.invisible import is_readable
from articles.models import (
    Approval,
    HistoryHead,
    Publication,
    PublicationContent,
    PublicationCounter,
    RetractionReason,
    TypoFix,
    User,
    Verdict,
)
from articles.models.snapshot import CorrectionSnapshot, Notice, Snapshot
from articles.models.verdict import NOT_COMPARED, TYPO_NOTE, WORDING
from articles.public import face


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


class StepVoid(ChangedSinceApproval):
    """As for an approval, of a step beside it."""

    def __init__(self, approval: Approval) -> None:
        super().__init__(
            _(
                "%(step)sのあとに、主張の出どころ、発信者かテーマが変わりました。%(who)sさんが見ていない内容は公開できません。"
                "差し戻して、もう一度受けてください。"
            )
            % {"step": approval.get_step_display(), "who": approval.approved_by}
        )


class RatingChangeNotApproved(Refused):
    message = _("公開後に判定を変えるには、執筆者以外のデスクの新しい承認が必要です。「確認に出す」を選んでください。")


class NotATypo(Refused):
    """Names the members that say something else."""

    def __init__(self, places: list[str]) -> None:
        super().__init__(
            _(
                "誤字の修正を超える変更があるため、一人では公開できません：%(places)s。"
                "重ねて書いた語、行末の句点、同じ語の表記の違いのような、意味の変わりようのない直しのほかは、"
                "「確認に出す」を選び、執筆者以外のデスクの承認を受けてください。"
            )
            % {"places": "、".join(places)}
        )


class OwnTypoFix(Refused):
    message = _("自分が公開した修正は、別のデスクに確かめてもらってください。")


class NoteMissing(Refused):
    message = _(
        "読者に見せる説明（何をなぜ変えたか）と種別が、まだ承認されていません。差し戻して、書き足してください。"
    )


class OutletUnconfirmed(Refused):
    def __init__(self, names: list[str]) -> None:
        super().__init__(
            _(
                "出どころの媒体が未確認です：%(names)s。APIキーで届いた名称です。「媒体」の一覧で、確認するか別の媒体に統合してから公開してください。"
            )
            % {"names": "、".join(names)}
        )


class ReasonMissing(Refused):
    message = _("読者に見せる理由を入力してください。")


class NoReasonWaiting(Refused):
    message = _("承認を待つ取り消しの理由はありません。")


class OwnReason(Refused):
    message = _("自分が書いた取り消しの理由は、別のデスクに確かめてもらってください。")


class NothingToRetract(Refused):
    message = _("この検証記事は公開されていないか、すでに取り消されています。")


class PublishedContentHidden(Refused):
    message = _("非表示の措置が取られているため、取り消しはできません。先に措置を解除してください。")


UNTOUCHED = (*NOT_COMPARED, "state", "number")
# What readers are told at once; why, in words of the desk's own, only after a second pair of eyes.
RETRACTION_NOTE = "この検証記事を取り消しました。理由は、別のデスクが確かめたあとに、ここに載せます。"


def publish(verdict: Verdict, *, by: User, seen: str | None = None) -> Publication:
    """Show an approved verdict to the public for the first time."""
    permissions.require(permissions.can_publish(by))
    with verdicts.locked(verdict) as row:
        if row.published_version:
            raise VerdictAlreadyPublished
        if row.state != Verdict.State.APPROVED:
            raise VerdictNotApproved
        verdicts.refuse_unseen(row, seen)
        now = timezone.now()
        snapshot = ready(row, now=now)
        publication = append(Publication.Kind.PUBLISHED, row, snapshot, now=now)
        _mark_published(row, version=1)
        events.record("verdict.published", row, by=by)
    return publication


def correct(verdict: Verdict, *, by: User, seen: str | None = None) -> Publication:
    """Put the revised text of a published verdict before the public, with the note that says what changed and why.

    It takes an approval of this round, of the note as of the text. A slip of the pen, as an amendment with a note that is
    always the same, may go out on one desk editor's word: it is listed for the others, and the database holds it to that.
    """
    permissions.require(permissions.can_publish(by))
    with verdicts.locked(verdict) as row:
        _refuse_uncorrectable(row)
        verdicts.refuse_unseen(row, seen)
        now, version = timezone.now(), row.published_version + 1
        snapshot = ready(row, now=now)
        if row.state != Verdict.State.APPROVED:
            refuse_more_than_a_typo(row, snapshot)
            TypoFix.objects.create(verdict=row, round=row.round, version=version, published_by=by)
        publication = append(Publication.Kind(snapshot["kind"]["code"]), row, snapshot, now=now)
        _mark_published(row, version=version)
        events.record("verdict.corrected", row, by=by, reason=told(snapshot))
    return publication


def ready(verdict: Verdict, *, now: datetime) -> Snapshot:
    """As `next_version`, of what may be published then as far as its text, its steps and its approvals go.

    Raises, beside what `next_version` raises, what these lack: SecondApprovalMissing, StepsMissing, VerdictIncomplete,
    OutletUnconfirmed and, of what was approved, ChangedSinceApproval.
    """
    elections.refuse_one_approval(verdict, timezone.localdate(now, timezone.get_default_timezone()))
    review_steps.refuse_missing(verdict)
    _refuse_incomplete(verdict)
    _refuse_unconfirmed_outlets(verdict)
    snapshot = next_version(verdict, now=now)
    refuse_void(snapshot, verdict)
    return snapshot


def next_version(verdict: Verdict, *, now: datetime, as_typo: bool | None = None, **unsaved: Any) -> Snapshot:
    """The version that readers get when the verdict is published now: what is published is made here, and every preview.

    A draft of a published verdict is corrected as a typo, unless `as_typo` is False: then as its authors mean to have it
    approved. `unsaved` (snapshots.Parts) takes the place of rows. Raises what `snapshots.refuse_names` raises.
    """
    snapshot = drafted(verdict, now=now, as_typo=as_typo, **unsaved)
    snapshots.refuse_names(snapshot, verdict)
    return snapshot


def drafted(verdict: Verdict, *, now: datetime, as_typo: bool | None = None, **unsaved: Any) -> Snapshot:
    """As `next_version`, unchecked: for the desk's own eyes."""
    if not verdict.published_version:
        kind = Publication.Kind.PUBLISHED
        return snapshots.assemble(verdict, version=1, kind=kind, now=now, first_published_at=now, **unsaved)
    kind, correction = Publication.Kind.AMENDMENT, CorrectionSnapshot(note=TYPO_NOTE, apology=False)
    if not (verdict.is_editable if as_typo is None else as_typo):
        kind = Publication.Kind(verdict.correction_kind or Publication.Kind.AMENDMENT)
        correction = snapshots.correction_of(verdict) or correction
    return snapshots.assemble(
        verdict,
        version=verdict.published_version + 1,
        kind=kind,
        now=now,
        first_published_at=Publication.objects.get(verdict_number=verdict.number, version=1).published_at,
        correction=correction,
        **unsaved,
    )


def retraction(verdict: Verdict, *, now: datetime, note: str) -> Snapshot | None:
    """The version that readers get when the verdict is retracted, or told why it was; None where they see none."""
    shown = shown_before(verdict)
    correction = CorrectionSnapshot(note=note, apology=False)
    if shown is None:
        return None
    return snapshots.retracted(shown, version=verdict.published_version + 1, now=now, correction=correction)


def leading_change(verdict: Verdict, snapshot: Snapshot) -> str:
    """What the titles of this next version lead with (`public.face.leading_change`)."""
    versions = Publication.objects.of(verdict.number).exclude(kind__in=Publication.NOTICES).order_by("version")
    return face.leading_change([*versions.values_list("kind", flat=True), snapshot["kind"]["code"]])


def shown_before(verdict: Verdict) -> Snapshot | None:
    """The snapshot readers see now: what the next version is compared with. None where there is none or it is hidden."""
    content = PublicationContent.objects.shown_of(verdict.number)
    return cast(Snapshot, content.snapshot) if content is not None and content.is_visible else None


def past(verdict: Verdict) -> list[Snapshot | None]:
    """The versions that the next one follows, in their order; None for one that is hidden."""
    rows = PublicationContent.objects.filter(publication__verdict_number=verdict.number).select_related("publication")
    texts = rows.exclude(publication__kind__in=Publication.NOTICES).order_by("publication__version")
    return [cast(Snapshot, content.snapshot) if content.is_visible else None for content in texts]


def told(snapshot: Snapshot) -> str:
    """The note that readers get with a version."""
    return snapshot["correction"]["note"] if snapshot["correction"] else ""


def refuse_more_than_a_typo(verdict: Verdict, snapshot: Snapshot) -> None:
    """Raise NotATypo, naming the members that do more than mend a slip of the published text."""
    before = shown_before(verdict)
    if before is None:
        raise NotATypo([])
    places = [place for place in {**before, **snapshot} if place not in UNTOUCHED]
    meant = [place for place in places if not _is_typo(before.get(place), snapshot.get(place), place)]
    if meant:
        raise NotATypo([str(snapshots.PLACES.get(place, place)) for place in meant])


def see(fix: TypoFix, *, by: User) -> TypoFix:
    """Note that another desk editor has looked at what one alone published."""
    permissions.require(permissions.can_review(by))
    with transaction.atomic():
        row = TypoFix.objects.select_for_update().get(pk=fix.pk)
        if row.published_by_id == by.pk:
            raise OwnTypoFix
        if row.seen_by_id is None:
            row.seen_by, row.seen_at = by, timezone.now()
            row.save(update_fields=["seen_by", "seen_at"])
            events.record("typo.seen", row, by=by)
    return row


def _refuse_uncorrectable(row: Verdict) -> None:
    verdicts.refuse_withdrawn(row)
    if row.state == Verdict.State.PUBLISHED:
        raise NothingToCorrect
    if not row.published_version or row.state not in (Verdict.State.DRAFT, Verdict.State.APPROVED):
        raise verdicts.VerdictNotEditable
    if row.state == Verdict.State.DRAFT and row.changes_the_published_rating:
        raise RatingChangeNotApproved
    if row.state == Verdict.State.APPROVED and not (is_readable(row.correction_note) and row.correction_kind):
        raise NoteMissing


def _is_typo(old: object, new: object, place: str) -> bool:
    if place not in WORDING or not (old and new):
        return old == new or not (old or new)  # a member that an older schema has not
    texts = ["\n".join(text) if isinstance(text, list) else str(text) for text in (old, new)]
    return typos.is_slip(*texts)


def retract(verdict: Verdict, *, by: User, note: str = "", seen: str | None = None) -> Publication:
    """Declare a published verdict void. It stays readable, marked; a draft in progress is dropped.

    `note`, why, waits for another desk editor (`publish_reason`): until then readers get RETRACTION_NOTE.
    """
    permissions.require(permissions.can_publish(by))
    with verdicts.locked(verdict) as row:
        if not row.published_version or row.state in (Verdict.State.RETRACTED, Verdict.State.ERASED):
            raise NothingToRetract
        if shown_before(row) is None:
            raise PublishedContentHidden
        verdicts.refuse_unseen(row, seen)
        publication = _append_retraction(row, RETRACTION_NOTE)
        row.state, row.version = Verdict.State.RETRACTED, row.version + 1
        row.save(update_fields=["state", "published_version", "version", "updated_at"])
        events.record("verdict.retracted", row, by=by)
        if is_readable(note):
            _keep_reason(row, note, by=by)
    return publication


def explain(verdict: Verdict, *, by: User, note: str, seen: str | None = None) -> RetractionReason:
    """Write why a verdict was retracted, for another desk editor to approve; takes the place of one that still waits."""
    permissions.require(permissions.can_publish(by))
    if not is_readable(note):
        raise ReasonMissing
    with verdicts.locked(verdict) as row:
        verdicts.refuse_withdrawn(row)
        if row.state != Verdict.State.RETRACTED:
            raise NoReasonWaiting
        verdicts.refuse_unseen(row, seen)
        return _keep_reason(row, note, by=by)


def publish_reason(verdict: Verdict, *, by: User, seen: str | None = None) -> Publication:
    """Give readers the reason that another desk editor wrote."""
    permissions.require(permissions.can_publish(by))
    with verdicts.locked(verdict) as row:
        verdicts.refuse_withdrawn(row)
        reason = row.waiting_reason
        if reason is None or shown_before(row) is None:
            raise NoReasonWaiting
        if reason.written_by_id == by.pk:
            raise OwnReason
        verdicts.refuse_unseen(row, seen)
        snapshots.refuse_names({"correction": reason.text}, row)
        publication = _append_retraction(row, reason.text)
        row.save(update_fields=["published_version", "updated_at"])
        reason.approved_by, reason.approved_at = by, timezone.now()
        reason.save(update_fields=["approved_by", "approved_at"])
        events.record("verdict.retraction_explained", row, by=by, reason=reason.text)
    return publication


def _append_retraction(row: Verdict, note: str) -> Publication:
    now = timezone.now()
    snapshot = retraction(row, now=now, note=note)
    assert snapshot is not None
    row.published_version = snapshot["version"]
    return append(Publication.Kind.RETRACTION, row, snapshot, now=now)


def _keep_reason(row: Verdict, text: str, *, by: User) -> RetractionReason:
    row.retraction_reasons.waiting().update(text="")
    reason = RetractionReason.objects.create(verdict=row, text=text.strip(), written_by=by)
    events.record("verdict.reason_written", row, by=by)
    return reason


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
    claim_images.keep_for_readers(verdict, snapshot)
    public_index.refresh(verdict.number)
    desk_search.request_recheck(verdict)
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


def refuse_void(snapshot: Snapshot, verdict: Verdict) -> None:
    """A verdict's own rows cannot change once approved; what hangs on its claim can, so approvals are sealed."""
    for approval in verdict.approvals.filter(round=verdict.round):
        if not review_steps.is_of(approval, snapshot):
            raise StepVoid(approval) if approval.step in Approval.BESIDE else ChangedSinceApproval


def _refuse_unconfirmed_outlets(verdict: Verdict) -> None:
    names = snapshots.unconfirmed_outlets(verdict.claim)
    if names:
        raise OutletUnconfirmed(names)


def _refuse_incomplete(verdict: Verdict) -> None:
    missing = verdicts.missing_for_publication(verdict)
    if missing:
        raise verdicts.VerdictIncomplete(missing)
