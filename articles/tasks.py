"""Jobs of the queue: each fetches by id and calls one action."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.db import close_old_connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.job_context import JobContext
from procrastinate.manager import JobManager

from articles.actions import desk_search, extractions
from articles.extraction import extract_many
from articles.models import Verdict

EXTRACTION_QUEUE = "extraction"
HOUSEKEEPING_PRIORITY = 100  # however many articles wait
FINISHED_JOBS_KEPT_HOURS = 72


@app.task(
    name=extractions.TASK,
    queue=EXTRACTION_QUEUE,
    retry=RetryStrategy(max_attempts=settings.EXTRACTION_MAX_ATTEMPTS, exponential_wait=2),
)
def extract_revision(run_id: int) -> None:
    """One attempt of one run. Running it again, or twice at once, ends in the same single result."""
    close_old_connections()  # the worker's thread outlives a restart of the server
    run = extractions.begin(run_id)
    if run is None:
        return
    with extractions.recording_failure(run):
        (extraction,) = extract_many([extractions.source_of(run.revision)])
        extractions.record(run, extraction)


@app.task(name=desk_search.TASK, priority=extractions.Priority.FRESH)
def recheck_recurrences(verdict_id: int) -> None:
    """Which candidates in the queue a verdict answers that was published, corrected or retracted."""
    close_old_connections()
    desk_search.recheck(Verdict.objects.select_related("claim").get(pk=verdict_id))


@app.periodic(cron=f"* * * * * */{settings.WORKER_SWEEP_SECONDS}")
@app.task(
    name="articles.tasks.retry_stalled_jobs",
    queueing_lock="retry-stalled-jobs",
    priority=HOUSEKEEPING_PRIORITY,
    pass_context=True,
)
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    await requeue_stalled_jobs(context.app.job_manager)


async def requeue_stalled_jobs(manager: JobManager) -> None:
    """Give jobs of a killed worker to a living one: procrastinate leaves them `doing` for ever."""
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=settings.WORKER_STALLED_TIMEOUT):
        with suppress(UniqueViolation):  # its run waits again already: once that job is taken, this one may be retried
            await manager.retry_job(job)


@app.periodic(cron="17 * * * *")
@app.task(
    name="articles.tasks.delete_finished_jobs",
    queueing_lock="delete-finished-jobs",
    priority=HOUSEKEEPING_PRIORITY,
    pass_context=True,
)
async def delete_finished_jobs(context: JobContext, timestamp: int) -> None:
    await context.app.job_manager.delete_old_jobs(nb_hours=FINISHED_JOBS_KEPT_HOURS, include_failed=True)
