"""Where the words of a question stand in a text, whatever form they have there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from articles.japanese.name_variants import one_form
from articles.japanese.offsets import normalised
from articles.search.folding import LONGEST, readable
from articles.search.sought import Sought
from articles.search.words import Word, compound_readings, morphemes, words

SHORTEST = 2
"""Characters: a single one is marked where it is a word, not inside of others."""


class Piece(NamedTuple):
    text: str
    is_marked: bool


def pieces(text: str, wanted: Sequence[Sought]) -> list[Piece]:
    """The text, whole and unchanged, cut where marks begin and end."""
    found: list[Piece] = []
    end = 0
    for start, stop in _merged(spans(text, wanted)):
        found += [Piece(text[end:start], False), Piece(text[start:stop], True)]
        end = stop
    found.append(Piece(text[end:], False))
    return [piece for piece in found if piece.text]


def spans(text: str, wanted: Sequence[Sought]) -> list[tuple[int, int]]:
    """Code points of the first `LONGEST` of the text; they may overlap."""
    key = normalised(readable(text[:LONGEST]))
    plain = one_form(key.text)
    if len(plain) != len(key.text) or not plain:
        return []
    units = morphemes(plain[:LONGEST])
    found = [(word.start, word.end) for word in words(units) if _is_any(word, wanted)]
    readings = {each.reading for each in wanted if each.reading}
    if readings:
        found += [(start, end) for start, end, reading in compound_readings(units) if reading in readings]
    for each in wanted:
        if len(each.surface) >= SHORTEST:
            found += [(at.start(), at.end()) for at in re.finditer(re.escape(each.surface), plain, re.IGNORECASE)]
    return [key.original_span(start, end) for start, end in found]


def _is_any(word: Word, wanted: Iterable[Sought]) -> bool:
    own = {word.form, *word.parts}
    return any(own & each.forms or (each.reading and each.reading == word.reading) for each in wanted)


def _merged(found: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start, end = -1, -1
    for begin, stop in sorted(found):
        if begin <= end:
            end = max(end, stop)
            continue
        if end >= 0:
            yield start, end
        start, end = begin, stop
    if end >= 0:
        yield start, end
