"""Texts that are nearly the same share a band; texts that report one event in other words do not."""

from __future__ import annotations

import pytest

from articles.search.fingerprints import BANDS, bands, likeness

TEXT = (
    "みなと市は１日、市立図書館の来館者が前年度の２倍に増えたと発表した。市長は「県内で最も多い」と述べた。"
    "担当者は詳しい内訳を公表していない。市議会では、開館時間の延長を求める声が上がっている。"
)


def shared(one: str, other: str) -> int:
    return len(set(bands(one)) & set(bands(other)))


@pytest.mark.parametrize(
    "other",
    [
        TEXT.replace("１", "1").replace("２", "2").replace("。", "。\n\n"),
        TEXT.replace("詳しい", ""),
        f"【速報】{TEXT}",
    ],
)
def test_copies_with_small_changes_share_a_band(other: str) -> None:
    assert shared(TEXT, other) > 0
    assert likeness(TEXT, other) > 0.85


def test_width_and_signs_do_not_count() -> None:
    assert bands(TEXT) == bands(TEXT.replace("１", "1").replace("「", "『").replace("」", "』"))


def test_another_report_of_the_event_shares_none() -> None:
    other = "図書館に来る人が１年で倍になった、とみなと市が１日に公表した。県内一だと市長。内訳は明らかでない。"

    assert (shared(TEXT, other), likeness(TEXT, other) < 0.2) == (0, True)


@pytest.mark.parametrize(("text", "count"), [("", 0), ("。、！", 0), ("あ", BANDS), ("\0\ud800", 0), ("😀", 0)])
def test_texts_of_next_to_nothing(text: str, count: int) -> None:
    assert len(bands(text)) == count


def test_bands_fit_an_integer_column() -> None:
    assert all(-(2**31) <= band < 2**31 for band in bands(TEXT))


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["あ", "市長は述べた。"])
def test_long_texts_take_bounded_time(unit: str) -> None:
    bands(unit * 1_000_000)
