"""The choice among candidates, with weights of our own."""

import pytest

from articles.extraction import choice
from articles.extraction.candidates import Candidate, How
from articles.extraction.choice import Choice, Weights

MAYOR = Candidate("市長", How.PHRASE, ("src=3", "sort=office"))
CITY = Candidate("青浜市", How.CARRIED, ("carry:last0",))
SURE = Weights(reported={"any src=3": 6.0}, bias=-3.0, named={"src=3": 4.0})


def test_nobody_is_named_without_candidates() -> None:
    assert choice.choose(("nobody",), [], SURE) == Choice(None, 0.0)


def test_likeliest_candidate_is_named() -> None:
    assert choice.choose((), [CITY, MAYOR], SURE).speaker == "市長"


def test_candidates_of_one_name_count_together() -> None:
    weights = Weights(reported={}, bias=9.0, named={"src=3": 0.5})

    assert choice.choose((), [MAYOR, CITY, CITY], weights).name == "青浜市"


@pytest.mark.parametrize(
    "weights",
    [
        Weights(reported={}, bias=-3.0, named={"src=3": 4.0}),
        Weights(reported={"any src=3": 6.0}, bias=-6.0, named={"src=3": 0.0}),
    ],
    ids=["statement doubtful", "speaker doubtful"],
)
def test_nobody_is_named_where_unsure(weights: Weights) -> None:
    found = choice.choose((), [MAYOR, CITY], weights)

    assert found.name == "市長" or found.name == "青浜市"
    assert found.speaker is None


def test_signs_of_the_sentence_can_speak_against_a_statement() -> None:
    weights = Weights(reported={"nobody:end=。": -9.0}, bias=3.0, named={"src=3": 4.0})

    assert choice.reported((), [MAYOR], weights) > 0.9
    assert choice.reported(("nobody:end=。",), [MAYOR], weights) < 0.1
