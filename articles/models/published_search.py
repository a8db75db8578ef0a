"""How published verdicts are found: one derived row each, read into the memory of every process that searches."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from articles.models.publication import PublishedVerdict


class PublishedSearchQuerySet(models.QuerySet["PublishedSearch"]):
    def since(self, change: int) -> PublishedSearchQuerySet:
        """That refresh and all later ones, in their order."""
        return self.filter(change__gte=change).order_by("change")

    def visible(self) -> PublishedSearchQuerySet:
        return self.exclude(state=PublishedVerdict.State.HIDDEN)


class PublishedSearch(models.Model):
    """What search keeps of the version of a verdict that readers see; a hidden one keeps its number and nothing else.

    `change` counts the refreshes of the whole table without a gap, in the order of their commits (the publication
    counter's lock is held); `stamp` is drawn anew each time, so that a process that read ahead of a rollback notices.
    """

    verdict_number = models.PositiveBigIntegerField(primary_key=True)
    change = models.PositiveBigIntegerField(unique=True)
    stamp = models.BigIntegerField()
    described_by = models.PositiveSmallIntegerField(help_text="articles.search.described.VERSION")
    state = models.CharField(max_length=10, choices=PublishedVerdict.State)
    description = models.JSONField(null=True, help_text="articles.search.described.Description")
    vector = models.BinaryField(help_text="int8[512]")
    keys = models.BinaryField(help_text="uint32[], little-endian: hashed terms of the claim")
    words = models.BinaryField(help_text="uint32[], little-endian: hashed terms of all that is shown")
    rating = models.CharField(max_length=30, blank=True)
    claimant = models.CharField(max_length=20, blank=True, help_text="number of a nameable claimant")
    topics = ArrayField(models.CharField(max_length=60), default=list)
    outlets = ArrayField(models.CharField(max_length=100), default=list)
    first_published_at = models.DateTimeField()

    objects = PublishedSearchQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.verdict_number)
