from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .row_comparison import compared


class PublishedEntryQuerySet(models.QuerySet["PublishedEntry"]):
    def topics(self) -> PublishedEntryQuerySet:
        return self.filter(kind=PublishedEntry.Kind.TOPIC)

    def claimants(self) -> PublishedEntryQuerySet:
        return self.filter(kind=PublishedEntry.Kind.CLAIMANT)

    def months(self) -> PublishedEntryQuerySet:
        return self.filter(kind=PublishedEntry.Kind.MONTH)

    def in_order(self) -> PublishedEntryQuerySet:
        return self.order_by("row", "reading", "key")

    def after(self, reading: str, key: str) -> PublishedEntryQuerySet:
        """Within a row, what stands after that place."""
        return self.filter(compared(("reading", "key"), ">", (reading, key)))


class PublishedEntry(models.Model):
    """An entry of the readers' indexes: a topic, a claimant who may be named, a month; and how many verdicts stand under it.

    Kept by whoever publishes, in the same transaction, so that no page counts. Topics and claimants count what is live;
    a month counts what was first published in it and is not hidden, retracted verdicts among it.
    """

    class Kind(models.TextChoices):
        TOPIC = "topic", _("テーマ")
        CLAIMANT = "claimant", _("発信者")
        MONTH = "month", _("月")

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=60, help_text="the topic's slug, the claimant's number, or 2026-11")
    name = models.CharField(max_length=200, blank=True, help_text="as the verdict published last names it")
    detail = models.CharField(max_length=200, blank=True, help_text="a claimant's affiliation")
    row = models.PositiveSmallIntegerField(default=0, help_text="of the Japanese syllabary: articles.search.readings")
    reading = models.CharField(max_length=200, blank=True, help_text="hiragana, or letters and digits in lower case")
    verdicts = models.PositiveIntegerField()
    named_by = models.PositiveBigIntegerField(help_text="the number of the verdict that the name is from")

    objects = PublishedEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="published_entry_is_one"),
            models.CheckConstraint(condition=Q(verdicts__gte=1), name="published_entry_stands_for_verdicts"),
        ]
        indexes = [models.Index(fields=["kind", "row", "reading", "key"], name="published_entry_in_order")]

    def __str__(self) -> str:
        return self.name or self.key
