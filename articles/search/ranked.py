"""Plain search for lists: what matches a question best, which of its words match and which do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Wanted:
    """One word of a question. `found` is how many documents have it; 0 for those that are nowhere."""

    surface: str
    found: int


@dataclass(frozen=True)
class Facet:
    """How many of the documents found have each value: ("fij-false", 12), most first."""

    name: str
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Found:
    """`keys` are the asked slice, in order; `total` counts all. Facets count what the other filters leave."""

    keys: tuple[int, ...]
    total: int
    words: tuple[Wanted, ...]
    missed: Mapping[int, tuple[str, ...]]
    """For each of `keys` the words of the question that it does not have."""
    facets: tuple[Facet, ...]


class Shelf(Protocol):
    """What ranked search asks of whoever keeps the documents."""

    def ranked(self, query: str, *, filters: Mapping[str, Sequence[str]], sort: str, start: int, most: int) -> Found:
        """`filters`: facet name → values, any of which; `sort`: best, newest, oldest."""
        ...
