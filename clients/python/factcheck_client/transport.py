"""One request and its answer: addresses, the key, redirects, and how long to wait before asking again."""

from __future__ import annotations

import gzip
import http.client
import itertools
import json
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

from factcheck_client import problems
from factcheck_client.problems import Problem, Unreachable

API = "/api/v1/"
PASSING = frozenset({429, 502, 503, 504})  # what may be gone a moment later
NOT_MODIFIED = 304
REDIRECTS = frozenset({301, 302, 303, 307, 308})
LONGEST_PAUSE = 60.0
CHUNK = 1 << 16
T = TypeVar("T")
Response = http.client.HTTPResponse | urllib.error.HTTPError
Parameters = Mapping[str, str | int]


@dataclass(frozen=True)
class Answer:
    """`is_unchanged`: a 304, whose body is the one that was kept."""

    is_unchanged: bool
    headers: Message[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """urllib would carry the key along, to whatever host."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def origin_of(site: str) -> str:
    parts = urlsplit(site)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError(f"{site!r} is no address such as https://factcheck.example")
    return f"{parts.scheme}://{parts.netloc}"


@dataclass(frozen=True)
class Transport:
    """`timeout` of each attempt, `patience` of all together with the pauses between them; both in seconds."""

    origin: str
    headers: Mapping[str, str]
    timeout: float
    patience: float
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], object] = time.sleep
    _opener: urllib.request.OpenerDirector = field(default_factory=lambda: urllib.request.build_opener(_NoRedirects))

    def request(
        self,
        path: str,
        parameters: Parameters | None = None,
        *,
        data: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> urllib.request.Request:
        told = {"Accept": "application/json, */*;q=0.5", **self.headers, **(headers or {})}
        return urllib.request.Request(self._address(path, parameters), data, told)  # noqa: S310 - http(s), by origin_of

    def sent(self, request: urllib.request.Request) -> Answer:
        """Raises Problem, Unreachable."""
        return self.retried(lambda: self._answered(request))

    def retried(self, attempt: Callable[[], T]) -> T:
        """What `attempt` returns, tried again as long as that may help and `patience` lasts."""
        began = self.clock()
        for number in itertools.count():
            try:
                return attempt()
            except (Problem, Unreachable) as failure:
                pause = _pause(failure, number)
                if pause is None or self.clock() - began + pause > self.patience:
                    raise
                self.sleep(pause)
        raise AssertionError  # counting never ends

    @contextmanager
    def opened(self, request: urllib.request.Request) -> Iterator[Response]:
        """An answer that is 2xx or 304. Raises Problem, Unreachable."""
        with self._response(request) as response:
            if isinstance(response, urllib.error.HTTPError) and response.code != NOT_MODIFIED:
                raise _problem(response)
            yield response

    def _response(self, request: urllib.request.Request) -> Response:
        try:
            response: Response = self._opener.open(request, timeout=self.timeout)
        except urllib.error.HTTPError as error:
            return error
        except (OSError, http.client.HTTPException) as error:  # URLError is an OSError
            raise Unreachable(f"{request.full_url}: {error}") from error
        return response

    def _answered(self, request: urllib.request.Request) -> Answer:
        with self.opened(request) as response:
            is_unchanged = isinstance(response, urllib.error.HTTPError)
            return Answer(is_unchanged, response.headers, _unpacked(response))

    def _address(self, path: str, parameters: Parameters | None) -> str:
        """Always of our origin: what an answer names is asked for where the answer came from, so no key goes elsewhere."""
        parts = urlsplit(path)
        place = parts.path if parts.path.startswith("/") else API + quote(parts.path)
        query = "&".join(filter(None, [parts.query, urlencode(parameters or {})]))
        return f"{self.origin}{place}" + (f"?{query}" if query else "")


def chunks(response: Response) -> Iterator[bytes]:
    """Raises Unreachable where the answer breaks off."""
    while True:
        try:
            chunk = response.read(CHUNK)
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"broken off: {error}") from error
        if not chunk:
            break
        yield chunk
    if response.length:  # read() of a number of bytes says nothing of it
        raise Unreachable(f"broken off: {response.length} bytes are missing")


def _unpacked(response: Response) -> bytes:
    body = b"".join(chunks(response))
    if response.headers.get("Content-Encoding") != "gzip" or not body:
        return body
    try:
        return gzip.decompress(body)
    except (OSError, EOFError) as error:
        raise Unreachable(f"broken off: {error}") from error


def _problem(error: urllib.error.HTTPError) -> Problem:
    if error.code in REDIRECTS:
        return problems.moved(error.code, error.headers)
    return problems.problem(error.code, error.headers, _unpacked(error))


def _pause(failure: Problem | Unreachable, number: int) -> float | None:
    """Seconds before the next attempt; None where none would help."""
    if isinstance(failure, Problem):
        if failure.retry_after is not None:
            return failure.retry_after
        if failure.status not in PASSING:
            return None
    doubled: float = min(LONGEST_PAUSE, 2.0**number)
    return doubled * random.uniform(0.5, 1)  # noqa: S311 - so that clients that failed together do not return together
