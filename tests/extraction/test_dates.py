from datetime import date

import pytest

from articles.extraction.dates import dates
from articles.extraction.results import Span

PUBLISHED = date(2025, 8, 16)  # a Saturday


def found(words: str, published: date | None = PUBLISHED) -> list[tuple[str, str | None]]:
    return [(mention.text, mention.value) for mention in dates(words, Span(0, len(words)), published)]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("2025年8月15日", "2025-08-15"),
        ("２０２５年８月", "2025-08"),
        ("平成31年4月30日", "2019-04-30"),
        ("令和元年5月1日", "2019-05-01"),
        ("昭和20年8月", "1945-08"),
        ("令和7年度", "2025-04-01/2026-03-31"),
        ("1990年代", "1990-01-01/1999-12-31"),
        ("2025年4〜6月期", "2025-04-01/2025-06-30"),
        ("2025年末", "2025-12"),
        ("2024年2月下旬", "2024-02-21/2024-02-29"),
        ("2024-08-15", "2024-08-15"),
        ("2024/8/15", "2024-08-15"),
        ("2025年13月45日", None),
    ],
)
def test_full_date_needs_no_day_of_publication(words: str, value: str | None) -> None:
    assert found(f"それは{words}だった。", None) == [(words, value)]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("１５日", "2025-08-15"),
        ("31日", "2025-08-31"),
        ("8月15日", "2025-08-15"),
        ("今月中", "2025-08"),
        ("今月15日", "2025-08-15"),
        ("来月上旬", "2025-09-01/2025-09-10"),
        ("来年度", "2026-04-01/2027-03-31"),
        ("今年度末", "2026-03"),
        ("昨年末", "2024-12"),
        ("昨年12月", "2024-12"),
        ("今年前半", "2025-01-01/2025-06-30"),
        ("さ来年", "2027"),
        ("先週", "2025-08-04/2025-08-10"),
        ("昨秋", "2024-09-01/2024-11-30"),
        ("昨夜", "2025-08-15"),
        ("あさって", "2025-08-18"),
    ],
)
def test_relative_date_is_resolved_against_the_day_of_publication(words: str, value: str) -> None:
    assert found(f"{words}に開く。") == [(words, value)]
    assert found(f"{words}に開く。", None) == [(words, None)]


def test_fiscal_year_begins_in_april() -> None:
    assert found("来年度", date(2026, 3, 31)) == [("来年度", "2026-04-01/2027-03-31")]
    assert found("来年度", date(2026, 4, 1)) == [("来年度", "2027-04-01/2028-03-31")]


def test_what_has_happened_lies_in_the_past() -> None:
    assert found("31日に開いた。") == [("31日", "2025-07-31")]
    assert found("12月に開いた。") == [("12月", "2024-12")]


@pytest.mark.parametrize(
    ("words", "published", "value"),
    [
        ("12月28日に届いた。", date(2026, 1, 5), "2025-12-28"),
        ("31日に届いた。", date(2026, 1, 5), "2025-12-31"),
        ("1月5日に開く。", date(2025, 12, 28), "2026-01-05"),
        ("11月20日に開かれた大会で「減らす」と述べた。", date(2026, 6, 1), "2025-11-20"),
        ("12月に開いたと発表した。", date(2025, 8, 16), "2024-12"),
        ("10〜12月期は赤字だった。", date(2026, 2, 10), "2025-10-01/2025-12-31"),
    ],
)
def test_bare_date_is_resolved_across_new_year(words: str, published: date, value: str) -> None:
    assert [resolved for _, resolved in found(words, published)] == [value]


def test_year_of_two_figures_is_the_nearest_that_ends_so() -> None:
    assert found("２５年３月期は赤字だった。") == [("２５年３月", "2025-03")]
    assert found("98年度に始まった。") == [("98年度", "1998-04-01/1999-03-31")]
    assert found("30年度までに減らす。") == [("30年度", "2030-04-01/2031-03-31")]
    assert found("２５年３月期は赤字だった。", None) == [("２５年３月", None)]
    assert found("約25年12月かかった。", None) == [("12月", None)]


def test_what_was_announced_may_lie_ahead() -> None:
    assert found("31日に開くと発表した。") == [("31日", "2025-08-31")]
    assert found("12月に開く方針を示した。") == [("12月", "2025-12")]


def test_day_after_a_date_is_of_the_same_month() -> None:
    assert found("3月11日と13日に開いた。") == [("3月11日", "2025-03-11"), ("13日", "2025-03-13")]


@pytest.mark.parametrize(
    ("words", "value"),
    [("同日", "2024-12-31"), ("翌日", "2025-01-01"), ("同月", "2024-12"), ("翌月", "2025-01"), ("前年", "2023")],
)
def test_pointing_word_is_resolved_by_the_date_before_it(words: str, value: str) -> None:
    assert found(f"2024年12月31日に開き、{words}に閉じた。") == [("2024年12月31日", "2024-12-31"), (words, value)]


@pytest.mark.parametrize("words", ["同日", "翌日", "前年", "同年"])
def test_pointing_word_alone_has_no_value(words: str) -> None:
    assert found(f"{words}に閉じた。") == [(words, None)]


@pytest.mark.parametrize(
    "words",
    ["20日間", "1日3回", "1日当たり3人", "10日前に", "3カ月", "前年比", "前年同期", "昨年度比", "同年代", "5年間"],
)
def test_lengths_rates_and_comparisons_are_no_dates(words: str) -> None:
    assert [text for text, _ in found(words)] == (["昨年度"] if words == "昨年度比" else [])


@pytest.mark.parametrize(
    ("words", "published"),
    [("あさって", date(9999, 12, 31)), ("先週", date(1, 1, 1)), ("来年", date(9999, 1, 1)), ("9999年度", None)],
)
def test_date_beyond_the_calendar_has_no_value(words: str, published: date | None) -> None:
    assert found(words, published) == [(words, None)]
