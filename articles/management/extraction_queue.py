"""Working the extraction queue from a command, beside whatever workers may be running."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from articles import tasks
from articles.models.extraction import ExtractionRunQuerySet

LOOK_SECONDS = 0.3
LOOK_SHARE = 0.05  # of the time at most: counting what is left of a million runs takes half a second


def work_off(runs: ExtractionRunQuerySet, *, report: Callable[[int], None]) -> None:
    """Work the queue until no job is left in it that could still end one of these runs; `report` hears how many have ended.

    Other workers may take any of the jobs meanwhile, and a job whose worker was killed comes back to the queue.
    """
    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app, _quiet_worker():
        asyncio.run(_work_off(worker_app, runs, report))


async def _work_off(worker_app: App, runs: ExtractionRunQuerySet, report: Callable[[int], None]) -> None:
    async with worker_app.open_async():
        worker, pause = None, LOOK_SECONDS
        try:
            while await runs.in_hand().aexists():
                if worker is None or worker.done():
                    await tasks.requeue_stalled_jobs(worker_app.job_manager)
                    worker = asyncio.create_task(_work_once(worker_app))
                await asyncio.wait([worker], timeout=pause)
                began = time.monotonic()
                report(await runs.ended().acount())
                pause = max(LOOK_SECONDS, (time.monotonic() - began) / LOOK_SHARE)
                if worker.done():
                    worker.result()
                    await asyncio.sleep(LOOK_SECONDS)
            report(await runs.ended().acount())
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
