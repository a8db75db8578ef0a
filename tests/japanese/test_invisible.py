"""What leaves nothing to read, in Python; PostgreSQL's side is in tests/models/test_plausible.py."""

import pytest

from articles.japanese.invisible import as_read, is_readable
from articles.japanese.rating_words import rating_words

UNSEEN = [
    "",
    " \u3000\n\t",
    "\u200b",
    "\u200b\u200f\u2060",
    "\ufeff",
    "\u3164",
    "\uffa0\u115f",
    "\u2800",
    "\ufe0f",
    "\u00ad",
]
UNSEEN += ["\x1f\x7f", "\u202e\u2066", "\U000e0061", "\x00", "\u2028"]


@pytest.mark.parametrize("text", UNSEEN, ids=ascii)
def test_nothing_can_be_read_where_nothing_is_seen(text: str) -> None:
    assert not is_readable(text)
    assert is_readable(f"{text}一{text}")


@pytest.mark.parametrize("text", ["。", "𠮟", "é", "😀", "\ue000", "ー"])
def test_what_is_seen_can_be_read(text: str) -> None:
    assert is_readable(text)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("ﾃﾞﾏだという声", ["デマ"]),
        ("ガ\u200bセ\u2060だ", ["ガセだ"]),
        ("誤\ufeffり、噓\ufe0f", ["誤り", "噓"]),
        ("ﾃﾞﾏﾝﾄﾞ交通", []),
        ("京都でまだ続く", []),
    ],
)
def test_rating_words_are_found_however_they_are_hidden(statement: str, words: list[str]) -> None:
    assert rating_words(statement) == words


@pytest.mark.timeout(60)
@pytest.mark.parametrize("part", ["\u200b", " ", "一\u200b", "ﾞ"])
def test_a_long_text_ends(part: str) -> None:
    assert len(as_read(part * 100_000)) <= 200_000
    assert isinstance(is_readable(part * 100_000), bool)
