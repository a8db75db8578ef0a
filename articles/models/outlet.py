from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from articles.japanese.invisible import straight

from .api_key import ApiKey
from .texts import refuse_turns, runs_straight, says_something
from .versioned import Versioned
from .web_addresses import leads_openly

LONGEST_NAME = 100
CONFIRMED_FIRST = (F("proposed_by").asc(nulls_first=True), "name", "pk")


class OutletQuerySet(models.QuerySet["Outlet"]):
    def confirmed(self) -> OutletQuerySet:
        return self.filter(proposed_by__isnull=True)

    def proposed(self) -> OutletQuerySet:
        """Those that programs named and no editor has looked at."""
        return self.filter(proposed_by__isnull=False)


class Outlet(Versioned):
    """Who published a text. The full text of an article leaves the desk only where `is_own`.

    One that a program named is only proposed: its name stays at the desk until an editor confirms it, or merges it into another.
    """

    name = models.CharField(_("名称"), max_length=LONGEST_NAME, unique=True, validators=[says_something, runs_straight])
    aliases = ArrayField(
        models.CharField(max_length=LONGEST_NAME, validators=[runs_straight]),
        verbose_name=_("別名"),
        default=list,
        blank=True,
    )
    url = models.URLField(_("URL"), max_length=2000, blank=True, validators=[leads_openly])
    is_own = models.BooleanField(_("自社"), default=False)
    proposed_by = models.ForeignKey(
        ApiKey,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="proposed_outlets",
        verbose_name=_("名前を届けたAPIキー"),
    )

    objects = OutletQuerySet.as_manager()

    class Meta:
        verbose_name = _("媒体")
        verbose_name_plural = pgettext_lazy("plural", "媒体")
        triggers = [refuse_turns("name", addresses=("url",))]

    def __str__(self) -> str:
        """Wherever the desk names it, it says that nobody has looked at it yet."""
        return str(_("%s（未確認）") % straight(self.name)) if self.is_proposed else self.name

    @property
    def is_proposed(self) -> bool:
        return self.proposed_by_id is not None
