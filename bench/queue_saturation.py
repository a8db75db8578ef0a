"""How many workers one PostgreSQL bears: the real queue and real results, by worker processes that only wait for a parse.

python bench/queue_saturation.py [--parse SECONDS] [--seconds SECONDS] [WORKERS …]

Two kinds of job, each by as many worker processes as said, on a durable server of its own (or the one of DATABASE_URL):
`empty` does nothing and shows what the queue itself can hand out; `article` begins a run, sleeps as long as extracting
would keep a core busy, and records a real extraction, so that more workers than this machine has cores can be tried. What it
sleeps costs no CPU here as it would cost none of the database's on other machines: a core of the server is what they share.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from factcheck.postgres import Cluster  # noqa: E402 - the path has to stand first

DATABASE = "queue_saturation"
QUEUE = "saturation"
WORKERS = [1, 2, 4, 8, 16, 32]
EMPTY_JOBS = 3_000
START_SECONDS = 120
SESSIONS = 400  # PostgreSQL's default of 100 is what 32 workers use up first
FORK = multiprocessing.get_context("fork")


class Measured(NamedTuple):
    kind: str
    workers: int
    jobs: int
    seconds: float  # from the first start to the last end, by the queue's own clock
    server_cpu: float  # seconds of all PostgreSQL processes
    worker_cpu: float  # seconds of all worker processes
    sessions: int  # of the database, at most
    written: int  # bytes of write-ahead log

    def row(self, ideal: float | None) -> str:
        rate = self.jobs / self.seconds
        share = f"{rate / ideal:6.0%}" if ideal else "     –"
        return (
            f"{self.kind:8} {self.workers:7} {self.jobs:7,} {rate:9.1f} {share} {self.server_cpu / self.jobs * 1000:10.2f}"
            f" {self.worker_cpu / self.jobs * 1000:10.2f} {self.server_cpu / self.seconds:8.2f}"
            f" {self.sessions:8} {self.written / self.jobs / 1000:8.1f}"
        )


HEADING = (
    f"{'job':8} {'workers':>7} {'jobs':>7} {'jobs/s':>9} {'ideal':>6} {'server ms':>10} {'worker ms':>10}"
    f" {'cores':>8} {'sessions':>8} {'WAL kB':>8}"
)


def main() -> None:
    arguments = parsed()
    with server() as url:
        os.environ.update(
            DATABASE_URL=url,
            DJANGO_SETTINGS_MODULE="factcheck.settings",
            ENV_FILE=os.devnull,
            SECRET_KEY="of a benchmark",
            LOG_LEVEL="ERROR",
        )
        import django

        django.setup()
        measure(arguments.workers, parse=arguments.parse, seconds=arguments.seconds)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("workers", nargs="*", type=int, default=WORKERS)
    parser.add_argument("--parse", type=float, help="seconds an article keeps a core busy; measured by default")
    parser.add_argument("--seconds", type=float, default=10, help="how long the articles of a row take at best")
    return parser.parse_args()


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of a database of our own, migrated later and dropped in the end."""
    cluster = Cluster.of(ROOT, "bench-postgres")
    given = os.environ.get("DATABASE_URL")
    started = not given and cluster.start()
    url = given or cluster.url
    try:
        if started:
            with psycopg.connect(url, autocommit=True) as maintenance:
                maintenance.execute(f"ALTER SYSTEM SET max_connections = {SESSIONS}")
            cluster.stop()
            cluster.start()
        with psycopg.connect(url, autocommit=True) as maintenance:
            maintenance.execute(f"CREATE DATABASE {DATABASE}")
            try:
                yield f"{url.rpartition('/')[0]}/{DATABASE}"
            finally:
                maintenance.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
    finally:
        if started:
            cluster.stop()


def measure(counts: list[int], *, parse: float | None, seconds: float) -> None:
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    texts = demo_texts()
    extractions = extracted(texts)
    began = time.process_time()
    extracted(texts)  # once more: the first pass loads the model
    parse = parse or (time.process_time() - began) / len(texts)
    characters = sum(map(len, texts)) / len(texts)
    print(f"article: {characters:.0f} characters, {parse:.3f} s of a core to extract\n\n{HEADING}", flush=True)
    for count in counts:
        enqueue_empty(EMPTY_JOBS)
        connections.close_all()
        print(run("empty", count, EMPTY_JOBS, extractions, parse).row(None), flush=True)
    for count in counts:
        jobs = int(count * seconds / parse)
        enqueue_articles(texts, jobs, batch=f"{count}-{time.time_ns()}")
        connections.close_all()
        print(run("article", count, jobs, extractions, parse).row(count / parse), flush=True)
    print_storage(characters)


def demo_texts() -> list[str]:
    articles = json.loads((ROOT / "articles/demo/articles.json").read_text(encoding="utf-8"))
    return ["\n\n".join(article["paragraphs"]) for article in articles]


def extracted(texts: list[str]) -> dict[str, Any]:
    """{SHA-256: Extraction}"""
    from articles.actions.articles import sha256
    from articles.extraction import Source, extract_many

    results = extract_many([Source(text, None, None) for text in texts])
    return {sha256(text): extraction for text, extraction in zip(texts, results, strict=True)}


def enqueue_empty(count: int) -> None:
    from procrastinate.contrib.django import app

    deferrer = app.configure_task("bench.empty", queue=QUEUE, allow_unknown=True)
    deferrer.batch_defer(*[{} for _number in range(count)])


