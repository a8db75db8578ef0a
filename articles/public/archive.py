"""The archive: what was first published in a year or a month, newest first.

It lists whatever readers may see. What was retracted stands where it stood, with its mark: an archive that leaves out what was
wrong is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import get_default_timezone
from django.views.decorators.http import require_safe

from articles.models import PublishedEntry, PublishedVerdict, Rating
from articles.public import dates, listing

SIZE = 50


class Month(NamedTuple):
    """A month with what was first published in it."""

    first: date
    verdicts: int

    @property
    def until(self) -> date:
        """The first day after it."""
        return date(self.first.year + self.first.month // 12, self.first.month % 12 + 1, 1)

    @property
    def era(self) -> str:
        return dates.era_years(self.first, self.until - timedelta(days=1))

    @property
    def path(self) -> str:
        return reverse("public:archive-month", args=[self.first.year, self.first.month])


class Year(NamedTuple):
    """A year with its months, both newest first."""

    year: int
    months: list[Month]

    @property
    def verdicts(self) -> int:
        return sum(month.verdicts for month in self.months)

    @property
    def era(self) -> str:
        return dates.era_years(date(self.year, 1, 1), date(self.year, 12, 31))

    @property
    def path(self) -> str:
        return reverse("public:archive-year", args=[self.year])


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "public/archive.html", {"years": _years(months())})


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    years = _years(months())
    found = next((each for each in years if each.year == year), None)
    if found is None:
        raise Http404
    context = {"year": found, **_beside([each.path for each in years], found.path)}
    return _list(request, found.months[-1].first, found.months[0].until, context)


@require_safe
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    known = months()
    found = next((each for each in known if (each.first.year, each.first.month) == (year, month)), None)
    if found is None:
        raise Http404
    context = {"month": found, "year": Year(year, []), **_beside([each.path for each in known], found.path)}
    return _list(request, found.first, found.until, context)


def months() -> list[Month]:
    """Newest first; one query."""
    rows = PublishedEntry.objects.months().order_by("-key").values_list("key", "verdicts")
    return [Month(date.fromisoformat(f"{key}-01"), verdicts) for key, verdicts in rows]


def _list(request: HttpRequest, since: date, until: date, context: dict[str, object]) -> HttpResponse:
    verdicts = PublishedVerdict.objects.visible().first_published(_beginning(since), _beginning(until))
    page = listing.page(verdicts, Rating.objects.in_bulk(), after=request.GET.get("after", ""), size=SIZE)
    return render(request, "public/archive_list.html", {**context, "page": page})


def _years(known: Sequence[Month]) -> list[Year]:
    return [Year(number, list(found)) for number, found in groupby(known, key=lambda month: month.first.year)]


def _beside(paths: Sequence[str], here: str) -> dict[str, object]:
    """The addresses of the times before and after, "" at the ends."""
    place = paths.index(here)
    return {
        "newer": paths[place - 1] if place else "",
        "older": paths[place + 1] if place + 1 < len(paths) else "",
    }


def _beginning(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=get_default_timezone())
