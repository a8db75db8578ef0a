"""One worker against two, and against two on machines of their own, over the same archive; what each holds in memory.

python bench/worker_scaling.py [ARTICLES [ROUNDS]]

In turn (one, two, two machines, one, …) `manage.py worker --once` works the same articles off a fresh copy of a database on a
durable server of our own. Seconds are from the first article's start to the last one's end, by the queue's clock, so
that loading the model does not count. A machine is a parent process in a network namespace of its own, where that is
allowed. Two workers need two cores that nobody else uses: the load before each round stands beside its figures.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import psutil
import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from factcheck.postgres import Cluster  # noqa: E402 - the path has to stand first
from factcheck.supervisor import manage, worker_command  # noqa: E402 - as above
from tests import archive  # noqa: E402 - as above

TEMPLATE, DATABASE = "worker_scaling_template", "worker_scaling"
CONTESTANTS = {"one worker": (1,), "two workers": (2,), "two machines": (1, 1)}  # workers of each parent
LOOK_SECONDS = 0.5
ENDED = "SELECT count(*), extract(epoch FROM max(finished_at) - min(started_at)) FROM articles_extractionrun WHERE state = 'succeeded'"


class Measured(NamedTuple):
    seconds: float
    cpu: float  # seconds of parents and workers, without loading the model
    memory: int  # bytes of all of them at most, what they share counted once
    load: float  # of the machine, before


def main(articles: int = 400, rounds: int = 3) -> None:
    results: dict[str, list[Measured]] = {name: [] for name in CONTESTANTS}
    with server() as cluster_url, tempfile.TemporaryDirectory() as folder:
        file = archive.write(Path(folder) / "archive.jsonl.gz", articles)
        with database(cluster_url, TEMPLATE) as url:
            environment = environment_of(url)
            for command in (("migrate", "-v0"), ("install_reference_data",), ("import_archive", str(file))):
                subprocess.run(manage(*command), env=environment, check=True, stdout=subprocess.DEVNULL)
            print(f"{'':14} {'seconds':>8} {'articles/s':>10} {'CPU s':>7} {'MB':>6} {'load before':>12}")
            for _round in range(rounds):
                for name, workers in CONTESTANTS.items():
                    with database(cluster_url, DATABASE, template=TEMPLATE) as copy:
                        measured = measure(copy, workers, articles)
                    results[name].append(measured)
                    print(
                        f"{name:14} {measured.seconds:8.1f} {articles / measured.seconds:10.1f} {measured.cpu:7.1f}"
                        f" {measured.memory >> 20:6} {measured.load:12.2f}",
                        flush=True,
                    )
    one = results.pop("one worker")
    for name, measured_rounds in results.items():
        ratios = [single.seconds / many.seconds for single, many in zip(one, measured_rounds, strict=True)]
        print(
            f"{name}: {statistics.median(ratios):.2f} times one worker (rounds: {', '.join(f'{r:.2f}' for r in ratios)})"
        )


def measure(url: str, workers: tuple[int, ...], articles: int) -> Measured:
    load = os.getloadavg()[0]
    parents = [
        psutil.Popen(
            [*own_network(), *worker_command(), "--once", "--concurrency", str(count)], env=environment_of(url)
        )
        for count in workers
    ]
    memory, cpu = 0, 0.0
    while any(parent.poll() is None for parent in parents):
        processes = [process for parent in parents for process in family(parent)]
        memory = max(memory, sum(held(process) for process in processes))
        cpu = max(cpu, sum(spent(process) for process in processes))
        time.sleep(LOOK_SECONDS)
    assert [parent.returncode for parent in parents] == [0] * len(parents)
    with psycopg.connect(url) as connection:
        row = connection.execute(ENDED).fetchone()
    assert row is not None
    assert row[0] == articles
    return Measured(float(row[1]), cpu, memory, load)


def family(parent: psutil.Process) -> list[psutil.Process]:
    with contextlib.suppress(psutil.NoSuchProcess):
        return [parent, *parent.children()]
    return []


def held(process: psutil.Process) -> int:
    """Proportional set size: a page that three processes share counts a third for each."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return int(process.memory_full_info().pss)
    return 0


def spent(process: psutil.Process) -> float:
    """CPU seconds of a worker; of a parent none, which only loads the model."""
    with contextlib.suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return 0.0 if process.children() else float(times.user + times.system)
    return 0.0


def own_network() -> list[str]:
    """The command that runs another in a network namespace of its own: it reaches the database by Unix socket only."""
    unshare = shutil.which("unshare")
    if unshare is None or "DATABASE_URL" in os.environ:
        return []
    command = [unshare, "--net"]
    return command if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0 else []


def environment_of(url: str) -> Mapping[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        "DATABASE_URL": url,
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "of a benchmark",
        "LOG_LEVEL": "WARNING",
    }


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The URL of a server's maintenance database: DATABASE_URL, or a durable cluster of our own."""
    given = os.environ.get("DATABASE_URL")
    cluster = Cluster.of(ROOT, "bench-scaling")
    started = not given and cluster.start()
    try:
        yield given or cluster.url
    finally:
        if started:
            cluster.stop()


@contextlib.contextmanager
def database(server_url: str, name: str, *, template: str = "template1") -> Iterator[str]:
    with psycopg.connect(server_url, autocommit=True) as maintenance:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        maintenance.execute(drop)  # left by a run that was cut short
        create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        maintenance.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        yield f"{server_url.rpartition('/')[0]}/{name}"
        maintenance.execute(drop)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
