"""What arrays answer, beside the plain way of asking."""

import numpy as np
import pytest

from articles.search.postings import Postings, codes, highest
from articles.search.retrieval import found_in

CHANCE = np.random.default_rng(7)
KEYS = [CHANCE.choice(np.arange(5, 60, dtype=np.uint32), 12, replace=False) for _document in range(600)]
VECTORS = CHANCE.integers(-60, 60, (600, 512), np.int8)
ASKED = np.array([7, 9, 11, 13, 4, 2**32 - 1], np.uint32)
WEIGHTS = np.array([3.0, 2.0, 1.5, 1.0, 9.0, 9.0])


def postings(rows: slice = slice(0, 600)) -> Postings:
    return Postings.of(range(rows.start, rows.stop), KEYS[rows], VECTORS[rows])


def test_terms_are_counted_scored_and_held() -> None:
    held = [[float(key in document) for key in ASKED.tolist()] for document in map(set, map(np.ndarray.tolist, KEYS))]

    assert postings().frequencies(ASKED).tolist() == np.sum(held, axis=0).tolist()
    assert postings().scores(ASKED, WEIGHTS) == pytest.approx(np.array(held) @ WEIGHTS)
    assert postings().holding(ASKED[:2]).tolist() == [bool(row[0] and row[1]) for row in held]
    assert not postings().holding(ASKED).any()


def test_distance_is_the_number_of_signs_that_differ() -> None:
    differing = ((VECTORS > 0) != (VECTORS[3] > 0)).sum(axis=1)

    assert postings().distances(codes(VECTORS[3:4])[:, 0]).tolist() == differing.tolist()


@pytest.mark.parametrize("size", [0, 1, 5, 255, 256, 3_000, 10_000])
@pytest.mark.parametrize("kind", [np.float64, np.uint16])
def test_highest_are_those_of_a_sort(size: int, kind: type) -> None:
    scores = np.random.default_rng(size).integers(0, 40, size).astype(kind)
    expected = sorted((row for row in range(size) if scores[row] > 0), key=lambda row: (-int(scores[row]), row))

    assert highest(scores, 9).tolist() == expected[:9]


def test_nothing_is_highest_where_all_are_zero() -> None:
    assert highest(np.zeros(5_000), 9).tolist() == []


def test_parts_together_find_what_one_finds() -> None:
    parts = [postings(slice(0, 250)), postings(slice(250, 251)), postings(slice(251, 600))]
    whole = found_in([postings()], ASKED, WEIGHTS, VECTORS[400], 9)

    assert found_in(parts, ASKED, WEIGHTS, VECTORS[400], 9) == whole
    assert whole[9] == 400
    assert len(whole) <= 18
    assert found_in([], ASKED, WEIGHTS, VECTORS[400], 9) == []
