"""Counts that stop: as far as anybody acts on the number, and no further."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Counted:
    """`number`, or more than that."""

    number: int
    is_more: bool = False

    def __bool__(self) -> bool:
        return self.number > 0

    def __str__(self) -> str:
        number = number_format(self.number, use_l10n=True, force_grouping=True)
        return _("%(number)s以上") % {"number": number} if self.is_more else number


def counted(rows: QuerySet[Any], most: int | None = None) -> Counted:
    """One query, which reads no more rows than the answer needs; `most` is MOST where it is not said."""
    most = MOST if most is None else most
    found = rows.order_by().values("pk")[: most + 1].count()
    return Counted(min(found, most), is_more=found > most)
