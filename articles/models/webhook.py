"""Webhooks: where partners are called when the publication log grows, and what became of each call.

Nothing of what is sent is kept here: a delivery names a row of the log, and its body is read from the log when it is sent.
"""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Count, Exists, Max, OuterRef, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .api_key import ApiKey
from .publication import Publication
from .versioned import Versioned

HOLD = timedelta(seconds=60)  # longer than one call takes: whoever holds an endpoint for so long is gone
CLOCKS_DIFFER = timedelta(seconds=60)
"""What happened later than that from now happened before the clock was set back."""


class WebhookKind(models.TextChoices):
    """The `type` of a call. The last two of the log are sent to everybody: a partner who misses them shows what is withdrawn."""

    PUBLISHED = "verdict.published", _("公開")
    CORRECTED = "verdict.corrected", _("追記・修正・訂正・判定変更")
    RETRACTED = "verdict.retracted", _("取り消し")
    REDACTED = "verdict.redacted", _("非表示")
    RESTORED = "verdict.restored", _("非表示の解除")
    TEST = "webhook.test", _("試し送り")


def _passed(column: str, *, since: str) -> Q:
    """Whether a moment has come, or lies ahead only because the clock was set back after `since`."""
    return (
        Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__lte": Now()}) | Q(**{f"{since}__gt": Now() + CLOCKS_DIFFER})
    )


class WebhookEndpointQuerySet(models.QuerySet["WebhookEndpoint"]):
    def active(self) -> WebhookEndpointQuerySet:
        return self.filter(state=WebhookEndpoint.State.ACTIVE)

    def disabled(self) -> WebhookEndpointQuerySet:
        return self.filter(state=WebhookEndpoint.State.DISABLED)

    def shown_to(self, key: ApiKey) -> WebhookEndpointQuerySet:
        return self.filter(key=key)

    def troubled(self) -> WebhookEndpointQuerySet:
        """Those an administrator should look at."""
        lost = WebhookDelivery.objects.filter(endpoint=OuterRef("pk")).of_the_log().failed()
        return self.filter(Q(state=WebhookEndpoint.State.DISABLED) | Exists(lost))

    def free(self) -> WebhookEndpointQuerySet:
        """Held by nobody, or by somebody who is gone."""
        gone = Q(held_at__lt=Now() - HOLD) | Q(held_at__gt=Now() + CLOCKS_DIFFER)
        return self.filter(Q(held_at__isnull=True) | gone)

    def awake(self) -> WebhookEndpointQuerySet:
        """Not resting after failures."""
        return self.filter(_passed("rests_until", since="failed_at"))

    def with_work(self) -> WebhookEndpointQuerySet:
        """Those with something to do now: the log has grown, a delivery is due, or somebody tries the endpoint."""
        rows = WebhookDelivery.objects.filter(endpoint=OuterRef("pk"))
        newest = Publication.objects.order_by("-sequence").values("sequence")[:1]
        has_news = Q(position__lt=models.Subquery(newest))
        is_awake = _passed("rests_until", since="failed_at")
        due = Exists(rows.of_the_log().due().in_turn())
        tried = Exists(rows.tests().waiting())
        return self.filter(Q(tried) | Q(state=WebhookEndpoint.State.ACTIVE) & (has_news | (is_awake & Q(due))))

    def with_figures(self) -> WebhookEndpointQuerySet:
        """With `waiting` and `failed`, how many rows of the log are, and `arrived_at`, when a call last arrived."""
        states = WebhookDelivery.State
        of_the_log = Q(deliveries__sequence__isnull=False)
        asked_for_again = Q(deliveries__attempts=0, deliveries__status__range=(200, 299))
        return self.annotate(
            waiting=Count("deliveries", filter=of_the_log & Q(deliveries__state=states.WAITING)),
            failed=Count("deliveries", filter=of_the_log & Q(deliveries__state=states.FAILED)),
            arrived_at=Max("deliveries__attempted_at", filter=Q(deliveries__state=states.DELIVERED) | asked_for_again),
        )


