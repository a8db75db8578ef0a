from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ClaimMerge(models.Model):
    """One merging of a claim into another, with the appearances that moved: all that is needed to take it back."""

    merged = models.ForeignKey("Claim", models.PROTECT, related_name="mergings", verbose_name=_("統合した検証対象"))
    into = models.ForeignKey("Claim", models.PROTECT, related_name="received", verbose_name=_("統合先"))
    candidates = ArrayField(models.BigIntegerField(), verbose_name=_("移った出どころ"), default=list)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("統合した人")
    )
    merged_at = models.DateTimeField(_("統合日時"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("元に戻した人")
    )
    undone_at = models.DateTimeField(_("元に戻した日時"), null=True)

    class Meta:
        verbose_name = _("統合")
        verbose_name_plural = pgettext_lazy("plural", "統合")
        constraints = [
            models.CheckConstraint(condition=~Q(merged=F("into")), name="merging_is_of_two_claims"),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="undone_merging_says_by_whom_and_when",
            ),
            models.UniqueConstraint(
                fields=["merged"], condition=Q(undone_at__isnull=True), name="claim_is_merged_once_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.into_id}"
