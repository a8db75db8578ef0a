"""How alike two sentences mean, learned from pairs that people rated (JSTS): `bench/learn_matching.py`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from articles.search import weights
from articles.search.described import Description, pairs
from articles.search.folding import letters

NAMES = (
    *("cosine", "words", "letters", "pairs", "triples", "fewer_words", "length", "words_least", "words_apart"),
    *("nearest_words_one", "nearest_words_other", "farthest_word_one", "farthest_word_other"),
)


def likeness(
    theirs: Description, claims: Sequence[Description], features: Sequence[Sequence[float]]
) -> NDArray[np.float64]:
    """0 to 1 for each claim. `features`: of `likeness_features`, one row a claim."""
    if not claims:
        return np.zeros(0)
    learned = weights.learned()
    rows = np.array(features)
    products = vector_features(theirs.vector, np.stack([claim.vector for claim in claims]))
    straight = products @ learned.meaning + rows @ learned.meaning_scalars + learned.meaning_base
    return np.clip(learned.likeness.values(np.column_stack([straight, rows])), 0.0, 1.0)


def vector_features(one: NDArray[np.int8], others: NDArray[np.int8]) -> NDArray[np.float32]:
    """Products and distances of the coordinates, [n, 1024]."""
    a, b = _unit(one.reshape(1, -1)), _unit(others)
    joined: NDArray[np.float32] = np.concatenate([a * b, np.abs(a - b)], axis=1) * 20
    return joined


def _unit(vectors: NDArray[np.int8]) -> NDArray[np.float32]:
    rows = vectors.astype(np.float32)
    units: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6)
    return units


def likeness_features(one: Description, other: Description, nearness: NDArray[np.float32]) -> list[float]:
    """In the order of `NAMES`; `nearness` as `word_nearness` gives it."""
    cosine = float((_unit(one.vector.reshape(1, -1)) @ _unit(other.vector.reshape(1, -1)).T)[0, 0])
    words = [{word.form for word in text.words} for text in (one, other)]
    written = [letters(text.text) for text in (one, other)]
    return [
        cosine,
        _dice(*words),
        _dice(*(set(text) for text in written)),
        _dice(*(set(pairs(text)) for text in written)),
        _dice(*({text[at : at + 3] for at in range(len(text) - 2)} for text in written)),
        len(words[0] & words[1]) / (min(map(len, words)) or 1),
        abs(len(written[0]) - len(written[1])) / (len(written[0]) + len(written[1]) or 1),
        float(min(map(len, words))),
        float(len(words[0] ^ words[1])),
        *_nearest(nearness),
        *_farthest(nearness),
    ]


def word_nearness(one: Description, other: Description) -> NDArray[np.float32]:
    """Cosine of each word of the one with each of the other; 1 for the same word."""
    found: NDArray[np.float32] = _unit(one.word_vectors) @ _unit(other.word_vectors).T
    return found


def _nearest(nearness: NDArray[np.float32]) -> tuple[float, float]:
    """How near, in the mean, each word's nearest is, both ways."""
    if not nearness.size:
        return 0.0, 0.0
    return float(nearness.max(axis=1).mean()), float(nearness.max(axis=0).mean())


def _farthest(nearness: NDArray[np.float32]) -> tuple[float, float]:
    if not nearness.size:
        return 0.0, 0.0
    return float(nearness.max(axis=1).min()), float(nearness.max(axis=0).min())


def _dice(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other) or 1)
