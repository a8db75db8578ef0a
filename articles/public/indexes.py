"""The indexes of topics and claimants, in the order of the syllabary; row by row once there are many.

Counts are kept by the publication (articles/actions/public_entries.py): a page costs the same whatever is published.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_default_timezone, localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import PublishedEntry, WithheldFigures
from articles.models.published_entry import PublishedEntryQuerySet
from articles.search.readings import ROWS

SIZE = 200  # entries of a page; an index that has no more is shown whole
LONGEST_PLACE = 500  # code points of `after`


class Entry(NamedTuple):
    """`verdicts` is None where no figures are shown."""

    entry: PublishedEntry
    verdicts: int | None


class Row(NamedTuple):
    """The entries under あ行, か行, …; `address` leads to them, on this page or another."""

    label: str
    address: str
    is_shown: bool
    entries: list[Entry]

    @property
    def anchor(self) -> str:
        return self.address.removeprefix("#")


class Page(NamedTuple):
    """`jumps` are all rows that have entries; `rows` those shown here. `following` is "" at the end of a row."""

    jumps: list[Row]
    rows: list[Row]
    following: str
    is_parted: bool


@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    page = _page(request, PublishedEntry.objects.topics(), frozenset())
    return render(request, "public/topic_list.html", {"page": page})


@require_safe
def claimants(request: HttpRequest) -> HttpResponse:
    withheld = withheld_today()
    page = _page(request, PublishedEntry.objects.claimants(), {str(number) for number in withheld})
    return render(request, "public/claimant_list.html", {"page": page, "withholds": bool(withheld)})


def withheld_today() -> frozenset[int]:
    """Numbers of the claimants of whom no figures are shown; they change with the day, not with the log."""
    return WithheldFigures.objects.on(localdate(timezone=get_default_timezone()))


def figures_shown(request: HttpRequest) -> str:
    """What a page with figures of claimants depends on besides the log."""
    return ",".join(map(str, sorted(withheld_today())))


def _page(request: HttpRequest, entries: PublishedEntryQuerySet, withheld: Collection[str]) -> Page:
    """Raises Http404 for a row that has no entries, and for a place that is none."""
    wanted, after = request.GET.get("row", ""), request.GET.get("after", "")
    counts = dict(entries.values_list("row").annotate(Count("pk")).order_by("row"))
    if not wanted and sum(counts.values()) <= SIZE:
        found = list(entries.in_order())
        rows = [_row(row, f"#row-{row}", of, withheld) for row, of in groupby(found, key=lambda each: each.row)]
        return Page(rows, rows, "", is_parted=False)
    row = _chosen(wanted, counts)
    found = list(_after(entries.filter(row=row), after).in_order()[: SIZE + 1])
    following = _address(row, after=f"{found[SIZE - 1].reading}~{found[SIZE - 1].key}") if len(found) > SIZE else ""
    jumps = [Row(heading(each), _address(each), each == row, []) for each in counts]
    return Page(jumps, [_row(row, f"#row-{row}", found[:SIZE], withheld)], following, is_parted=True)


def _chosen(wanted: str, counts: Collection[int]) -> int:
    """The row asked for, or the first that has entries."""
    known = {str(row): row for row in counts}
    if wanted and wanted not in known:
        raise Http404
    return known[wanted] if wanted else next(iter(counts))


def _after(entries: PublishedEntryQuerySet, place: str) -> PublishedEntryQuerySet:
    if not place:
        return entries
    reading, sign, key = place.rpartition("~")
    if not sign or "\0" in place or len(place) > LONGEST_PLACE:
        raise Http404
    return entries.after(reading, key)


def _row(row: int, address: str, entries: Iterable[PublishedEntry], withheld: Collection[str]) -> Row:
    return Row(heading(row), address, True, list(_shown(entries, withheld)))


def _shown(entries: Iterable[PublishedEntry], withheld: Collection[str]) -> Iterator[Entry]:
    return (Entry(entry, None if entry.key in withheld else entry.verdicts) for entry in entries)


def heading(row: int) -> str:
    """あ行, …, わ行, A–Z, その他"""
    if not ROWS[row]:
        return _("その他")
    return ROWS[row] if ROWS[row].isascii() or "–" in ROWS[row] else _("%(kana)s行") % {"kana": ROWS[row]}


def _address(row: int, after: str = "") -> str:
    return f"?{urlencode({name: value for name, value in (('row', row), ('after', after)) if value != ''})}"
