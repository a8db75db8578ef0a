from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import days
from .character_grams import CharacterGrams
from .texts import readable, says_something
from .topic import Topic
from .versioned import Versioned

if TYPE_CHECKING:
    from .article import Article


class ClaimQuerySet(models.QuerySet["Claim"]):
    def with_appearance_count(self) -> ClaimQuerySet:
        """Annotate `appearance_count`: counted for the claims that are fetched alone."""
        own = Claim.objects.filter(pk=models.OuterRef("pk")).order_by().values("pk")
        counted = own.annotate(number=models.Count("appearances")).values("number")
        return self.annotate(appearance_count=Coalesce(models.Subquery(counted), 0))

    def without_verdict(self) -> ClaimQuerySet:
        return self.standing().filter(verdict__isnull=True)

    def legible(self) -> ClaimQuerySet:
        """Those whose words no redaction has erased, or that were worded anew since."""
        return self.filter(redacted_at__isnull=True)

    def standing(self) -> ClaimQuerySet:
        """Those that were not merged into another."""
        return self.filter(merged_into__isnull=True)

    def matching(self, words: str) -> ClaimQuerySet:
        """Standing claims whose statement or claimant holds every word of a query typed at the desk."""
        found = self.standing()
        for word in words.split():
            found = found.filter(Q(statement__icontains=word) | Q(claimant__name__icontains=word))
        return found

    def appearing_in(self, article: Article) -> ClaimQuerySet:
        return self.filter(appearances__revision__article=article).distinct()


class Claim(Versioned):
    """The proposition as the desk words it. Its appearances are accepted candidates; it may also start by hand.

    One that says what another says is merged into it: it stands on without appearances, as the way to the other.
    """

    class DateCertainty(models.TextChoices):
        # A date without an answer comes from the time when the day of the article was taken for that of the claim.
        UNASKED = "unasked", _("まだ確かめていない")
        KNOWN = "known", _("この日")
        APPROXIMATE = "approximate", _("およそこのころ")
        UNKNOWN = "unknown", _("分からない")

    statement = models.TextField(
        _("検証する主張"), help_text=_("75文字以内が望ましい。判定の言葉は入れない。"), validators=[says_something]
    )
    claimant = models.ForeignKey(
        "Claimant", models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("発信者")
    )
    claimed_date = models.DateField(_("発信日"), null=True, blank=True, validators=[days.has_happened])
    date_certainty = models.CharField(
        _("発信日の確かさ"), max_length=12, choices=DateCertainty, default=DateCertainty.UNASKED
    )
    topics: models.ManyToManyField[Topic, Topic] = models.ManyToManyField(
        Topic, blank=True, related_name="claims", verbose_name=_("テーマ")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登録した人")
    )
    created_at = models.DateTimeField(_("登録日時"), auto_now_add=True)
    redacted_at = models.DateTimeField(_("消去日時"), null=True, editable=False)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="merged", verbose_name=_("統合先")
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("検証対象")
        verbose_name_plural = pgettext_lazy("plural", "検証対象")
        indexes = [GinIndex(CharacterGrams("statement"), name="claim_says")]
        constraints = [
            models.CheckConstraint(condition=readable("statement"), name="claim_has_a_statement"),
            days.readable_days("claimed_date", of="claim"),
            models.CheckConstraint(
                condition=Q(date_certainty="unasked")
                | Q(date_certainty__in=["known", "approximate"], claimed_date__isnull=False)
                | Q(date_certainty="unknown", claimed_date__isnull=True),
                name="claim_has_the_date_that_is_known",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("pk")),
                name="claim_is_not_merged_into_itself",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="wording_stays_under_review",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("statement", "claimant_id", "claimed_date", "date_certainty"),  # type: ignore[no-untyped-call]  # pgtrigger leaves it untyped
                func="""
                IF EXISTS (SELECT 1 FROM articles_verdict WHERE claim_id = NEW.id AND state NOT IN ('draft', 'erased'))
                    OR (NEW.redacted_at IS NULL AND EXISTS (
                        SELECT 1 FROM articles_verdict WHERE claim_id = NEW.id AND state = 'erased')) THEN
                    RAISE EXCEPTION 'a claim is reworded only while its verdict is a draft'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="merged_without_a_verdict",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("merged_into_id"),  # type: ignore[no-untyped-call]  # pgtrigger leaves it untyped
                func="""
                IF NEW.merged_into_id IS NOT NULL
                   AND EXISTS (SELECT 1 FROM articles_verdict WHERE claim_id = NEW.id) THEN
                    RAISE EXCEPTION 'a claim with a verdict is not merged into another'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.statement

    @property
    def told_date(self) -> date | None:
        """The date that readers may be told; an approximate one is for the desk."""
        return None if self.date_certainty == self.DateCertainty.APPROXIMATE else self.claimed_date


Claim.topics.through._meta.verbose_name = _(
    "検証対象とテーマのつながり"
)  # Django's own is put together once, in one language
