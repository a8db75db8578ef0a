from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SignInLimitQuerySet(models.QuerySet["SignInLimit"]):
    def locked(self, now: datetime) -> SignInLimitQuerySet:
        return self.filter(is_locked=True, until__gt=now)


class SignInLimit(models.Model):
    """How often something about signing in was tried, counted under one key, and until when it is refused.

    Keys are HMACs of names and addresses (articles/actions/limits.py): neither can be read here.
    """

    class Kind(models.TextChoices):
        PAIR = "pair", _("名前と接続元")
        ACCOUNT = "account", _("名前")
        ADDRESS = "address", _("接続元")
        BROWSER = "browser", _("使い慣れたブラウザー")
        REQUEST = "request", _("メールの依頼")
        NEWS = "news", _("履歴に書いた失敗")

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(_("種類"), max_length=10, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sign_in_limits", verbose_name=_("担当者")
    )
    tries = models.PositiveIntegerField(_("回数"), default=0)
    locks = models.PositiveSmallIntegerField(_("止めた回数"), default=0, help_text="each lock is longer than the last")
    is_locked = models.BooleanField(_("停止中"), default=False)
    until = models.DateTimeField(_("いつまで"), help_text="end of the count, or of the lock", db_index=True)

    objects = SignInLimitQuerySet.as_manager()

    class Meta:
        verbose_name = _("ログインの制限")
        verbose_name_plural = pgettext_lazy("plural", "ログインの制限")

    def __str__(self) -> str:
        return f"{self.kind} {self.tries}"
