"""What members are told: a notice in the app, and its deliveries outside. None of them holds a word of the desk's texts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .user import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of(self, user: User) -> NoticeQuerySet:
        return self.filter(recipient=user)

    def unread(self) -> NoticeQuerySet:
        return self.filter(read_at__isnull=True)


class Notice(models.Model):
    """That something happened, to one member: of what kind, to which claim. What it was is looked up when it is shown."""

    class Kind(models.TextChoices):
        MENTION = "mention", _("あなたへの呼びかけ")
        ASSIGNED = "assigned", _("担当になりました")
        DUE = "due", _("期日は今日です")
        OVERDUE = "overdue", _("期日を過ぎています")
        APPROVAL_ASKED = "approval_asked", _("承認を待つ検証記事")
        PROOF_ASKED = "proof_asked", _("校閲を待つ検証記事")
        LEGAL_ASKED = "legal_asked", _("法務の確認を待つ検証記事")
        SENT_BACK = "sent_back", _("差し戻し")
        SCHEDULE_REFUSED = "schedule_refused", _("予定どおりに公開できませんでした")
        SCHEDULE_IN_DANGER = "schedule_in_danger", _("このままでは予定どおりに公開できません")
        REPLY = "reply", _("当事者からの回答")
        REPLY_DUE = "reply_due", _("当事者からの回答の期限")
        CHANGED = "changed", _("見守っている検証対象の動き")

    OF_THE_VERDICT = (
        *(Kind.APPROVAL_ASKED, Kind.PROOF_ASKED, Kind.LEGAL_ASKED),
        *(Kind.SENT_BACK, Kind.SCHEDULE_REFUSED, Kind.SCHEDULE_IN_DANGER),
        *(Kind.REPLY, Kind.REPLY_DUE),
    )

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name=_("宛先")
    )
    kind = models.CharField(_("種類"), max_length=20, choices=Kind)
    claim = models.ForeignKey("Claim", models.CASCADE, related_name="+", verbose_name=_("検証対象"))
    event_id = models.BigIntegerField(_("きっかけの履歴"), null=True)
    key = models.CharField(_("重ねて知らせないための印"), max_length=80)
    created_at = models.DateTimeField(_("日時"), auto_now_add=True)
    read_at = models.DateTimeField(_("既読日時"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("お知らせ")
        verbose_name_plural = pgettext_lazy("plural", "お知らせ")
        indexes = [
            models.Index(fields=["recipient", "-id"], name="notice_by_recipient"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notice_unread"),
        ]
        constraints = [models.UniqueConstraint(fields=["recipient", "key"], name="member_is_told_once")]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def is_of_the_verdict(self) -> bool:
        """Whether it is dealt with on the page of the verdict."""
        return self.kind in self.OF_THE_VERDICT


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self) -> DeliveryQuerySet:
        return self.filter(state=Delivery.State.WAITING)

    def troubled(self) -> DeliveryQuerySet:
        """Those an administrator should look at."""
        return self.filter(state__in=Delivery.TROUBLED)


class Delivery(models.Model):
    """A row of the outbox: a notice on its way out of the app. `key` is why nothing is sent twice."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("メール")
        WEBHOOK = "webhook", _("チャット（webhook）")

    class State(models.TextChoices):
        WAITING = "waiting", _("送信待ち")
        SENDING = "sending", _("送信中")
        SENT = "sent", _("送信済み")
        SKIPPED = "skipped", _("送らずに済んだ")
        FAILED = "failed", _("失敗")
        # The sender was cut off in the middle: it may have arrived, so it is not sent again by itself.
        UNCERTAIN = "uncertain", _("届いたか不明")

    TROUBLED = (State.FAILED, State.UNCERTAIN)

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries", verbose_name=_("お知らせ"))
    channel = models.CharField(_("経路"), max_length=10, choices=Channel)
    key = models.CharField(_("重ねて送らないための印"), max_length=80, unique=True)
    in_digest = models.BooleanField(_("一日一度のまとめで"), default=False)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(_("試行回数"), default=0)
    error = models.CharField(_("失敗の理由"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("登録日時"), auto_now_add=True)
    begun_at = models.DateTimeField(_("送り始めた日時"), null=True)
    ended_at = models.DateTimeField(_("終了日時"), null=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("お知らせの送信")
        verbose_name_plural = pgettext_lazy("plural", "お知らせの送信")
        indexes = [
            models.Index(
                fields=["state", "id"],
                condition=Q(state__in=["waiting", "sending", "failed", "uncertain"]),
                name="delivery_unfinished",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="failed_delivery_says_why"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "skipped"]) | Q(begun_at__isnull=False),
                name="delivery_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(begun_at__isnull=True) | Q(ended_at__gte=F("begun_at")),
                name="delivery_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class NoticePreference(models.Model):
    """How a member wants mail about notices; without a row at once."""

    class Mail(models.TextChoices):
        AT_ONCE = "at_once", _("そのつど")
        DAILY = "daily", _("一日一度、朝にまとめて")
        OFF = "off", _("送らない")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="notice_preference"
    )
    mail = models.CharField(_("メール"), max_length=10, choices=Mail, default=Mail.AT_ONCE)

    class Meta:
        verbose_name = _("お知らせの受け取り方")
        verbose_name_plural = pgettext_lazy("plural", "お知らせの受け取り方")

    def __str__(self) -> str:
        return str(self.get_mail_display())


class NoticeMark(models.Model):
    """Up to which place of the history members have been told: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    position = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="there_is_one_notice_mark")]

    def __str__(self) -> str:
        return str(self.position)
