from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .candidate import Candidate
from .user import User


class LeaseQuerySet(models.QuerySet["Lease"]):
    def standing(self) -> LeaseQuerySet:
        """Those not yet over, by the database's clock: web hosts may disagree about the time."""
        return self.filter(held_until__gt=Now())

    def of_others(self, user: User) -> LeaseQuerySet:
        return self.exclude(held_by=user)


class Lease(models.Model):
    """Who has a candidate before them, and until when: so that the queue gives no candidate to two editors.

    It forbids nothing and tells nothing of what is read there; it is gone with the decision, so no history is kept of it.
    """

    candidate = models.OneToOneField(
        Candidate, models.CASCADE, primary_key=True, related_name="lease", verbose_name=_("検証候補")
    )
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="leases", verbose_name=_("見ている人")
    )
    held_until = models.DateTimeField(_("期限"))

    objects = LeaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("担当中")
        verbose_name_plural = pgettext_lazy("plural", "担当中")

    def __str__(self) -> str:
        return f"{self.candidate_id} {self.held_by_id}"
