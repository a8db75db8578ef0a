from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .topic import Topic
from .versioned import Versioned

if TYPE_CHECKING:
    from .article import Article


class ClaimQuerySet(models.QuerySet["Claim"]):
    def without_verdict(self) -> ClaimQuerySet:
        return self.filter(verdict__isnull=True)

    def legible(self) -> ClaimQuerySet:
        """Those whose words no redaction has erased, or that were worded anew since."""
        return self.filter(redacted_at__isnull=True)

    def matching(self, words: str) -> ClaimQuerySet:
        """Claims whose statement or claimant holds every word of a query typed at the desk."""
        found = self
        for word in words.split():
            found = found.filter(Q(statement__icontains=word) | Q(claimant__name__icontains=word))
        return found

    def appearing_in(self, article: Article) -> ClaimQuerySet:
        return self.filter(appearances__revision__article=article).distinct()


class Claim(Versioned):
    """The proposition as the desk words it. Its appearances are accepted candidates; it may also start by hand."""

    statement = models.TextField(_("検証する主張"), help_text=_("75文字以内が望ましい。判定の言葉は入れない。"))
    claimant = models.ForeignKey(
        "Claimant", models.PROTECT, null=True, blank=True, related_name="claims", verbose_name=_("発信者")
    )
    claimed_date = models.DateField(_("発信日"), null=True, blank=True)
    topics: models.ManyToManyField[Topic, Topic] = models.ManyToManyField(
        Topic, blank=True, related_name="claims", verbose_name=_("テーマ")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登録した人")
    )
    created_at = models.DateTimeField(_("登録日時"), auto_now_add=True)
    redacted_at = models.DateTimeField(_("消去日時"), null=True, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("検証対象")
        verbose_name_plural = pgettext_lazy("plural", "検証対象")
        constraints = [models.CheckConstraint(condition=~Q(statement=""), name="claim_has_a_statement")]
        triggers = [
            pgtrigger.Trigger(
                name="wording_stays_under_review",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("statement", "claimant_id", "claimed_date"),  # type: ignore[no-untyped-call]  # pgtrigger leaves it untyped
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
        ]

    def __str__(self) -> str:
        return self.statement


Claim.topics.through._meta.verbose_name = _(
    "検証対象とテーマのつながり"
)  # Django's own is put together once, in one language
