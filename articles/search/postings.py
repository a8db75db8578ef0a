"""Which documents hold which hashed term, and whose vector is near: arrays alone, some 500 bytes a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from articles.search.described import Keys

Codes = NDArray[np.uint64]
"""Signs of a vector's coordinates, 64 to a word: 512 bits a row."""

MOST_POSTINGS = 200_000
"""What one question may read: rarest terms first, those beyond are too frequent to tell anything."""


def codes(vectors: NDArray[np.int8]) -> Codes:
    """uint64[n, 8] of int8[n, 512]."""
    return np.packbits(vectors > 0, axis=1).view(np.uint64)


@dataclass(frozen=True, slots=True)
class Postings:
    """Immutable. Row numbers are positions in `documents`."""

    documents: NDArray[np.int64]
    terms: Keys
    """Sorted, without repeats."""
    starts: NDArray[np.int64]
    """`rows[starts[i]:starts[i + 1]]` hold `terms[i]`."""
    rows: NDArray[np.int32]
    codes: Codes

    @classmethod
    def of(cls, documents: Sequence[int], keys: Sequence[Keys], vectors: NDArray[np.int8]) -> Postings:
        lengths = np.fromiter(map(len, keys), np.int64, len(keys))
        flat = np.concatenate([*keys, np.zeros(0, np.uint32)]).astype(np.uint32)
        rows = np.repeat(np.arange(len(keys), dtype=np.int32), lengths)
        order = np.argsort(flat, kind="stable")
        terms, starts = np.unique(flat[order], return_index=True)
        return cls(
            np.asarray(documents, np.int64),
            terms,
            np.append(starts, len(flat)).astype(np.int64),
            rows[order],
            codes(vectors.reshape(-1, 512)),
        )

    def frequencies(self, keys: Keys) -> NDArray[np.int64]:
        """Number of documents that hold each of `keys`."""
        places = self._places(keys)
        held = places >= 0
        found = np.zeros(len(keys), np.int64)
        found[held] = self.starts[places[held] + 1] - self.starts[places[held]]
        return found

    def scores(self, keys: Keys, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Sum of the weights of the `keys` each document holds, one for each row."""
        places = self._places(keys)
        counts = self.frequencies(keys)
        order = np.argsort(counts, kind="stable")
        order = order[(counts[order] > 0) & (np.cumsum(counts[order]) <= MOST_POSTINGS)]
        if not len(order):
            return np.zeros(len(self.documents))
        rows = np.concatenate([self.rows[self.starts[place] : self.starts[place + 1]] for place in places[order]])
        summed = np.bincount(rows, np.repeat(weights[order], counts[order]), minlength=len(self.documents))
        return summed.astype(np.float64, copy=False)

    def holding(self, keys: Keys) -> NDArray[np.bool_]:
        """Documents that hold all of `keys`, one for each row."""
        counts = np.zeros(len(self.documents), np.int32)
        places = self._places(keys)
        if not len(keys) or (places < 0).any():
            return counts > 0
        for place in places:
            counts[self.rows[self.starts[place] : self.starts[place + 1]]] += 1
        held: NDArray[np.bool_] = counts == len(keys)
        return held

    def distances(self, code: Codes) -> NDArray[np.float64]:
        """Bits in which each document's code differs from uint64[8]."""
        distances: NDArray[np.float64] = np.bitwise_count(self.codes ^ code).sum(axis=1, dtype=np.float64)
        return distances

    def _places(self, keys: Keys) -> NDArray[np.int64]:
        """Where each key stands in `terms`, -1 where it does not."""
        if not len(self.terms):
            return np.full(len(keys), -1, np.int64)
        places = np.searchsorted(self.terms, keys).clip(max=len(self.terms) - 1)
        return np.where(self.terms[places] == keys, places, -1)


def highest(scores: NDArray[np.float64], most: int) -> NDArray[np.int64]:
    """Rows of the highest scores above zero, highest first; ties by row."""
    most = min(most, len(scores))
    if not most:
        return np.zeros(0, np.int64)
    rows = np.argpartition(-scores, most - 1)[:most]
    rows = rows[scores[rows] > 0]
    return rows[np.lexsort((rows, -scores[rows]))]
