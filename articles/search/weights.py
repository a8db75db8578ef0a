"""What bench/learn_matching.py learned, read once a process."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from articles.search.trees import Trees

PATH = Path(__file__).with_name("weights.json")


@dataclass(frozen=True)
class Straight:
    """Log-odds: `base` and what each feature adds `by` its value."""

    base: float
    by: NDArray[np.float64]

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Straight:
        return cls(float(plain["base"]), np.array(plain["by"]))


@dataclass(frozen=True)
class Learned:
    """`bent`: log-odds of the same. `meaning`: float64[1024] over products and distances of coordinates; thresholds are probabilities."""

    meaning: NDArray[np.float64]
    meaning_scalars: NDArray[np.float64]
    meaning_base: float
    likeness: Trees
    first: Straight
    same: Straight
    near: Straight
    bent: Trees
    same_from: float
    near_from: float
    related_from: float


@cache
def learned() -> Learned:
    plain = json.loads(PATH.read_text(encoding="utf-8"))
    first, same, near = (Straight.from_plain(plain[name]) for name in ("first", "same", "near"))
    return Learned(
        np.array(plain["meaning"]),
        np.array(plain["meaning_scalars"]),
        plain["meaning_base"],
        Trees.from_plain(plain["likeness"]),
        *(first, same, near),
        Trees.from_plain(plain["bent"]),
        same_from=plain["same_from"],
        near_from=plain["near_from"],
        related_from=plain["related_from"],
    )
