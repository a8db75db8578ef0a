"""Working the extraction queue from a command, beside whatever workers may be running."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import tasks
from articles.actions import extractions
from articles.models import ExtractionRun

LOOK_SECONDS = 0.3
ENDED = (ExtractionRun.State.SUCCEEDED, ExtractionRun.State.FAILED)


def work_off(run_ids: Collection[int], *, report: Callable[[int], None]) -> None:
    """Work the queue until no job of these runs is left in it; `report` hears how many runs have ended.

    Other workers may take any of the jobs meanwhile, and a job whose worker was killed comes back to the queue.
    """
    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app, _quiet_worker():
        asyncio.run(_work_off(worker_app, run_ids, report))


async def _work_off(worker_app: App, run_ids: Collection[int], report: Callable[[int], None]) -> None:
    async with worker_app.open_async():
        worker = None
        try:
            while await _jobs_left(run_ids):
                if worker is None or worker.done():
                    await tasks.requeue_stalled_jobs(worker_app.job_manager)
                    worker = asyncio.create_task(_work_once(worker_app))
                await asyncio.wait([worker], timeout=LOOK_SECONDS)
                report(await _ended(run_ids))
                if worker.done():
                    worker.result()
                    await asyncio.sleep(LOOK_SECONDS)
            report(await _ended(run_ids))
        finally:
            if worker is not None and not worker.done():
                worker.cancel()
                await asyncio.wait([worker])  # the job in hand is finished, not dropped
            await sync_to_async(connections.close_all)()


async def _work_once(worker_app: App) -> None:
    """Do what is in the queue now, and return."""
    await worker_app.run_worker_async(
        queues=[tasks.EXTRACTION_QUEUE],
        concurrency=1,
        wait=False,
        install_signal_handlers=False,
        listen_notify=False,
        update_heartbeat_interval=settings.WORKER_HEARTBEAT_INTERVAL,
        stalled_worker_timeout=settings.WORKER_STALLED_TIMEOUT,
        task_middleware=[_closing_connections],
    )


def _closing_connections(call_next: Callable[[], Any], context: object, worker: object) -> Any:
    """The thread that ran the job ends with the command, and must not leave its database session behind."""
    try:
        return call_next()
    finally:
        connections.close_all()


async def _jobs_left(run_ids: Collection[int]) -> bool:
    return await ProcrastinateJob.objects.filter(
        task_name=extractions.TASK, status__in=["todo", "doing"], args__run_id__in=list(run_ids)
    ).aexists()


async def _ended(run_ids: Collection[int]) -> int:
    return await ExtractionRun.objects.filter(pk__in=run_ids, state__in=ENDED).acount()


@contextmanager
def _quiet_worker() -> Iterator[None]:
    """The worker's line for every job would tear the progress bar; what goes wrong is still logged."""
    logger = logging.getLogger("procrastinate")
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)
