from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .append_only import append_only, erasable
from .history import HistoryLink, linked


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: models.Model) -> EventQuerySet:
        """Events of one row. Ratings and scales, whose keys are codes, are fixed rows and have none."""
        if not isinstance(subject.pk, int):
            return self.none()
        return self.filter(subject_type=subject._meta.model_name, subject_id=subject.pk)


class Event(models.Model):
    """Who did what to which row, when: a member, a key, or the system. Written by actions only; refers to live data by plain
    numbers, never by cascade.

    What and why in words are in EventContent, which can be erased while this row and its hash stay.
    """

    at = models.DateTimeField(_("日時"))
    actor_id = models.BigIntegerField(_("実行者"), null=True, help_text="a member; null for a key and for the system")
    key_id = models.BigIntegerField(_("APIキー"), null=True, help_text="a key; null for a member and for the system")
    action = models.CharField(_("操作"), max_length=60)
    subject_type = models.CharField(_("対象の種類"), max_length=40)
    subject_id = models.BigIntegerField(_("対象"))
    content_hash = models.CharField(_("ハッシュ"), max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("履歴")
        verbose_name_plural = pgettext_lazy("plural", "履歴")
        indexes = [models.Index(fields=["subject_type", "subject_id", "id"], name="event_by_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(actor_id__isnull=True) | Q(key_id__isnull=True), name="event_has_one_actor"
            )
        ]
        triggers = [*append_only(), linked(HistoryLink.Kind.EVENT)]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"


class EventContent(models.Model):
    """The erasable half of an Event: salt and {actor, reason, changes}."""

    event = models.OneToOneField(Event, models.DO_NOTHING, primary_key=True, related_name="content")
    salt = models.BinaryField(max_length=32, null=True)
    content = models.JSONField(_("内容"), null=True)
    redacted_at = models.DateTimeField(_("消去日時"), null=True)

    class Meta:
        verbose_name = _("履歴の内容")
        verbose_name_plural = pgettext_lazy("plural", "履歴の内容")
        triggers = erasable("salt", "content", key="event_id")

    def __str__(self) -> str:
        return str(self.event_id)
