from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PublishedSelectionQuerySet(models.QuerySet["PublishedSelection"]):
    def of(self, first: date, last: date) -> PublishedSelectionQuerySet:
        """Most candidates first."""
        return self.filter(first_date=first, last_date=last).order_by("-seen", "-claims", "key")

    def totals(self) -> PublishedSelectionQuerySet:
        """One row a period; the longest that ends last comes first, then by its beginning, newest first."""
        return self.filter(grouping=PublishedSelection.Grouping.TOTAL).order_by("-last_date", "first_date")


class PublishedSelection(models.Model):
    """A line of the selection ledger as readers see it: numbers of a period, by topic or outlet, never by claimant.

    Written by articles/actions/published_selection.py. Names are only those that a published verdict names already; `key` is
    a topic's slug or an outlet's name, "" for all that are not named, `NONE` for what has none.
    """

    class Grouping(models.TextChoices):
        TOTAL = "total", _("すべて")
        TOPIC = "topic", _("テーマ")
        OUTLET = "outlet", _("媒体")

    NONE = "-"

    first_date = models.DateField()
    last_date = models.DateField()
    grouping = models.CharField(max_length=10, choices=Grouping)
    key = models.CharField(max_length=100, blank=True)
    seen = models.PositiveIntegerField(help_text="candidates that came before the desk")
    pending = models.PositiveIntegerField()
    duplicates = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    by_hand = models.PositiveIntegerField(help_text="claims that no candidate led to")
    claims = models.PositiveIntegerField()
    published = models.PositiveIntegerField()
    reasons = models.JSONField(default=dict, help_text="Japanese name of a reason → candidates rejected for it")
    counted_at = models.DateTimeField()

    objects = PublishedSelectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["last_date", "first_date", "grouping", "key"], name="published_selection_counts_once"
            ),
            models.CheckConstraint(
                condition=Q(last_date__gte=F("first_date")), name="published_selection_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_date}–{self.last_date} {self.grouping} {self.key}"
