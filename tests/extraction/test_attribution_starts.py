"""Where statements begin: the choice between likely starts, and what the learned weights make of our sentences."""

import numpy as np
import pytest

from articles.extraction import extract
from articles.extraction.attribution import starts
from articles.japanese.parsing import parse


@pytest.mark.parametrize(
    ("positions", "probability", "expected"),
    [
        ([0, 50, 90], [0.2, 0.7, 0.1], 1),
        ([0, 30, 40], [0.4, 0.35, 0.25], 1),  # the two later ones are as good as one
        ([0, 15, 30], [0.5, 0.02, 0.48], 0),  # the one between shares enough with both, but is never right itself
        ([7], [1.0], 0),
    ],
)
def test_best_is_the_start_most_probably_as_good_as_right(
    positions: list[int], probability: list[float], expected: int
) -> None:
    assert starts.best(positions, 100, np.array(probability)) == expected


@pytest.mark.nlp
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("古賀市長は２２日の会見で、来年度の予算が足りないと述べた。", "来年度の予算が足りない"),
        ("青浜市は同日、給水車が５台しかないと発表した。", "給水車が５台しかない"),
        ("古賀氏は記者団に対し、計画を見直す考えはないと強調した。", "計画を見直す考えはない"),
        ("負傷者は１２人と発表した。", "負傷者は１２人"),
        ("しかし、この道はもう安全だと思う。", "この道はもう安全だ"),
        ("橋は来月から通れるようになるという。", "橋は来月から通れるようになる"),
    ],
)
def test_statements_begin_behind_who_says_them_when_and_to_whom(text: str, expected: str) -> None:
    (sentence,) = extract(text, parser=parse).sentences

    assert [text[a.content.start : a.content.end] for a in sentence.attributions] == [expected]
