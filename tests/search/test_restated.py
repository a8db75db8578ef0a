"""The claim's words, and another claim: a wish, an earlier time, a kin, a kind, a part, a mere topic."""

from __future__ import annotations

import datetime
import re
from functools import cache

import pytest

from articles.public.message import legible
from articles.search import bare, clauses, restated, timing, unsettled
from articles.search.described import described
from articles.search.folding import folded
from articles.search.matching import Band, Match, answers
from articles.search.memory import MemoryIndex
from articles.search.statements import is_noise, statements

CLAIMS = {
    1: "震度5強の地震で赤沼ダムが決壊した",
    2: "星見町の借金は、早瀬町長の就任時から3割減った",
    3: "越野市の救急車の出動は、駅前病院の開院で2割減った",
    4: "越野市の新庁舎の建設は、市民1人あたり12万円の負担になる",
    5: "越野市の駅前病院は、常勤医30人を確保した",
    6: "白浜水産の社長が検査の書き換えを知ったのは、2024年5月8日の会議が初めてだった",
    7: "星見町で飲まれる緑茶の7割は、越野産の茶葉だ",
    8: "来年の越野市の市立高校入試から、調査書が廃止される",
    9: "潮ヶ丘水産の倉庫で、期限の切れた缶詰が見つかった",
}


@cache
def index() -> MemoryIndex:
    return MemoryIndex({key: described(claim, date=datetime.date(2026, 5, 1)) for key, claim in CLAIMS.items()})


def best(message: str, date: datetime.date | None = None) -> Match | None:
    found = [match for answer in answers(message, index(), date=date) for match in answer.matches]
    return min(found, key=lambda match: (list(Band).index(match.band), -match.score), default=None)


@pytest.mark.parametrize(
    "message",
    [
        *CLAIMS.values(),
        "赤沼ダム決壊",
        "潮ケ丘水産の倉庫で、期限の切れた缶詰が見つかった",
    ],
)
def test_what_says_the_claim_stays_the_same(message: str) -> None:
    assert (found := best(message))
    assert found.band == Band.SAME


@pytest.mark.parametrize(
    "message",
    [
        "赤沼ダム",
        "赤沼ダムの決壊",
        "調査書の廃止",
        "ダムが決壊した",
        "地震でダムが決壊した",
        "赤沼ダムの放流口が決壊した",
        "早瀬町長は星見町の借金を3割減らすと公約した",
        "早瀬町長は星見町の借金を3割減らしたいと話した",
        "星見町の借金は、早瀬町長の就任の前年から3割減った",
        "星見町の借金は、早瀬町長の就任までに3割減っていた",
        "越野市の救急車の出動は、駅前病院の開院前から2割減っていた",
        "越野市の救急車の出動は、駅前病院の開院5年後に2割減った",
        "越野市の救急車の出動は、駅前病院の開院で2割減るとは限らない",
        "越野市の新庁舎の建設は、市民1世帯あたり12万円の負担になる",
        "越野市の新庁舎の建設は、国民1人あたり12万円の負担になる",
        "越野市の新庁舎の建設は、市民1人あたり月12万円の負担になる",
        "越野市の新庁舎の建設を中止すれば、市民1人あたり12万円の負担になる",
        "越野市の旧庁舎の建設は、市民1人あたり12万円の負担になる",
        "越野市の駅前病院は、非常勤医30人を確保した",
        "越野市の駅前病院は、常勤医最大30人を確保した",
        "白浜水産の社長の妻が検査の書き換えを知ったのは、2024年5月8日の会議が初めてだった",
        "越野産の茶葉の7割は、星見町で飲まれる緑茶だ",
        "星見町で飲まれる高級緑茶の7割は、越野産の茶葉だ",
        "来年の越野市の市立高校推薦入試から、調査書が廃止される",
        "来年の越野市の市立高校入試から、調査書の手書きが廃止される",
        "越野が星見町向け緑茶の輸送料を7割にする",
        "星見町の学校で飲まれる緑茶の7割は、越野産の茶葉だ",
    ],
)
def test_what_says_something_else_is_near_at_most(message: str) -> None:
    assert (found := best(message))
    assert found.band != Band.SAME


def test_next_year_counts_from_the_day_of_the_message() -> None:
    same, other = (best(CLAIMS[8], datetime.date(year, 6, 3)) for year in (2026, 2028))

    assert same
    assert same.band == Band.SAME
    assert other
    assert other.band == Band.NEAR
    assert [(each.ours, each.theirs) for each in other.differs] == [("来年(2027年)", "来年(2029年)")]


@pytest.mark.parametrize(
    ("date", "told"),
    [(None, []), (datetime.date(2026, 5, 2), []), (datetime.date(2030, 1, 1), ["昨日(2029年12月31日)"])],
)
def test_yesterday_of_another_year_is_another_day_than_the_claims(date: datetime.date | None, told: list[str]) -> None:
    found = best("昨日の震度5強の地震で赤沼ダムが決壊した", date)

    assert found
    assert (found.band == Band.NEAR, [each.theirs for each in found.differs if each.ours]) == (bool(told), told)


@pytest.mark.parametrize(
    ("message", "is_same"),
    [
        ("昨日の地震で黒沼ダムが決壊した", True),
        ("先月の地震で黒沼ダムが決壊した", False),
        ("去年の地震で黒沼ダムが決壊した", True),
    ],
)
def test_days_of_a_message_without_a_date_count_from_today(message: str, is_same: bool) -> None:
    claim = described("2026年5月1日の地震で黒沼ダムが決壊した", date=datetime.date(2026, 5, 1))

    (answer,) = answers(message, MemoryIndex({1: claim}), today=datetime.date(2026, 5, 2))

    assert (answer.matches[0].band == Band.SAME) == is_same


