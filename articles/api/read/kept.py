"""Pages of lists that this process made, for whoever asks for the same before anything is published: by address and ETag.

The ETag holds the edition, which every request reads from the database first: what a redaction hides has another one at once,
in every process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple

MOST_BYTES = 32_000_000
LARGEST_BYTES = 2_000_000  # of one page


class Made(NamedTuple):
    body: bytes
    following: str | None  # the address of the next page


class Pages:
    """Those that were asked for last, up to so many bytes."""

    def __init__(self) -> None:
        self._pages: OrderedDict[str, tuple[str, Made]] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, address: str, etag: str) -> Made | None:
        with self._lock:
            made_for, made = self._pages.get(address, ("", None))
            if made_for != etag:
                return None
            self._pages.move_to_end(address)
            return made

    def keep(self, address: str, etag: str, made: Made) -> None:
        if len(made.body) > LARGEST_BYTES:
            return
        with self._lock:
            self._drop(address)
            self._pages[address] = (etag, made)
            self._bytes += len(made.body)
            while self._bytes > MOST_BYTES:
                self._drop(next(iter(self._pages)))

    def _drop(self, address: str) -> None:
        _etag, made = self._pages.pop(address, ("", None))
        self._bytes -= len(made.body) if made else 0


PAGES = Pages()
