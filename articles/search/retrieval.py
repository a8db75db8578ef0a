"""Documents worth a close look, from the parts of an index."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from articles.search.described import Keys
from articles.search.postings import Postings, codes, highest


def found_in(
    parts: Sequence[Postings], keys: Keys, weights: NDArray[np.float64], vector: NDArray[np.int8], most: int
) -> list[int]:
    """Keys of the documents that share most, and of those whose vectors are nearest, `most` of either."""
    code = codes(vector.reshape(1, -1))[0]
    found: dict[int, None] = {}
    for part in parts:
        for scores in (part.scores(keys, weights), 512.0 - part.distances(code)):
            found.update(dict.fromkeys(part.documents[highest(scores, most)].tolist()))
    return list(found)
