"""Plain search for lists: what matches a question best, which of its words match and which do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from articles.search.described import Keys
from articles.search.postings import Postings
from articles.search.segments import Rows, Segment
from articles.search.sought import Sought, sought

_IN_CLAIM = 2.0
"""What a word is worth in the claim beside one in the text below."""
_ENOUGH = 0.5
"""Documents that cover less than this share of what the best one covers are not found."""
_LEAST = 1 / 3
"""And those that cover less than this share of the question, words that are nowhere included."""
_MOST_OF_ALL = 0.3
"""What matches more of the corpus than this tells nothing apart: the best stay. From `_MANY` documents on."""
_MANY = 50


@dataclass(frozen=True)
class Wanted:
    """One word of a question. `found` is how many documents have it; 0 for those that are nowhere."""

    surface: str
    found: int


@dataclass(frozen=True)
class Found:
    """`keys` are the asked slice, in order; `total` counts all that was found, `left` what comes after the slice.

    `missed` says for each of `keys` which words of the question it lacks. `facets` count for each value how many would
    be left by choosing it: the other filters apply, those of the facet itself do not.
    """

    keys: tuple[int, ...]
    total: int
    words: tuple[Wanted, ...]
    missed: Mapping[int, tuple[str, ...]]
    facets: Mapping[str, Mapping[str, int]]
    left: int = 0


def ranked(
    segments: Sequence[Segment],
    query: str,
    *,
    filters: Mapping[str, Iterable[str]],
    sort: str = "best",
    start: int = 0,
    most: int = 20,
    before: tuple[int, int] | None = None,
    with_facets: bool = True,
) -> Found:
    """`filters`: facet name → values, any of which; `sort`: best, newest, oldest. Without a question all are found, and
    nothing by one in which there is no word. Counting the facets takes half of the time.

    `before` = (moment, number) continues the newest after that document, whatever was published since.
    """
    wanted = sought(query)
    held = [[_holding(segment, word) for word in wanted] for segment in segments]
    counts = [
        sum(int((rows[place] > 0)[segment.alive].sum()) for rows, segment in zip(held, segments, strict=True))
        for place in range(len(wanted))
    ]
    size = sum(int(segment.alive.sum()) for segment in segments)
    weights = np.log1p(size / (np.array(counts, np.float64) + 0.5))
    covered = [_covered(rows, weights, segment) for rows, segment in zip(held, segments, strict=True)]
    best = max((float(each.max(initial=0.0)) for each in covered), default=0.0)
    enough = max(_ENOUGH * best, _LEAST * float(weights.sum()))
    found = [
        segment.alive & ((each >= enough) & (each > 0) if wanted else not query.strip())
        for each, segment in zip(covered, segments, strict=True)
    ]
    if wanted and size >= _MANY:
        found = _fewer(segments, found, held, weights, int(_MOST_OF_ALL * size))
    chosen = [rows & _chosen(segment, filters) for rows, segment in zip(found, segments, strict=True)]
    order = _ordered(segments, chosen, held, weights, sort)
    start = order.after(*before) if before else start
    keys = order.places(start, most)
    return Found(
        tuple(int(segments[part].numbers[row]) for part, row in keys),
        len(order.numbers),
        tuple(Wanted(word.surface, count) for word, count in zip(wanted, counts, strict=True)),
        {
            int(segments[part].numbers[row]): tuple(
                word.surface for place, word in enumerate(wanted) if not held[part][place][row]
            )
            for part, row in keys
        },
        _facets(segments, found, filters) if with_facets else {},
        max(len(order.numbers) - start - len(keys), 0),
    )


def _fewer(
    segments: Sequence[Segment],
    found: list[Rows],
    held: Sequence[Sequence[NDArray[np.float64]]],
    weights: NDArray[np.float64],
    most: int,
) -> list[Rows]:
    """The best of what is found where it is too much."""
    if sum(int(rows.sum()) for rows in found) <= most:
        return found
    fewer = [np.zeros_like(rows) for rows in found]
    for part, row in _ordered(segments, found, held, weights, "best").places(0, most):
        fewer[part][row] = True
    return fewer


def _holding(segment: Segment, word: Sought) -> NDArray[np.float64]:
    """For each document what the word is worth in it: 0, 1, or more in the claim."""
    below = _any(segment.words, word.ways)
    above = _any(segment.claims, (*word.ways, *word.claim_ways))
    worth: NDArray[np.float64] = np.maximum(below * 1.0, above * _IN_CLAIM)
    return worth


def _any(postings: Postings, ways: Iterable[Keys]) -> Rows:
    """Documents that hold all keys of one of the ways."""
    found = np.zeros(len(postings.documents), np.bool_)
    for way in ways:
        found |= postings.holding(way)
    return found


def _covered(
    held: Sequence[NDArray[np.float64]], weights: NDArray[np.float64], segment: Segment
) -> NDArray[np.float64]:
    total = np.zeros(len(segment.numbers))
    for rows, weight in zip(held, weights, strict=True):
        total += (rows > 0) * weight
    total[~segment.alive] = 0.0
    return total


def _chosen(segment: Segment, filters: Mapping[str, Iterable[str]], besides: str = "") -> Rows:
    rows = np.ones(len(segment.numbers), np.bool_)
    for name, wanted in filters.items():
        if name != besides:
            rows &= segment.columns[name].holding(wanted, len(rows))
    return rows


@dataclass(frozen=True)
class _Order:
    """What is chosen, in order: the segment, row, moment and number of each."""

    parts: NDArray[np.int64]
    rows: NDArray[np.int64]
    moments: NDArray[np.int64]
    numbers: NDArray[np.int64]

    def places(self, start: int, most: int) -> list[tuple[int, int]]:
        shown = slice(start, start + most)
        return list(zip(self.parts[shown].tolist(), self.rows[shown].tolist(), strict=True))

    def after(self, moment: int, number: int) -> int:
        """Where the documents older than that one begin, in the order of `newest`."""
        return int(((self.moments > moment) | ((self.moments == moment) & (self.numbers >= number))).sum())


def _ordered(
    segments: Sequence[Segment],
    chosen: Sequence[Rows],
    held: Sequence[Sequence[NDArray[np.float64]]],
    weights: NDArray[np.float64],
    sort: str,
) -> _Order:
    """Best first; ties newest first, then by number."""
    sizes = [int(rows.sum()) for rows in chosen]
    parts = np.repeat(np.arange(len(segments)), sizes)
    rows = _joined([np.flatnonzero(each) for each in chosen])
    moments = _joined([segment.moments[each] for segment, each in zip(segments, chosen, strict=True)])
    numbers = _joined([segment.numbers[each] for segment, each in zip(segments, chosen, strict=True)])
    columns = [-numbers, moments if sort == "oldest" else -moments]
    if sort == "best" and len(weights):
        worth = [_worth(part, weights, each) for part, each in zip(held, chosen, strict=True)]
        columns.append(-np.concatenate([np.zeros(0), *worth]))
    order = np.lexsort(columns)
    return _Order(parts[order], rows[order], moments[order], numbers[order])


def _joined(parts: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    joined: NDArray[np.int64] = np.concatenate([np.zeros(0, np.int64), *parts])
    return joined


def _worth(held: Sequence[NDArray[np.float64]], weights: NDArray[np.float64], rows: Rows) -> NDArray[np.float64]:
    total = np.zeros(int(rows.sum()))
    for each, weight in zip(held, weights, strict=True):
        total += each[rows] * weight
    return total


def _facets(
    segments: Sequence[Segment], found: Sequence[Rows], filters: Mapping[str, Iterable[str]]
) -> dict[str, dict[str, int]]:
    names = dict.fromkeys(name for segment in segments for name in segment.columns)
    facets = {}
    for name in names:
        counted: Counter[str] = Counter()
        for segment, rows in zip(segments, found, strict=True):
            counted.update(segment.columns[name].counts(rows & _chosen(segment, filters, besides=name)))
        facets[name] = dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
    return facets
