"""Turns and the document's own speaker, on our own wordings; `shapes` was written before it was first run."""

import pytest

from articles.extraction import floor
from articles.extraction.outline import Source, outline
from tests.extraction.more_shapes import ISSUED, MORE
from tests.extraction.shapes import NOBODYS, SHAPES


def speakers(text: str, kind: str | None, speaker: str | None = None) -> dict[str, str | None]:
    """Who holds the floor of each piece, by its words."""
    read = outline(Source(text, kind=kind, speaker=speaker))
    held = floor.holders(read)
    return {
        read.text[piece.span.start : piece.span.end]: holder.speaker if holder else None
        for piece, holder in zip(read.pieces, held, strict=True)
    }


def of_words(found: dict[str, str | None], words: str) -> str | None:
    (speaker,) = [speaker for piece, speaker in found.items() if words in piece]
    return speaker


@pytest.mark.parametrize("shape", SHAPES)
def test_turns_in_many_shapes(shape: str) -> None:
    text, kind, expected = SHAPES[shape]

    found = speakers(text, kind)

    assert {words: of_words(found, words) for words in expected} == expected


@pytest.mark.parametrize("shape", NOBODYS)
def test_no_turns_where_nobody_speaks(shape: str) -> None:
    assert [piece.turn for piece in outline(Source(NOBODYS[shape])).pieces if piece.turn] == []


@pytest.mark.parametrize("shape", MORE)
def test_turns_in_rarer_shapes(shape: str) -> None:
    text, kind, expected = MORE[shape]

    found = speakers(text, kind)

    assert {words: of_words(found, words) for words in expected} == expected


@pytest.mark.parametrize("shape", ISSUED)
def test_issuer_speaks_what_is_not_marked_as_anothers(shape: str) -> None:
    text, kind, speaker, expected = ISSUED[shape]

    found = speakers(text, kind, speaker)

    assert {words: of_words(found, words) for words in expected} == expected
