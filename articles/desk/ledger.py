"""The page of the selection ledger, and its CSV."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from articles.actions import spreadsheets
from articles.desk import figures, selection
from articles.desk.moments import AskedDay
from articles.desk.selection import COLUMNS, GROUPINGS, REASONS, Line, Period

DAYS = 30
SHOWN = 200
DRAWN = 12
PITCH = 44  # pixels from bar to bar


class Asked(forms.Form):
    """What the ledger is about; anything that cannot be read is said, and the default shown."""

    by = forms.ChoiceField(label=gettext_lazy("まとめ方"), choices=list(GROUPINGS.items()))
    first = AskedDay(label=gettext_lazy("この日から"))
    last = AskedDay(label=gettext_lazy("この日まで"))

    def clean_last(self) -> date:
        first, last = self.cleaned_data.get("first"), self.cleaned_data["last"]
        if first and first > last:
            raise forms.ValidationError(_("終わりの日が、始まりの日より前になっています。"))
        return cast(date, last)


class Column(NamedTuple):
    name: str
    label: str | Promise
    address: str
    sorted: str  # as aria-sort has it, or nothing


class Bar(NamedTuple):
    """`seen` and `accepted` are in per cent of the longest bar, `y` in pixels."""

    line: Line
    seen: float
    accepted: float
    y: int


@dataclass(frozen=True)
class Chosen:
    grouping: str
    period: Period
    sort: str
    ascending: bool

    def address(self, **changed: str) -> str:
        values = {"by": self.grouping, "first": self.period.first.isoformat(), "last": self.period.last.isoformat()}
        order = {"sort": self.sort, "order": "asc" if self.ascending else ""}
        return "?" + urlencode({name: value for name, value in {**values, **order, **changed}.items() if value})


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    form = _asked(request)
    chosen = _chosen(request, form)
    found = list(
        selection.lines(chosen.grouping, chosen.period, sort=chosen.sort, ascending=chosen.ascending, most=SHOWN + 1)
    )
    total = selection.total(chosen.period)
    context = {
        **admin.site.each_context(request),
        "title": _("選定の台帳"),
        "form": form,
        "chosen": chosen,
        "grouping": GROUPINGS[chosen.grouping],
        "columns": columns(chosen),
        "lines": found[:SHOWN],
        "is_cut": len(found) > SHOWN,
        "shown": SHOWN,
        "total": total,
        "reasons": [reason.label for reason in REASONS],
        "bars": bars(found[:SHOWN]),
        "height": min(len(found), DRAWN) * PITCH,
        "csv": chosen.address(),
    }
    return TemplateResponse(request, "desk/ledger.html", context)


@require_safe
def table(request: HttpRequest) -> HttpResponseBase:
    """The whole of it as CSV, sent while it is read."""
    chosen = _chosen(request, _asked(request))
    name = f"ledger-{chosen.grouping}-{chosen.period.first}-{chosen.period.last}.csv"
    rows = csv_rows(chosen.grouping, chosen.period, sort=chosen.sort, ascending=chosen.ascending)
    return StreamingHttpResponse(
        spreadsheets.lines(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def csv_rows(grouping: str, period: Period, *, sort: str = "seen", ascending: bool = False) -> Iterator[list[object]]:
    """Heads and lines of the ledger, the total last."""
    reasons = [_("見送り：%s") % reason.label for reason in REASONS]
    yield [GROUPINGS[grouping], *COLUMNS.values(), *reasons]
    for line in selection.lines(grouping, period, sort=sort, ascending=ascending):
        yield _cells(line)
    yield _cells(selection.total(period))


def _cells(line: Line) -> list[object]:
    return [line.name, *(getattr(line, name) for name in COLUMNS), *line.reasons]


def columns(chosen: Chosen) -> list[Column]:
    return [_column(chosen, name, label) for name, label in COLUMNS.items()]


def _column(chosen: Chosen, name: str, label: str | Promise) -> Column:
    """A press on the column it is sorted by turns the order round."""
    if chosen.sort != name:
        return Column(name, label, chosen.address(sort=name, order=""), "")
    if chosen.ascending:
        return Column(name, label, chosen.address(order=""), "ascending")
    return Column(name, label, chosen.address(order="asc"), "descending")


def bars(found: list[Line]) -> list[Bar]:
    """The lines with most candidates, as bars."""
    most = sorted(found, key=lambda line: (-line.seen, line.key))[:DRAWN]
    longest = max((line.seen for line in most), default=0) or 1
    return [
        Bar(line, round(100 * line.seen / longest, 1), round(100 * line.accepted / longest, 1), at * PITCH)
        for at, line in enumerate(most)
    ]


def default_period(today: date) -> Period:
    return Period(today - timedelta(days=DAYS - 1), today)


def _asked(request: HttpRequest) -> Asked:
    first, last = default_period(figures.today())
    values = {"by": "claimant", "first": first.isoformat(), "last": last.isoformat()}
    return Asked({name: request.GET.get(name) or value for name, value in values.items()})


def _chosen(request: HttpRequest, form: Asked) -> Chosen:
    sort, ascending = request.GET.get("sort", ""), request.GET.get("order") == "asc"
    if sort not in COLUMNS:
        sort, ascending = "seen", False
    if form.is_valid():
        period = Period(form.cleaned_data["first"], form.cleaned_data["last"])
        return Chosen(form.cleaned_data["by"], period, sort, ascending)
    grouping = request.GET.get("by", "")
    return Chosen(grouping if grouping in GROUPINGS else "claimant", default_period(figures.today()), sort, ascending)
