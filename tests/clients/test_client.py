"""The partners' Python client against a server that misbehaves as servers and networks do."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from factcheck_client import (
    Client,
    DumpDamaged,
    Failure,
    KeyRefused,
    NotFound,
    Problem,
    RequestInvalid,
    ScopeMissing,
    TooManyRequests,
    Unreachable,
    Withdrawn,
)
from factcheck_client.problems import seconds_of
from tests.clients.scripted import Reply, Script, server


@dataclass
class Clock:
    """Time passes only by sleeping."""

    now: float = 0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def script() -> Iterator[Script]:
    with server() as found:
        yield found


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(script: Script, clock: Clock) -> Client:
    return Client(script.url, "fcd_secret", patience=100, clock=clock, sleep=clock.sleep)


def test_it_waits_as_long_as_it_is_told(client: Client, script: Script, clock: Clock) -> None:
    script.replies = [
        Reply.problem(429, "too_many_requests", Retry_After="41"),
        Reply.problem(503, "unavailable", Retry_After="7"),
        Reply.problem(409, "request_in_flight", Retry_After="1"),
        Reply(body=b'{"id": 7}'),
    ]

    assert client.verdict(7) == {"id": 7}
    assert clock.slept == [41, 7, 1]
    assert script.paths == ["/api/v1/verdicts/7/"] * 4


def test_it_waits_longer_each_time_where_nobody_says_how_long(client: Client, script: Script, clock: Clock) -> None:
    script.replies = [Reply(502, b"<html>"), Reply(0), Reply(body=b'{"id"', promised=9), Reply(body=b'{"id": 7}')]

    assert client.verdict(7) == {"id": 7}
    assert [low <= slept <= 2 * low for slept, low in zip(clock.slept, [0.5, 1, 2], strict=True)] == [True] * 3


def test_it_gives_up_once_waiting_would_take_longer_than_its_patience(
    client: Client, script: Script, clock: Clock
) -> None:
    script.replies = [Reply.problem(429, "too_many_requests", Retry_After="60")] * 2

    with pytest.raises(TooManyRequests) as caught:
        client.verdict(7)

    assert (caught.value.retry_after, clock.slept) == (60, [60])


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, "invalid_parameters", RequestInvalid),
        (401, "key_expired", KeyRefused),
        (403, "scope_missing", ScopeMissing),
        (404, "not_found", NotFound),
        (409, "something_new", Problem),
        (410, "withdrawn", Withdrawn),
        (413, "too_large", RequestInvalid),
        (422, "not_taken", RequestInvalid),
        (500, "server_error", Problem),
    ],
)
def test_each_problem_is_an_exception_and_is_not_tried_again(
    client: Client, script: Script, status: int, code: str, kind: type[Problem]
) -> None:
    script.replies = [Reply.problem(status, code)]

    with pytest.raises(Failure) as caught:
        client.verdict(7)

    assert type(caught.value) is kind
    assert (caught.value.status, caught.value.code, caught.value.detail) == (status, code, "見出し")


@pytest.mark.parametrize("body", [b"<html>", b"[1]", b"{", b"\xff"])
def test_an_error_of_something_on_the_way_is_a_problem_without_a_code(
    client: Client, script: Script, body: bytes
) -> None:
    script.replies = [Reply(500, body, {"Content-Type": "application/problem+json"})]

    with pytest.raises(Problem) as caught:
        client.verdict(7)

    assert (type(caught.value), caught.value.code) == (Problem, "")


def test_what_did_not_change_is_not_sent_again(client: Client, script: Script) -> None:
    script.replies = [
        Reply(body=gzip.compress(b'{"id": 7}'), headers={"ETag": '"a"', "Content-Encoding": "gzip"}),
        Reply(304, b"", {"ETag": '"a"'}),
        Reply(body=b'{"id": 8}', headers={"ETag": '"b"'}),
        Reply.problem(410, "withdrawn"),
        Reply.problem(410, "withdrawn"),
    ]

    assert [client.verdict(7), client.verdict(7), client.verdict(7)] == [{"id": 7}, {"id": 7}, {"id": 8}]
    for _again in range(2):
        with pytest.raises(Withdrawn):
            client.verdict(7)

    told = [asked.headers.get("if-none-match") for asked in script.asked]
    assert told == [None, '"a"', '"a"', '"b"', None]


def test_no_more_answers_are_kept_than_allowed(script: Script) -> None:
    client = Client(script.url, remembered=1)
    script.replies = [Reply(headers={"ETag": '"a"'})] * 3

    for number in (1, 2, 1):
        client.verdict(number)

    assert [asked.headers.get("if-none-match") for asked in script.asked] == [None] * 3


def test_the_key_goes_nowhere_else(client: Client, script: Script) -> None:
    """Neither where a redirect leads, nor where an answer says that the next page is."""
    with server() as stranger:
        script.replies = [
            Reply(body=f'{{"results": [1], "next": "{stranger.url}/api/v1/claims/?cursor=a"}}'.encode()),
            Reply(302, b"", {"Location": f"{stranger.url}/api/v1/claims/"}),
        ]

        with pytest.raises(Problem, match="not followed"):
            list(client.claims())

        assert stranger.asked == []
    assert script.paths == ["/api/v1/claims/", "/api/v1/claims/?cursor=a"]
    assert [asked.headers["authorization"] for asked in script.asked] == ["Bearer fcd_secret"] * 2


def test_what_is_handed_in_is_sent_again_under_the_same_key(client: Client, script: Script) -> None:
    script.replies = [Reply(0), Reply(503, b""), Reply(201, b'{"id": 1}'), Reply(201, b'{"id": 2}')]

    assert client.post("tips/", {"text": "ダム"}) == {"id": 1}
    assert client.post("tips/", {}, idempotency_key="mine") == {"id": 2}

    keys = [asked.headers["idempotency-key"] for asked in script.asked]
    assert (len(set(keys[:3])), keys[3], len(keys[0])) == (1, "mine", 36)
    assert {asked.method for asked in script.asked} == {"POST"}


def test_what_is_deprecated_is_said(client: Client, script: Script) -> None:
    told = {"Deprecation": "@1893456000", "Sunset": "Tue, 01 Jan 2030 00:00:00 GMT"}
    script.replies = [Reply(headers=told)]

    with pytest.warns(DeprecationWarning, match="01 Jan 2030"):
        client.verdict(7)


def test_a_file_that_is_not_the_one_that_was_told_is_refused(client: Client, script: Script, tmp_path: Path) -> None:
    content = b"all that was published"
    told: dict[str, Any] = {"url": f"{script.url}/api/v1/dumps/a.gz", "size": len(content)}
    told["sha256"] = hashlib.sha256(content).hexdigest()
    target = tmp_path / "a.gz"
    script.replies = [Reply(body=content[:-1] + b"!"), Reply(body=content[:5], promised=22), Reply(body=content)]

    with pytest.raises(DumpDamaged):
        client.download(told, target)  # type: ignore[arg-type]  # as far as it is looked at
    assert list(tmp_path.iterdir()) == []

    client.download(told, target)  # type: ignore[arg-type]  # as above
    assert target.read_bytes() == content
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("site", ["factcheck.example", "file:///etc/passwd", "ftp://factcheck.example", ""])
def test_only_web_addresses_are_sites(site: str) -> None:
    with pytest.raises(ValueError, match="no address"):
        Client(site)


def test_nobody_there_is_unreachable() -> None:
    with server() as gone:
        pass

    with pytest.raises(Unreachable):
        Client(gone.url, patience=0).verdict(1)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("12", 12),
        ("Sun, 29 Nov 2026 10:00:30 GMT", 30),
        ("Sun, 29 Nov 2026 09:00:00 GMT", 0),
        ("soon", None),
        ("-5", None),
        ("１２", None),
        (None, None),
    ],
)
def test_retry_after_is_read_in_both_its_forms(header: str | None, seconds: float | None) -> None:
    assert seconds_of(header, datetime(2026, 11, 29, 10, tzinfo=UTC)) == seconds
