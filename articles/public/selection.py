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
            _table(Grouping.TOPIC, lines, _topics()),
            _table(Grouping.OUTLET, lines, _outlets()),
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
    return Table("months", _("月ごと"), _("届いた月"), lines, _bars(lines))


def _table(grouping: Grouping, lines: Iterable[PublishedSelection], named: Mapping[str, tuple[str, str]]) -> Table:
    """Lines under a name first, in the order of their numbers; then the others as one, and what has none."""
    of = [each for each in lines if each.grouping == grouping]
    known = [_line(*named[each.key], [each]) for each in of if each.key in named]
    other = [each for each in of if each.key not in named and each.key != PublishedSelection.NONE]
    none = [each for each in of if each.key == PublishedSelection.NONE]
    titles = {
        Grouping.TOPIC: (_("テーマごと"), _("そのほかのテーマ"), _("テーマなし、または採用前")),
        Grouping.OUTLET: (_("媒体ごと"), _("そのほかの媒体"), _("媒体なし")),
    }
    title, others, without = titles[grouping]
    found = [*known, *([_line(others, "", other)] if other else []), *([_line(without, "", none)] if none else [])]
    return Table(grouping.value, title, str(grouping.label), found, _bars(found))


def _line(name: str, address: str, rows: Sequence[PublishedSelection]) -> Line:
    return Line(name, address, *(sum(getattr(row, number) for row in rows) for number in NUMBERS))


def _topics() -> dict[str, tuple[str, str]]:
    rows = PublishedEntry.objects.topics().values_list("key", "name")
    return {key: (name, f"/topics/{key}/") for key, name in rows}


def _outlets() -> dict[str, tuple[str, str]]:
    """Outlets that published verdicts name; an outlet may be a party that stands in an election."""
    withheld = PublishedEntry.objects.claimants().filter(key__in=map(str, indexes.withheld_today()))
    hidden = set(withheld.values_list("name", flat=True))
    rows = PublishedArticle.objects.exclude(outlet="").values_list("outlet", flat=True).distinct()
    return {name: (name, "") for name in rows if name not in hidden}


def _bars(lines: Sequence[Line]) -> list[Bar]:
    """Candidates, and the accepted ones among them."""
    told = _("%(accepted)d / %(seen)d")
    return _drawn(lines[:DRAWN], lambda line: (line.seen, line.accepted), lambda line: told % line._asdict())


def _reasons(total: PublishedSelection) -> Table:
    """Why candidates were rejected, most frequent first."""
    counts = sorted(total.reasons.items(), key=lambda each: (-each[1], each[0]))
    lines = [Line(_(name), "", rejected=count) for name, count in counts]
    bars = _drawn(lines, lambda line: (line.rejected, line.rejected), lambda line: str(line.rejected))
    return Table("reasons", _("見送った理由"), _("理由"), lines, bars)


def _drawn(lines: Sequence[Line], sizes: Callable[[Line], tuple[int, int]], told: Callable[[Line], str]) -> list[Bar]:
    longest = max((sizes(line)[0] for line in lines), default=0) or 1
    shares = [[round(100 * size / longest, 1) for size in sizes(line)] for line in lines]
    return [
        Bar(line.name, told(line), whole, part, place * BAR_PITCH)
        for place, (line, (whole, part)) in enumerate(zip(lines, shares, strict=True))
    ]
