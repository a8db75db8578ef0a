from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class RatingScale(models.Model):
    """A versioned set of ratings with its source, e.g. FIJ's nine of 2 April 2019."""

    code = models.CharField(_("コード"), max_length=20, primary_key=True)
    name = models.CharField(_("名称"), max_length=100)
    version_date = models.DateField(_("版の日付"))
    credit = models.CharField(_("出典"), max_length=200)

    class Meta:
        verbose_name = _("判定基準")
        verbose_name_plural = pgettext_lazy("plural", "判定基準")

    def __str__(self) -> str:
        return gettext(self.name)


class Rating(models.Model):
    """One rating of a scale. `code` is stable for ever; partners store it.

    `truth_value` (1 worst … 5 best) exists only where the rating has a place in an order of truth; FIJ gives no numbers,
    so these are ours, by the definitions: articles.public.claim_review. `is_intentional` ratings say that whoever made the
    claim knew better, in whatever words: such a verdict is read by more people before it is published.
    """

    FABRICATED = "fij-fabricated"

    code = models.CharField(_("コード"), max_length=30, primary_key=True)
    scale = models.ForeignKey(RatingScale, models.PROTECT, related_name="ratings", verbose_name=_("判定基準"))
    name = models.CharField(_("名称"), max_length=20)
    definition = models.TextField(_("定義"))
    symbol = models.CharField(_("記号"), max_length=2)
    position = models.PositiveSmallIntegerField(_("並び順"))
    truth_value = models.PositiveSmallIntegerField(_("真実性の値"), null=True, blank=True)
    is_intentional = models.BooleanField(_("知りながら伝えたという判定"), default=False)
    equivalents = models.ManyToManyField("self", blank=True, symmetrical=True, verbose_name=_("他の基準での対応"))

    class Meta:
        verbose_name = _("判定")
        verbose_name_plural = pgettext_lazy("plural", "判定")
        constraints = [
            models.UniqueConstraint(fields=["scale", "position"], name="rating_position_is_unique_in_scale"),
            models.UniqueConstraint(fields=["scale", "name"], name="rating_name_is_unique_in_scale"),
            models.CheckConstraint(
                condition=Q(truth_value__isnull=True) | Q(truth_value__gte=1, truth_value__lte=5),
                name="truth_value_is_between_1_and_5",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="intent_stays_said",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.is_intentional AND NOT NEW.is_intentional"),
                func="""
                RAISE EXCEPTION 'a rating that says somebody knew better goes on saying it'
                    USING ERRCODE = 'integrity_constraint_violation';
                """,
            )
        ]

    def __str__(self) -> str:
        return gettext(self.name)
