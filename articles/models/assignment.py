from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import days
from .user import User
from .verdict import Verdict
from .versioned import Versioned

DONE = (Verdict.State.PUBLISHED, Verdict.State.RETRACTED, Verdict.State.ERASED)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def open(self) -> AssignmentQuerySet:
        """Those whose claim still waits for its verdict to be published."""
        standing = self.filter(claim__merged_into__isnull=True, claim__redacted_at__isnull=True)
        return standing.exclude(claim__verdict__state__in=DONE)

    def of(self, user: User) -> AssignmentQuerySet:
        return self.filter(assignee=user)

    def due(self, day: date) -> AssignmentQuerySet:
        return self.filter(due_date=day)

    def overdue(self, day: date) -> AssignmentQuerySet:
        return self.filter(due_date__lt=day)

    def soonest_first(self) -> AssignmentQuerySet:
        return self.order_by(models.F("due_date").asc(nulls_last=True), "pk")


class Assignment(Versioned):
    """Who sees to a claim, until when. At most one for each claim; taken back, the row goes."""

    claim = models.OneToOneField("Claim", models.PROTECT, related_name="assignment", verbose_name=_("検証対象"))
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="assignments", verbose_name=_("担当")
    )
    due_date = models.DateField(_("期日"), null=True, blank=True, validators=[days.is_planned])
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("割り当てた人")
    )
    assigned_at = models.DateTimeField(_("割り当てた日時"))

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("担当")
        verbose_name_plural = pgettext_lazy("plural", "担当")
        indexes = [models.Index(fields=["assignee", "due_date", "id"], name="assignment_by_assignee")]
        constraints = [days.readable_days("due_date", of="assignment")]

    def __str__(self) -> str:
        return str(self.assignee)
