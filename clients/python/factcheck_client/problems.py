"""What can go wrong, as exceptions: the server's problem documents (RFC 9457), and what lies on the way to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Any


class Failure(Exception):
    """Everything that this client raises of its own."""


class Unreachable(Failure):
    """No answer came, or half of one: try again later."""


class DumpDamaged(Failure):
    """A file that came is not the one whose size and SHA-256 the server told: take it again."""


class Problem(Failure):
    """An answer that is none of the expected. Programs look at `code`; `detail` is Japanese, for people.

    `code` is empty where something on the way answered instead of the API. `retry_after`: seconds, where the server said so.
    """

    def __init__(self, status: int, headers: Message[str, str], document: Mapping[str, Any]) -> None:
        self.status = status
        self.headers = headers
        self.type = str(document.get("type", "about:blank"))
        self.title = str(document.get("title", ""))
        self.code = str(document.get("code", ""))
        self.detail = str(document.get("detail", ""))
        self.instance = str(document.get("instance", ""))
        self.errors: list[dict[str, str]] = document.get("errors") or []
        self.retry_after = seconds_of(headers.get("Retry-After"))
        super().__init__(f"{status} {self.code or self.title}: {self.detail}")


class RequestInvalid(Problem):
    """400, 413, 415, 422: the request is wrong, and would be the next time. `errors` names what."""


class KeyRefused(Problem):
    """401: a key is needed, or this one opens nothing (any more): see `code`."""


class ScopeMissing(Problem):
    """403: the key may not do this."""


class NotFound(Problem):
    """404: nothing of this number or at this address is public."""


class LogRewound(Problem):
    """409 `log_rewound`: the log was restored from an older backup. `Mirror` deals with it by itself."""


class Withdrawn(Problem):
    """410: withdrawn for legal reasons. Delete your copy."""


class TooManyRequests(Problem):
    """429, or 503 for the same reason: more often than `patience` could wait for."""


_OF_CODES: dict[str, type[Problem]] = {"log_rewound": LogRewound, "too_many_requests": TooManyRequests}
_OF_STATUSES: dict[int, type[Problem]] = {
    400: RequestInvalid,
    401: KeyRefused,
    403: ScopeMissing,
    404: NotFound,
    410: Withdrawn,
    413: RequestInvalid,
    415: RequestInvalid,
    422: RequestInvalid,
    429: TooManyRequests,
}


def problem(status: int, headers: Message[str, str], body: bytes) -> Problem:
    """The exception for an answer, whatever its body is."""
    document = _document(headers, body)
    kind = _OF_CODES.get(document.get("code", "")) or _OF_STATUSES.get(status, Problem)
    return kind(status, headers, document)


def moved(status: int, headers: Message[str, str]) -> Problem:
    """The API never redirects, and what is not asked where it was meant to be could be anybody's."""
    place = headers.get("Location", "")
    return Problem(
        status, headers, {"title": "moved", "detail": f"not followed: {place}. Is the address of the site right?"}
    )


def seconds_of(retry_after: str | None, now: datetime | None = None) -> float | None:
    """Of a Retry-After, which is a number of seconds or a date (RFC 9110, 10.2.3)."""
    if not retry_after:
        return None
    if retry_after.isascii() and retry_after.isdecimal():
        return float(retry_after)
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - (now or datetime.now(UTC))).total_seconds())


def _document(headers: Message[str, str], body: bytes) -> Mapping[str, Any]:
    if "json" not in headers.get("Content-Type", ""):
        return {"title": "no problem document"}
    try:
        document = json.loads(body)
    except ValueError:
        return {"title": "unreadable problem document"}
    return document if isinstance(document, dict) else {}
