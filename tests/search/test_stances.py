"""Denials, averted and feared events, words that exclude one another: near a claim, and never the claim."""

import pytest

from articles.search.opposed import of_other_kind, opposed
from articles.search.stances import stances, withdrawn


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("赤沼橋が落ちたというのはデマです", ["false"]),
        ("赤沼橋が落ちたのは嘘だった", ["false"]),
        ("赤沼橋が落ちた事実はない", ["false"]),
        ("赤沼橋が落ちるはずがない", ["impossible"]),
        ("渋滞は赤沼橋が落ちたためではない", ["false"]),
        ("赤沼橋の落下は未然に防がれた", ["averted"]),
        ("赤沼橋が落下寸前だった", ["averted"]),
        ("赤沼橋が落ちる恐れがある", ["feared"]),
        ("もし赤沼橋が落ちたら大変だ", ["supposed"]),
        ("赤沼橋が落ちるかもしれない", ["feared"]),
        ("赤沼橋が落ちそうだって", ["feared"]),
        ("赤沼橋が落ちるのではないかと心配する声", ["feared"]),
        ("赤沼橋の撤去を検討している", ["considered"]),
        ("赤沼橋は撤去すべきだ", ["wanted"]),
        ("町長は橋を撤去するとは言っていない", ["false"]),
        ("町長が橋の撤去を否定", ["false"]),
        ("亡くなった方はおひとりもいらっしゃいません", ["none"]),
        ("被害は一件も見当たらない", ["none"]),
        ("騒音とは関係なかったそうです", ["none"]),
        ("年齢に関係なく払う", []),
        ("申し訳ございません", []),
        ("知っている人はいませんか", []),
        ("赤沼橋が落ちちゃうんじゃないかって怖い", ["feared"]),
        ("まだ何も発表はない", ["feared"]),
        ("そのうち3割は学生だ", []),
        ("赤沼橋が落ちたそうです", []),
        ("赤沼橋が落ちた", []),
    ],
)
def test_what_is_said_of_a_proposition(text: str, taken: list[str]) -> None:
    assert list(stances(text)) == taken


@pytest.mark.parametrize(
    "question",
    [
        "赤沼橋が落ちたというのはデマですか",
        "赤沼橋が落ちた。嘘?本当?",
        "赤沼橋が落ちたのは嘘なの",
        "うそだと思うかもしれませんが赤沼橋が落ちました",
        "赤沼橋が落ちたのはデマではない",
    ],
)
def test_who_asks_denies_nothing(question: str) -> None:
    assert "false" not in stances(question)


@pytest.mark.parametrize(
    ("theirs", "ours", "apart"),
    [
        ("県内で最も良い", "県内で最も悪い", ("悪い", "良い")),
        ("出荷を増やしている", "出荷を絞っている", ("絞", "増やし")),
        ("報告より前に知っていた", "報告で初めて知った", ("初めて", "より前")),
        ("県内で最も悪い", "県内で最も悪い", None),
    ],
)
def test_sides_exclude_one_another(theirs: str, ours: str, apart: tuple[str, str] | None) -> None:
    assert opposed(theirs, ours) == apart


def test_another_thing_of_a_kind_is_another() -> None:
    assert list(of_other_kind("星見町の下水道料金", "星見町の水道料金")) == [("水道料金", "下水道料金")] * 2
    assert not list(of_other_kind("コメントが多い", "コメが高い"))
    assert not list(of_other_kind("トラックが猫をひいた", "ライオンが逃げた"))


def test_another_school_or_office_is_another() -> None:
    assert list(of_other_kind("星見町の中学校で町議が話した", "星見町の小学校で町長が話した")) == [
        ("小学校", "中学校"),
        ("町長", "町議"),
    ]
    assert not list(of_other_kind("星見町の小学生が", "星見町の小学校が"))


@pytest.mark.parametrize(
    ("text", "taken_back"),
    [
        ("間違いでした", True),
        ("すみません、さっきのはデマでした", True),
        ("そのような事実は一切ございません", True),
        ("お詫びして訂正します", True),
        ("デマではありません", False),
        ("それは嘘じゃないよ", False),
        ("これはデマですか", False),
        ("うそだと思うかもしれませんが本当です", False),
        ("駅前の火事はデマだった", False),
    ],
)
def test_a_statement_takes_back_what_was_said_before(text: str, taken_back: bool) -> None:
    assert bool(withdrawn(text)) == taken_back


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece", ["もし", "事実", "の", "デマ", "恐れ", "一", "か", " ", "は", "関係は", "その", "、", "まだ"]
)
def test_time_is_linear_in_hostile_texts(piece: str) -> None:
    stances(piece * 500_000)
    withdrawn(piece * 500_000)
