from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .append_only import refuse_delete_and_truncate
from .versioned import Versioned

PREFIX_LENGTH = 12
LIVE_SECRETS = 2  # while a partner changes from one to the next


class Scope(models.TextChoices):
    """What a key may do; the values are what `scope` of a challenge and openapi.json say."""

    READ = "read", _("公開された検証を読む（鍵なしより多く）")
    MATCH = "match", _("文を公開済みの検証と照合する")
    ARTICLES_WRITE = "articles:write", _("検証素材の記事を渡す、改める")
    CANDIDATES_READ = "candidates:read", _("渡した記事の抽出の様子と検証候補を読む")
    EXTRACT = "extract", _("文から検証候補を抜き出す（保存しない）")
    TIPS_WRITE = "tips:write", _("情報提供を送り、その後の様子を読む")
    WEBHOOKS = "webhooks", _("Webhook の届け先と配信の記録を見る、送り直す")


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def live(self, now: datetime) -> ApiKeyQuerySet:
        """Neither revoked nor expired. Whether one has a secret to be used with is another question."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True)

    def usable(self, now: datetime) -> ApiKeyQuerySet:
        return self.live(now).filter(Exists(ApiSecret.objects.live(now).filter(key=OuterRef("pk"))))


class ApiKey(Versioned):
    """A program of a partner's, or of the newsroom's own: what it may do, how often, until when, and who answers for it.

    It stays the same while its secrets are changed, so that history, quotas and what it handed in belong together.
    """

    name = models.CharField(_("名前"), max_length=100, unique=True)
    contact = models.CharField(_("連絡先"), max_length=200, blank=True)
    scopes = ArrayField(models.CharField(max_length=30, choices=Scope), verbose_name=_("できること"))
    requests_per_minute = models.PositiveIntegerField(_("1分あたりの要求"), null=True, blank=True)
    matches_per_minute = models.PositiveIntegerField(_("1分あたりの照合と抽出"), null=True, blank=True)
    expires_at = models.DateTimeField(_("期限"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("失効日時"), null=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("発行した管理者")
    )
    issued_at = models.DateTimeField(_("発行日時"), auto_now_add=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("APIキー")
        verbose_name_plural = pgettext_lazy("plural", "APIキー")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="api_key_has_a_name"),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values) & Q(scopes__len__gt=0), name="api_key_may_do_something"
            ),
            models.CheckConstraint(
                condition=(Q(requests_per_minute__isnull=True) | Q(requests_per_minute__gte=1))
                & (Q(matches_per_minute__isnull=True) | Q(matches_per_minute__gte=1)),
                name="api_key_quota_is_positive",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="revoked_for_good",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                IF OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at THEN
                    RAISE EXCEPTION 'a revoked key stays revoked' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            *refuse_delete_and_truncate(),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def is_live(self) -> bool:
        return self.revoked_at is None and not self.is_expired

    @property
    def scopes_in_words(self) -> list[str]:
        return [str(scope.label) for scope in Scope if scope in self.scopes]

    def may(self, scope: Scope) -> bool:
        return scope in self.scopes


class ApiSecretQuerySet(models.QuerySet["ApiSecret"]):
    def live(self, now: datetime) -> ApiSecretQuerySet:
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))


class ApiSecret(models.Model):
    """What a program shows to be taken for its key: `prefix` names the row, `digest` is all that is kept of the rest."""

    key = models.ForeignKey(ApiKey, models.PROTECT, related_name="secrets", verbose_name=_("APIキー"))
    prefix = models.CharField(_("先頭"), max_length=PREFIX_LENGTH, unique=True)
    digest = models.CharField(max_length=64, help_text="HMAC-SHA256 under SECRET_KEY, in hexadecimal")
    slot = models.PositiveSmallIntegerField(help_text="1 or 2; null once it has ended", null=True)
    issued_at = models.DateTimeField(_("発行日時"), auto_now_add=True)
    ends_at = models.DateTimeField(_("使える期限"), null=True)
    last_used_at = models.DateTimeField(_("最後に使われた日時"), null=True)

    objects = ApiSecretQuerySet.as_manager()

    class Meta:
        verbose_name = _("APIキーのシークレット")
        verbose_name_plural = pgettext_lazy("plural", "APIキーのシークレット")
        constraints = [
            models.UniqueConstraint(fields=["key", "slot"], name="two_secrets_of_a_key_are_live"),
            models.CheckConstraint(
                condition=Q(slot__isnull=True, ends_at__isnull=False) | Q(slot__gte=1, slot__lte=LIVE_SECRETS),
                name="a_secret_without_a_slot_has_ended",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="ends_for_good",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func="""
                IF (NEW.key_id, NEW.prefix, NEW.issued_at) IS DISTINCT FROM (OLD.key_id, OLD.prefix, OLD.issued_at)
                   OR NEW.slot IS DISTINCT FROM OLD.slot AND NEW.slot IS NOT NULL
                   OR OLD.ends_at IS NOT NULL AND (NEW.ends_at IS NULL OR NEW.ends_at > OLD.ends_at) THEN
                    RAISE EXCEPTION 'a secret that ends is not given back' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            *refuse_delete_and_truncate(),
        ]

    def __str__(self) -> str:
        return self.prefix

    @property
    def is_live(self) -> bool:
        return self.ends_at is None or self.ends_at > timezone.now()
