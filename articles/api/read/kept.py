"""Pages of lists that this process made, for whoever asks for the same before anything is published.

All of them are of one ETag, which holds the edition that every request reads from the database first: what a redaction hides
goes with the first request after it, in every process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from functools import cached_property

from articles.public import compression

MOST_BYTES = 32_000_000  # as they are; compressed they take an eighth beside it
LARGEST_BYTES = 2_000_000  # of one page


@dataclass(frozen=True)
class Made:
    body: bytes
    following: str | None  # the address of the next page

    @cached_property
    def packed(self) -> bytes:
        """Compressing a page takes longer than making it: once, for all who take it so."""
        return compression.packed(self.body)


class Pages:
    """Those that were asked for last, up to so many bytes, by their addresses."""

    def __init__(self) -> None:
        self._etag = ""
        self._pages: OrderedDict[str, Made] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()

    def find(self, address: str, etag: str) -> Made | None:
        with self._lock:
            self._keep_none_but(etag)
            if address in self._pages:
                self._pages.move_to_end(address)
            return self._pages.get(address)

    def keep(self, address: str, etag: str, made: Made) -> None:
        if len(made.body) > LARGEST_BYTES:
            return
        with self._lock:
            self._keep_none_but(etag)
            self._drop(address)
            self._pages[address] = made
            self._bytes += len(made.body)
            while self._bytes > MOST_BYTES:
                self._drop(next(iter(self._pages)))

    def _keep_none_but(self, etag: str) -> None:
        if etag != self._etag:
            self._etag, self._bytes = etag, 0
            self._pages.clear()

    def _drop(self, address: str) -> None:
        made = self._pages.pop(address, None)
        self._bytes -= len(made.body) if made else 0


PAGES = Pages()
