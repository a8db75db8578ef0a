"""How far a backup or restore is, as whoever shows it is told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

Advance = Callable[[int], None]
"""Called with the bytes done since the last call."""


class Progress(Protocol):
    """Opened for each step, in words for a person; `total` in bytes, None where nobody knows how long it takes."""

    def __call__(self, label: str, total: int | None = None) -> AbstractContextManager[Advance]: ...


def by_table(tables: Mapping[str, int], advance: Advance) -> Callable[[str], None]:
    """For `programs.run`: reaching a table means that the one before is done."""
    before = ""

    def reached(table: str) -> None:
        nonlocal before
        advance(tables.get(before, 0))
        before = table

    return reached
