"""What the desk finds its own rows by: derived, and blanked with them. None of it ever reaches a reader."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Coalesce

from .article import ArticleRevision
from .candidate import Candidate
from .claim import Claim
from .verdict import Verdict


class WritingTransaction(Func):
    """SQL: the number of the transaction that writes the row."""

    template = "pg_current_xact_id()::text::bigint"
    arity = 0
    output_field = models.BigIntegerField()


class ClaimSearch(models.Model):
    """How a claim is found by those who work at the desk, drafts included; of an erased claim nothing but the number.

    `written_in` is the transaction that wrote the row: whoever has read what was committed before transaction n, the
    oldest that still ran, reads on from n and misses nothing, whatever the order of the commits.
    """

    claim = models.OneToOneField(Claim, models.CASCADE, primary_key=True, related_name="search")
    written_in = models.BigIntegerField(db_index=True)
    described_by = models.PositiveSmallIntegerField(help_text="articles.search.described.VERSION")
    description = models.JSONField(null=True, help_text="articles.search.described.Description")
    vector = models.BinaryField(help_text="int8[512]")
    keys = models.BinaryField(help_text="uint32[], little-endian: hashed terms of the claim")

    def __str__(self) -> str:
        return str(self.claim_id)


class CandidateSearchQuerySet(models.QuerySet["CandidateSearch"]):
    def recurring(self) -> CandidateSearchQuerySet:
        """Of undecided candidates that say what a published verdict has checked."""
        return self.filter(candidate__state=Candidate.State.PENDING, recurs__state=Verdict.State.PUBLISHED)

    def each_once(self) -> CandidateSearchQuerySet:
        """Recurring ones, of one sentence about one verdict only the newest; `earlier` counts those it stands for."""
        alike = CandidateSearch.objects.recurring().filter(
            models.Q(candidate__quote=models.OuterRef("candidate__quote"))
            | models.Q(candidate__first_said=models.OuterRef("candidate__first_said")),
            recurs=models.OuterRef("recurs"),
        )
        counted = (
            alike.filter(pk__lt=models.OuterRef("pk")).order_by().values("recurs").annotate(number=models.Count("pk"))
        )
        newer = models.Exists(alike.filter(pk__gt=models.OuterRef("pk")))
        return self.recurring().exclude(newer).annotate(earlier=Coalesce(models.Subquery(counted.values("number")), 0))


class CandidateSearch(models.Model):
    """How a candidate is compared with claims and with other candidates; written by the worker."""

    candidate = models.OneToOneField(Candidate, models.CASCADE, primary_key=True, related_name="search")
    vector = models.BinaryField(help_text="int8[512]")
    bands = ArrayField(models.IntegerField(), help_text="articles.search.fingerprints.bands")
    recurs = models.ForeignKey(Verdict, models.PROTECT, null=True, related_name="recurrences")

    objects = CandidateSearchQuerySet.as_manager()

    class Meta:
        indexes = [
            GinIndex(fields=["bands"], name="candidates_alike"),
            models.Index(fields=["-candidate"], condition=Q(recurs__isnull=False), name="recurring_newest_first"),
        ]

    def __str__(self) -> str:
        return str(self.candidate_id)


class TextFingerprint(models.Model):
    """How a text is recognised that is nearly the same as another one."""

    revision = models.OneToOneField(ArticleRevision, models.CASCADE, primary_key=True, related_name="fingerprint")
    bands = ArrayField(models.IntegerField(), help_text="articles.search.fingerprints.bands")

    class Meta:
        indexes = [GinIndex(fields=["bands"], name="texts_alike")]

    def __str__(self) -> str:
        return str(self.revision_id)
