"""Boosted regression trees as plain arrays: what scikit-learn learned, without scikit-learn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Trees:
    """All nodes in one row each. A leaf leads to itself; `roots` are the first nodes of the trees."""

    base: float
    roots: NDArray[np.int32]
    features: NDArray[np.int32]
    thresholds: NDArray[np.float64]
    left: NDArray[np.int32]
    right: NDArray[np.int32]
    leaves: NDArray[np.float64]
    depth: int

    def values(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum over all trees for each row of features."""
        at = np.broadcast_to(self.roots, (len(rows), len(self.roots)))
        which = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            goes_left = rows[which, self.features[at]] <= self.thresholds[at]
            at = np.where(goes_left, self.left[at], self.right[at])
        summed: NDArray[np.float64] = self.leaves[at].sum(axis=1) + self.base
        return summed

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Trees:
        roots, features, left, right = (
            np.array(plain[name], np.int32) for name in ("roots", "features", "left", "right")
        )
        thresholds, leaves = (np.array(plain[name], np.float64) for name in ("thresholds", "leaves"))
        return cls(float(plain["base"]), roots, features, thresholds, left, right, leaves, int(plain["depth"]))
