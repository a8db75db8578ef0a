from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from asgiref.sync import async_to_sync
from django.db import InterfaceError, OperationalError, connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job

from articles import tasks
from articles.actions import extractions
from articles.models import ExtractionRun
from tests import factories


def taken_by_a_dead_worker(run: ExtractionRun) -> int:
    """The job of a run as a worker leaves it that was killed and forgotten."""
    job = ProcrastinateJob.objects.get(queueing_lock=run.job_lock)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL WHERE id = %s", [job.pk])
    return int(job.pk)


def test_stalled_jobs_return_even_where_a_run_was_enqueued_again(committed_database: str) -> None:
    again, lost = (extractions.request(factories.revision(), by=None) for _number in range(2))
    stalled = [taken_by_a_dead_worker(run) for run in (again, lost)]
    extractions.time_out(again.pk)
    extractions.retry(again, by=factories.reporter())

    async_to_sync(tasks.requeue_stalled_jobs)(app.job_manager)

    jobs = dict(ProcrastinateJob.objects.filter(task_name=extractions.TASK).values_list("pk", "status"))
    (waiting,) = jobs.keys() - {*stalled}
    assert jobs == {stalled[0]: "doing", stalled[1]: "todo", waiting: "todo"}


@pytest.mark.parametrize(
    ("attempts", "error", "wait"),
    [
        (0, KeyError, 2),
        (1, KeyError, 4),
        (tasks.MOST_ATTEMPTS, KeyError, None),
        (1_000, OperationalError, tasks.LONGEST_WAIT_SECONDS),
        (1_000, InterfaceError, tasks.LONGEST_WAIT_SECONDS),
    ],
)
def test_a_job_outlives_any_outage_and_no_fault_of_ours(
    attempts: int, error: type[Exception], wait: int | None
) -> None:
    job = Job(id=1, queue="extraction", lock=None, queueing_lock=None, task_name=extractions.TASK, attempts=attempts)
    before = datetime.now(UTC)

    decision = tasks.UntilTheRunEnds().get_retry_decision(exception=error(), job=job)

    if wait is None:
        assert decision is None
    else:
        assert decision.retry_at - before >= timedelta(seconds=wait - 1)
        assert decision.retry_at - datetime.now(UTC) <= timedelta(seconds=wait)
