"""Notices on their way out of the app, by mail and to the newsroom's chat: that there is something, of what kind, and where.

Never a word of the desk's texts. A row of the outbox is sent at most once: it is marked before it is sent, so a sender
that is cut off in the middle leaves a row that says so to the administrator, instead of a second message.
"""

from __future__ import annotations

import smtplib
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from procrastinate.contrib.django import app

from articles import permissions
from articles.actions import chat, events, mails
from articles.actions.errors import Refused
from articles.models import Delivery, Notice, NoticePreference, User

TASK = "articles.tasks.deliver_notice"
MOST_ATTEMPTS = 6  # as often as the queue tries
CUT_OFF = timedelta(minutes=10)  # nobody sends for so long: mail and chat have limits of their own
FORGOTTEN = timedelta(hours=1)  # by then the queue has tried its last
TO_THE_CHAT = (
    *(Notice.Kind.APPROVAL_ASKED, Notice.Kind.PROOF_ASKED, Notice.Kind.LEGAL_ASKED),
    *(Notice.Kind.SCHEDULE_REFUSED, Notice.Kind.SCHEDULE_IN_DANGER),
    *(Notice.Kind.REPLY, Notice.Kind.REPLY_DUE, Notice.Kind.OVERDUE),
)
"""What concerns the whole desk."""

State = Delivery.State
Rows = Sequence[Delivery]


class NotDelivered(Exception):
    """An attempt failed and there will be another: for the queue, which tries again later."""


class DeliveryNotTroubled(Refused):
    message = gettext_lazy("この送信は、失敗していないか、もう送り直されています。")


def prepare(notice: Notice) -> None:
    """Put a new notice into the outbox where its recipient or the newsroom wants it, inside the caller's transaction."""
    preference = NoticePreference.objects.filter(user=notice.recipient_id).first()
    mail = preference.mail if preference else NoticePreference.Mail.AT_ONCE
    if mail != NoticePreference.Mail.OFF and notice.recipient.email:
        in_digest = mail == NoticePreference.Mail.DAILY
        _put(notice, Delivery.Channel.EMAIL, f"email:{notice.pk}", in_digest=in_digest)
    if has_webhook() and notice.kind in TO_THE_CHAT:
        _put(notice, Delivery.Channel.WEBHOOK, f"webhook:{notice.kind}:{notice.key}")


def has_webhook() -> bool:
    return bool(settings.NOTICE_WEBHOOK_URL)


def _put(notice: Notice, channel: Delivery.Channel, key: str, *, in_digest: bool = False) -> None:
    values = {"notice": notice, "channel": channel, "in_digest": in_digest}
    delivery, is_new = Delivery.objects.get_or_create(key=key, defaults=values)
    if is_new and not in_digest:
        _defer(delivery)


def _defer(delivery: Delivery) -> None:
    app.configure_task(TASK).defer(delivery_id=delivery.pk)


def deliver(delivery_id: int) -> None:
    """One attempt; nothing where somebody else has it or had it. Raises NotDelivered while there is another to come."""
    _send(_begin(Delivery.objects.filter(pk=delivery_id)))


