"""How alike two sentences mean, learned from pairs that people rated (JSTS): `bench/learn_matching.py`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from articles.search.traits import Traits, Units
from articles.search.weights import learned

NAMES = (
    *("cosine", "words", "letters", "pairs", "triples", "fewer_words", "length", "words_least", "words_apart"),
    *("nearest_words_one", "nearest_words_other", "farthest_word_one", "farthest_word_other"),
)


def likeness(pairs: Sequence[tuple[Traits, Traits]], features: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """0 to 1 for each pair. `features`: of `likeness_features`, one row a pair."""
    if not pairs:
        return np.zeros(0)
    rows = np.array(features)
    products = vector_features(*(np.stack([each.unit for each in side]) for side in zip(*pairs, strict=True)))
    straight = products @ learned().meaning + rows @ learned().meaning_scalars + learned().meaning_base
    return np.clip(learned().likeness.values(np.column_stack([straight, rows])), 0.0, 1.0)


def vector_features(ones: Units, others: Units) -> NDArray[np.float32]:
    """Products and distances of the coordinates, [n, 1024]."""
    joined: NDArray[np.float32] = np.concatenate([ones * others, np.abs(ones - others)], axis=1) * 20
    return joined


def word_nearness(one: Traits, other: Traits) -> NDArray[np.float32]:
    """Cosine of each word of the one with each of the other; 1 for the same word."""
    found: NDArray[np.float32] = one.word_units @ other.word_units.T
    return found


def likeness_features(one: Traits, other: Traits, nearness: NDArray[np.float32]) -> list[float]:
    """In the order of `NAMES`; `nearness` as `word_nearness` gives it."""
    fewest = min(len(one.forms), len(other.forms))
    length, other_length = len(one.letters), len(other.letters)
    return [
        float(one.unit @ other.unit),
        _dice(one.forms, other.forms),
        _dice(one.singles, other.singles),
        _dice(one.pairs, other.pairs),
        _dice(one.triples, other.triples),
        len(one.forms & other.forms) / (fewest or 1),
        abs(length - other_length) / (length + other_length or 1),
        float(fewest),
        float(len(one.forms ^ other.forms)),
        *_nearest(nearness),
    ]


def _nearest(nearness: NDArray[np.float32]) -> tuple[float, float, float, float]:
    """How near each word's nearest is, in the mean and at worst, both ways."""
    if not nearness.size:
        return 0.0, 0.0, 0.0, 0.0
    rows, columns = nearness.max(axis=1), nearness.max(axis=0)
    return float(rows.mean()), float(columns.mean()), float(rows.min()), float(columns.min())


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other) or 1)
