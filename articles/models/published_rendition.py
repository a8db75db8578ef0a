from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from .row_comparison import compared


class PublishedRenditionQuerySet(models.QuerySet["PublishedRendition"]):
    def newest_first(self, language: str) -> PublishedRenditionQuerySet:
        return self.filter(language=language).order_by("-first_published_at", "-verdict_number")

    def older_than(self, first_published_at: datetime, verdict_number: int) -> PublishedRenditionQuerySet:
        """What follows that place in `newest_first`."""
        place = (first_published_at, verdict_number)
        return self.filter(compared(("first_published_at", "verdict_number"), "<", place))


class PublishedRendition(models.Model):
    """That the version which readers see of a verdict is told in other words too, for the lists of those; derived, as all of the index.

    `is_behind`: the Japanese of what it says was changed by a later version than the one that these words came with.
    """

    class Language(models.TextChoices):
        ENGLISH = "en", _("英語")
        EASY = "easy", _("やさしい日本語")

    verdict_number = models.PositiveBigIntegerField()
    language = models.CharField(max_length=10, choices=Language)
    statement = models.TextField(help_text="the claim in these words, with their readings")
    slug = models.CharField(max_length=80, blank=True)
    is_behind = models.BooleanField()
    first_published_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = PublishedRenditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "verdict_number"], name="published_rendition_is_one")
        ]
        indexes = [
            models.Index(
                fields=["language", "-first_published_at", "-verdict_number"], name="published_rendition_newest"
            ),
            models.Index(fields=["verdict_number"], name="published_rendition_of"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict_number} {self.language}"
