from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .append_only import refuse_delete_and_truncate
from .user import User
from .verdict import Verdict


class RetractionReasonQuerySet(models.QuerySet["RetractionReason"]):
    def waiting(self) -> RetractionReasonQuerySet:
        return self.filter(approved_by__isnull=True).exclude(text="")

    def awaiting(self, user: User) -> RetractionReasonQuerySet:
        """Those that somebody else wrote."""
        return self.waiting().exclude(written_by=user)


class RetractionReason(models.Model):
    """Why a verdict was retracted, in a desk editor's words: readers get them once another one has approved them.

    Until then they read a sentence that is always the same, so a verdict can be retracted at once, by one person.
    """

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="retraction_reasons", verbose_name=_("検証記事"))
    text = models.TextField(_("読者に見せる理由"), blank=True)  # blank once erased
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("書いた人")
    )
    written_at = models.DateTimeField(_("書いた日時"), auto_now_add=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("承認者")
    )
    approved_at = models.DateTimeField(_("承認日時"), null=True)

    objects = RetractionReasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("取り消しの理由")
        verbose_name_plural = pgettext_lazy("plural", "取り消しの理由")
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("written_by")),
                name="retraction_reason_is_approved_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="approved_retraction_reason_says_when",
            ),
        ]
        triggers = [*refuse_delete_and_truncate()]

    def __str__(self) -> str:
        return f"{self.verdict} {self.pk}"
