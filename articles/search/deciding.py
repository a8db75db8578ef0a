"""How sure it is that claims say the same as a statement, each beside its rivals: learned by `bench/learn_matching.py`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from articles.search.comparing import NAMES, PLAUSIBLE
from articles.search.weights import Straight, learned

Floats = NDArray[np.float64]
_PLACES = {name: place for place, name in enumerate(NAMES)}

PRODUCTS = (
    *(("likeness", "likeness"), ("likeness", "near_ours"), ("near_ours", "near_theirs"), ("replaced", "pairs_ours")),
    *(("strange_ours", "strange_theirs"), ("is_kana", "reading_ours"), ("is_kana", "reading_theirs")),
    *(("covered_ours", "covered_theirs"), ("numbers_ours_only", "numbers_agree"), ("near_ours", "numbers_agree")),
    *(("pairs_ours", "pairs_ours"), ("strange_ours", "strange_ours"), ("strange_theirs", "strange_theirs")),
    *(("predicate_ours", "predicate_ours"), ("predicate_ours", "rare_ours"), ("rare_ours", "rare_ours")),
    *(("predicate_ours", "predicate_theirs"), ("stranger_ours", "stranger_ours"), ("near_ours", "predicate_ours")),
)
"""What tells more together than each for itself."""


def decided(features: Sequence[Sequence[float]]) -> tuple[Floats, Floats]:
    """Probabilities that each claim says the same, and that it says the same or nearly so; all claims of one statement."""
    plain = np.array(features, np.float64).reshape(-1, len(NAMES))
    rows = with_products(plain)
    first, near = probabilities(learned().first, rows), probabilities(learned().near, rows)
    beside = beside_rivals(rows, first, near)
    straight = probabilities(learned().same, beside)
    bent = 1 / (1 + np.exp(-learned().bent.values(without_products(beside))))
    return (straight + bent) / 2, near


RIVALS = 5
"""Columns that `beside_rivals` puts before the others."""


def without_products(beside: Floats) -> Floats:
    """What trees are asked: they find products themselves."""
    plain: Floats = beside[:, : RIVALS + len(NAMES)]
    return plain


def with_products(rows: Floats) -> Floats:
    pairs = [rows[:, _PLACES[one]] * rows[:, _PLACES[other]] for one, other in PRODUCTS]
    found: Floats = np.column_stack([rows, *pairs])
    return found


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


def probabilities(straight: Straight, rows: Floats) -> Floats:
    odds: Floats = 1 / (1 + np.exp(-(rows @ straight.by + straight.base)))
    return odds


def is_plausible(features: Sequence[float]) -> bool:
    """Whether the two have anything to do with one another at all; weights say nothing of what is unlike all they saw."""
    meant = _value(features, "near_ours") >= 0.3 and _value(features, "likeness") >= PLAUSIBLE
    sounds = bool(_value(features, "is_kana")) and _value(features, "reading_ours") >= 0.4
    return meant or sounds


def is_earned(features: Sequence[float]) -> bool:
    """Whether what the claim is about and what it says of it both stand in the statement, by words of their own or others.

    Floors where weights never were; among the labelled messages they cost three of a hundred same answers.
    """
    if _value(features, "is_kana"):
        return _value(features, "reading_ours") >= _READ and not _is_unread(features)
    lost = any(_value(features, name) > most for name, most in _MOST_LOST.items())
    return not lost and all(_value(features, name) >= least for name, least in _FLOORS.items())


_READ = 0.6
_FLOORS = {"rare_ours": 0.3, "near_ours": 0.3}
_MOST_LOST = {"lost_end": 0.9, "substituted": 0.7, "lost_means": 0.5}


def _is_unread(features: Sequence[float]) -> bool:
    """In kana an amount is not read, and a name may be another where something is said that the claim has not."""
    other_name = _value(features, "lost_name") > 0.3 and _value(features, "reading_theirs") < 0.8
    return other_name or _value(features, "numbers_ours_only") > 0


def _value(features: Sequence[float], name: str) -> float:
    return features[_PLACES[name]]