HAPPENED = "震度5強の地震で赤沼ダムが決壊した"
ASKED_ON = datetime.date(2027, 5, 20)


def band_and_dates(message: str, said: datetime.date, **when: datetime.date) -> tuple[Band, list[str]]:
    """Band, and the dates of the message that contradict the claim, which was said on a day and names none."""
    (answer,) = answers(message, MemoryIndex({1: described(HAPPENED, date=said)}), **when)
    return answer.matches[0].band, [each.theirs for each in answer.matches[0].differs if each.ours]


@pytest.mark.parametrize(
    ("lately", "told"),
    [
        ("昨日", "昨日(2027年5月19日)"),
        ("今朝", "今朝(2027年5月20日)"),
        ("昨夜", "昨夜(2027年5月19日)"),
        ("先月", "先月(2027年4月)"),
        ("ゆうべ", "ゆうべ"),
        ("さっき", "さっき"),
        ("先ほど", "先ほど"),
        ("3日前に", "3日前"),
    ],
)
def test_what_is_of_these_days_when_it_is_asked_was_not_claimed_a_year_ago(lately: str, told: str) -> None:
    message = f"{lately}、{HAPPENED}"

    assert band_and_dates(message, datetime.date(2026, 5, 1), today=ASKED_ON) == (Band.NEAR, [told])
    assert band_and_dates(message, datetime.date(2027, 5, 10), today=ASKED_ON) == (Band.SAME, [])


def test_the_day_on_which_somebody_was_told_is_not_that_of_the_claim() -> None:
    message = f"さっき聞いたんですが、{HAPPENED}って本当？"

    assert band_and_dates(message, datetime.date(2026, 5, 1), today=ASKED_ON) == (Band.SAME, [])


@pytest.mark.parametrize(
    ("message", "told"),
    [
        (f"5月19日、{HAPPENED}", ["5月19日(2027年5月19日)"]),
        (f"28日、{HAPPENED}", ["28日(2027年4月28日)"]),
        (f"2027年5月19日、{HAPPENED}", ["2027年5月19日"]),
        (f"知事は「19日、{HAPPENED}」と述べた", ["19日(2027年5月19日)"]),
        (f"知事は19日、{HAPPENED}と述べた", []),
        (f"5月21日、{HAPPENED}", []),
    ],
)
def test_a_day_of_the_month_counts_from_the_day_of_the_message(message: str, told: list[str]) -> None:
    assert band_and_dates(message, datetime.date(2026, 5, 21), date=ASKED_ON)[1] == told


@pytest.mark.timeout(60)
@pytest.mark.parametrize("words", ["けさ", "3日", "さっき、から", "と、と", "29日、"])
def test_words_of_time_take_no_longer_than_the_message_is_long(words: str) -> None:
    for pattern in (timing._JUST_NOW, timing._TOLD_LATELY, timing._SPOKEN, timing._SPEAKS):
        assert len(list(pattern.finditer(words * 100_000))) <= 100_000


def test_a_denial_is_told_once_and_as_it_stands() -> None:
    found = best("赤沼ダムは決壊していない")

    assert found
    assert [each.theirs for each in found.differs if each.kind == "negation"] == ["決壊していない"]


@pytest.mark.parametrize("message", ["潮が丘水産", "私が浜松に行く", "借金が早瀬市長になって減った", "鶴ケ丘"])
def test_a_small_ke_is_folded_in_names_alone(message: str) -> None:
    assert ("ヶ" in folded(message)) == (message == "鶴ケ丘")


def test_a_particle_begins_no_place() -> None:
    assert described("借金が早瀬市で減った").facts.places == ("早瀬市",)


@pytest.mark.parametrize("text", ["【拡散希望】", "#赤沼ダム決壊 #", "Fwd: Re:", "%_\\\"'()", "> >"])
def test_calls_and_marks_are_noise(text: str) -> None:
    assert is_noise(text)
    assert answers(text, index()) == ()


@pytest.mark.parametrize("text", ["あ" * 5_000, "9" * 5_000])
def test_one_sign_many_times_says_nothing(text: str) -> None:
    assert answers(text, index()) == ()


def test_what_is_said_many_times_is_answered_once() -> None:
    assert len(answers(f"{CLAIMS[1]}。\n" * 40, index())) == 1


def test_mail_marks_are_no_part_of_a_statement() -> None:
    assert [each.text.strip() for each in statements("> 赤沼ダムが決壊したそうです。")] == [
        "赤沼ダムが決壊したそうです。"
    ]


def test_entities_are_read_as_the_signs_they_stand_for() -> None:
    assert legible("A&amp;B&#12354;") == "A&    Bあ       "
    assert legible("&lt;b&gt;") == "&lt;b&gt;"


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "sign",
    [
        "非常",
        "前から",
        "ヶが",
        "市長選の",
        "方針",
        "保証",
        "たい",
        "最大1",
        "の",
        "1市",
        "ゼロ",
        "> ",
        "&",
        "#",
        "が丘",
    ],
)
def test_patterns_are_linear(sign: str) -> None:
    text = sign * 100_000
    patterns = [
        value
        for module in (bare, clauses, restated, timing, unsettled)
        for value in vars(module).values()
        if isinstance(value, re.Pattern)
    ]
    assert patterns
    for pattern in patterns:
        sum(1 for _ in pattern.finditer(text))
    is_noise(text)
    legible(text)
    statements(text)
    folded(text)
