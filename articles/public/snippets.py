"""What a list shows of a verdict that was searched for: the sentences that have the words, with these marked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from articles.search.marking import Piece, pieces
from articles.search.sought import Sought

AROUND = 30  # code points shown before the first mark of a long sentence
LONGEST = 110  # code points of a snippet
_ENDS = re.compile(r"(?<=[。！？\n])")


def snippet(body: Mapping[str, Any], wanted: Sequence[Sought]) -> list[Piece]:
    """From the API's body of a verdict: its summary first, then what else the search looks through; [] if none tells."""
    best: list[Piece] = []
    for text in _texts(body):
        found = _cut(pieces(text, wanted))
        if _marks(found) > _marks(best):
            best = found
    return best


def _texts(body: Mapping[str, Any]) -> list[str]:
    """Sentences. Of the reasoning only those that have a word as it was typed: reading all of it takes too long."""
    return [
        body.get("finding", ""),
        *body["summary"],
        *(each["title"] for each in body["evidence"]),
        *(each["quote"] for each in body["appearances"]),
        *(each["title"] for each in body["appearances"] if each["title"]),
    ]


def in_reasoning(body: Mapping[str, Any], wanted: Sequence[Sought]) -> list[Piece]:
    """The first sentence of the reasoning that has a word as it was typed."""
    for sentence in _ENDS.split(body["reasoning"]):
        if any(each.surface in sentence for each in wanted):
            return _cut(pieces(sentence.strip(), wanted))
    return []


def _marks(found: Sequence[Piece]) -> int:
    return len({piece.text for piece in found if piece.is_marked})


def _cut(found: list[Piece]) -> list[Piece]:
    """A long text around its first mark."""
    if sum(len(piece.text) for piece in found) <= LONGEST:
        return found
    lead = 0 if found[0].is_marked else len(found[0].text)
    shown = [Piece(f"…{found[0].text[-AROUND:]}", False), *found[1:]] if lead > AROUND else found
    kept: list[Piece] = []
    room = LONGEST
    for piece in shown:
        kept.append(Piece(piece.text[:room], piece.is_marked))
        room -= len(piece.text)
        if room <= 0:
            return [*kept, Piece("…", False)]
    return kept
