"""Amounts, dates, places, persons, negation: what decides whether two wordings say the same."""

from datetime import date

import pytest

from articles.search.facts import Facts, facts
from articles.search.folding import folded
from articles.search.words import morphemes, words


def facts_of(text: str, day: date | None = None) -> Facts:
    units = morphemes(folded(text))
    return facts(folded(text), words(units), units, day)


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("８３パーセント", [(83, "％")]),
        ("三割が", [(30, "％")]),
        ("残高は半減した", [(50, "％")]),
        ("当初の倍になった", [(2, "倍")]),
        ("3分の1", [(33.3, "％")]),
        ("負担は実質ゼロ", [(0, "")]),
        ("3年で2万票", [(20000, "票"), (3, "年")]),
        ("夜10時までに", [(10, "時")]),
        ("全国で最も低い", [(1, "位")]),
        ("2025年に", []),
        ("平成19年から", []),
        ("10代の投票率", [(10, "代")]),
        ("しゅっさんがにばいになる", [(2, "倍")]),
        ("いちまんえんさつ", [(10000, "円")]),
    ],
)
def test_amounts_have_one_unit(text: str, amounts: list[tuple[float, str]]) -> None:
    assert [(number.value, number.unit) for number in facts_of(text).numbers] == amounts


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("令和７年の夏", [(2025, None, None)]),
        ("2026年度末に", [(2026, None, None)]),
        ("九月二日の報告", [(None, 9, 2)]),
        ("2024年9月2日", [(2024, 9, 2)]),
        ("2025年度", [(2025, None, None)]),
        ("来年の入試", []),
    ],
)
def test_dates_are_known_as_exactly_as_they_are_said(text: str, known: list[tuple[int | None, ...]]) -> None:
    assert [(day.year, day.month, day.day) for day in facts_of(text).days] == known


def test_of_a_bare_day_no_year_is_supposed() -> None:
    assert [(day.year, day.month, day.day) for day in facts_of("11月1日から", date(2026, 12, 5)).days] == [
        (None, 11, 1)
    ]


def test_last_year_counts_from_the_day_of_the_message() -> None:
    assert [day.year for day in facts_of("去年の夏", date(2026, 5, 1)).days] == [2025]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("髙瀬野市の借金", ("高瀬野市",)),
        ("藤ケ瀬市と宮が丘市", ("藤ヶ瀬市", "宮ヶ丘市")),
        ("都市の選挙区", ()),
        ("市場と区画", ()),
    ],
)
def test_places_are_told_from_words_that_end_alike(text: str, places: tuple[str, ...]) -> None:
    assert facts_of(text).places == places


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("値上げしていない", ("値上げ",)),
        ("廃止されるのではないか", ()),
        ("廃止されるかもしれない", ()),
        ("1割しかない", ()),
        ("設計に問題はない", ("問題",)),
        ("パンが出たことはない", ("出る",)),
        ("税は上げない", ("上げる",)),
        ("脳の1割しか使っていない", ()),
    ],
)
def test_only_what_denies_is_a_negation(text: str, denied: tuple[str, ...]) -> None:
    assert facts_of(text).denied == denied


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["1", "一", "1,", "高", "が", "年", "2025年", "半", "市", "高が", "ヶ"])
def test_time_is_linear_in_hostile_texts(piece: str) -> None:
    facts(piece * (100_000 // len(piece)), [], [], None)
