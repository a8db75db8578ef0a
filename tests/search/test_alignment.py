"""Word by word: what of a claim a statement says in whatever form, and what stands in its place."""

from __future__ import annotations

import pytest

from articles.search.alignment import Alignment, aligned, crossed, extras, missing, substituted
from articles.search.described import described
from articles.search.likeness import word_nearness
from articles.search.traits import traits


def of(statement: str, claim: str) -> Alignment:
    asked, known = traits(described(statement)), traits(described(claim))
    return aligned(known, asked, word_nearness(asked, known))


def worth(alignment: Alignment) -> dict[str, float]:
    return {held.word.form: 1.0 for held in (*alignment.ours, *alignment.theirs)}


@pytest.mark.parametrize(
    ("statement", "claim"),
    [
        ("赤沼銀行が倒産した", "赤沼銀行が破綻した"),
        ("堤防が決懐した", "堤防が決壊した"),
        ("赤沼町の税収は最高だった", "赤沼町の税収は最も多い"),
        ("豆はモンテルバ産だ", "豆はモンルテバ産だ"),
        ("ていぼうがけっかいした", "堤防が決壊した"),
    ],
)
def test_the_same_in_another_word_is_met(statement: str, claim: str) -> None:
    both = of(statement, claim)

    assert [held.word.surface for held in both.ours if held.near < 0.5] == []


def test_another_name_is_no_typing_error() -> None:
    assert [held.word.surface for held in of("下郷橋が落ちた", "上郷橋が落ちた").ours if held.near < 0.5] == ["上郷"]


def test_a_word_in_the_slot_of_another_is_told_from_one_left_out() -> None:
    left_out, exchanged = of("町は庁舎を売る", "町は古い庁舎を売る"), of("町は病院を売る", "町は庁舎を売る")

    assert substituted(left_out, worth(left_out)) == 0
    assert substituted(exchanged, worth(exchanged)) > 0.5


def test_two_nouns_with_the_part_of_each_other() -> None:
    claim = "赤沼市から白浜市に人が移った"

    assert crossed(of("白浜市から赤沼市に人が移った", claim))
    assert not crossed(of("赤沼市から白浜市に人が移ったらしい", claim))


def test_what_follows_the_predicate_is_seen() -> None:
    plain, qualified = of("赤沼橋が落下", "赤沼橋が落下"), of("赤沼橋が落下訓練", "赤沼橋が落下")

    assert extras(plain, worth(plain))[2] == 0
    assert extras(qualified, worth(qualified))[2] > 0


def test_a_lost_end_counts_as_lost() -> None:
    both = of("赤沼橋の渋滞", "赤沼橋が落下した")

    assert missing(both, worth(both))[2] > 0.3


def test_nothing_said_is_aligned_with_nothing() -> None:
    both = of("", "赤沼橋が落ちた")

    assert (both.theirs, both.window, both.predicate) == ((), (0, -1), -1)
