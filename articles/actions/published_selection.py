"""What readers are told of the selection ledger: by month and for a year, by topic and outlet, never by claimant.

Whole months only, so that nobody reads from the figures what the desk is at; in the demo, whose newsroom is of today, up to
today. A topic or an outlet is named once a published verdict names it (docs/adr/0033).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from articles.desk import selection
from articles.desk.selection import COLUMNS, REASONS, Line, Period
from articles.models import PublishedArticle, PublishedEntry, PublishedSelection, Topic

MONTHS = 12
Grouping = PublishedSelection.Grouping


def publish(today: date | None = None) -> int:
    """Count the last MONTHS months, and all of them as one period, in place of what was counted of them; returns the lines.

    Nothing stays published where the newsroom does not publish its selection.
    """
    with transaction.atomic(), override("ja"):
        if not settings.PUBLISH_SELECTION:
            PublishedSelection.objects.all().delete()
            return 0
        rows = [row for period in periods(last_day(today or _today())) for row in _lines(period)]
        PublishedSelection.objects.filter(
            last_date__gte=min((row.first_date for row in rows), default=date.max)
        ).delete()
        PublishedSelection.objects.bulk_create(rows)
    return len(rows)


def last_day(today: date) -> date:
    """The last day that is counted."""
    return today if settings.DEMO else today.replace(day=1) - timedelta(days=1)


def periods(last: date) -> Iterator[Period]:
    """The months that end with `last`, newest first, and the time from the first of them on."""
    first, end = last.replace(day=1), last
    for _month in range(MONTHS):
        yield Period(first, end)
        end = first - timedelta(days=1)
        first = end.replace(day=1)
    yield Period((end + timedelta(days=1)), last)


def _lines(period: Period) -> Iterator[PublishedSelection]:
    """Nothing of a time in which nothing came before the desk."""
    total = selection.total(period)
    if not (total.seen or total.claims):
        return
    yield _row(period, Grouping.TOTAL, "", total)
    for grouping, name in ((Grouping.TOPIC, _topic_names()), (Grouping.OUTLET, _outlet_names())):
        yield from _grouped(period, grouping, name)


def _grouped(period: Period, grouping: Grouping, name: Callable[[Line], str]) -> Iterator[PublishedSelection]:
    found: dict[str, list[Line]] = {}
    for line in selection.lines(grouping.value, period):
        found.setdefault(name(line), []).append(line)
    return (_row(period, grouping, key, selection.added("", lines)) for key, lines in found.items())


def _topic_names() -> Callable[[Line], str]:
    slugs = {str(number): slug for number, slug in Topic.objects.values_list("pk", "slug")}
    named = set(PublishedEntry.objects.topics().values_list("key", flat=True))
    return partial(_named, {key: slug for key, slug in slugs.items() if slug in named})


def _outlet_names() -> Callable[[Line], str]:
    named = set(PublishedArticle.objects.exclude(outlet="").values_list("outlet", flat=True).distinct())
    return lambda line: (
        PublishedSelection.NONE if line.key == selection.NONE else line.name if line.name in named else ""
    )


def _named(known: dict[str, str], line: Line) -> str:
    return PublishedSelection.NONE if line.key == selection.NONE else known.get(line.key, "")


def _row(period: Period, grouping: Grouping, key: str, line: Line) -> PublishedSelection:
    return PublishedSelection(
        first_date=period.first,
        last_date=period.last,
        grouping=grouping,
        key=key,
        reasons=_reasons(line.reasons),
        counted_at=timezone.now(),
        **{column: getattr(line, column) for column in COLUMNS},
    )


def _reasons(counts: Sequence[int]) -> dict[str, int]:
    return {str(reason.label): count for reason, count in zip(REASONS, counts, strict=True) if count}


def _today() -> date:
    return timezone.localdate(timezone=timezone.get_default_timezone())
