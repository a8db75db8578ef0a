"""Where headings break: between phrases, never inside a word."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.demo import newsroom
from articles.public.lines import NEVER_FIRST, NEVER_LAST, phrases, wrapped
from articles.search.words import morphemes
from tests.public.generated import TEXTS

KANA_WORDS = [
    "でたらめ",
    "うわさ",
    "まやかし",
    "いいかげん",
    "ごまかし",
    "あやふや",
    "うそ",
    "まるごと",
    "たちまち",
    "ワクチン",
]


@pytest.mark.parametrize("word", KANA_WORDS)
def test_kana_word_stays_whole(word: str) -> None:
    for sentence in (f"「水道水が止まる」は{word}", f"市長の説明は{word}だった", f"{word}という話は誤り　記録なし"):
        assert any(word in phrase for phrase in phrases(sentence)), phrases(sentence)


def test_no_headline_of_the_demo_breaks_inside_a_word() -> None:
    stories = json.loads((Path(newsroom.__file__).parent / "stories.json").read_text(encoding="utf-8"))
    headlines = [story["verdict"]["headline"] for story in stories if "verdict" in story]

    for headline in headlines:
        ends = {unit.end() for unit in morphemes(headline)}
        breaks = [len("".join(phrases(headline)[:count])) for count in range(1, len(phrases(headline)))]
        assert [place for place in breaks if place not in ends] == []
    assert len(headlines) > 10


@given(TEXTS, st.integers(3, 40))
def test_lines_lose_nothing_and_keep_the_rules_of_print(text: str, width: int) -> None:
    lines = wrapped(text, width, len)

    assert "".join(phrases(text)) == text
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert max(map(len, lines), default=0) <= width
    for phrase in phrases(text)[1:]:
        assert phrase[0] not in NEVER_FIRST
    for phrase in phrases(text)[:-1]:
        assert phrase[-1] not in NEVER_LAST


@pytest.mark.timeout(60)
@pytest.mark.parametrize("sign", ["あ", "「", "、", "W", "1", "\n", "　"])
def test_long_line_is_laid_out(sign: str) -> None:
    assert "".join(wrapped(sign * 100_000, 1_000, len)).strip("\n　") == (sign * 100_000).strip("\n　")
