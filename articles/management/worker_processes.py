"""Workers as processes: a parent loads the model once, forks workers that share it, and ends what takes too much.

Beside them a courier, which calls partners' endpoints (articles/webhooks): the network keeps no worker from its articles.

The parent works on no job and holds no connection. It knows from each worker's pipe what the worker is at, kills a worker
whose article exceeds a limit, has the reason recorded, and starts another: a poison article fails alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, NamedTuple

import psutil
from django.conf import settings
from django.db import connection, connections
from procrastinate import App, PsycopgConnector
from procrastinate.contrib.django import app, connector_params
from procrastinate.job_context import JobContext

from articles.actions import extractions
from articles.japanese import loader
from articles.search import meaning
from articles.webhooks import courier
from factcheck import database, logs
from factcheck.supervisor import end_with_parent

LOOK_SECONDS = 0.2
RESTART_SECONDS = 5.0  # what ended by itself would only end again: the database is away, say
RECORD_SECONDS = 30.0
NICENESS = 10  # readers of the site come first, where they share a machine
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
MEGABYTE = 1 << 20

FORK = multiprocessing.get_context("fork")
logger = logging.getLogger(__name__)


class StoppedAtOnce(Exception):
    """A second signal: articles in hand were dropped, and return to the queue."""


class WorkerFailed(Exception):
    """A worker that was to end with the queue ended with an error, which it has logged."""


class Assignment(NamedTuple):
    """The run a worker is at, when it began (monotonic seconds) and the bytes of memory the worker held then."""

    run_id: int
    began: float
    memory: int


Work = Callable[[Connection, bool], None]


@dataclass
class Worker:
    process: multiprocessing.process.BaseProcess
    reports: Connection
    work: Work
    assignment: Assignment | None = None

    @classmethod
    def start(cls, work: Work, *, once: bool) -> Worker:
        receiving, sending = FORK.Pipe(duplex=False)
        process = FORK.Process(target=work, args=(sending, once))
        with _stop_signals_held():  # until the worker listens to them itself
            process.start()
        sending.close()
        return cls(process, receiving, work)

    def hear(self) -> None:
        """Take in what the worker reported since."""
        with contextlib.suppress(EOFError):  # the last word of one that has ended
            while self.reports.poll():
                self.assignment = self.reports.recv()

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.hear()


class WorkerProcesses:
    """`count` workers and a courier, kept running until a signal to stop, or with `once` until each finds nothing to do."""

    def __init__(self, count: int, *, once: bool = False) -> None:
        self.count = count
        self.once = once
        self.stops = 0
        self.workers: list[Worker] = []
        self.restarts: list[tuple[float, Work]] = []

    def run(self) -> None:
        """Raises `StoppedAtOnce` or `WorkerFailed` unless all ended in peace."""
        loader.language_model()
        meaning.load()
        gc.freeze()  # a collection would write to every object and so copy the pages that the workers share
        connection.ensure_connection()  # a database that is down is said at once, and by this process
        connections.close_all()
        for number in STOP_SIGNALS:
            signal.signal(number, self._request_stop)
        self.workers = [Worker.start(work, once=self.once) for work in [_work] * self.count + [_carry]]
        try:
            while self.workers or self.restarts:
                self._look()
        finally:
            for worker in self.workers:
                worker.kill()

    def _request_stop(self, number: int, frame: object) -> None:
        self.stops += 1

    def _look(self) -> None:
        wait([worker.process.sentinel for worker in self.workers], LOOK_SECONDS)
        if self.stops > 1:
            raise StoppedAtOnce
        if self.stops:
            self.restarts.clear()
        for worker in list(self.workers):
            worker.hear()
            if self.stops:
                worker.process.terminate()
            if worker.process.exitcode is not None:
                self._replace(worker)
            else:
                self._hold_to_limits(worker)
        for due, work in [(due, work) for due, work in self.restarts if due <= time.monotonic()]:
            self.restarts.remove((due, work))
            self.workers.append(Worker.start(work, once=self.once))

    def _replace(self, worker: Worker) -> None:
        self.workers.remove(worker)
        worker.reports.close()
        code = worker.process.exitcode or 0
        if self.stops or (self.once and code == 0):
            return
        if self.once and code > 0:
            raise WorkerFailed
        logger.warning("A worker ended with %s and is replaced", code)
        self.restarts.append((time.monotonic() + (0 if code < 0 else RESTART_SECONDS), worker.work))

    def _hold_to_limits(self, worker: Worker) -> None:
        suspect = worker.assignment
        if suspect is None:
            return
        if time.monotonic() - suspect.began > settings.EXTRACTION_MAX_SECONDS:
            record = extractions.time_out
        elif _memory_of(worker.process.pid) - suspect.memory > settings.EXTRACTION_MAX_MEMORY_MB * MEGABYTE:
            record = extractions.run_out_of_memory
        else:
            return
        worker.kill()
        if worker.assignment == suspect:  # else it had just gone on to another article, which the queue gets back
            recorder = FORK.Process(target=_record, args=(record, suspect.run_id))
            recorder.start()
            recorder.join(RECORD_SECONDS)  # the database may be away: then the queue has the article tried again
            recorder.kill()
        self._replace(worker)


def _record(record: Callable[[int], None], run_id: int) -> None:
    """In a process of its own: what is forked later must not inherit a connection."""
    record(run_id)
    connections.close_all()


def _memory_of(pid: int | None) -> int:
    """Resident bytes of a process without pages of files (the dictionary's, on Linux); 0 once it is gone."""
    try:
        memory = psutil.Process(pid).memory_info()
    except psutil.NoSuchProcess:
        return 0
    return int(memory.rss - getattr(memory, "shared", 0))


@contextlib.contextmanager
def _stop_signals_held() -> Iterator[None]:
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)


