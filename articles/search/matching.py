"""Was this checked? Statements of a message against described claims, whoever keeps them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from articles.search import meaning
from articles.search.comparing import Comparison, Difference, compared
from articles.search.described import Description, Keys, undirected
from articles.search.folding import folded
from articles.search.statements import Statement, statements

__all__ = ["Answer", "Band", "Difference", "Index", "Match", "Statement", "answers"]

CANDIDATES = 12
"""How many documents are looked at closely for each way of finding them, for each statement."""


class Band(StrEnum):
    SAME = "same"
    NEAR = "near"
    RELATED = "related"


@dataclass(frozen=True)
class Match:
    """`score` is the probability that the claim is the statement's; `shared` words are as the statement has them."""

    key: int
    score: float
    band: Band
    shared: tuple[str, ...]
    differs: tuple[Difference, ...]


@dataclass(frozen=True)
class Answer:
    statement: Statement
    matches: tuple[Match, ...]


class Index(Protocol):
    """What the engine asks of whoever keeps descriptions."""

    @property
    def size(self) -> int:
        """Number of claims."""
        ...

    def frequencies(self, keys: Keys) -> NDArray[np.int64]:
        """Number of claims that hold each hashed term."""
        ...

    def candidates(self, asked: Sequence[Asked], most: int) -> list[list[int]]:
        """For each question the keys of claims worth comparing, `most` for each way of finding them."""
        ...

    def descriptions(self, keys: Iterable[int]) -> Mapping[int, Description]:
        """Of the claims that may be shown; in one query for all of them."""
        ...


@dataclass(frozen=True)
class Asked:
    """A statement as storage looks for it: hashed terms with their weights, and its vector."""

    keys: Keys
    weights: NDArray[np.float64]
    vector: NDArray[np.int8]


def answers(message: str, index: Index, *, date: datetime.date | None = None, limit: int = 3) -> tuple[Answer, ...]:
    """Each statement of the message that says something, with at most `limit` claims, best first.

    `date` is when the message was written: 去年 and 先月 count from it.
    """
    asked = described_statements(message, date)
    if not asked:
        return ()
    questions = [_asked(description, index) for _, description in asked]
    found = index.candidates(questions, CANDIDATES)
    known = index.descriptions({key for keys in found for key in keys})
    return tuple(
        Answer(statement, _matches(description, {key: known[key] for key in keys if key in known}, index, limit))
        for (statement, description), keys in zip(asked, found, strict=True)
    )


def described_statements(message: str, date: datetime.date | None) -> list[tuple[Statement, Description]]:
    parts = statements(message)
    texts = [folded(part.text) for part in parts]
    rows = meaning.vectors(texts)
    described = [undirected(text, date, (), row) for text, row in zip(texts, rows, strict=True)]
    return [(part, description) for part, description in zip(parts, described, strict=True) if description.terms]


def _asked(description: Description, index: Index) -> Asked:
    keys = description.keys()
    weights = np.log1p(index.size / (index.frequencies(keys) + 0.5))
    return Asked(keys, weights, description.vector)


def _matches(asked: Description, candidates: Mapping[int, Description], index: Index, limit: int) -> tuple[Match, ...]:
    compared_ = {key: compared(asked, claim, index.frequencies, index.size) for key, claim in candidates.items()}
    found = [match for key, comparison in compared_.items() if (match := _match(key, comparison))]
    return tuple(sorted(found, key=_best_first)[:limit])


_ORDER: dict[Band, int] = {Band.SAME: 0, Band.NEAR: 1, Band.RELATED: 2}


def _best_first(match: Match) -> tuple[int, float, int]:
    return _ORDER[match.band], -match.score, match.key


def _match(key: int, comparison: Comparison) -> Match | None:
    band = _band(comparison)
    if band is None:
        return None
    return Match(key, comparison.score, band, comparison.shared, comparison.differs)


def _band(comparison: Comparison) -> Band | None:
    conflicts = any(each.ours and each.theirs for each in comparison.differs)
    if comparison.score >= 0.6:
        return Band.NEAR if conflicts else Band.SAME
    if comparison.score >= 0.4:
        return Band.NEAR
    return Band.RELATED if comparison.score >= 0.2 and comparison.shared else None
