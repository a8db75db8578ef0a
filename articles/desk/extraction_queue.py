"""Questions over the queue of extractions: what waits, who works, how fast, and what failed. Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob, ProcrastinateWorker

from articles.actions import extractions
from articles.actions.extractions import Priority
from articles.models import ExtractionRun
from articles.models.extraction import Ended

STEP = timedelta(minutes=10)
STEPS = 24 * 6  # a day


class Lane(NamedTuple):
    """Jobs that are taken in one order, from the one that waits longest."""

    label: str | Promise
    waiting: int = 0
    running: int = 0
    oldest: datetime | None = None  # when the first of those that wait was enqueued


class Worker(NamedTuple):
    number: int | None  # None stands for the worker of a job whose worker is gone
    seen: datetime | None
    is_alive: bool
    runs: list[ExtractionRun]


class Step(NamedTuple):
    """Ten minutes of work. Runs by how they ended."""

    start: datetime
    end: datetime
    succeeded: int = 0
    failed: int = 0
    seconds: float = 0.0  # that the last attempts of the succeeded ones took, together
    first: datetime | None = None

    @property
    def ended(self) -> int:
        return self.succeeded + self.failed


class Reason(NamedTuple):
    text: str
    runs: int


def lanes() -> tuple[Lane, Lane]:
    """Fresh articles, then archives. One count over all jobs that are not done: a query a lane would not be faster."""
    jobs = ProcrastinateJob.objects.filter(task_name=extractions.TASK, status__in=["todo", "doing"])
    rows = list(jobs.values_list("priority", "status").annotate(Count("pk"), Min("pk")).order_by())
    enqueued = _enqueued([first for _priority, status, _count, first in rows if status == "todo"])

    def lane(label: str | Promise, *, is_fresh: bool) -> Lane:
        mine = [row for row in rows if (row[0] >= Priority.FRESH) == is_fresh]
        times = [enqueued[first] for _priority, status, _count, first in mine if status == "todo" and first in enqueued]
        counts = {state: sum(row[2] for row in mine if row[1] == state) for state in ("todo", "doing")}
        return Lane(label, counts["todo"], counts["doing"], min(times, default=None))

    return lane(_("新しい素材"), is_fresh=True), lane(_("保管庫"), is_fresh=False)


def workers(now: datetime) -> list[Worker]:
    """Whoever reports to the queue, with what is in hand; those that do not answer any more come last."""
    jobs = ProcrastinateJob.objects.filter(task_name=extractions.TASK, status="doing")
    held = list(jobs.order_by("pk").values_list("worker_id", "args__run_id"))
    runs = ExtractionRun.objects.without_text().in_bulk([run for _worker, run in held])
    in_hand: dict[int | None, list[ExtractionRun]] = {}
    for number, run in held:
        in_hand.setdefault(number, []).extend([runs[run]] if run in runs else [])
    patience = timedelta(seconds=settings.WORKER_STALLED_TIMEOUT)
    seen = dict(ProcrastinateWorker.objects.order_by("pk").values_list("pk", "last_heartbeat"))
    found = [Worker(number, at, now - at <= patience, in_hand.get(number, [])) for number, at in seen.items()]
    gone = [Worker(None, None, is_alive=False, runs=in_hand[None])] if None in in_hand else []
    return [*sorted(found, key=lambda worker: not worker.is_alive), *gone]


def pace(now: datetime) -> list[Step]:
    """The last day in steps, oldest first."""
    ended: Mapping[int, Ended] = ExtractionRun.objects.ended_by_step(until=now, step=STEP, steps=STEPS)
    return [
        Step(now - STEP * (age + 1), now - STEP * age, *ended.get(age, Ended())) for age in range(STEPS - 1, -1, -1)
    ]


def reasons() -> list[Reason]:
    """Why runs failed, most frequent first."""
    failed = ExtractionRun.objects.filter(state=ExtractionRun.State.FAILED)
    rows = failed.values_list("error").annotate(runs=Count("pk")).order_by("-runs", "error")
    return [Reason(*row) for row in rows]


def newest_failures(count: int) -> list[ExtractionRun]:
    failed = ExtractionRun.objects.filter(state=ExtractionRun.State.FAILED).without_text()
    return list(failed.order_by("-finished_at", "-pk")[:count])


def _enqueued(jobs: list[int]) -> dict[int, datetime]:
    """A job does not know when it was made; the first event about it does."""
    return dict(ProcrastinateEvent.objects.filter(job_id__in=jobs, type="deferred").values_list("job_id", "at"))
