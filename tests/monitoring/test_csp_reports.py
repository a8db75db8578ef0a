"""Anybody can post here: whatever comes is answered, little is counted, and nothing of a visitor is kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from articles.monitoring import csp_reports
from factcheck import counters

OLD = {"csp-report": {"document-uri": "http://127.0.0.1:8000/?q=himitsu", "violated-directive": "img-src", "blocked-uri": "https://himitsu.example/pixel"}}  # fmt: skip
NEW = [
    {
        "type": "csp-violation",
        "body": {
            "documentURL": "http://127.0.0.1:8000/verdicts/7-himitsu/",
            "effectiveDirective": "script-src-elem",
            "blockedURL": "inline",
        },
    }
]


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    csp_reports.bucket.tokens = csp_reports.BURST
    csp_reports.said.clear()
    yield
    csp_reports.bucket.tokens = csp_reports.BURST


def post(body: Any, content_type: str = "application/csp-report") -> int:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client().post("/csp-reports/", raw, content_type=content_type).status_code


def counted(directive: str, blocked: str) -> float:
    labels = {"directive": directive, "blocked": blocked}
    return counters.registry().get_sample_value("factcheck_csp_reports_total", labels) or 0.0


def dropped() -> float:
    return counters.registry().get_sample_value("factcheck_csp_reports_dropped_total") or 0.0


def test_both_forms_are_counted_and_logged_without_what_the_visitor_did(caplog: pytest.LogCaptureFixture) -> None:
    before = counted("img-src", "https"), counted("script-src-elem", "inline")

    assert post(OLD) == post(NEW, "application/reports+json") == 204

    assert (counted("img-src", "https"), counted("script-src-elem", "inline")) == (before[0] + 1, before[1] + 1)
    assert [record.getMessage() for record in caplog.records] == [
        "CSP: img-src refused https on public:home",
        "CSP: script-src-elem refused inline on public:verdict-detail",
    ]


def test_the_same_again_is_counted_but_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    before = counted("img-src", "https")

    for _time in range(5):
        post(OLD)

    assert counted("img-src", "https") == before + 5
    assert len(caplog.records) == 1


HOSTILE: list[Any] = [
    b"",
    b"null",
    b"\xff\xfe",
    b"[" * 5000,
    b'{"csp-report":' * 1000,
    b'"' + b"x" * 20_000 + b'"',
    {"csp-report": None},
    {"csp-report": {"violated-directive": 7, "blocked-uri": ["x"], "document-uri": {"a": 1}}},
    {
        "csp-report": {
            "violated-directive": "x" * 5000,
            "blocked-uri": "y" * 5000,
            "document-uri": "http://[" + "z" * 99,
        }
    },
    {"csp-report": {"document-uri": "http://127.0.0.1/verdicts/%00/"}},
    [7, None, {"type": "deprecation"}, {"type": "csp-violation"}, {"type": "csp-violation", "body": 7}],
    [{"type": "csp-violation", "body": {}}] * 1000,
]


@pytest.mark.parametrize("body", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("content_type", ["application/csp-report", "application/reports+json", "text/plain"])
def test_nothing_that_is_sent_is_an_error(body: Any, content_type: str) -> None:
    assert post(body, content_type) == 204


def test_made_up_labels_are_all_one() -> None:
    before = counted("other", "other")

    for number in range(10):
        post({"csp-report": {"violated-directive": f"x{number}", "blocked-uri": f"y{number}:"}})

    assert counted("other", "other") == before + 10


def test_a_flood_is_dropped_and_still_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csp_reports.bucket, "per_second", 0.0)  # a slow machine would pour in while we send
    before = dropped(), counted("img-src", "https")

    answers = {post(OLD) for _number in range(200)}

    assert answers == {204}
    assert dropped() - before[0] == 150
    assert counted("img-src", "https") - before[1] == csp_reports.BURST


def test_reading_is_not_reporting() -> None:
    assert Client().get("/csp-reports/").status_code == 405


@pytest.mark.django_db
def test_pages_name_the_place_for_reports() -> None:
    response = Client().get("/")

    assert response["Reporting-Endpoints"] == 'csp="/csp-reports/"'
    assert {"report-uri /csp-reports/", "report-to csp"} < set(response["Content-Security-Policy"].split("; "))
