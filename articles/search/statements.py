"""A pasted message cut into its statements, by the extraction's outline: structure alone, without the parse."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from articles.extraction.outline import Source, outline
from articles.extraction.results import Span
from articles.search.folding import LONGEST, readable

MOST = 200
"""Statements of a message that are answered."""

_TAG = re.compile(r"<[!/a-zA-Z][^<>]{0,500}>")


@dataclass(frozen=True, slots=True)
class Statement:
    """`text` is `message[start:end]`, offsets in code points."""

    text: str
    start: int
    end: int


def statements(message: str) -> list[Statement]:
    """Statements of the first `folding.LONGEST` code points of a message, at most `MOST`, in order."""
    plain = _TAG.sub(lambda tag: " " * len(tag[0]), readable(message[:LONGEST]))
    found = []
    for span in _spans(plain):
        found.append(Statement(message[span.start : span.end], span.start, span.end))
        if len(found) == MOST:
            break
    return found


def _spans(plain: str) -> Iterator[Span]:
    if not plain.strip():
        return
    view = outline(Source(plain))
    for piece in view.pieces:
        if piece.body.start < piece.body.end:
            yield view.reading.span(piece.body.start, piece.body.end)