def sweep(now: datetime | None = None) -> None:
    """Note what was cut off, take up what the queue has given up, and in the morning send the digests."""
    now = now or timezone.now()
    cut_off = Delivery.objects.filter(state=State.SENDING, begun_at__lt=now - CUT_OFF)
    cut_off.update(state=State.UNCERTAIN, ended_at=now)
    for forgotten in Delivery.objects.waiting().filter(in_digest=False, created_at__lt=now - FORGOTTEN).order_by("pk"):
        _defer(forgotten)
    local = timezone.localtime(now)
    morning = local.replace(hour=settings.NOTICE_DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if local >= morning:
        _send_digests(Delivery.objects.waiting().filter(in_digest=True, created_at__lt=morning))


def retry(delivery: Delivery, *, by: User) -> None:
    """Send once more what failed or may not have arrived. Raises DeliveryNotTroubled."""
    permissions.require(permissions.can_see_deliveries(by))
    with transaction.atomic():
        row = Delivery.objects.select_for_update().get(pk=delivery.pk)
        if row.state not in Delivery.TROUBLED:
            raise DeliveryNotTroubled
        row.state, row.attempts, row.error, row.begun_at, row.ended_at = State.WAITING, 0, "", None, None
        row.in_digest = False
        row.save(update_fields=["state", "attempts", "error", "begun_at", "ended_at", "in_digest"])
        events.record("delivery.retried", row, by=by)
        _defer(row)


def _send_digests(due: QuerySet[Delivery]) -> None:
    """One mail to each who wants it, about everything from before this morning that is still unread."""
    for user in due.order_by("notice__recipient").values_list("notice__recipient", flat=True).distinct():
        with suppress(NotDelivered):  # the next sweep tries again
            _send(_begin(due.filter(notice__recipient=user)))


def _begin(found: QuerySet[Delivery]) -> Rows:
    """Mark those that wait as being sent, so that no second sender takes them, and leave out what need not be sent."""
    with transaction.atomic():
        rows = found.filter(state=State.WAITING).select_for_update(of=("self",), skip_locked=True).order_by("pk")
        sent: list[Delivery] = []
        for row in rows.select_related("notice__recipient", "notice__claim__verdict"):
            row.state, row.begun_at = (State.SENDING, timezone.now()) if _is_wanted(row) else (State.SKIPPED, None)
            row.attempts += row.state == State.SENDING
            row.save(update_fields=["state", "begun_at", "attempts"])
            sent += [row] if row.state == State.SENDING else []
    return sent


def _is_wanted(row: Delivery) -> bool:
    """Mail about what was read by now is none; nor is mail to who has left the desk or has no address any more."""
    recipient = row.notice.recipient
    if row.channel == Delivery.Channel.WEBHOOK:
        return has_webhook()
    return row.notice.read_at is None and bool(recipient.email) and permissions.can_use_desk(recipient)


def _send(rows: Rows) -> None:
    """Send what `_begin` has marked: one row, or all of one digest."""
    if not rows:
        return
    try:
        _out(rows)
    except (OSError, smtplib.SMTPException, chat.NotAccepted) as error:
        _end(rows, error=str(error) if isinstance(error, chat.NotAccepted) else type(error).__name__)
        if rows[0].state == State.WAITING:
            raise NotDelivered from error
    else:
        _end(rows)


def _out(rows: Rows) -> None:
    notices = [row.notice for row in rows]
    if rows[0].channel == Delivery.Channel.WEBHOOK:
        line = f"［{settings.NEWSROOM_NAME}］{notices[0].get_kind_display()}：{settings.SITE_URL}{page_of(notices[0])}"
        chat.say(settings.NOTICE_WEBHOOK_URL, line)
    elif rows[0].in_digest:
        _mail_digest(notices)
    else:
        _mail(notices[0])


def _mail(notice: Notice) -> None:
    kind = str(notice.get_kind_display())
    lines = [
        _("%(name)s さん") % {"name": notice.recipient},
        "",
        kind,
        settings.SITE_URL + reverse("notice-open", args=[notice.pk]),
        "",
        *_how_to_stop(),
    ]
    mails.send(notice.recipient, _("お知らせ：%(kind)s") % {"kind": kind}, lines)


def _mail_digest(notices: Sequence[Notice]) -> None:
    number = len(notices)
    counted = Counter(str(notice.get_kind_display()) for notice in notices)
    lines = [
        _("%(name)s さん") % {"name": notices[0].recipient},
        "",
        ngettext("未読のお知らせが %d 件あります。", "未読のお知らせが %d 件あります。", number) % number,
        *(f"・{kind}　{times}" for kind, times in counted.items()),
        settings.SITE_URL + reverse("notices"),
        "",
        *_how_to_stop(),
    ]
    mails.send(notices[0].recipient, _("お知らせのまとめ"), lines)


def _how_to_stop() -> list[str]:
    return [_("このメールの受け取り方は、お知らせのページで変えられます。"), settings.SITE_URL + reverse("notices")]


def page_of(notice: Notice) -> str:
    """The path of the page where the matter stands."""
    verdict = getattr(notice.claim, "verdict", None)
    if notice.is_of_the_verdict and verdict is not None:
        return reverse("admin:articles_verdict_change", args=[verdict.pk])
    return reverse("claim", args=[notice.claim_id])


def _end(rows: Rows, *, error: str = "") -> None:
    now = timezone.now()
    for row in rows:
        given_up = row.attempts >= MOST_ATTEMPTS
        row.state = (State.FAILED if given_up else State.WAITING) if error else State.SENT
        row.error, row.ended_at = error, now if row.state != State.WAITING else None
        row.save(update_fields=["state", "error", "ended_at"])
