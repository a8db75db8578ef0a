from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Watch(models.Model):
    """A member wants to be told what becomes of a claim and its verdict."""

    claim = models.ForeignKey("Claim", models.PROTECT, related_name="watches", verbose_name=_("検証対象"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("担当者"))
    begun_at = models.DateTimeField(_("日時"), auto_now_add=True)

    class Meta:
        verbose_name = _("見守り")
        verbose_name_plural = pgettext_lazy("plural", "見守り")
        constraints = [models.UniqueConstraint(fields=["claim", "user"], name="claim_is_watched_once")]

    def __str__(self) -> str:
        return str(self.user)
