"""Fixtures for every test: the database, a database that may be committed to, the running product, the browser.

Nothing here flushes tables: append-only tables refuse TRUNCATE, and a flush would take ratings and groups with it.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import hypothesis
import psycopg
import pytest
from django.db import connection
from django.test import TestCase, TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright
from psycopg import sql
from pytest_django.plugin import DjangoDbBlocker

from articles.actions import reference
from articles.search import desk
from articles.search.keeper import Keeper
from factcheck.supervisor import web_command, worker_command
from tests.cluster import CLUSTER, GIVEN_URL
from tests.ports import free_port

START_SECONDS = 300  # only a failure takes so long, or a machine with much else to do
BROWSER_SECONDS = 60
STOP_SECONDS = 20
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]


# How long an example takes says something of the machine and nothing of the code.
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


def pytest_configure(config: pytest.Config) -> None:
    """A shell's `&` lets what it starts ignore Ctrl-C; tests that send one start their processes from here."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_runtest_setup(item: pytest.Item) -> None:
    marker = item.get_closest_marker("django_db")
    names = set(getattr(item, "fixturenames", ()))
    case = getattr(item, "cls", None)
    unittest_flush = case is not None and issubclass(case, TransactionTestCase) and not issubclass(case, TestCase)
    marked = marker is not None and (marker.kwargs.get("transaction") or marker.kwargs.get("reset_sequences"))
    if unittest_flush or marked or names & {"transactional_db", "live_server", "django_db_reset_sequences"}:
        pytest.fail("No flush here: use `committed_database` for commits, `live_stack` for a server.", pytrace=False)


@pytest.fixture(scope="session")
def database_server() -> Iterator[None]:
    started = not GIVEN_URL and CLUSTER.start()
    yield
    if started:
        CLUSTER.stop()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(database_server: None, django_db_modify_db_settings: None) -> None:
    """The server runs before pytest-django makes the test database on it."""


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """pytest-django's own makes no database when only `committed_database` is asked for."""
    verbosity = request.config.get_verbosity()
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=verbosity, interactive=False, aliases={"default"})
        reference.install()
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=verbosity)


@pytest.fixture(scope="session")
def template_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A copy of the prepared test database that nobody ever connects to, so that it can be cloned at any time."""
    with django_db_blocker.unblock():
        source = connection.settings_dict["NAME"]
        template = f"{source}_template"
        connection.close()
        connection.close_pool()
        with _maintenance() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(template)))
            _clone(server, source, template)
    yield template
    with _maintenance() as server:
        server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(template)))


@pytest.fixture
def committed_database(
    request: pytest.FixtureRequest, template_database: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[str]:
    """A database of the test's own, with ratings and groups in it, where commits are real; yields its URL.

    Django's default connection goes there for the length of the test, in every thread.
    """
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        pytest.fail("`committed_database` takes the place of `db`.", pytrace=False)
    original = connection.settings_dict["NAME"]
    clone = f"{original}_{uuid.uuid4().hex[:8]}"  # short: a restore puts a time behind it, and 63 bytes are the limit
    with django_db_blocker.unblock():
        with _maintenance() as server:
            _clone(server, template_database, clone)
        _point_django_at(clone)
        yield _url_of(clone)
        _point_django_at(original)
        with _maintenance() as server:
            server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(clone)))


@pytest.fixture
def live_stack(request: pytest.FixtureRequest, committed_database: str, tmp_path: Path) -> Iterator[str]:
    """The web, and for a test marked `nlp` the worker, as processes on `committed_database`; yields the base URL."""
    works = request.node.get_closest_marker("nlp") is not None  # the worker loads GiNZA, which takes seconds
    with _stack(committed_database, "127.0.0.1", tmp_path, works=works) as url:
        yield url


@pytest.fixture
def named_live_stack(committed_database: str, tmp_path: Path) -> Iterator[str]:
    """The web under a host name, without which browsers know no passkeys."""
    with _stack(committed_database, "localhost", tmp_path, works=False) as url:
        yield url


@contextmanager
def _stack(database: str, host: str, tmp_path: Path, *, works: bool) -> Iterator[str]:
    port = free_port()
    commands = [web_command(port), *([worker_command()] if works else [])]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "TEST_DATABASE_URL": database,
        "SITE_URL": f"http://{host}:{port}",
        "WEB_THREADS": "32",  # these three: no limit that a busy machine might reach
        "WEB_STATEMENT_SECONDS": "600",
        "WEB_SILENCE_SECONDS": "60",
        "WORKER_POLL_INTERVAL": "0.2",
        "WORKER_HEARTBEAT_INTERVAL": "0.5",
        "WORKER_STALLED_TIMEOUT": "20",  # nobody is killed here, however busy the machine is
    }
    log = tmp_path / "live-stack.log"
    with log.open("wb") as output, _processes(commands, environment, output) as stack:
        _wait_until_served(f"http://127.0.0.1:{port}/livez", stack, log)
        yield f"http://{host}:{port}"


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Debian's Chromium. Without it browser tests are skipped, or fail under REQUIRE_BROWSER=1."""
    expect.set_options(timeout=BROWSER_SECONDS * 1000)
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        reason = "Chromium is not installed, so the browser tests do not run (apt-get install chromium)."
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return path


@pytest.fixture
def browser(chromium: str) -> Iterator[Browser]:
    """A browser of the test's own. Rows are made before it starts: it runs an event loop, which the ORM refuses."""

    def be_patient(context: BrowserContext) -> None:
        context.set_default_timeout(BROWSER_SECONDS * 1000)

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM, timeout=START_SECONDS * 1000)
        started.on("context", be_patient)
        yield started
        started.close()


def _maintenance() -> psycopg.Connection:
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    wanted = ("host", "port", "user", "password", "dbname")
    return psycopg.connect(autocommit=True, **{key: parameters[key] for key in wanted if parameters.get(key)})


def _clone(server: psycopg.Connection, source: str, target: str) -> None:
    server.execute(
        sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(target), sql.Identifier(source)),
    )


def _point_django_at(database: str) -> None:
    connection.close()
    connection.close_pool()
    connection.settings_dict["NAME"] = database


def _url_of(database: str) -> str:
    settings = connection.settings_dict
    login = quote(settings["USER"], safe="")
    if settings["PASSWORD"]:
        login += ":" + quote(settings["PASSWORD"], safe="")
    host = quote(settings["HOST"], safe="")
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{login}@{host}{port}/{database}"


@pytest.fixture(autouse=True)
def desk_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Claims of a test that was rolled back are not in the memory of the next one."""
    monkeypatch.setattr(desk, "_library", Keeper(desk.Library(), desk._caught_up))


@contextmanager
def _processes(
    commands: list[list[str]], environment: dict[str, str], output: object
) -> Iterator[list[subprocess.Popen]]:
    running = [
        subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT) for command in commands
    ]
    try:
        yield running
    finally:
        for process in running:
            process.terminate()
        for process in running:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_served(url: str, stack: list[subprocess.Popen], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError as error:  # URLError, refused, reset, timed out
            if time.monotonic() > deadline or any(process.poll() is not None for process in stack):
                sys.stderr.write(log.read_text(encoding="utf-8", errors="replace"))
                pytest.fail(f"The stack does not serve {url}: {error}", pytrace=False)
        time.sleep(0.1)
