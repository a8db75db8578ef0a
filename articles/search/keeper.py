"""What a process keeps of the tables it searches, brought up to date at each question."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Library = TypeVar("Library")


class Keeper(Generic[Library]):
    """The library of this process. A library never changes; a newer one takes its place."""

    def __init__(self, empty: Library, caught_up: Callable[[Library], Library]) -> None:
        self._library = empty
        self._caught_up = caught_up
        self._lock = threading.Lock()

    def current(self) -> Library:
        with self._lock:
            self._library = self._caught_up(self._library)
            return self._library
