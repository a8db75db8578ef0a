"""What a line of the log holds, and what it must never hold."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DataError, OperationalError
from django.test import RequestFactory

from factcheck import logs

SECRET = "匿名を望んだ課長補佐"


def record(message: str, *args: Any, error: BaseException | None = None, name: str = "articles.x", **extra: Any) -> Any:
    exc_info = (type(error), error, error.__traceback__) if error else None
    made = logging.getLogger(name).makeRecord(name, logging.ERROR, "x.py", 1, message, args, exc_info, extra=extra)
    logs.AddContext().filter(made)
    return made


@contextmanager
def within(request: str = "", job: int | None = None) -> Iterator[None]:
    tokens = logs.REQUEST_ID.set(request), logs.JOB_ID.set(job)
    yield
    logs.REQUEST_ID.reset(tokens[0])
    logs.JOB_ID.reset(tokens[1])


def raised(error: Exception, *, after: Exception | None = None) -> Exception:
    try:
        try:
            if after is not None:
                raise after
        finally:
            raise error
    except type(error) as caught:
        return caught


def test_a_json_line_says_what_when_and_for_which_request() -> None:
    with within(request="5f3c2a10"):
        said = json.loads(logs.Json().format(record("%s 件", 3, fields={"status": 200})))

    assert said.pop("time").endswith("+00:00")
    assert said == {
        "level": "ERROR",
        "logger": "articles.x",
        "message": "3 件",
        "request_id": "5f3c2a10",
        "status": 200,
    }


def test_a_line_of_the_worker_names_its_job() -> None:
    with within(job=7):
        assert json.loads(logs.Json().format(record("x")))["job_id"] == 7
        assert logs.Line().format(record("x")).endswith(" ERROR articles.x x job=7")
    assert json.loads(logs.Json().format(record("x", job={"id": 8, "args": {}})))["job_id"] == 8


@pytest.mark.parametrize("formatter", [logs.Json(), logs.Line()])
def test_an_exception_says_where_and_of_what_type_but_not_what_it_quotes(formatter: logging.Formatter) -> None:
    error = raised(DataError(f'invalid input syntax: "{SECRET}"'), after=ValueError(SECRET))

    line = formatter.format(record("failed", error=error))

    assert SECRET not in line
    assert "builtins.ValueError" in line
    assert "django.db.utils.DataError" in line
    assert "in raised" in line


def test_an_outage_is_told_in_full_and_under_debug_everything_is() -> None:
    outage = logs.Json().format(record("x", error=raised(OperationalError("server closed the connection"))))
    debugging = logs.Json(withhold=False).format(record("x", error=raised(ValueError("港"))))

    assert "server closed the connection" in outage
    assert "ValueError: 港" in debugging


def test_an_exception_that_refers_to_itself_ends() -> None:
    error = raised(ValueError("x"))
    error.__context__ = KeyError("y")
    error.__context__.__context__ = error

    assert "ValueError" in logs.Line().format(record("x", error=error))


def test_a_refused_or_failed_request_names_its_view_and_no_path() -> None:
    request = RequestFactory().post("/accounts/reset/secret-of-a-link/")
    lines = [
        record("Internal Server Error: %s", request.path, name="django.request", request=request, status_code=500),
        record("Forbidden (%s): %s", "x", request.path, name="django.security.csrf", request=request, status_code=403),
    ]
    missing = record("Not Found: %s", request.path, name="django.request", request=request, status_code=404)
    missing.levelno = logging.WARNING

    assert [logs.WithoutPaths().filter(line) for line in (*lines, missing)] == [True, True, False]
    assert [line.getMessage() for line in lines] == ["POST -: 500", "POST -: 403"]


def test_the_master_names_no_reader() -> None:
    told = record("Invalid request from ip=203.0.113.7: x")
    failed = record("Error handling request %s", "/verdicts/?q=secret")

    assert [logs.WithoutReaders().filter(line) for line in (told, failed)] == [True, True]
    assert [line.getMessage() for line in (told, failed)] == ["Invalid request", "Error handling request"]


def test_every_format_makes_a_configuration() -> None:
    for form in logs.FORMATS:
        assert logs.configuration(form)["handlers"]["console"]["formatter"] == "chosen"
        assert logs.of_gunicorn(form)["version"] == 1
