"""A worker killed in the middle of its work: every article ends with exactly one result set.

CRASHES=20 makes it the benchmark that bench/worker_crashes.py runs.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable

import pytest

from articles.actions import articles
from articles.models import CandidateScore, Event, ExtractionRun
from factcheck.supervisor import worker_command
from tests.factories import TEXT

CRASHES = int(os.environ.get("CRASHES", "5"))
ARTICLES = CRASHES + 3
PATIENCE_SECONDS = 240

pytestmark = [pytest.mark.nlp, pytest.mark.slow]


def start_worker(database: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        worker_command(),
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TEST_DATABASE_URL": database,
            "EXTRACTION_MAX_ATTEMPTS": "1000",  # who is killed here is chosen by chance, not by the article
            "WORKER_POLL_INTERVAL": "0.1",
            "WORKER_HEARTBEAT_INTERVAL": "0.5",
            "WORKER_STALLED_TIMEOUT": "2",
            "WORKER_SWEEP_SECONDS": "1",
        },
    )


def wait_until(holds: Callable[[], bool], *, worker: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert worker.poll() is None, f"the worker ended by itself with {worker.returncode}"
        assert time.monotonic() < deadline, list(ExtractionRun.objects.values("id", "state", "attempts", "error"))
        time.sleep(0.02)


def is_running() -> bool:
    return ExtractionRun.objects.filter(state=ExtractionRun.State.RUNNING).exists()


def all_succeeded() -> bool:
    return not ExtractionRun.objects.exclude(state=ExtractionRun.State.SUCCEEDED).exists()


def test_killed_workers_leave_one_result_per_article(committed_database: str) -> None:
    for number in range(ARTICLES):
        articles.import_article(text=f"第{number}報。\n\n" + f"{TEXT}\n\n" * 40, by=None)
    worker = start_worker(committed_database)
    killed_at_work = 0
    while killed_at_work < CRASHES:
        wait_until(lambda: is_running() or all_succeeded(), worker=worker)
        assert not all_succeeded(), f"only {killed_at_work} workers could be killed at work"
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        killed_at_work += is_running()  # nobody is left who could be running it
        ExtractionRun.objects.filter(state=ExtractionRun.State.RUNNING).update(state=ExtractionRun.State.PENDING)
        worker = start_worker(committed_database)

    wait_until(all_succeeded, worker=worker)
    worker.terminate()
    assert worker.wait(30) == 0

    runs = ExtractionRun.objects.all()
    assert runs.count() == ARTICLES
    assert Event.objects.filter(action="extraction.recorded").count() == ARTICLES
    for run in runs:
        scores = CandidateScore.objects.filter(run=run)
        assert scores.count() == run.revision.candidates.count() > 0
