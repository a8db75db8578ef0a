"""How sure it is that claims say the same as a statement, each beside its rivals: learned by `bench/learn_matching.py`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from articles.search.comparing import NAMES
from articles.search.trees import Trees
from articles.search.weights import learned

Floats = NDArray[np.float64]
RIVAL_NAMES = ("first", "near", "rival", "near_rival", "ahead")


def decided(features: Sequence[Sequence[float]]) -> tuple[Floats, Floats]:
    """Probabilities that each claim says the same, and that it says the same or nearly so; all claims of one statement."""
    rows = np.array(features, np.float64).reshape(-1, len(NAMES))
    first, near = probabilities(learned().first, rows), probabilities(learned().near, rows)
    return probabilities(learned().same, beside_rivals(rows, first, near)), near


def beside_rivals(rows: Floats, first: Floats, near: Floats) -> Floats:
    """What is known of each claim, with how well the best of the others does: of two that differ in a word, one is right."""
    rival, near_rival = _best_other(first), _best_other(near)
    beside: Floats = np.column_stack([first, near, rival, near_rival, first - rival, rows])
    return beside


def _best_other(values: Floats) -> Floats:
    if len(values) < 2:
        return np.zeros(len(values))
    second, best = np.sort(values)[-2:]
    others: Floats = np.where(values == best, second, best)
    return others


def probabilities(trees: Trees, rows: Floats) -> Floats:
    odds: Floats = 1 / (1 + np.exp(-trees.values(rows)))
    return odds
