"""A claim's shared half, its denial, another amount, year, school or office: near at most."""

from __future__ import annotations

from functools import cache

import pytest

from articles.search.described import described
from articles.search.matching import Band, answers
from articles.search.memory import MemoryIndex

CLAIMS = {
    1: "震度5強の地震で赤沼橋が落ちた",
    2: "星見町の小学校の給食は、今年度からすべて無料になった",
    3: "越野市長が「来年度、市立病院を民間の企業に売却する」と発言した",
    4: "白浜町で水揚げされるイワシの7割は、赤沼町の工場で加工される",
    5: "町立図書館の廃止に反対する署名は、星見町の有権者の4割に当たる3100筆余りに達した",
}


@cache
def index() -> MemoryIndex:
    return MemoryIndex({number: described(claim) for number, claim in CLAIMS.items()})


def bands(message: str) -> list[tuple[int, Band]]:
    return [(match.key, match.band) for answer in answers(message, index()) for match in answer.matches]


@pytest.mark.parametrize("number", CLAIMS)
@pytest.mark.parametrize("ending", ["", "って本当ですか？", "らしいよ", "というのはデマですか？"])
def test_the_claim_itself_is_the_same(number: int, ending: str) -> None:
    assert bands(CLAIMS[number] + ending)[0] == (number, Band.SAME)


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("震度5強の地震で赤沼橋が落ちました！！", 1),
        ("【緊急】赤沼橋が落ちました！！拡散希望", 1),
        ("震度5強の地震で赤沼橋が落ちたんだって", 1),
        ("星見町の小学校の給食が今年度からすべて無料になったって本当？", 2),
        ("今年度からすべて無料になったそうです、星見町の小学校の給食は", 2),
        ("越野市長が「来年度、市立病院を民間の企業に売却する」と発言されました。", 3),
        ("白浜町で水揚げされるイワシの７割が赤沼町の工場で加工されるらしい", 4),
    ],
)
def test_a_plain_restatement_is_the_same(message: str, number: int) -> None:
    assert (number, Band.SAME) in bands(message)


@pytest.mark.parametrize(
    ("message", "theirs"), [("赤沼橋が落ちるかもしれない", "かもしれない"), ("赤沼橋が落ちる恐れ", "恐れ")]
)
def test_what_may_come_is_less_certain_and_not_the_opposite(message: str, theirs: str) -> None:
    ((match, *_), *_) = [answer.matches for answer in answers(message, index())]

    assert (match.key, match.band) == (1, Band.NEAR)
    assert ("certainty", theirs) in [(each.kind, each.theirs) for each in match.differs]


@pytest.mark.parametrize(
    "message",
    [
        "震度5強の地震があった",
        "震度5強の地震で停電した",
        "震度5弱の地震で赤沼橋が落ちた",
        "震度7の地震で赤沼橋が落ちた",
        "赤沼橋が落ちたというのは嘘だった",
        "赤沼橋が落ちた事実はない",
        "赤沼橋が落ちる寸前だった",
        "星見町の中学校の給食は、今年度からすべて無料になった",
        "星見町の小学校の給食は、昨年度からすべて無料になった",
        "星見町の小学校の給食は、今年度から一部無料になった",
        "星見町の小学校の給食が値上がりした",
        "星見町の小学校が廃校になる",
        "越野市議が「来年度、市立病院を民間の企業に売却する」と発言した",
        "越野市長が「10年後、市立病院を民間の企業に売却する」と発言した",
        "越野市長が「市立病院を建て替える」と発言した",
        "町立図書館の廃止に反対する署名は、星見町の有権者の4割に当たる31000筆余りに達した",
        "町立図書館の廃止に賛成する署名は、星見町の有権者の4割に当たる3100筆余りに達した",
    ],
)
def test_near_misses_are_not_the_same(message: str) -> None:
    assert Band.SAME not in [band for _, band in bands(message)]


def test_equal_words_for_a_year_do_not_differ() -> None:
    (answer,) = answers("星見町の小学校の給食は、今年度からすべて無料になった", index())

    assert "date" not in [difference.kind for difference in answer.matches[0].differs]