class WebhookEndpoint(Versioned):
    """An address of a partner's, and up to where of the log it has been prepared for (`position`).

    `failures` are those in a row, whatever was sent; after some the endpoint rests, after days it is disabled.
    `held_by` is the process that is calling it now: never two at once. `key` is the partner's, who may see what became of the
    calls; its secrets are changed without this changing.
    """

    class State(models.TextChoices):
        ACTIVE = "active", _("稼働中")
        PAUSED = "paused", _("一時停止")
        DISABLED = "disabled", _("停止（送れないため）")

    class Because(models.TextChoices):
        """Why the system disabled it."""

        GONE = "gone", _("相手が「もう受け取らない」（410）と答えました。")
        FAILING = "failing", _("数日のあいだ、一度も届きませんでした。")
        SECRET_LOST = "secret", _("署名の鍵を読めません（SECRET_KEY が変わりました）。新しい鍵を作ってください。")

    CHOSEN: ClassVar = (WebhookKind.PUBLISHED, WebhookKind.CORRECTED, WebhookKind.RETRACTED)

    name = models.CharField(_("名前"), max_length=100, unique=True)
    url = models.CharField("URL", max_length=1000)
    kinds = ArrayField(
        models.CharField(max_length=30, choices=[(kind.value, kind.label) for kind in CHOSEN]),
        verbose_name=_("知らせること"),
        blank=True,
    )
    key = models.ForeignKey(
        ApiKey, models.PROTECT, null=True, related_name="webhook_endpoints", verbose_name=_("記録を見られるAPIキー")
    )
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.ACTIVE)
    because = models.CharField(_("停止の理由"), max_length=10, choices=Because, blank=True)
    secret = models.BinaryField(help_text="sealed (actions/encryption.py)")
    former_secret = models.BinaryField(null=True, help_text="the one before, which signs too while both are live")
    rotated_at = models.DateTimeField(_("鍵を替えた日時"), null=True)
    position = models.PositiveBigIntegerField(_("記録の位置"), default=0)
    failures = models.PositiveIntegerField(_("続けて失敗した回数"), default=0)
    failed_at = models.DateTimeField(null=True)
    rests_until = models.DateTimeField(_("次に試すまで"), null=True)
    held_by = models.UUIDField(null=True)
    held_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登録した管理者")
    )
    registered_at = models.DateTimeField(_("登録日時"), auto_now_add=True)

    objects = WebhookEndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("Webhook の届け先")
        verbose_name_plural = pgettext_lazy("plural", "Webhook の届け先")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="webhook_has_a_name"),
            models.CheckConstraint(
                condition=(Q(state="disabled") & ~Q(because="")) | (~Q(state="disabled") & Q(because="")),
                name="disabled_webhook_says_why",
            ),
            models.CheckConstraint(
                condition=Q(held_by__isnull=True, held_at__isnull=True)
                | Q(held_by__isnull=False, held_at__isnull=False),
                name="webhook_is_held_since_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(former_secret__isnull=True) | Q(rotated_at__isnull=False),
                name="former_webhook_secret_has_a_date",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def waiting(self) -> WebhookDeliveryQuerySet:
        return self.filter(state=WebhookDelivery.State.WAITING)

    def failed(self) -> WebhookDeliveryQuerySet:
        return self.filter(state=WebhookDelivery.State.FAILED)

    def tests(self) -> WebhookDeliveryQuerySet:
        return self.filter(sequence__isnull=True)

    def of_the_log(self) -> WebhookDeliveryQuerySet:
        return self.filter(sequence__isnull=False)

    def before(self, key: int) -> WebhookDeliveryQuerySet:
        """Those that were made before this one."""
        return self.filter(pk__lt=key)

    def due(self) -> WebhookDeliveryQuerySet:
        return self.waiting().filter(_passed("due_at", since="attempted_at"))

    def in_turn(self) -> WebhookDeliveryQuerySet:
        """The next one first: withdrawals, then as in the log; without those that an earlier one of their verdict has to precede."""
        earlier = WebhookDelivery.objects.waiting().filter(
            endpoint=OuterRef("endpoint"),
            verdict_number=OuterRef("verdict_number"),
            sequence__lt=OuterRef("sequence"),
        )
        is_notice = Case(When(kind__in=WebhookDelivery.NOTICES, then=Value(1)), default=Value(0))
        return self.filter(Q(kind__in=WebhookDelivery.NOTICES) | ~Exists(earlier)).order_by(
            is_notice.desc(), "sequence"
        )


class WebhookDelivery(models.Model):
    """One row of the log on its way to one endpoint: whether it arrived, and how the last attempt went. Never what it said.

    `message_id` is its webhook-id, the same in every attempt and replay. Without a `sequence` it is a trial.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("送信待ち")
        DELIVERED = "delivered", _("届いた")
        FAILED = "failed", _("断念")

    class Failure(models.TextChoices):
        ADDRESS = "address", _("外から見えないところを指す名前なので、つなぎませんでした。")
        NAME = "name", _("届け先の名前（ホスト名）が見つかりません。")
        CERTIFICATE = "certificate", _("届け先の証明書（TLS）を確かめられません。")
        CONNECTION = "connection", _("つながりませんでした。")
        TIMEOUT = "timeout", _("時間内に答えがありませんでした。")
        REDIRECT = "redirect", _("別の URL への転送が返りました。転送には従いません。")
        STATUS = "status", _("相手が受け取りませんでした。")
        SECRET = "secret", _("署名の鍵を読めません。新しい鍵を作ってください。")
        URL = "url", _("いまの決まりでは、この URL へは送れません。")

    NOTICES: ClassVar = (WebhookKind.REDACTED, WebhookKind.RESTORED)

    endpoint = models.ForeignKey(
        WebhookEndpoint, models.CASCADE, related_name="deliveries", verbose_name=_("Webhook の届け先")
    )
    sequence = models.PositiveBigIntegerField(_("通し番号"), null=True)
    verdict_number = models.PositiveBigIntegerField(_("検証記事番号"), null=True)
    kind = models.CharField(_("種類"), max_length=30, choices=WebhookKind)
    message_id = models.CharField("webhook-id", max_length=40)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveIntegerField(_("試行回数"), default=0)
    created_at = models.DateTimeField(_("登録日時"), db_default=Now())
    attempted_at = models.DateTimeField(_("最後に送った日時"), null=True)
    due_at = models.DateTimeField(_("次に送る日時"), null=True)
    status = models.PositiveIntegerField(_("HTTP の状態"), null=True)
    failure = models.CharField(_("失敗の理由"), max_length=12, choices=Failure, blank=True)
    milliseconds = models.PositiveIntegerField(_("かかった時間（ミリ秒）"), null=True)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("Webhook の送信")
        verbose_name_plural = pgettext_lazy("plural", "Webhook の送信")
        indexes = [
            models.Index(
                fields=["endpoint", "sequence"], condition=Q(state="waiting"), name="webhook_delivery_waiting"
            ),
            models.Index(
                fields=["endpoint", "verdict_number", "sequence"],
                condition=Q(state="waiting"),
                name="webhook_waiting_by_verdict",
            ),
            models.Index(fields=["endpoint", "-id"], name="webhook_delivery_newest"),
            models.Index(fields=["endpoint"], condition=Q(state="failed"), name="webhook_delivery_failed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "sequence"], name="webhook_sends_a_row_once"),
            models.CheckConstraint(
                condition=Q(sequence__isnull=True, verdict_number__isnull=True, kind="webhook.test")
                | (Q(sequence__isnull=False, verdict_number__isnull=False) & ~Q(kind="webhook.test")),
                name="webhook_sends_the_log_or_a_test",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(failure=""), name="failed_webhook_delivery_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} {self.state}"
