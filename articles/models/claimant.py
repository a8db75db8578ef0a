from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .texts import refuse_turns, runs_straight, says_something
from .versioned import Versioned


class ClaimantQuerySet(models.QuerySet["Claimant"]):
    def nameable(self) -> ClaimantQuerySet:
        return self.filter(kind__in=Claimant.NAMEABLE)

    def called(self, *names: str) -> ClaimantQuerySet:
        """Claimants who go by one of the names, their own or an alias."""
        wanted = [
            name for name in names if name and "\0" not in name
        ]  # which no row holds, and PostgreSQL does not look for
        return self.filter(Q(name__in=wanted) | Q(aliases__overlap=wanted)) if wanted else self.none()


class Claimant(Versioned):
    """Who made a claim. Only a public figure or an organisation is ever named outside the desk."""

    class Kind(models.TextChoices):
        PUBLIC_FIGURE = "public_figure", _("公人")
        ORGANISATION = "organisation", _("団体")
        PRIVATE_PERSON = "private_person", _("私人")
        MINOR = "minor", _("未成年")
        ANONYMOUS_ACCOUNT = "anonymous_account", _("匿名アカウント")

    NAMEABLE = (Kind.PUBLIC_FIGURE, Kind.ORGANISATION)

    name = models.CharField(_("氏名・名称"), max_length=200, validators=[says_something, runs_straight])
    kind = models.CharField(_("種類"), max_length=20, choices=Kind)
    aliases = ArrayField(
        models.CharField(max_length=200, validators=[runs_straight]), verbose_name=_("別名"), default=list, blank=True
    )
    affiliation = models.CharField(_("所属・肩書"), max_length=200, blank=True, validators=[runs_straight])
    wikidata_id = models.CharField(_("Wikidata ID"), max_length=20, blank=True)

    objects = ClaimantQuerySet.as_manager()

    class Meta:
        verbose_name = _("発信者")
        verbose_name_plural = pgettext_lazy("plural", "発信者")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="claimant_has_a_name"),
            models.CheckConstraint(
                condition=Q(wikidata_id="") | Q(wikidata_id__regex=r"^Q[1-9][0-9]*$"),
                name="wikidata_id_is_a_q_number",
                violation_error_message=_("Wikidata IDは「Q」に数字を続けたものです（例：Q17）。"),
            ),
            models.UniqueConstraint(
                fields=["name", "affiliation"],
                condition=Q(kind__in=["public_figure", "organisation"]),
                name="nameable_claimant_is_unique",
                violation_error_message=_("同じ名前と所属の発信者がすでにいます。一覧から選んでください。"),
            ),
        ]
        triggers = [refuse_turns("name", "affiliation")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_nameable(self) -> bool:
        return self.kind in self.NAMEABLE

    @property
    def names(self) -> list[str]:
        """Every form under which a text could betray the claimant."""
        return [name for name in [self.name, *self.aliases] if name]
