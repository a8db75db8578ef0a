"""A worker killed in the middle of its work: every article ends with exactly one result set.

CRASHES=20 makes it the benchmark that bench/worker_crashes.py runs.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from datetime import datetime

import psutil
import pytest
from django.utils import timezone

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


def begun_since(moment: datetime) -> ExtractionRun | None:
    return ExtractionRun.objects.filter(state=ExtractionRun.State.RUNNING, started_at__gt=moment).first()


def all_succeeded() -> bool:
    return not ExtractionRun.objects.exclude(state=ExtractionRun.State.SUCCEEDED).exists()


def test_killed_workers_leave_one_result_per_article(committed_database: str) -> None:
    """The worker at work is killed alone, and in turn together with its parent."""
    for number in range(ARTICLES):
        articles.import_article(text=f"第{number}報。\n\n" + f"{TEXT}\n\n" * 40, by=None)
    parent = start_worker(committed_database)
    killed_at_work = 0
    moment = timezone.now()
    while killed_at_work < CRASHES:
        wait_until(lambda since=moment: begun_since(since) is not None or all_succeeded(), worker=parent)
        run = begun_since(moment)
        if run is None:
            assert not all_succeeded(), f"only {killed_at_work} workers could be killed at work"
            continue
        kill(parent, with_parent=killed_at_work % 2 == 0)
        moment = timezone.now()
        killed_at_work += ExtractionRun.objects.filter(
            pk=run.pk, state=ExtractionRun.State.RUNNING, started_at=run.started_at
        ).count()
        if parent.poll() is not None:
            parent = start_worker(committed_database)

    wait_until(all_succeeded, worker=parent)
    parent.terminate()
    assert parent.wait(PATIENCE_SECONDS) == 0

    runs = ExtractionRun.objects.all()
    assert runs.count() == ARTICLES
    assert Event.objects.filter(action="extraction.recorded").count() == ARTICLES
    for run in runs:
        scores = CandidateScore.objects.filter(run=run)
        assert scores.count() == run.revision.candidates.count() > 0


def kill(parent: subprocess.Popen[bytes], *, with_parent: bool) -> None:
    process = psutil.Process(parent.pid)
    children = process.children()
    for victim in [process, *children] if with_parent else children:
        victim.kill()
    psutil.wait_procs(children)
    if with_parent:
        parent.wait()
