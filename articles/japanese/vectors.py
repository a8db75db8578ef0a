"""Word vectors of the language model: 300 dimensions, 20,000 different ones that 480,000 words share."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from articles.japanese.loader import language_model

DIMENSIONS = 300


def word_vector(word: str) -> NDArray[np.float64] | None:
    """The vector of a word as it is spelt, of length 1; None where the model has none."""
    row = _row(word)
    return None if row is None else _unit_vector(row)


@lru_cache(maxsize=65_536)
def _row(word: str) -> int | None:
    vocabulary = language_model().vocab
    # By its hash: asking the vocabulary for a word adds it, for good.
    row: int | None = vocabulary.vectors.key2row.get(vocabulary.strings[word])
    return row


@lru_cache(maxsize=8_192)
def _unit_vector(row: int) -> NDArray[np.float64] | None:
    vector: NDArray[np.float64] = np.asarray(language_model().vocab.vectors.data[row], dtype=np.float64)
    length = float(np.linalg.norm(vector))
    return vector / length if length else None
