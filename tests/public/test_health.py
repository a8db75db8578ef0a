"""What load balancers are told; how fast is measured by bench/faults.py, on a machine with nothing else to do."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles.public import health

WELL = {"database": "ok", "queue": "ok", "disk": "ok", "model": "ok"}


@pytest.fixture
def silent_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A socket that accepts and never answers, as a frozen server's does; the test's own connection stays as it is."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
        monkeypatch.setitem(connection.settings_dict, "PORT", str(server.getsockname()[1]))
        yield


@pytest.mark.django_db
def test_ready(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):  # it asks on a connection of its own
        response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, WELL)


def test_not_ready_without_the_queue(committed_database: str, client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE procrastinate_jobs RENAME TO elsewhere")
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (503, {**WELL, "queue": "unavailable"})


@pytest.mark.django_db
def test_not_ready_while_the_server_is_silent(client: Client, silent_server: None) -> None:
    response = client.get("/healthz")

    nothing = dict.fromkeys(("database", "queue", "disk"), "unavailable")
    assert (response.status_code, response.json()) == (503, {**WELL, **nothing})


@pytest.mark.django_db
def test_not_ready_without_a_server(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    response = client.get("/healthz")

    assert (response.status_code, response.json()["database"]) == (503, "unavailable")


@pytest.mark.django_db
def test_not_ready_without_room_for_uploads(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "FREE_BYTES", shutil.disk_usage("/tmp").total + 1)
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (503, {**WELL, "disk": "unavailable"})


def test_live_asks_nothing(client: Client) -> None:
    """Without the `db` fixture every query fails."""
    assert client.get("/livez").content == b"ok\n"
