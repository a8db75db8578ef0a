"""What the desk did, in figures: candidates in, decided and published a day, and how long a verdict took.

Questions only. Each is bounded by a period and reads an index; nothing here is kept, so nothing can be out of date.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median
from typing import Any, NamedTuple

from django.db.models import Count, F, Min, Q, QuerySet
from django.db.models.functions import Coalesce, Least, TruncDate
from django.utils import timezone

from articles.models import Article, Candidate, Publication, Verdict
from articles.models.days import beginning_of as beginning_of
from articles.models.days import end_of
from articles.models.days import today as today

DAYS = 28
WAIT_DAYS = 90
ARRIVAL_DAYS = 7
OUTLETS_SHOWN = 8
NEWEST_ARRIVALS = 10_000  # an archive that was imported this week must not make the page slow
DAY_SECONDS = 86_400
WAIT_ENDS = (1, 2, 3, 7, 14, 28)
"""Days, the upper ends of the steps in which waits are counted; the last step is open."""


class Day(NamedTuple):
    """One day in Japan."""

    date: date
    arrived: int = 0
    decided: int = 0
    accepted: int = 0
    published: int = 0


class Waits(NamedTuple):
    """How long it took from the arrival of a claim to its verdict. `steps` has one number more than WAIT_ENDS."""

    verdicts: int
    median: float | None  # seconds
    steps: list[int]


class Arrivals(NamedTuple):
    """Articles of one outlet; `outlet` None stands for all without one."""

    outlet: int | None
    name: str
    articles: int


def days(until: date, count: int = DAYS) -> list[Day]:
    """The last `count` days, oldest first; three queries."""
    first = until - timedelta(days=count - 1)
    arrived = _by_day(Candidate.objects.all(), "created_at", first, until)
    decided = _by_day(Candidate.objects.decided(), "decided_at", first, until, accepted=Q(state="accepted"))
    published = _by_day(Publication.objects.filter(kind=Publication.Kind.PUBLISHED), "published_at", first, until)
    found = []
    for age in range(count):
        day = first + timedelta(days=age)
        in_it = decided.get(day, {})
        numbers = (arrived.get(day, {}).get("rows", 0), in_it.get("rows", 0), in_it.get("accepted", 0))
        found.append(Day(day, *numbers, published.get(day, {}).get("rows", 0)))
    return found


def _by_day(rows: QuerySet[Any], moment: str, first: date, last: date, **filters: Q) -> dict[date, dict[str, int]]:
    """{day: {"rows": n, name: n of those that the filter holds for}}"""
    span = {f"{moment}__gte": beginning_of(first), f"{moment}__lt": end_of(last)}
    counts = {"rows": Count("*"), **{name: Count(moment, filter=condition) for name, condition in filters.items()}}
    by_day = rows.filter(**span).values(day=TruncDate(moment, tzinfo=timezone.get_default_timezone()))
    return {row.pop("day"): row for row in by_day.annotate(**counts).order_by("day")}


def waits(until: date, count: int = WAIT_DAYS) -> Waits:
    """Of the verdicts first published in the last `count` days; two queries.

    A claim arrives with the first article it was found in, one started by hand when it was worded.
    """
    first = beginning_of(until - timedelta(days=count - 1))
    published = dict(
        Publication.objects.filter(kind=Publication.Kind.PUBLISHED, published_at__gte=first)
        .order_by("sequence")
        .values_list("verdict_number", "published_at")
    )
    worded, found = F("claim__created_at"), Min("claim__appearances__revision__article__imported_at")
    verdicts = Verdict.objects.filter(pk__in=published).annotate(arrived=Least(Coalesce(found, worded), worded))
    seconds = [(published[pk] - at).total_seconds() for pk, at in verdicts.order_by("pk").values_list("pk", "arrived")]
    return Waits(len(seconds), median(seconds) if seconds else None, steps_of(seconds))


def steps_of(seconds: Sequence[float]) -> list[int]:
    steps = [0] * (len(WAIT_ENDS) + 1)
    for wait in seconds:
        steps[sum(wait >= end * DAY_SECONDS for end in WAIT_ENDS)] += 1
    return steps


def arrivals(until: date, count: int = ARRIVAL_DAYS) -> list[Arrivals]:
    """Where the articles of the last days came from, most first; one query."""
    newest = Article.objects.filter(imported_at__gte=beginning_of(until - timedelta(days=count - 1)))
    capped = newest.order_by("-imported_at", "-pk")[:NEWEST_ARRIVALS]
    rows = Article.objects.filter(pk__in=capped.values("pk")).values_list("outlet", "outlet__name")
    counted = rows.annotate(articles=Count("pk")).order_by("-articles", "outlet")[:OUTLETS_SHOWN]
    return [Arrivals(outlet, name or "", articles) for outlet, name, articles in counted]
