"""Documents worth a close look, from the parts of an index."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from articles.search.described import Keys
from articles.search.postings import MOST_POSTINGS, Postings, codes, highest

BITS = 512


def found_in(
    parts: Sequence[Postings], keys: Keys, weights: NDArray[np.float64], vector: NDArray[np.int8], most: int
) -> list[int]:
    """Keys of the documents that share most, and of those whose vectors are nearest, `most` of either."""
    rare = _rarest(parts, keys)
    code = codes(vector.reshape(1, -1))[:, 0]
    shared = _best(parts, [part.scores(keys[rare], weights[rare]) for part in parts], most)
    near = _best(parts, [BITS - part.distances(code) for part in parts], most)
    return list(dict.fromkeys([*shared, *near]))


def _rarest(parts: Sequence[Postings], keys: Keys) -> NDArray[np.int64]:
    """Places of the keys that few documents hold, as many as one question may read."""
    counts = np.zeros(len(keys), np.int64)
    for part in parts:
        counts += part.frequencies(keys)
    order = np.argsort(counts, kind="stable")
    return order[(counts[order] > 0) & (np.cumsum(counts[order]) <= MOST_POSTINGS)]


def _best(parts: Sequence[Postings], scores: Sequence[NDArray[np.generic]], most: int) -> list[int]:
    """Documents of the highest scores in all parts, highest first; ties in the order of the parts."""
    rows = [highest(each, most) for each in scores]
    found = [document for part, chosen in zip(parts, rows, strict=True) for document in part.documents[chosen].tolist()]
    worth = [score for each, chosen in zip(scores, rows, strict=True) for score in each[chosen].tolist()]
    return [found[place] for place in sorted(range(len(found)), key=lambda place: -worth[place])[:most]]
