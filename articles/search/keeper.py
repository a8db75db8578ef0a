"""What a process keeps of the tables it searches, brought up to date at each question."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import DatabaseError, connection

Library = TypeVar("Library")


class Keeper(Generic[Library]):
    """The library of this process. A library never changes; a newer one takes its place.

    One that `is_worn` goes on answering while a thread reads it anew.
    """

    def __init__(
        self,
        empty: Library,
        caught_up: Callable[[Library], Library],
        *,
        is_worn: Callable[[Library], bool] = lambda _library: False,
        renewed: Callable[[], Library] | None = None,
    ) -> None:
        self._library = empty
        self._caught_up, self._is_worn, self._renewed = caught_up, is_worn, renewed
        self._lock = threading.Lock()
        self._renewal = threading.Lock()

    def current(self) -> Library:
        with self._lock:
            self._library = self._caught_up(self._library)
            if self._is_worn(self._library) and self._renewal.acquire(blocking=False):
                threading.Thread(target=self._renew, name="search-renewal", daemon=True).start()
            return self._library

    def _renew(self) -> None:
        """Where the database is away meanwhile the next question tries again."""
        assert self._renewed is not None
        try:
            with contextlib.suppress(DatabaseError):
                fresh = self._renewed()
                with self._lock:
                    self._library = self._caught_up(fresh)
        finally:
            connection.close()
            self._renewal.release()