def _work(reports: Connection, once: bool) -> None:
    end_with_parent(signal.SIGKILL)  # without its parent nothing would hold it to the limits
    os.nice(NICENESS)
    _hold_one_session()
    with app.replace_connector(worker_connector()) as worker_app:
        asyncio.run(_serve(worker_app, reports, once=once))


def _carry(_reports: Connection, once: bool) -> None:
    """Call partners' endpoints; at SIGTERM end what is being called and return."""
    end_with_parent(signal.SIGKILL)
    os.nice(NICENESS)
    _hold_one_session()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda _number, _frame: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    courier.run(stop, once=once)


def _hold_one_session() -> None:
    settings_of = connection.settings_dict
    settings_of.update(database.for_jobs(settings_of, idle_seconds=settings.WORKER_STALLED_TIMEOUT))


def worker_connector() -> PsycopgConnector:
    """A pool that opens what one worker uses: its own would keep four, and 16 workers use up a server's 100."""
    return PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=2)


async def _serve(worker_app: App, reports: Connection, *, once: bool) -> None:
    """Work the queue; at SIGTERM finish the article in hand and return."""
    loop = asyncio.get_running_loop()
    async with worker_app.open_async():
        work = loop.create_task(
            worker_app.run_worker_async(
                concurrency=1,  # GiNZA keeps a core busy: more capacity is more processes
                wait=not once,
                fetch_job_polling_interval=settings.WORKER_POLL_INTERVAL,
                update_heartbeat_interval=settings.WORKER_HEARTBEAT_INTERVAL,
                stalled_worker_timeout=settings.WORKER_STALLED_TIMEOUT,
                install_signal_handlers=False,
                task_middleware=[functools.partial(_reporting, reports)],
            )
        )
        loop.add_signal_handler(signal.SIGTERM, _stop, work)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent passes it on
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
        with contextlib.suppress(asyncio.CancelledError):
            await work


def _stop(work: asyncio.Task[None]) -> None:
    if not work.cancelling():  # a second one would drop the article instead of finishing it
        work.cancel()


def _reporting(reports: Connection, call_next: Callable[[], Any], context: JobContext, worker: object) -> Any:
    """Middleware: tell the parent which run is in hand, and when it no longer is; and the log which job."""
    logs.JOB_ID.set(context.job.id)
    if context.job.task_name != extractions.TASK:
        return call_next()
    run_id = context.job.task_kwargs["run_id"]
    assert isinstance(run_id, int)
    reports.send(Assignment(run_id, time.monotonic(), _memory_of(os.getpid())))
    try:
        return call_next()
    finally:
        reports.send(None)
