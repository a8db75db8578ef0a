"""`manage.py worker` as a process of its own: limits, the number of workers, and how it stops."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import sql

from articles.actions import articles, extractions
from articles.models import ArticleRevision, Event, ExtractionRun
from factcheck.supervisor import worker_command
from tests.factories import TEXT

PATIENCE_SECONDS = 240  # only a failure takes so long, or a machine with much else to do
HEARING_SECONDS = 3  # the parent passes a signal on within a fraction of one

pytestmark = [pytest.mark.nlp, pytest.mark.slow]


@contextmanager
def worker(database: str, *arguments: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [*worker_command(), *arguments],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "TEST_DATABASE_URL": database,
            "WORKER_POLL_INTERVAL": "0.1",
            "WORKER_HEARTBEAT_INTERVAL": "0.5",
            "WORKER_STALLED_TIMEOUT": "30",  # a busy machine may well keep a worker from its heartbeat for seconds
            "WORKER_SWEEP_SECONDS": "1",
            **environment,
        },
        start_new_session=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def imported(paragraphs: int, number: int = 0) -> ArticleRevision:
    return articles.import_article(text=f"第{number}報。\n\n" + f"{TEXT}\n\n" * paragraphs, by=None).revision


def states() -> list[str]:
    return list(ExtractionRun.objects.order_by("pk").values_list("state", flat=True))


def is_working() -> bool:
    return ExtractionRun.objects.filter(state=ExtractionRun.State.RUNNING).exists()


def forget_workers() -> None:
    """As when those at work have given no sign of life for an hour."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour'")


def queue_is_empty() -> bool:
    return not ProcrastinateJob.objects.filter(task_name=extractions.TASK, status__in=["todo", "doing"]).exists()


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, list(ExtractionRun.objects.values("id", "state", "attempts", "error"))
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("setting", "limit", "reason"),
    [
        (
            "EXTRACTION_MAX_SECONDS",
            "10",
            "抽出が 10 秒で終わらなかったため、中断しました。本文を分けて取り込み直すか、"
            "上限（EXTRACTION_MAX_SECONDS）を管理者に確かめてもらってください。",
        ),
        (
            "EXTRACTION_MAX_MEMORY_MB",
            "50",
            "抽出に使うメモリーが 50 MB を超えたため、中断しました。本文を分けて取り込み直すか、"
            "上限（EXTRACTION_MAX_MEMORY_MB）を管理者に確かめてもらってください。",
        ),
    ],
    ids=["time", "memory"],
)
def test_an_article_that_takes_too_much_fails_alone(
    committed_database: str, setting: str, limit: str, reason: str
) -> None:
    poison = imported(paragraphs=1500)
    for number in range(1, 4):
        imported(paragraphs=1, number=number)

    with worker(committed_database, **{setting: limit}) as process:
        wait_until(queue_is_empty)
        process.terminate()
        assert process.wait(PATIENCE_SECONDS) == 0

    assert states() == ["failed", "succeeded", "succeeded", "succeeded"]
    run = ExtractionRun.objects.get(revision=poison)
    assert (run.error, run.attempts) == (reason, 1)


def test_workers_work_side_by_side(committed_database: str) -> None:
    for number in range(2):
        imported(paragraphs=1, number=number)

    with worker(committed_database, "--concurrency", "2", "--once") as process:
        with held(committed_database, "articles_candidatescore"):  # neither can end before the other has begun
            wait_until(lambda: states() == ["running", "running"])
        assert process.wait(PATIENCE_SECONDS) == 0

    assert states() == ["succeeded", "succeeded"]


@pytest.mark.parametrize("to_group", [False, True], ids=["SIGTERM", "Ctrl-C"])
def test_a_signal_lets_the_article_in_hand_finish_and_no_other_begin(committed_database: str, to_group: bool) -> None:
    for number in range(3):
        imported(paragraphs=1, number=number)

    with worker(committed_database) as process:
        with held(committed_database, "articles_candidatescore"):  # the article stays in hand until it is heard
            wait_until(is_working)
            if to_group:
                os.killpg(process.pid, signal.SIGINT)
            else:
                process.terminate()
            time.sleep(HEARING_SECONDS)
        assert process.wait(PATIENCE_SECONDS) == 0

    assert states() == ["succeeded", "pending", "pending"]


def test_a_second_signal_stops_at_once_and_the_article_returns(committed_database: str) -> None:
    imported(paragraphs=1)

    with held(committed_database, "articles_candidatescore"), worker(committed_database) as process:
        wait_until(is_working)
        while process.poll() is None:  # two signals are one when the process had no time to hear the first
            process.terminate()
            time.sleep(0.2)
        assert process.returncode in (1, -signal.SIGTERM)  # the last may have come when it was ending already
    assert states() == ["running"]

    forget_workers()
    with worker(committed_database):
        wait_until(lambda: states() == ["succeeded"])
    assert ExtractionRun.objects.get().attempts == 2


def test_a_worker_frozen_while_it_records_leaves_its_article_to_another(committed_database: str) -> None:
    """As one that lost its network in the middle of a transaction: the server has to let go of its locks."""
    imported(paragraphs=20)

    with worker(committed_database, WORKER_STALLED_TIMEOUT="5") as frozen:
        with held(committed_database, "articles_candidatescore") as writers:
            wait_until(lambda: len(writers()) == 1)
            children = psutil.Process(frozen.pid).children()  # the worker, and the courier
            for child in children:
                child.suspend()
        with worker(committed_database, WORKER_STALLED_TIMEOUT="5") as other:
            wait_until(lambda: states() == ["succeeded"])
            other.terminate()
            assert other.wait(PATIENCE_SECONDS) == 0
        for child in children:
            child.resume()
        imported(paragraphs=1, number=1)
        wait_until(lambda: states() == ["succeeded", "succeeded"])

    recorded = Event.objects.filter(action="extraction.recorded").values_list("subject_id", flat=True)
    assert sorted(recorded) == sorted(ExtractionRun.objects.values_list("pk", flat=True))


@contextmanager
def held(database: str, table: str) -> Iterator[Callable[[], list[int]]]:
    """Nobody can write to the table meanwhile; yields what tells the pids of the sessions that wait to."""
    with psycopg.connect(database) as holder:
        holder.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(sql.Identifier(table)))
        yield lambda: [
            pid
            for (pid,) in holder.execute(
                "SELECT pid FROM pg_locks WHERE relation = %s::regclass AND NOT granted", [table]
            )
        ]
