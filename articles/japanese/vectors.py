"""Word vectors of the language model: 300 dimensions, 20,000 different ones that 480,000 words share."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from articles.japanese.loader import language_model

DIMENSIONS = 300


@lru_cache(maxsize=65_536)
def word_vector(word: str) -> NDArray[np.float64] | None:
    """The vector of a word as it is spelt, of length 1; None where the model has none."""
    lexeme = language_model().vocab[word]
    if not lexeme.has_vector:
        return None
    vector: NDArray[np.float64] = np.asarray(lexeme.vector, dtype=np.float64)
    length = float(np.linalg.norm(vector))
    return vector / length if length else None
