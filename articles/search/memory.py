"""Descriptions kept in memory: for the bench, for tests, and for the few claims of one page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from articles.search.described import Description, Kept, Keys
from articles.search.matching import Asked
from articles.search.postings import Postings
from articles.search.retrieval import found_in


class MemoryIndex:
    def __init__(self, claims: Mapping[int, Description]) -> None:
        self._claims = dict(claims)
        vectors = np.stack([claim.vector for claim in claims.values()]) if claims else np.zeros((0, 512), np.int8)
        self._postings = Postings.of(list(claims), [claim.keys() for claim in claims.values()], vectors)

    @property
    def size(self) -> int:
        return len(self._claims)

    def frequencies(self, keys: Keys) -> NDArray[np.int64]:
        return self._postings.frequencies(keys)

    def candidates(self, asked: Sequence[Asked], most: int) -> list[list[int]]:
        return [
            found_in([self._postings], question.keys, question.weights, question.vector, most) for question in asked
        ]

    def kept(self, keys: Iterable[int]) -> Mapping[int, Kept]:
        return {key: Kept.of(self._claims[key]) for key in keys}
