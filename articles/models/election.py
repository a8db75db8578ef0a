from __future__ import annotations

from datetime import date

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import days
from .claimant import Claimant
from .rating import RatingScale
from .texts import runs_straight, says_something
from .versioned import Versioned

# Whether a claim is of somebody who stands in an election that runs today, in Japan; and by how many of those who read
# it a round was approved. Both are asked by the trigger of the verdict, too.
STANDS_NOW = """
EXISTS (
    SELECT 1 FROM articles_election AS election
    JOIN articles_election_claimants AS standing ON standing.election_id = election.id
    JOIN articles_claim AS said ON said.claimant_id = standing.claimant_id
    WHERE said.id = {claim} AND (now() AT TIME ZONE 'Asia/Tokyo')::date BETWEEN election.first_date AND election.last_date
)
"""


class ElectionQuerySet(models.QuerySet["Election"]):
    def running(self, day: date) -> ElectionQuerySet:
        return self.filter(first_date__lte=day, last_date__gte=day)

    def with_claimant(self, claimant_id: int | None) -> ElectionQuerySet:
        return self.filter(claimants=claimant_id) if claimant_id else self.none()


class Election(Versioned):
    """A time in which claims of certain people and bodies are handled with more care than others.

    A verdict about one of them takes two desk editors; how many of whose claims were checked, and how they were rated,
    is not shown to readers; the desk sees whether its choice is balanced.
    """

    name = models.CharField(_("選挙の名前"), max_length=100, validators=[says_something, runs_straight])
    first_date = models.DateField(
        _("始まりの日"),
        help_text=_("公示・告示の日など。この日から、二人の承認が要ります。"),
        validators=[days.is_planned],
    )
    last_date = models.DateField(
        _("終わりの日"), help_text=_("投開票日など。この日まで。"), validators=[days.is_planned]
    )
    scale = models.ForeignKey(
        RatingScale,
        models.PROTECT,
        related_name="+",
        verbose_name=_("判定基準"),
        help_text=_("偏りの表で判定を数える基準。"),
    )
    claimants: models.ManyToManyField[Claimant, Claimant] = models.ManyToManyField(
        Claimant,
        related_name="elections",
        verbose_name=_("候補者・政党など"),
        help_text=_("公人と団体だけ。期間中は、加えられますが外せません。"),
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("登録した人"), editable=False
    )
    created_at = models.DateTimeField(_("登録日時"), auto_now_add=True)
    # A last day that was mistyped is put right by two: one asks while it runs, another one confirms.
    early_end_date = models.DateField(_("早める終わりの日"), null=True, editable=False)
    early_end_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("早めることを求めた人"),
        editable=False,
    )
    early_end_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("早めることを確認した人"),
        editable=False,
    )

    objects = ElectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("選挙")
        verbose_name_plural = pgettext_lazy("plural", "選挙")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="election_has_a_name"),
            days.readable_days("first_date", "last_date", of="election"),
            models.CheckConstraint(
                condition=Q(early_end_confirmed_by__isnull=True)
                | (Q(early_end_asked_by__isnull=False) & ~Q(early_end_confirmed_by=F("early_end_asked_by"))),
                name="early_end_is_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(last_date__gte=F("first_date")),
                name="election_ends_after_it_begins",
                violation_error_message=_("終わりの日が、始まりの日より前になっています。"),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="holds_while_it_runs",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                declare=[("today", "date")],
                func="""
                today := (now() AT TIME ZONE 'Asia/Tokyo')::date;
                IF today BETWEEN OLD.first_date AND OLD.last_date AND (TG_OP = 'DELETE'
                    OR NEW.first_date > OLD.first_date OR (NEW.last_date < OLD.last_date AND (
                        NEW.last_date = OLD.early_end_date
                        AND NEW.early_end_confirmed_by_id <> OLD.early_end_asked_by_id) IS NOT TRUE)) THEN
                    RAISE EXCEPTION 'an election that runs is neither shortened nor deleted'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_running(self, day: date) -> bool:
        return self.first_date <= day <= self.last_date


Election.claimants.through._meta.verbose_name = _("選挙と発信者のつながり")  # Django's own is put together once


class Standing(Election.claimants.through):  # type: ignore[name-defined,misc] # made at run time by the field
    """The rows that say who stands in an election, under a name that a trigger can be declared for."""

    class Meta:
        proxy = True
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="stands_while_it_runs",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                IF EXISTS (SELECT 1 FROM articles_election WHERE id = OLD.election_id
                           AND (now() AT TIME ZONE 'Asia/Tokyo')::date BETWEEN first_date AND last_date) THEN
                    RAISE EXCEPTION 'nobody is taken out of an election that runs'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
                """,
            )
        ]
