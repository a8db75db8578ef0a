"""Requests while the database is away: 503 with a time to come back, wherever it is noticed."""

from __future__ import annotations

import socket
import threading
import urllib.request
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from psycopg import sql
from pytest_django import Settings

from articles import outages
from factcheck import database
from tests import factories

PATHS = ["/", "/verdicts/", "/feeds/verdicts.atom", "/sitemap.xml", "/admin/", "/admin/articles/article/"]


class Away:
    """An execute_wrapper under which the server cannot be reached."""

    def __init__(self, error: type[Exception] = OperationalError) -> None:
        self.error = error

    def __call__(self, *_arguments: object) -> object:
        raise self.error


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(factories.desk_editor())
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
@pytest.mark.parametrize("path", PATHS)
def test_pages_say_when_to_come_back(editor: Client, path: str, error: type[Exception]) -> None:
    editor.raise_request_exception = False
    with connection.execute_wrapper(Away(error)):
        response = editor.get(path)

    assert (response.status_code, response.headers["Retry-After"], response.headers["Cache-Control"]) == (
        *(503, "10"),
        "no-store",
    )
    assert "ただいま表示できません" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/api/v1/verdicts/", "/api/v1/changes/"])
def test_the_api_answers_with_a_problem(client: Client, path: str) -> None:
    with connection.execute_wrapper(Away()):
        response = client.get(path)

    assert (response.status_code, response.headers["Retry-After"]) == (503, "10")
    assert response.headers["Content-Type"] == "application/problem+json"
    assert (response.json()["status"], response.json()["code"]) == (503, "unavailable")


@pytest.mark.django_db
def test_a_fault_of_ours_stays_one(client: Client) -> None:
    client.raise_request_exception = False
    with connection.execute_wrapper(Away(IntegrityError)):
        response = client.get("/")

    assert response.status_code == 500


@pytest.mark.django_db
def test_nothing_is_asked_while_the_pulse_has_stopped(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database.PULSE, "_asked", -1.0)
    monkeypatch.setattr(database.PULSE, "_silence", 0.0)
    with connection.execute_wrapper(Away(AssertionError)):
        answers = {path: client.get(path).status_code for path in ("/", "/api/v1/verdicts/", "/livez", "/healthz")}

    assert answers == {"/": 503, "/api/v1/verdicts/": 503, "/livez": 200, "/healthz": 503}


def test_two_threads_are_left_to_those_who_read(
    settings: Settings, rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEB_THREADS = 3
    monkeypatch.setattr(outages, "SENDER_SECONDS", 0.01)
    inside, leave = threading.Event(), threading.Event()

    def slow(request: HttpRequest) -> HttpResponse:
        if request.method == "POST":
            inside.set()
            leave.wait(60)
        return HttpResponse("ok")

    middleware = outages.RoomForReadersMiddleware(slow)
    sender = threading.Thread(target=middleware, args=(rf.post("/admin/"),))
    sender.start()
    assert inside.wait(60)
    answers = [middleware(request).status_code for request in (rf.post("/admin/"), rf.get("/"), rf.get("/admin/"))]
    leave.set()
    sender.join()

    assert answers == [503, 200, 200]
    assert middleware(rf.post("/admin/")).status_code == 200


@pytest.mark.slow
def test_slow_uploads_leave_room_for_readers(committed_database: str, live_stack: str) -> None:
    """Without a proxy: more of them than the web processes have threads."""
    address = urlsplit(live_stack)
    head = (
        f"POST /admin/login/ HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    )
    slow = [socket.create_connection((address.hostname, address.port)) for _number in range(100)]
    for client in slow:
        client.sendall(f"{head}Content-Length: 100000\r\n\r\nusername=".encode())

    statuses = []
    for path in ("/livez", "/", "/verdicts/"):
        with urllib.request.urlopen(f"{live_stack}{path}", timeout=300) as response:
            statuses.append(response.status)
    for client in slow:
        client.close()
    assert statuses == [200, 200, 200]


def test_requests_have_limits_and_commands_have_none(committed_database: str) -> None:
    given = connection.settings_dict
    limits = database.for_requests(given, threads=4, statement_seconds=8, silence_seconds=2)["OPTIONS"]["options"]

    assert limits == "-c statement_timeout=8000 -c lock_timeout=4000 -c idle_in_transaction_session_timeout=30000"
    assert shown("statement_timeout") == "0"


def test_limits_of_the_address_count_more() -> None:
    given = {"OPTIONS": {"options": "-c statement_timeout=1h", "connect_timeout": 30}}
    options = database.for_requests(given, threads=4, statement_seconds=8, silence_seconds=2)["OPTIONS"]

    assert options["options"].endswith(" -c statement_timeout=1h")
    assert options["connect_timeout"] == 30


def shown(setting: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SHOW {}").format(sql.Identifier(setting)))
        return str(cursor.fetchone()[0])


def test_too_busy_to_answer_in_time_is_an_outage(committed_database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = '10ms'")
        with pytest.raises(OperationalError) as caught:
            cursor.execute("SELECT pg_sleep(60)")

    assert outages.is_outage(caught.value)
    assert not outages.is_outage(ValueError())
