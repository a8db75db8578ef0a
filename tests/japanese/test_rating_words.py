"""Words that rate are found, and what only contains one is left alone."""

import pytest

from articles.japanese.rating_words import rating_words


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("市長の説明は誤りだ", ["誤り"]),
        ("水道水が危ないというのはデマで、嘘だ", ["デマ", "嘘"]),
        ("図書館が閉じるという話は事実ではない", ["事実ではない"]),
        ("港の写真はフェイクだ", ["フェイク"]),
        ("来館者が減ったというのはうそだ", ["うそだ"]),
        ("増税の話は根拠がない", ["根拠がない"]),
        ("デマンド交通が来年始まる", []),
        ("間違いなく港が開く", []),
        ("正確な来館者は３人だ", []),
        ("もうそだつことはない", []),
        ("来館者は２倍に増えた", []),
        ("", []),
    ],
)
def test_rating_words(statement: str, words: list[str]) -> None:
    assert rating_words(statement) == words


@pytest.mark.timeout(60)
@pytest.mark.parametrize("part", ["誤り", "根拠の", "うそ", "事実で", "ガセ", "間違い", "ウ"])
def test_a_long_text_ends(part: str) -> None:
    assert isinstance(rating_words(part * 100_000), list)
