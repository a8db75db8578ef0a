"""The selection ledger for readers: what came before the desk, what it chose and published, and why it left the rest.

Numbers as the desk published them (articles/actions/published_selection.py). There is nothing by claimant, and a name that no
published verdict has any more, or that is a claimant's whose figures are withheld, is counted among the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import PublishedArticle, PublishedEntry, PublishedSelection
from articles.public import dates, indexes

Grouping = PublishedSelection.Grouping
NUMBERS = ("seen", "pending", "duplicates", "rejected", "accepted", "by_hand", "claims", "published")
DRAWN = 12  # bars of a plot; the table has all
BAR_PITCH = 48  # pixels from bar to bar


class Line(NamedTuple):
    """A line of a table, and a bar. `address` leads to what it names, "" where that is no page."""

    name: str
    address: str
    seen: int = 0
    pending: int = 0
    duplicates: int = 0
    rejected: int = 0
    accepted: int = 0
    by_hand: int = 0
    claims: int = 0
    published: int = 0


class Bar(NamedTuple):
    """`whole` and `part` are in per cent of the longest bar, `y` in pixels; `told` are the figures at its end."""

    name: str
    told: str
    whole: float
    part: float
    y: int


class Table(NamedTuple):
    """The figures of a grouping: a plot of the most, a table of all."""

    slug: str
    title: str
    caption: str
    heading: str
    lines: list[Line]
    bars: list[Bar]

    @property
    def height(self) -> int:
        return len(self.bars) * BAR_PITCH


class Period(NamedTuple):
    first: date
    last: date

    @property
    def label(self) -> str:
        """2026年10月 for a whole month, else both days."""
        whole = self.first.day == 1 and (self.last + timedelta(days=1)).day == 1
        if whole and (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return _("%(year)d年%(month)d月") % {"year": self.first.year, "month": self.first.month}
        return f"{dates.day(self.first)}〜{dates.day(self.last)}"

    @property
    def address(self) -> str:
        return f"?{urlencode({'first': self.first.isoformat(), 'last': self.last.isoformat()})}"


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    totals = list(PublishedSelection.objects.totals())
    if not totals:
        return render(request, "public/selection.html", {"total": None})
    chosen = _chosen(request, totals)
    period = Period(chosen.first_date, chosen.last_date)
    lines = list(PublishedSelection.objects.of(*period))
    is_longest = chosen == totals[0]
    context = {
        "total": chosen,
        "period": period,
        "longest": None if is_longest else Period(totals[0].first_date, totals[0].last_date),
        "reasons": _reasons(chosen),
        "tables": [
            *([_months(totals[1:])] if is_longest and len(totals) > 2 else []),
            _by_topic(lines),
            _by_outlet(lines),
        ],
    }
    return render(request, "public/selection.html", context)


def depends_on(request: HttpRequest) -> str:
    """What the page shows besides what is published."""
    counted = PublishedSelection.objects.aggregate(at=Max("counted_at"))["at"]
    return f"{counted}{indexes.figures_shown(request)}"


def _chosen(request: HttpRequest, totals: Sequence[PublishedSelection]) -> PublishedSelection:
    """The period asked for, or the longest. Raises Http404 for one that was not counted."""
    asked = [request.GET.get(name, "") for name in ("first", "last")]
    if not any(asked):
        return totals[0]
    days = [_day(each) for each in asked]
    found = [each for each in totals if [each.first_date, each.last_date] == days]
    if not found:
        raise Http404
    return found[0]


def _day(written: str) -> date:
    try:
        day = parse_date(written)
    except ValueError:
        day = None
    if day is None:
        raise Http404
    return day


def _months(totals: Iterable[PublishedSelection]) -> Table:
    lines = [
        _line(Period(each.first_date, each.last_date).label, Period(each.first_date, each.last_date).address, [each])
        for each in totals
    ]
    return Table(
        "months", _("月ごと"), _("月ごと：候補（枠）のうち採用（塗り）"), _("届いた月"), lines, _chosen_of(lines)
    )


def _by_topic(rows: Iterable[PublishedSelection]) -> Table:
    """A topic comes with a claim, so that of the rest there is no bar."""
    entries = PublishedEntry.objects.topics().values_list("key", "name")
    named = {key: (name, reverse("public:topic-detail", args=[key])) for key, name in entries}
    lines, without = _lines(rows, Grouping.TOPIC, named, _("そのほかのテーマ"), _("テーマなし、または採用前"))
    caption = _("テーマごと：検証対象（枠）のうち公開（塗り）")
    bars = _drawn(lines, lambda line: (line.claims, line.published))
    return Table("topic", _("テーマごと"), caption, _("テーマ"), [*lines, *without], bars)


def _by_outlet(rows: Iterable[PublishedSelection]) -> Table:
    """Outlets that published verdicts name; an outlet may be a party that stands in an election."""
    withheld = PublishedEntry.objects.claimants().filter(key__in=map(str, indexes.withheld_today()))
    hidden = set(withheld.values_list("name", flat=True))
    outlets = PublishedArticle.objects.exclude(outlet="").values_list("outlet", flat=True).distinct()
    named = {name: (name, "") for name in outlets if name not in hidden}
    lines, without = _lines(rows, Grouping.OUTLET, named, _("そのほかの媒体"), _("媒体なし"))
    caption = _("媒体ごと：候補（枠）のうち採用（塗り）")
    found = [*lines, *without]
    return Table("outlet", _("媒体ごと"), caption, _("媒体"), found, _chosen_of(found))


def _lines(
    rows: Iterable[PublishedSelection],
    grouping: Grouping,
    named: Mapping[str, tuple[str, str]],
    others: str,
    without: str,
) -> tuple[list[Line], list[Line]]:
    """Lines under a name in the order of their numbers, then the others as one; and apart from them what has none."""
    of = [each for each in rows if each.grouping == grouping]
    none = [each for each in of if each.key == PublishedSelection.NONE]
    other = [each for each in of if each.key not in named and each not in none]
    known = [_line(*named[each.key], [each]) for each in of if each.key in named]
    return [*known, *([_line(others, "", other)] if other else [])], [_line(without, "", none)] if none else []


def _line(name: str, address: str, rows: Sequence[PublishedSelection]) -> Line:
    return Line(name, address, *(sum(getattr(row, number) for row in rows) for number in NUMBERS))


def _chosen_of(lines: Sequence[Line]) -> list[Bar]:
    """Candidates, and the accepted ones among them."""
    return _drawn(lines, lambda line: (line.seen, line.accepted))


def _reasons(total: PublishedSelection) -> Table:
    """Why candidates were rejected, most frequent first."""
    counts = sorted(total.reasons.items(), key=lambda each: (-each[1], each[0]))
    lines = [Line(_(name), "", rejected=count) for name, count in counts]
    drawn = _drawn(lines, lambda line: (line.rejected, line.rejected))
    bars = [bar._replace(told=str(line.rejected)) for bar, line in zip(drawn, lines, strict=False)]
    return Table("reasons", _("見送った理由"), "", _("理由"), lines, bars)


def _drawn(lines: Sequence[Line], sizes: Callable[[Line], tuple[int, int]]) -> list[Bar]:
    """Bars of the first lines, with the part that is filled."""
    shown = [(line.name, *sizes(line)) for line in lines[:DRAWN]]
    longest = max((whole for _name, whole, _part in shown), default=0) or 1
    return [
        Bar(
            name,
            f"{part} / {whole}",
            round(100 * whole / longest, 1),
            round(100 * part / longest, 1),
            place * BAR_PITCH,
        )
        for place, (name, whole, part) in enumerate(shown)
    ]
