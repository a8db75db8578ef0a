"""How the extraction of articles is doing: queue, workers, rate, how long it will take, and what failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import permissions
from articles.desk import bars, extraction_queue
from articles.desk.bars import Bar
from articles.desk.extraction_queue import Step, Worker
from articles.desk.requests import member

HOUR_STEPS = 6
PLOTTED_STEPS = 6 * HOUR_STEPS
NEWEST_FAILURES = 10
REFRESH_SECONDS = 30


class Pace(NamedTuple):
    """What ended in the last hours. The plot goes back less far than the figures of the hours do."""

    hour: Step
    day: Step
    hours: list[Step]  # newest first
    plotted: Step
    plot: list[tuple[Step, Bar]]
    scale: int  # runs at the top of the plot

    @property
    def half(self) -> int:
        return self.scale // 2

    @property
    def middle(self) -> datetime:
        return self.plotted.start + (self.plotted.end - self.plotted.start) / 2


@require_safe
def extraction(request: HttpRequest) -> HttpResponse:
    """The page in one look; `?refresh` lets the browser load it again by itself, for whoever leaves it open."""
    now = timezone.now()
    lanes, workers = extraction_queue.lanes(), extraction_queue.workers(now)
    pace, reasons = pace_of(extraction_queue.pace(now)), extraction_queue.reasons()
    waiting = sum(lane.waiting for lane in lanes)
    context = {
        **admin.site.each_context(request),
        "title": _("抽出の状況"),
        "now": now,
        "lanes": lanes,
        "waiting": waiting,
        "running": sum(lane.running for lane in lanes),
        "workers": workers,
        "alive": sum(worker.is_alive for worker in workers),
        "seconds": seconds_each(pace),
        "remaining": remaining(waiting, workers, seconds_each(pace)),
        "pace": pace,
        "per_minute": pace.hour.ended / 60,
        "patience": f"{settings.WORKER_STALLED_TIMEOUT:g}",
        "reasons": reasons,
        "failed": sum(reason.runs for reason in reasons),
        "failures": extraction_queue.newest_failures(NEWEST_FAILURES),
        "may_retry": permissions.can_write(member(request)),
        "refresh_seconds": REFRESH_SECONDS,
        "is_refreshing": "refresh" in request.GET,
    }
    response = TemplateResponse(request, "desk/operations.html", context)
    if "refresh" in request.GET:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


def pace_of(steps: Sequence[Step]) -> Pace:
    """`steps` of a day, oldest first."""
    plotted = steps[-PLOTTED_STEPS:]
    scale = bars.top([step.ended for step in plotted])
    hours = [together(steps[end - HOUR_STEPS : end]) for end in range(len(steps), 0, -HOUR_STEPS)]
    drawn = bars.bars([(step.succeeded, step.failed) for step in plotted], scale)
    plot = list(zip(plotted, drawn, strict=True))
    return Pace(hours[0], together(steps), hours, together(plotted), plot, scale)


def together(steps: Sequence[Step]) -> Step:
    return Step(
        steps[0].start,
        steps[-1].end,
        sum(step.succeeded for step in steps),
        sum(step.failed for step in steps),
        sum(step.seconds for step in steps),
    )


def seconds_each(pace: Pace) -> float | None:
    """How long one article takes now; None where none was read in a day."""
    known = next((step for step in (pace.hour, pace.day) if step.succeeded), None)
    return known.seconds / known.succeeded if known else None


def remaining(waiting: int, workers: Sequence[Worker], seconds: float | None) -> float | None:
    """Seconds until the queue is empty, if nothing is added; None where nobody works or the pace is unknown.

    By what the workers can do and not by what they did: a queue that was empty until a minute ago did little.
    """
    alive = [worker for worker in workers if worker.is_alive]
    at_once = max(len(alive), sum(len(worker.runs) for worker in alive))
    return waiting * seconds / at_once if at_once and seconds else None
