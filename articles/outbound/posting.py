"""One POST to somewhere outside: to an address judged at the moment of connecting, without redirects and proxies, in bounded time.

The name is looked up once, every address it has is judged, and the connection goes to one of those (docs/adr/0035).
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import NamedTuple

from articles.outbound import addresses
from articles.outbound.addresses import Target

CONNECT_SECONDS = 5
WHOLE_SECONDS = 15  # from the look-up to the answer, however slowly it drips
READ_BYTES = 4096  # of an answer's body, which nobody looks at


class Answer(NamedTuple):
    """`retry_after` in seconds, where the other side says it."""

    status: int
    milliseconds: int
    retry_after: int | None


class NotPosted(Exception):
    """There was no answer. `code` says why; no words, because the address is a password to some."""

    code = "connection"


class AddressInside(NotPosted):
    code = "address"


class NameUnknown(NotPosted):
    code = "name"


class NotTrusted(NotPosted):
    code = "certificate"


class TooSlow(NotPosted):
    code = "timeout"


def post(
    target: Target,
    body: bytes,
    headers: Mapping[str, str],
    *,
    is_allowed: Callable[[str], bool] | None = None,
    trusted: str | None = None,
) -> Answer:
    """Raises NotPosted. `is_allowed` and `trusted`, a file of certificates, are for tests, whose server is on this machine."""
    allowed = is_allowed or (addresses.is_loopback if target.is_local else addresses.is_public)
    connection = _Guarded(target, allowed, trusted)
    watch = threading.Timer(WHOLE_SECONDS, connection.cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request("POST", target.path, body, dict(headers))
        answer = connection.getresponse()
        milliseconds = connection.milliseconds
        if connection.is_cut:  # what was heard by then may be half of it
            raise TimeoutError
        with suppress(OSError, http.client.HTTPException):  # whatever becomes of the body, the status was heard
            answer.read(READ_BYTES)
        return Answer(answer.status, milliseconds, _seconds(answer.getheader("Retry-After", "")))
    except (OSError, http.client.HTTPException) as error:
        raise _reason(error, was_cut=connection.is_cut) from error
    finally:
        watch.cancel()
        connection.close()


def _reason(error: Exception, *, was_cut: bool) -> NotPosted:
    if was_cut or isinstance(error, TimeoutError):
        return TooSlow()
    if isinstance(error, socket.gaierror):
        return NameUnknown()
    return NotTrusted() if isinstance(error, ssl.SSLError) else NotPosted()


def _seconds(value: str) -> int | None:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else None


class _Guarded(http.client.HTTPConnection):
    """Connects to an address it has judged: a second look-up might answer another one."""

    def __init__(self, target: Target, is_allowed: Callable[[str], bool], trusted: str | None) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT_SECONDS)
        self.default_port = 443 if target.scheme == "https" else 80  # which the Host header leaves out
        self._is_allowed = is_allowed
        self._security = ssl.create_default_context(cafile=trusted) if target.scheme == "https" else None
        self._began = time.monotonic()
        self.is_cut = False
        self.sock: socket.socket | None = None

    @property
    def milliseconds(self) -> int:
        return round((time.monotonic() - self._began) * 1000)

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        judged = list(dict.fromkeys(str(row[4][0]) for row in found))
        if not judged or not all(map(self._is_allowed, judged)):
            raise AddressInside
        self.sock = plain = self._reached(judged)
        plain.settimeout(WHOLE_SECONDS)
        if self._security is not None:
            self.sock = self._security.wrap_socket(plain, server_hostname=self.host)
        if self.is_cut:
            raise TimeoutError

    def _reached(self, judged: list[str]) -> socket.socket:
        """A connection to the first of the addresses that takes one; by number, so that nothing is looked up again."""
        failure: OSError = TimeoutError()
        for address in judged:
            if self.is_cut:  # looking up has no limit of its own
                raise TimeoutError
            try:
                return socket.create_connection((address, self.port), timeout=CONNECT_SECONDS)
            except OSError as error:
                failure = error
        raise failure

    def cut(self) -> None:
        """From another thread."""
        self.is_cut = True
        if self.sock is not None:
            with suppress(OSError):  # it was closed in the same moment
                self.sock.shutdown(socket.SHUT_RDWR)
