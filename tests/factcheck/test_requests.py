"""Ids of requests, the access log and the counted requests: of everything that answers, and of nobody's doings."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.test import Client

from factcheck import counters
from tests import factories

pytestmark = pytest.mark.django_db
ID = re.compile(r"[0-9a-f]{32}")


@pytest.fixture
def access_log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, logger="factcheck.access")
    return caplog


def fields(log: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    found = [record.__dict__["fields"] for record in log.records if record.name == "factcheck.access"]
    return [{name: value for name, value in line.items() if name != "seconds"} for line in found]


def counted(view: str, status: int) -> float:
    labels = {"view": view, "method": "GET", "status": str(status)}
    return counters.registry().get_sample_value("factcheck_request_seconds_count", labels) or 0.0


@pytest.mark.parametrize("path", ["/", "/nothing-here/", "/static/articles/reader.css", "/livez", "/admin/"])
def test_every_answer_has_an_id_of_its_own(path: str) -> None:
    first, second = Client().get(path), Client().get(path)
    first.close()  # a static file stays open until somebody does
    second.close()

    assert ID.fullmatch(first["X-Request-ID"])
    assert first["X-Request-ID"] != second["X-Request-ID"]


@pytest.mark.parametrize(
    ("given", "behind_proxy", "taken"),
    [
        ("5f3c2a10e4b84d0f", True, True),
        ("5f3c2a10e4b84d0f", False, False),
        ("short", True, False),
        ("x" * 65, True, False),
        ("５f3c2a10e4b84d0f", True, False),
        ('5f3c2a10"} {"level":"x', True, False),
    ],
)
def test_an_id_is_taken_from_the_proxy_alone_and_only_where_it_is_one(
    given: str, behind_proxy: bool, taken: bool, settings: Any
) -> None:
    settings.BEHIND_PROXY = behind_proxy

    answer = Client().get("/livez", headers={"X-Request-ID": given})["X-Request-ID"]

    assert (answer == given) == taken
    assert taken or ID.fullmatch(answer)


def test_a_program_may_name_its_request() -> None:
    named = {"X-Request-ID": "partner-2026.11.29_1"}

    assert Client().get("/api/v1/", headers=named)["X-Request-ID"] == named["X-Request-ID"]
    assert ID.fullmatch(Client().get("/api/v1/", headers={"X-Request-ID": "a b\tc"})["X-Request-ID"])


def test_the_access_log_tells_the_view_and_the_row_and_not_who_looked_for_what(
    access_log: pytest.LogCaptureFixture,
) -> None:
    number = factories.published_verdict().pk
    access_log.clear()
    reader = Client(REMOTE_ADDR="203.0.113.7", HTTP_USER_AGENT="Sonderbrowser")

    reader.get(f"/verdicts/{number}-some-slug/?q=himitsu", headers={"Referer": "https://minato.example/himitsu"})
    reader.get("/himitsu/?q=himitsu")

    assert fields(access_log) == [
        {"method": "GET", "view": "public:verdict-detail", "numbers": [number], "status": 301, "staff": None},
        {"method": "GET", "view": "unresolved", "numbers": [], "status": 404, "staff": None},
    ]
    assert not re.search(r"himitsu|203\.0|Sonder|some-slug", access_log.text)


def test_a_member_is_told_by_number(access_log: pytest.LogCaptureFixture) -> None:
    desk = factories.desk_editor(username="kuroda-seiji")
    client = Client()
    client.force_login(desk)
    access_log.clear()

    client.get("/admin/")

    assert fields(access_log) == [
        {"method": "GET", "view": "admin:index", "numbers": [], "status": 200, "staff": desk.pk}
    ]
    assert "kuroda" not in access_log.text


def test_requests_are_counted_by_view_and_status() -> None:
    before = counted("public:home", 200), counted("unresolved", 404)

    Client().get("/?utm_source=x")
    Client().get("/one/")
    Client().get("/two/")

    assert (counted("public:home", 200), counted("unresolved", 404)) == (before[0] + 1, before[1] + 2)


def test_an_unknown_method_is_no_new_label() -> None:
    Client().generic("BREW", "/livez")

    labels = {"view": "public:livez", "method": "other", "status": "405"}
    assert counters.registry().get_sample_value("factcheck_request_seconds_count", labels) == 1
