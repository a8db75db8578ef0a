"""Copies of what four desks publish at once: equal to the database, also begun from a dump, also after an older backup came back.

SYNC_VERDICTS=5000 makes it the benchmark that bench/sync.py runs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from pytest_django import Settings

from articles.api.read import bodies, dump_files
from articles.models import Publication, PublishedVerdict
from articles.public import people
from factcheck_client import Client, Mirror, Synced
from tests.api.test_docs import SYNC

VERDICTS = int(os.environ.get("SYNC_VERDICTS", "120"))
WRITERS = 4
PAUSE_SECONDS = 1

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def dump_folder(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The web's too, which starts after this."""
    settings.DUMP_DIR = tmp_path / "dumps"
    monkeypatch.setenv("DUMP_DIR", str(settings.DUMP_DIR))


@dataclass
class Copy:
    """Syncs again and again in a thread of its own until it is told that the writers are done, and once more then."""

    name: str
    sync: Callable[[], object]
    held: Callable[[], dict[int, Any]]
    syncs: int = 0
    said: list[object] = field(default_factory=list)

    def follow(self, is_over: threading.Event) -> None:
        while not is_over.is_set():
            self.once()
            is_over.wait(PAUSE_SECONDS)
        self.once()

    def once(self) -> None:
        self.said.append(self.sync())
        self.syncs += 1


def guides_copy(site: str) -> Copy:
    """By the program in docs/api.md, letter for letter but for the address."""
    recipe: dict[str, Any] = {}
    exec(SYNC, recipe)
    recipe["BASE"] = site
    mirror: dict[int, Any] = {}
    position = (0, "")

    def sync() -> object:
        nonlocal position
        position = recipe["sync"](mirror, position)
        return position

    return Copy("the guide's program", sync, lambda: mirror)


def clients_copy(site: str, path: Path) -> Copy:
    """A Mirror a sync: SQLite's connections stay in their thread, and a restart loses nothing."""

    def sync() -> Synced:
        with closing(Mirror(path, Client(site))) as mirror:
            return mirror.sync()

    def held() -> dict[int, Any]:
        with closing(Mirror(path, Client(site))) as mirror:
            return dict(mirror)

    return Copy(f"Mirror, {path.stem}", sync, held)


@contextmanager
def following(copies: list[Copy]) -> Iterator[None]:
    is_over = threading.Event()
    threads = [threading.Thread(target=copy.follow, args=(is_over,)) for copy in copies]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def write(database: str, verdicts: int, seed: int) -> Counter[str]:
    """What four processes did that published so many together."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "TEST_DATABASE_URL": database}
    command = [sys.executable, "-m", "tests.clients.writer"]
    running = [
        subprocess.Popen(
            [*command, str(seed + number), str(verdicts // WRITERS)], env=environment, stdout=subprocess.PIPE
        )
        for number in range(WRITERS)
    ]
    done: Counter[str] = Counter()
    for process in running:
        said, _nothing = process.communicate()
        assert process.returncode == 0
        done.update(json.loads(said))
    return done


def published() -> dict[int, Any]:
    """Every body as the verdict's own URL has it."""
    rows, named = PublishedVerdict.objects.visible().with_json(), people.named()
    return {row.verdict_number: json.loads(bodies.of_row(row, named)) for row in rows}


def require_equal(copies: list[Copy], when: str) -> None:
    truth = published()
    for copy in copies:
        held = copy.held()
        differing = [number for number in {*truth, *held} if truth.get(number) != held.get(number)]
        print(f"{when}: {copy.name}: {len(held)} held, {len(differing)} differ, {copy.syncs} syncs", flush=True)
        assert differing == []


@contextmanager
def nobody_connected(database: str) -> Iterator[psycopg.Connection]:
    """To `database`, which is named so again at the end; yields a connection to the server."""
    connection.close()
    connection.close_pool()
    name = sql.Identifier(name_of(database))
    with psycopg.connect(urlsplit(database)._replace(path="/postgres").geturl(), autocommit=True) as server:
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(name))
        connected = "FROM pg_stat_activity WHERE datname = %s"
        while server.execute(f"SELECT pg_terminate_backend(pid) {connected}", [name_of(database)]).fetchall():
            time.sleep(0.1)
        yield server
        server.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS true").format(name))


def name_of(database: str) -> str:
    return urlsplit(database).path.removeprefix("/")


def back_up(database: str) -> str:
    backup = f"{name_of(database)}_backup"
    with nobody_connected(database) as server:
        names = sql.Identifier(backup), sql.Identifier(name_of(database))
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
    return backup


def restore(database: str, backup: str) -> None:
    with nobody_connected(database) as server:
        name = sql.Identifier(name_of(database))
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(backup), name))


@pytest.mark.timeout(0)
def test_copies_are_equal_to_what_four_writers_left(committed_database: str, live_stack: str, tmp_path: Path) -> None:
    copies = [guides_copy(live_stack), clients_copy(live_stack, tmp_path / "from the beginning")]
    began = time.monotonic()
    with following(copies):
        done = write(committed_database, VERDICTS // 2, seed=10)
        dump_files.write()
        copies.append(clients_copy(live_stack, tmp_path / "from a dump"))
        copies[-1].once()
        with following(copies[-1:]):
            done += write(committed_database, VERDICTS - VERDICTS // 2, seed=20)
    print(f"\n{dict(sorted(done.items()))}, {Publication.objects.head().sequence} rows of the log,", end=" ")
    print(f"{time.monotonic() - began:.0f} s")
    require_equal(copies, "in the end")

    backup = back_up(committed_database)
    with following(copies):
        write(committed_database, max(WRITERS, VERDICTS // 10), seed=30)
    lost = Publication.objects.head()
    require_equal(copies, "after the backup")

    restore(committed_database, backup)
    with following(copies):
        write(committed_database, max(WRITERS, VERDICTS // 20), seed=40)
    copies.append(clients_copy(live_stack, tmp_path / "after the restore"))
    copies[-1].once()
    print(f"the head was {lost.sequence}, and is {Publication.objects.head().sequence}")
    require_equal(copies, "restored")
    began_again = [copy.name for copy in copies if any(getattr(said, "began_again", False) for said in copy.said)]
    assert began_again == ["Mirror, from the beginning", "Mirror, from a dump"]
