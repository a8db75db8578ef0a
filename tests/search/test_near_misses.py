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


AMONG = {
    1: "星見町の給食の牛乳は、6割が越野産だ",
    2: "越野市では、熱波のあとに210人が死亡した",
    3: "赤沼橋の通行料は、2027年4月から300円に値上げされる",
    4: "イワシの不漁は、沖の工事が騒音を出したためだ",
    5: "星見町議会は、町立図書館を廃止する条例案を可決した",
    6: "越野市の市長は、就任後に退職金を受け取った",
    7: "ガスこんろで焼いた魚は、たんぱく質が壊れる",
    8: "越野市の水道水から、鉛が検出された",
    9: "白浜町は、夜の花火を禁止する",
}
"""Claims whose denials, amounts and contrasts are told in everyday words."""


@cache
def index() -> MemoryIndex:
    return MemoryIndex({number: described(claim) for number, claim in CLAIMS.items()})


@cache
def among() -> MemoryIndex:
    return MemoryIndex({number: described(claim) for number, claim in AMONG.items()})


def same_among(message: str) -> list[int]:
    found = [match for answer in answers(message, among()) for match in answer.matches]
    return [match.key for match in found if match.band == Band.SAME]


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
        "星見町、小学校の給食をすべて無料にするのが目標",
        "星見町、小学校給食のすべて無料化を検討　今年度から",
        "震度5強の地震で水門は壊れたけど、赤沼橋は無事だったんだよね？",
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


@pytest.mark.parametrize("number", AMONG)
def test_each_of_them_is_the_same_as_itself(number: int) -> None:
    assert same_among(AMONG[number] + "って本当？") == [number]


@pytest.mark.parametrize(
    "message",
    [
        # Another amount, told roughly, or none at all.
        "星見町の給食の牛乳は1割くらいが越野産だって",
        "星見町の給食の牛乳は一割ちょっとが越野産らしい",
        "星見町の給食の牛乳で越野産なのは半分くらいだよ",
        "星見町の給食の牛乳は越野産だ",
        "越野市で熱波のあとに亡くなった方はおひとりもいらっしゃいません",
        "越野市では熱波のあとの死亡は皆無です",
        "越野市では、熱波のあとに死亡した人はゼロだった",
        "越野市では熱波のあとに人が死亡した",
        # Denied in other words than ない behind the claim's own.
        "イワシの不漁と沖の工事の騒音は関係なかったそうです",
        "イワシの不漁は沖の工事の騒音とは無関係だ",
        "沖の工事の騒音がイワシの不漁を招いたという影響はなかった",
        "越野市の水道水から鉛が検出された例は一件もない",
        "越野市の水道水から鉛が検出されたという記録は見当たりません",
        "越野市の水道水から鉛が検出されたことは一度もございません",
        "白浜町が夜の花火を禁止するなんて決まりはないよ",
        # Set aside for something else.
        "イワシの不漁は沖の工事じゃなくて水温が上がったため",
        "イワシの不漁は沖の工事というより黒潮のせい",
        "退職金を受け取ったのは越野市の市長の手柄じゃなく前任の市長の話",
        # Opposed.
        "星見町議会は町立図書館を廃止する条例案を否決した",
        "星見町議会で町立図書館を廃止する条例案は継続審議になった",
        "越野市の前の市長は就任後に退職金を受け取った",
        "越野市の元市長は就任後に退職金を受け取った",
        # Feared.
        "赤沼橋の通行料が300円に値上げされちゃうんじゃないかって心配",
        "赤沼橋の通行料が300円に値上げされるらしいけどまだ何も発表はない",
        "赤沼橋の通行料、そのうち300円に値上げかも",
        # By other means.
        "電子レンジで焼いた魚は、たんぱく質が壊れる",
    ],
)
def test_what_everyday_words_deny_or_leave_out_is_not_the_same(message: str) -> None:
    assert same_among(message) == []


@pytest.mark.parametrize(
    "message",
    [
        "越野市の水道水から鉛が検出されました！\nすみません、さっきのはデマでした。",
        "越野市の水道水から鉛が検出されたと投稿しました。間違いでした。お詫びして訂正します。",
        "先日、越野市の水道水から鉛が検出されたと申し上げましたが、その後市に聞いたところ、そのような事実は一切ございません。",
        "越野市の水道水から鉛が検出された。お忘れください。",
    ],
)
def test_what_a_message_takes_back_it_does_not_say(message: str) -> None:
    first = answers(message, among())[0].matches[0]

    assert (first.key, first.band) == (8, Band.NEAR)
    assert "negation" in [each.kind for each in first.differs]


@pytest.mark.parametrize(
    "message",
    [
        "越野市の水道水から鉛が検出された。デマではありません。",
        "越野市の水道水から鉛が検出された。嘘じゃないよ。",
        "越野市の水道水から鉛が検出された。これはデマですか？",
        "越野市の水道水から鉛が検出された。どなたか詳しい人はいませんか。",
        "越野市の水道水から鉛が検出された。駅前の火事はデマだった。",
    ],
)
def test_what_is_only_asked_or_of_another_matter_takes_nothing_back(message: str) -> None:
    assert 8 in same_among(message)


@pytest.mark.parametrize(
    ("message", "number"),
    [
        ("星見町の給食の牛乳の6割くらいは越野産だそうです", 1),
        ("越野市で熱波のあと210人が亡くなったんだって", 2),
        ("イワシが不漁なのは沖の工事が騒音を出したためだと聞きました", 4),
        ("星見町議会が町立図書館を廃止する条例案を可決したそうです", 5),
    ],
)
def test_the_same_in_everyday_words_stays_the_same(message: str, number: int) -> None:
    assert same_among(message) == [number]
