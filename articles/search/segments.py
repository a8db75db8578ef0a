"""Documents as ranked search and matching see them, in arrays: claims, all words shown, and what lists are narrowed by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from articles.search.described import Keys
from articles.search.postings import Postings

Rows = NDArray[np.bool_]
"""One for each document of a segment."""


@dataclass(frozen=True, slots=True)
class Document:
    """One verdict as it is loaded. `values`: facet name → what it is found under; `moment` seconds since the epoch."""

    number: int
    keys: Keys
    words: Keys
    vector: NDArray[np.int8]
    values: Mapping[str, tuple[str, ...]]
    moment: int


@dataclass(frozen=True, slots=True)
class Column:
    """The values of one facet: document `rows[i]` has `names[values[i]]`."""

    names: tuple[str, ...]
    rows: NDArray[np.int32]
    values: NDArray[np.int32]

    @classmethod
    def of(cls, documents: Iterable[tuple[str, ...]]) -> Column:
        known: dict[str, int] = {}
        rows, values = [], []
        for row, names in enumerate(documents):
            for name in names:
                rows.append(row)
                values.append(known.setdefault(name, len(known)))
        return cls(tuple(known), np.array(rows, np.int32), np.array(values, np.int32))

    def holding(self, wanted: Iterable[str], size: int) -> Rows:
        """Documents with any of the values."""
        found = np.zeros(size, np.bool_)
        places = [place for place, name in enumerate(self.names) if name in set(wanted)]
        found[self.rows[np.isin(self.values, places)]] = True
        return found

    def counts(self, rows: Rows) -> dict[str, int]:
        """How many of the chosen documents have each value, those that none has left out."""
        counted = np.bincount(self.values[rows[self.rows]], minlength=len(self.names))
        return {self.names[place]: int(counted[place]) for place in np.flatnonzero(counted)}


@dataclass(frozen=True, slots=True)
class Segment:
    """Immutable but for `alive`: a document whose newer state stands in a later segment is switched off."""

    numbers: NDArray[np.int64]
    claims: Postings
    words: Postings
    columns: Mapping[str, Column]
    moments: NDArray[np.int64]
    alive: Rows

    @classmethod
    def of(cls, documents: Sequence[Document], facets: Iterable[str]) -> Segment:
        numbers = [document.number for document in documents]
        vectors = np.array([document.vector for document in documents], np.int8).reshape(-1, 512)
        return cls(
            np.array(numbers, np.int64),
            Postings.of(numbers, [document.keys for document in documents], vectors),
            Postings.of(numbers, [document.words for document in documents], vectors[:0]),
            {name: Column.of(document.values.get(name, ()) for document in documents) for name in facets},
            np.array([document.moment for document in documents], np.int64),
            np.ones(len(documents), np.bool_),
        )

    def without(self, numbers: Iterable[int]) -> Segment:
        """The same documents but for those."""
        gone = np.isin(self.numbers, np.fromiter(numbers, np.int64))
        return Segment(self.numbers, self.claims, self.words, self.columns, self.moments, self.alive & ~gone)
