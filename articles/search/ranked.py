"""Plain search for lists: what matches a question best, which of its words match and which do not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from articles.search.described import SHORTEST_READING, Keys, hashed
from articles.search.folding import folded, hiragana
from articles.search.segments import Rows, Segment
from articles.search.words import morphemes, words

LONGEST = 200
"""Code points of a question that are read."""
MOST_WORDS = 20

_IN_CLAIM = 2.0
"""What a word is worth in the claim beside one in the text below."""
_ENOUGH = 0.5
"""Documents that cover less than this share of what the best one covers are not found."""


@dataclass(frozen=True)
class Wanted:
    """One word of a question. `found` is how many documents have it; 0 for those that are nowhere."""

    surface: str
    found: int


@dataclass(frozen=True)
class Found:
    """`keys` are the asked slice, in order; `total` counts all that was found.

    `missed` says for each of `keys` which words of the question it lacks. `facets` count for each value how many would
    be left by choosing it: the other filters apply, those of the facet itself do not.
    """

    keys: tuple[int, ...]
    total: int
    words: tuple[Wanted, ...]
    missed: Mapping[int, tuple[str, ...]]
    facets: Mapping[str, Mapping[str, int]]


_KANA = re.compile("[ぁ-ゖァ-ヺー]+")


@dataclass(frozen=True)
class Asked:
    """A word of a question: its forms, and its reading where it is written in kana."""

    surface: str
    forms: tuple[str, ...]
    reading: str


@dataclass(frozen=True)
class _Word:
    surface: str
    keys: Keys


def ranked(
    segments: Sequence[Segment],
    query: str,
    *,
    filters: Mapping[str, Iterable[str]],
    sort: str = "best",
    start: int = 0,
    most: int = 20,
) -> Found:
    """`filters`: facet name → values, any of which; `sort`: best, newest, oldest. Without a word all are found."""
    wanted = _wanted(query)
    held = [[_holding(segment, word) for word in wanted] for segment in segments]
    counts = [
        sum(int((rows[place] > 0)[segment.alive].sum()) for rows, segment in zip(held, segments, strict=True))
        for place in range(len(wanted))
    ]
    size = sum(int(segment.alive.sum()) for segment in segments)
    weights = np.log1p(size / (np.array(counts, np.float64) + 0.5)) * (np.array(counts) > 0)
    covered = [_covered(rows, weights, segment) for rows, segment in zip(held, segments, strict=True)]
    enough = _ENOUGH * max((float(each.max(initial=0.0)) for each in covered), default=0.0)
    found = [
        segment.alive & ((each >= enough) & (each > 0) if wanted else True)
        for each, segment in zip(covered, segments, strict=True)
    ]
    chosen = [rows & _chosen(segment, filters) for rows, segment in zip(found, segments, strict=True)]
    order = _ordered(segments, chosen, held, weights, sort)
    keys = order[start : start + most]
    return Found(
        tuple(int(segments[part].numbers[row]) for part, row in keys),
        len(order),
        tuple(Wanted(word.surface, count) for word, count in zip(wanted, counts, strict=True)),
        {
            int(segments[part].numbers[row]): tuple(
                word.surface for place, word in enumerate(wanted) if not held[part][place][row]
            )
            for part, row in keys
        },
        _facets(segments, found, filters),
    )


def _wanted(query: str) -> list[_Word]:
    text = folded(query[:LONGEST])
    found = {
        word.surface: _Word(word.surface, hashed(_lookups(word))) for part in text.split() for word in _words_of(part)
    }
    return list(found.values())[:MOST_WORDS]


def _words_of(part: str) -> list[Asked]:
    """Kana alone is one word, however the dictionary would cut it: つくだ is no つく."""
    if len(part) >= SHORTEST_READING and _KANA.fullmatch(part):
        return [Asked(part, tuple(word.form for word in words(morphemes(part)) if word.surface == part), part)]
    return [
        Asked(word.surface, (word.form,), word.surface if _KANA.fullmatch(word.surface) else "")
        for word in words(morphemes(part))
    ]


def _lookups(word: Asked) -> Iterator[str]:
    yield from (f"w:{form}" for form in word.forms)
    if word.reading:
        yield f"r:{hiragana(word.reading)}"


def _holding(segment: Segment, word: _Word) -> NDArray[np.float64]:
    """For each document what the word is worth in it: 0, 1, or more in the claim."""
    ones = np.ones(len(word.keys))
    below = segment.words.scores(word.keys, ones) > 0
    above = segment.claims.scores(word.keys, ones) > 0
    worth: NDArray[np.float64] = np.maximum(below * 1.0, above * _IN_CLAIM)
    return worth


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


def _ordered(
    segments: Sequence[Segment],
    chosen: Sequence[Rows],
    held: Sequence[Sequence[NDArray[np.float64]]],
    weights: NDArray[np.float64],
    sort: str,
) -> list[tuple[int, int]]:
    """(segment, row) of what is chosen, best first; ties newest first, then by number."""
    sizes = [int(rows.sum()) for rows in chosen]
    parts = np.repeat(np.arange(len(segments)), sizes)
    rows = _joined([np.flatnonzero(each) for each in chosen])
    moments = _joined([segment.moments[each] for segment, each in zip(segments, chosen, strict=True)])
    numbers = _joined([segment.numbers[each] for segment, each in zip(segments, chosen, strict=True)])
    worth = np.zeros(len(rows))
    if sort == "best" and segments:
        worth = np.concatenate([_worth(part, weights, each) for part, each in zip(held, chosen, strict=True)])
    order = np.lexsort((-numbers, moments if sort == "oldest" else -moments, -worth))
    return list(zip(parts[order].tolist(), rows[order].tolist(), strict=True))


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
