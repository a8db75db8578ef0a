"""How much matching one process does at once; how often for one client is counted in articles/quotas.py."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

AT_ONCE = 2  # messages in work
WAITING = 1  # beside these; a gunicorn process has four threads, and one at least goes on serving pages
WAIT_SECONDS = 3.0  # for a turn


class Busy(Exception):
    """Everybody together has asked too much; `seconds` until it may be tried again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Pace:
    """Turns to be taken, and places to wait for one."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._turns = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + WAITING)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Raises Busy."""
        with _held(self._places, seconds=0), _held(self._turns, seconds=WAIT_SECONDS):
            yield


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
