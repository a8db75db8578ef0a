"""The next of a kind, more or fewer than the claim says, and what is told to do beside what is forbidden: near at most."""

from __future__ import annotations

import re
from functools import cache

import pytest

from articles.search import commands, designations, differences, narrowing, replaced, restated
from articles.search.described import described
from articles.search.matching import Band, answers
from articles.search.measures import are_one_measure, is_measure
from articles.search.memory import MemoryIndex

CLAIMS = {
    1: "越野市は一人親の世帯だけに商品券を配る",
    2: "家電店「ミナモ電器」は、全店舗で修理の受け付けを終了する",
    3: "葉酸を1日800マイクログラム飲むと、薄毛が治る",
    4: "カルダ連邦の大統領が辞任した",
    5: "歌手の白浜ルカが「牛乳は飲むな」と発言した",
    6: "越野市長は、市民は山に入るべきではないと述べた",
    7: "星見町は河川敷での花火を禁止する",
    8: "C型肝炎の薬「ヘパノール」は、妊婦への使用が認められた",
    9: "越野大学の医学部は、女性の受験生を一律に減点していた",
    10: "俳優の早瀬透が、離婚を発表した",
    11: "台風7号は観測史上最強の台風だ",
    12: "星見町の新しい給食センターは、町内の小学校にしか給食を届けない",
    13: "越野大学の新しい薬「ビタゾン」は、ビタミンDを5キロの米から作る",
}


@cache
def index() -> MemoryIndex:
    return MemoryIndex({number: described(claim) for number, claim in CLAIMS.items()})


def same(message: str) -> list[int]:
    found = [match for answer in answers(message, index()) for match in answer.matches]
    return [match.key for match in found if match.band == Band.SAME]


def told(message: str, number: int) -> list[tuple[str, str]]:
    """What sets the message apart from that claim, by both sides."""
    found = [match for answer in answers(message, index()) for match in answer.matches if match.key == number]
    return [(each.ours, each.theirs) for match in found for each in match.differs if each.sets_apart]


@pytest.mark.parametrize("number", CLAIMS)
def test_each_claim_is_the_same_as_itself(number: int) -> None:
    assert same(CLAIMS[number] + "らしい") == [number]


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("越野市が商品券を配るの一人親の世帯だけって本当？", 1),
        ("ミナモ電器の全店で修理の受け付けを終了するって本当ですか", 2),
        ("葉酸を1日800μg飲むと薄毛が治るって本当？", 3),
        ("歌手の白浜ルカが「牛乳は飲むな」って発言したそうです", 5),
        ("星見町が河川敷での花火を禁止するんだって", 7),
        ("星見町の新しい給食センターが給食を届けるのは町内の小学校だけなんだって", 12),
    ],
)
def test_other_words_for_it_are_the_same(message: str, number: int) -> None:
    assert same(message) == [number]


@pytest.mark.parametrize(
    ("message", "number", "sides"),
    [
        # Not of them alone.
        ("越野市の商品券、一人親の世帯ももらえるらしい", 1, ("世帯だけ", "世帯も")),
        ("越野市は一人親の世帯に限らず商品券を配る", 1, ("世帯だけ", "世帯に限らず")),
        ("星見町の新しい給食センターは町内の小学校にも給食を届ける", 12, ("小学校にしか", "小学校にも")),
        # Of some, and not of all.
        ("ミナモ電器、一部の店舗で修理の受け付けを終了するらしい", 2, ("全", "一部")),
        ("ミナモ電器が駅前の3店舗で修理の受け付けを終了", 2, ("全", "3店舗")),
        # The next of a kind, by its letter, number or measure, or another noun in its place.
        ("B型肝炎の薬「ヘパノール」は妊婦への使用が認められた", 8, ("C型", "B型")),
        ("台風9号は観測史上最強の台風らしい", 11, ("7号", "9号")),
        ("葉酸を1日800ミリグラム飲むと薄毛が治るらしい", 3, ("800マイクログラム", "800ミリグラム")),
        ("カルダ連邦の外相が辞任した", 4, ("大統領", "外相")),
        ("越野大学の法学部は女性の受験生を一律に減点していた", 9, ("医学部", "法学部")),
        ("俳優の早瀬透の妻が離婚を発表した", 10, ("透", "透の妻")),
        # Told to, and not forbidden.
        ("歌手の白浜ルカが「牛乳は飲め」と発言したらしい", 5, ("飲むな", "飲め")),
        ("星見町は河川敷での花火を推奨する", 7, ("禁止", "推奨")),
        ("越野市長が、市民は山に入るべきだと述べたらしい", 6, ("入るべきではない", "入る")),
    ],
)
def test_the_next_of_a_kind_is_near_and_says_why(message: str, number: int, sides: tuple[str, str]) -> None:
    assert same(message) == []
    assert sides in told(message, number)


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [("kg", "キロ", True), ("mg", "ミリ", True), ("IU", "ミリ", False), ("km", "kg", False)],
)
def test_measures_have_several_names(one: str, other: str, are_one: bool) -> None:
    assert is_measure(one)
    assert are_one_measure(one, other) == are_one


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece", ["だけ", "以外は", "しか", "ビタミンA", "第1", "1号", "1万", "行くな", "の首相が", "3店", "どの店", "漢"]
)
def test_patterns_are_linear(piece: str) -> None:
    patterns = [
        *(value for module in (commands, designations, narrowing, replaced) for value in vars(module).values()),
        *(differences._ALL, differences._PART, differences._SOME, differences._SOMETIMES, restated._KIN),
    ]

    for pattern in patterns:
        if isinstance(pattern, re.Pattern):
            assert sum(1 for _ in pattern.finditer(piece * (100_000 // len(piece)))) <= 200_000
