"""How much matching one process does: so often for one client, and so much at once. Counted in memory, kept nowhere."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest

AT_ONCE = 2  # messages in work
WAITING = 1  # beside these; a gunicorn process has four threads, and one at least goes on serving pages
WAIT_SECONDS = 3.0  # for a turn
MINUTE = 60.0
MAX_CLIENTS = 10_000  # remembered; the one that asked longest ago is forgotten first


class TooOften(Exception):
    """This client has asked too often; `seconds` until it may again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Busy(TooOften):
    """Everybody together has asked too much."""


class Pace:
    """A token bucket a client: its process's share of `MATCHES_PER_MINUTE` at once, and as many again every minute.

    Processes know nothing of each other, so that all together never grant more than the whole; the kernel may give a client
    to one of them alone, which grants less.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._full_at: OrderedDict[str, float] = OrderedDict()  # when the client's bucket is full again
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._places = threading.BoundedSemaphore(AT_ONCE + WAITING)

    @contextmanager
    def turn(self, request: HttpRequest) -> Iterator[None]:
        """Raises TooOften, Busy."""
        self.count(client_of(request))
        with _held(self._places, seconds=0), _held(self._turns, seconds=WAIT_SECONDS):
            yield

    def count(self, client: str) -> None:
        """Raises TooOften."""
        token = MINUTE / max(settings.MATCHES_PER_MINUTE // settings.WEB_CONCURRENCY, 1)
        with self._lock:
            now = self._clock()
            full_at = max(self._full_at.get(client, now), now) + token
            if (late := full_at - now - MINUTE) > 1e-6:
                raise TooOften(int(late) + 1)
            self._full_at[client] = full_at
            self._full_at.move_to_end(client)
            if len(self._full_at) > MAX_CLIENTS:
                self._full_at.popitem(last=False)


@contextmanager
def _held(semaphore: threading.BoundedSemaphore, *, seconds: float) -> Iterator[None]:
    """Raises Busy where it is not to be had in that time."""
    if not semaphore.acquire(timeout=seconds):
        raise Busy(round(WAIT_SECONDS))
    try:
        yield
    finally:
        semaphore.release()


MATCHING = Pace()
"""Shared by readers' page and API: it is the same work."""


def client_of(request: HttpRequest) -> str:
    """An address, of IPv6 the network that one household has; behind a proxy the one that the proxy saw."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", address).split(",")[-1].strip()
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # a socket in the file system has none
        return ""
    return address if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))
