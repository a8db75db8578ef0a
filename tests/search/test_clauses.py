"""Clauses that make another thing of a claim: a part, a condition, another reason, place or basis, the other way round."""

from __future__ import annotations

from functools import cache

import pytest

from articles.search.described import described
from articles.search.matching import Band, answers
from articles.search.memory import MemoryIndex

CLAIMS = {
    1: "赤沼トンネルは、2027年4月から上りも下りも有料になる",
    2: "越野市の図書館は、雨漏りのため2026年度の開館を取りやめる",
    3: "星見小学校の教頭が、生徒を物置に閉じ込めた",
    4: "白浜湾で捕れた貝から、国の基準を超える鉛が検出された",
    5: "越野市の火事の件数は、2025年に前の年より2割減った",
    6: "星見町の給食は、2025年度に無料になった",
    7: "ミドリ乳業のチーズに、針が20本混入していた",
    8: "イワシの水揚げは、海の水温が上がって減っている",
    9: "みんなの灯党は、2024年に献金を一円も受け取っていない",
}


@cache
def index() -> MemoryIndex:
    return MemoryIndex({number: described(claim) for number, claim in CLAIMS.items()})


def same(message: str) -> list[int]:
    found = [match for answer in answers(message, index()) for match in answer.matches]
    return [match.key for match in found if match.band == Band.SAME]


@pytest.mark.parametrize("number", CLAIMS)
def test_each_claim_is_the_same_as_itself(number: int) -> None:
    assert same(CLAIMS[number] + "らしい") == [number]


@pytest.mark.parametrize(
    "message",
    [
        # Of a part alone.
        "赤沼トンネルが2027年4月から有料になるのは下りだけで、上りは今までどおり",
        "星見町の給食が25年度に無料になったのは中学校に限った話",
        # On a condition, wanted, planned, done.
        "雪が降ったら越野市の図書館は2026年度の開館を取りやめるらしい",
        "越野市の図書館、2026年度の開館を取りやめないでください",
        "星見町の給食は来年度から無料になる予定らしい",
        # Left open, or called false.
        "星見小学校で生徒を物置に閉じ込めたのって、教頭でしたか、それとも校長でしたか",
        "ミドリ乳業のチーズに針が20本混入していたとかデマ流すな",
        # Of one place where the claim is of none; what is set aside for another amount; another party.
        "うちの市内ではイワシの水揚げは海の水温が上がって減っている",
        "ミドリ乳業のチーズに混入していた針は20本じゃなくて2本",
        "朝焼けの党は2024年に献金を一円も受け取っていない",
        # For another reason.
        "越野市の図書館は職員が辞めたため2026年度の開館を取りやめる",
        # The other way round.
        "星見小学校の生徒が教頭を物置に閉じ込めた",
        # Another place, school, company, also one that no dictionary has.
        "黒瀬湾で捕れた貝から国の基準を超える鉛が検出されたらしいで",
        "朝露小の教頭が生徒を物置に閉じ込めたらしい",
        "シロガネ牧場のチーズに針が20本混入しとったらしい",
        "貝から国の基準を超える鉛が検出されたんは小袖の話やて",
        # Another basis, unit, year.
        "越野市の火事の件数は2025年に10年前より2割減った",
        "星見町の給食は24年度に無料になったらしい",
        "星見町の給食はR6年度に無料になった",
        "ミドリ乳業のチーズに針が20個の箱で混入していた",
        # Denied in everyday words and in dialect.
        "白浜湾の貝から鉛なんか出てへんかったって、国の基準を超えるほどは",
        "イワシの水揚げは減っとらん、海の水温が上がっただけや",
        "星見町の給食が25年度に無料になったって、んなわけない",
        "ミドリ乳業のチーズに針が20本混入していたなんて、ありえない",
        "越野市の図書館が雨漏りで2026年度の開館を取りやめる話、なくなったらしいわ",
    ],
)
def test_what_the_clauses_make_of_it_is_not_the_claim(message: str) -> None:
    assert same(message) == []


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("星見町の給食、令和7年度に無料になったんやて", 6),
        ("星見小学校の教頭が生徒を物置に閉じ込めたらしいで", 3),
        ("白浜湾で捕れた貝から国の基準を超える鉛が検出されたんやて", 4),
        ("星見町の給食が25年度に無料になったって本当ですか、それともデマですか", 6),
        ("生徒が教頭に物置に閉じ込められたらしい、星見小学校で", 3),
    ],
)
def test_dialect_and_the_passive_stay_the_same(message: str, number: int) -> None:
    assert same(message) == [number]