def enqueue_articles(texts: list[str], count: int, *, batch: str) -> None:
    from procrastinate.contrib.django import app

    from articles.actions import archives
    from articles.models import ExtractionRun

    rows = [
        archives.Row(text=texts[number % len(texts)], title="demo", url=f"https://a.example/{batch}/{number}")
        for number in range(count)
    ]
    for start in range(0, count, 200):
        archives.import_batch(rows[start : start + 200], by=None)
    newest = ExtractionRun.objects.order_by("-pk").values_list("pk", flat=True)[:count]
    deferrer = app.configure_task("bench.article", queue=QUEUE, allow_unknown=True)
    deferrer.batch_defer(*[{"run_id": pk} for pk in newest])


def print_storage(characters: float) -> None:
    """What the articles of this run take on disk, with indexes and what is stored out of line."""
    from articles.models import Article

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
        database.execute("ANALYZE")
        articles = Article.objects.count()
        tables = database.execute(
            "SELECT relname, reltuples::bigint, pg_total_relation_size(oid), pg_indexes_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relname LIKE 'articles\\_%' AND reltuples > 0 ORDER BY 3 DESC"
        ).fetchall()
    print(f"\nstorage of {articles:,} articles of {characters:.0f} characters, extracted\n")
    print(f"{'table':26} {'rows':>6} {'bytes':>8} {'of them indexes':>16}   an article")
    for table, rows, size, indexes in tables:
        print(f"{table:26} {rows / articles:6.1f} {size / articles:8,.0f} {indexes / articles:16,.0f}")
    print(
        f"{'all':26} {sum(row[1] for row in tables) / articles:6.1f} {sum(row[2] for row in tables) / articles:8,.0f}"
    )


def run(kind: str, workers: int, jobs: int, extractions: dict[str, Any], parse: float) -> Measured:
    barrier = FORK.Barrier(workers + 1)
    processes = [
        FORK.Process(target=work, args=(barrier, extractions, parse), daemon=True) for _number in range(workers)
    ]
    for process in processes:
        process.start()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as watcher:
        postmaster = server_process(watcher)
        began = lsn(watcher)
        barrier.wait(START_SECONDS)
        cpu, spent, sessions = server_cpu(postmaster), dict[int, float](), 0
        while any(process.is_alive() for process in processes):
            [found] = watcher.execute(
                "SELECT count(*) - 1 FROM pg_stat_activity WHERE datname = current_database()"
            ).fetchone() or (0,)
            sessions = max(sessions, found)
            spent |= {process.pid: cpu_of(process.pid) for process in processes if process.pid and process.is_alive()}
            time.sleep(0.25)
        assert all(process.exitcode == 0 for process in processes), [process.exitcode for process in processes]
        times = watcher.execute(
            "SELECT extract(epoch FROM max(at) FILTER (WHERE type = 'succeeded') - min(at) FILTER (WHERE type = 'started')),"
            " count(*) FILTER (WHERE type = 'succeeded') FROM procrastinate_events WHERE job_id IN"
            f" (SELECT id FROM procrastinate_jobs WHERE task_name = 'bench.{kind}' ORDER BY id DESC LIMIT {jobs})"
        ).fetchone()
        assert times is not None
        assert times[1] == jobs, f"{times[1]} of {jobs} jobs succeeded"
        written = lsn(watcher) - began
        watcher.execute(f"DELETE FROM procrastinate_jobs WHERE queue_name = '{QUEUE}'")
    return Measured(
        kind, workers, jobs, float(times[0]), server_cpu(postmaster) - cpu, sum(spent.values()), sessions, written
    )


def work(barrier: Barrier, extractions: dict[str, Any], parse: float) -> None:
    """A worker process as `manage.py worker` runs it, until the queue is empty."""
    from django.db import connection
    from procrastinate.contrib.django import app

    from articles.actions import extractions as runs
    from articles.management.worker_processes import worker_connector

    connection.settings_dict.update(CONN_MAX_AGE=None)

    @app.task(name="bench.empty", queue=QUEUE)
    def empty() -> None:
        pass

    @app.task(name="bench.article", queue=QUEUE)
    def article(run_id: int) -> None:
        begun = runs.begin(run_id)
        assert begun is not None
        time.sleep(parse)
        runs.record(begun, extractions[begun.revision.sha256])

    with app.replace_connector(worker_connector()) as worker_app:

        async def serve() -> None:
            async with worker_app.open_async():
                await asyncio.to_thread(barrier.wait, START_SECONDS)
                await worker_app.run_worker_async(
                    queues=[QUEUE], concurrency=1, wait=False, install_signal_handlers=False
                )

        asyncio.run(serve())


def server_process(watcher: psycopg.Connection) -> psutil.Process:
    """The postmaster of a server on this machine: parent of the process that serves us."""
    [pid] = watcher.execute("SELECT pg_backend_pid()").fetchone() or (0,)
    parent = psutil.Process(pid).parent()
    assert parent is not None
    return parent


def server_cpu(postmaster: psutil.Process) -> float:
    """Seconds of all its processes, those that have ended included."""
    times = postmaster.cpu_times()
    ended = times.children_user + times.children_system
    return ended + cpu_of(postmaster.pid) + sum(cpu_of(child.pid) for child in postmaster.children())


def cpu_of(pid: int) -> float:
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)


def lsn(watcher: psycopg.Connection) -> int:
    [position] = watcher.execute("SELECT pg_current_wal_insert_lsn() - '0/0'").fetchone() or (0,)
    return int(position)


if __name__ == "__main__":
    main()
