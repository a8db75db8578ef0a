"""Home, methodology, statistics: pages about the newsroom rather than about one verdict."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import PublishedVerdict, Rating, RatingScale
from articles.public import corrections, listing
from articles.search import public

VERDICTS_AT_HOME = 12
CORRECTIONS_AT_HOME = 3
BAR_PITCH = 48  # pixels from bar to bar


class Bar(NamedTuple):
    """One bar of the chart. `width` is in per cent of the longest; `y` is in pixels."""

    rating: Rating
    verdicts: int
    share: int
    width: float
    y: int


class Counted(NamedTuple):
    """A rating, and how many live verdicts have it."""

    rating: Rating
    verdicts: int


class Scale(NamedTuple):
    scale: RatingScale
    ratings: list[Counted]

    @property
    def verdicts(self) -> int:
        return sum(counted.verdicts for counted in self.ratings)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    page = listing.page(PublishedVerdict.objects.live(), Rating.objects.in_bulk(), size=VERDICTS_AT_HOME)
    return render(
        request,
        "public/home.html",
        {
            "lead": next(iter(page.entries), None),
            "page": page._replace(entries=page.entries[1:]),
            "corrections": corrections.newest(CORRECTIONS_AT_HOME),
        },
    )


@require_safe
def methodology(request: HttpRequest) -> HttpResponse:
    ratings = Prefetch("ratings", Rating.objects.order_by("position"))
    scales = RatingScale.objects.prefetch_related(ratings).order_by("code")
    return render(request, "public/methodology.html", {"scales": scales})


@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """Every scale with its version, how often each rating stands, and what it is called in the others."""
    found = Rating.objects.order_by("position").prefetch_related("equivalents__scale")
    scales = RatingScale.objects.prefetch_related(Prefetch("ratings", found)).order_by("code")
    counts = public.library().counts("rating")
    shown = [
        Scale(scale, [Counted(each, counts.get(each.code, 0)) for each in scale.ratings.all()]) for scale in scales
    ]
    return render(request, "public/ratings.html", {"scales": shown})


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    bars = _bars()
    return render(
        request,
        "public/statistics.html",
        {
            "bars": bars,
            "height": len(bars) * BAR_PITCH,
            "total": sum(bar.verdicts for bar in bars),
            "leading": max(bars, key=lambda bar: bar.verdicts, default=None),
        },
    )


def _bars() -> list[Bar]:
    """Live verdicts by rating, for every scale in use, ratings without a verdict included."""
    counts = public.library().counts("rating")
    ratings = Rating.objects.order_by("scale_id", "position")
    scales = {rating.scale_id for rating in ratings if rating.code in counts}
    shown = [rating for rating in ratings if rating.scale_id in scales]
    total, longest = sum(counts.values()), max(counts.values(), default=0)
    return [
        Bar(
            rating=rating,
            verdicts=counts.get(rating.code, 0),
            share=round(100 * counts.get(rating.code, 0) / total),
            width=round(100 * counts.get(rating.code, 0) / longest, 1),
            y=position * BAR_PITCH,
        )
        for position, rating in enumerate(shown)
    ]
