from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import days
from .verdict import Approval, Verdict


class ScheduledPublicationQuerySet(models.QuerySet["ScheduledPublication"]):
    def waiting(self) -> ScheduledPublicationQuerySet:
        return self.filter(state=ScheduledPublication.State.WAITING)

    def due(self, now: datetime) -> ScheduledPublicationQuerySet:
        return self.waiting().filter(publish_at__lte=now).order_by("publish_at", "pk")

    def troubled(self) -> ScheduledPublicationQuerySet:
        """Of an approved verdict the last one, refused or about to be, since which it was not approved anew."""
        later = ScheduledPublication.objects.filter(verdict=OuterRef("verdict"), pk__gt=OuterRef("pk"))
        anew = Approval.objects.filter(
            verdict=OuterRef("verdict"), round=OuterRef("verdict__round"), approved_at__gt=OuterRef("publish_at")
        )
        rows = self.filter(state__in=(ScheduledPublication.State.WAITING, ScheduledPublication.State.REFUSED))
        rows = rows.filter(verdict__state=Verdict.State.APPROVED).exclude(refusal="")
        return rows.exclude(Exists(later)).exclude(Exists(anew))


class ScheduledPublication(models.Model):
    """When an approved verdict is to be published. Nothing of it is public before; what changed since is not published."""

    class State(models.TextChoices):
        WAITING = "waiting", _("公開予定")
        PUBLISHED = "published", _("公開済み")
        REFUSED = "refused", _("公開できなかった")
        WITHDRAWN = "withdrawn", _("予定を取りやめた")

    verdict = models.ForeignKey(Verdict, models.PROTECT, related_name="schedules", verbose_name=_("検証記事"))
    publish_at = models.DateTimeField(_("公開する日時"), validators=[days.is_planned])
    seen = models.CharField(max_length=64, help_text="a seal of what was scheduled (actions/sight.py)")
    scheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("予定した人")
    )
    scheduled_at = models.DateTimeField(_("予定した日時"), auto_now_add=True)
    state = models.CharField(_("状態"), max_length=10, choices=State, default=State.WAITING)
    refusal = models.TextField(
        _("公開できなかった理由"), blank=True, help_text="while it waits: why it is certain to be refused"
    )

    objects = ScheduledPublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("公開の予定")
        verbose_name_plural = pgettext_lazy("plural", "公開の予定")
        indexes = [models.Index(fields=["publish_at"], condition=Q(state="waiting"), name="schedule_by_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["verdict"], condition=Q(state="waiting"), name="verdict_is_scheduled_for_one_time"
            ),
            days.readable_moments("publish_at", of="schedule"),
        ]
