"""Workers on machines of their own over TCP, one of which loses its network for a while (Linux, as root).

python bench/partitioned_workers.py [ARTICLES]

A machine is a network namespace that reaches the database through a link of its own and nothing else. In the middle of the
archive one link goes down: its worker cannot say what it has done, nor take more. The other has to finish everything,
the article in the lost one's hands too. Once the link is back and the other machine is stopped, the lost one has to work
again; and nothing may be recorded twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from factcheck.postgres import PORT, ROLE, Cluster  # noqa: E402 - the path has to stand first
from factcheck.supervisor import manage, worker_command  # noqa: E402 - as above
from tests import archive  # noqa: E402 - as above

STAYS, LOST = 1, 2  # machines
DATABASE = "partitioned_workers"
TCP_PORT = 54329
PATIENCE_SECONDS = 600
LOOK_SECONDS = 0.05
RUNS = "SELECT count(*) FROM articles_extractionrun WHERE state = %s"
AGAIN = "SELECT count(*) FROM articles_extractionrun WHERE attempts > 1"
RESULTS = "SELECT count(*), count(DISTINCT subject_id) FROM articles_event WHERE action = 'extraction.recorded'"


def main(articles: int = 200) -> None:
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(database())
        for command in (("migrate", "-v0"), ("install_reference_data",)):
            subprocess.run(manage(*command), env=environment(url), check=True, stdout=subprocess.DEVNULL)
        connection = stack.enter_context(psycopg.connect(url, autocommit=True))
        workers = {machine: stack.enter_context(worker(machine)) for machine in (STAYS, LOST)}
        import_first(articles, folder, url)

        wait_until(lambda: count(connection, RUNS, "succeeded") > articles // 4)
        wait_until(lambda: count(connection, RUNS, "running") == len(workers))
        link(LOST, "down")
        began = time.monotonic()
        print(f"machine {LOST} lost its network after {count(connection, RUNS, 'succeeded')} of {articles} articles")
        wait_until(lambda: count(connection, RUNS, "succeeded") == articles)
        print(
            f"the other finished them {time.monotonic() - began:.1f} s later; begun again: {count(connection, AGAIN)}"
        )

        link(LOST, "up")
        workers[STAYS].terminate()
        workers[STAYS].wait()
        began = time.monotonic()
        import_first(articles + articles // 4, folder, url)
        wait_until(lambda: count(connection, RUNS, "succeeded") == articles + articles // 4)
        print(f"back on the network it did {articles // 4} more alone, {time.monotonic() - began:.1f} s after the link")

        recorded = connection.execute(RESULTS).fetchone()
        assert recorded == (articles + articles // 4,) * 2, recorded
        print(f"results: {recorded[0]}, of as many articles")


def import_first(articles: int, folder: Path, url: str) -> None:
    file = archive.write(folder / "archive.jsonl.gz", articles)
    subprocess.run(manage("import_archive", str(file)), env=environment(url), check=True, stdout=subprocess.DEVNULL)


def count(connection: psycopg.Connection, query: str, *values: str) -> int:
    row = connection.execute(query, values).fetchone()
    assert row is not None
    return int(row[0])


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(LOOK_SECONDS)


def environment(url: str) -> Mapping[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        "DATABASE_URL": url,
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "of a benchmark",
        "LOG_LEVEL": "CRITICAL",
        "WORKER_POLL_INTERVAL": "0.2",
        "WORKER_HEARTBEAT_INTERVAL": "0.5",
        "WORKER_STALLED_TIMEOUT": "3",
        "WORKER_SWEEP_SECONDS": "1",
    }


@contextlib.contextmanager
def worker(machine: int) -> Iterator[subprocess.Popen[bytes]]:
    with network(machine), proxy(host(machine)):
        url = f"postgresql://{ROLE}@{host(machine)}:{TCP_PORT}/{DATABASE}"
        command = ["ip", "netns", "exec", namespace(machine), *worker_command()]
        process = subprocess.Popen(command, env=environment(url))
        try:
            yield process
        finally:
            process.kill()  # its workers go with it
            process.wait()


def namespace(machine: int) -> str:
    return f"factcheck-{machine}"


def host(machine: int) -> str:
    """The address at which a machine finds the database; its own is the next one."""
    return f"10.77.{machine}.1"


def link(machine: int, state: str) -> None:
    ip("link", "set", namespace(machine), state)


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


@contextlib.contextmanager
def network(machine: int) -> Iterator[None]:
    name = namespace(machine)
    inside = ("netns", "exec", name, "ip")
    ip("netns", "add", name)
    try:
        ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
        ip("addr", "add", f"{host(machine)}/30", "dev", name)
        ip(*inside, "addr", "add", f"10.77.{machine}.2/30", "dev", "eth0")
        ip(*inside, "link", "set", "eth0", "up")
        link(machine, "up")
        yield
    finally:
        ip("link", "del", name)  # the namespace lingers while a killed process's sockets do
        ip("netns", "del", name)


@contextlib.contextmanager
def proxy(address: str) -> Iterator[None]:
    """TCP in front of the embedded server, which itself listens on a Unix socket only."""
    socket = str(Cluster.of(ROOT, "bench-partition").socket_folder / f".s.PGSQL.{PORT}")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        server_reader, server_writer = await asyncio.open_unix_connection(socket)
        with contextlib.suppress(asyncio.CancelledError):  # by hang_up
            await asyncio.gather(copy(reader, server_writer), copy(server_reader, writer))

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(serve, address, TCP_PORT))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.run_until_complete(hang_up())
        loop.close()


async def hang_up() -> None:
    open_ones = asyncio.all_tasks() - {asyncio.current_task()}
    for task in open_ones:
        task.cancel()
    await asyncio.gather(*open_ones, return_exceptions=True)


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while piece := await reader.read(1 << 16):
            writer.write(piece)
            await writer.drain()
    writer.close()


@contextlib.contextmanager
def database() -> Iterator[str]:
    cluster = Cluster.of(ROOT, "bench-partition")
    started = cluster.start()
    try:
        with psycopg.connect(cluster.url, autocommit=True) as maintenance:
            maintenance.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            maintenance.execute(f"CREATE DATABASE {DATABASE}")
            yield f"{cluster.url.rpartition('/')[0]}/{DATABASE}"
            maintenance.execute(f"DROP DATABASE {DATABASE} WITH (FORCE)")
    finally:
        if started:
            cluster.stop()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
