"""What a copy of a text is known by, once the text itself is gone: its letters, its bands, the passages of it that matter.

All of it is for comparison; what is stored is never normalised.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from articles.japanese.invisible import as_read
from articles.search.folding import folded, letters

SHORTEST = 20
"""Letters of a passage that tells one text from others. Shorter ones (と述べた, 関係者によると) stand everywhere."""

_PIECE = re.compile(r"[^。｡]{1,1000}[。｡]?|[。｡]")  # normalising a long run of combining marks takes quadratic time
_PASSAGE = re.compile(r"[^。｡．！？!?\n「」『』“”（）()]+")


class Passage(NamedTuple):
    """`letters` are those of text[start:end], in one spelling."""

    start: int
    end: int
    letters: str


def written(text: str) -> str:
    """The text without white space and unseen signs, in one width: equal for copies that differ in these alone."""
    return "".join("".join(as_read(piece).split()) for piece in _PIECE.findall(text))


def passages_at(text: str, spans: Collection[tuple[int, int]]) -> Iterator[str]:
    """Letters of the passages that any of these spans touches."""
    for passage in passages(text):
        if any(passage.start < end and start < passage.end for start, end in spans):
            yield passage.letters


def passages(text: str) -> Iterator[Passage]:
    """Sentences and quotations, without their marks, that are long enough to tell this text from others."""
    for found in _PASSAGE.finditer(text):
        if len(said := letters(folded(found[0]))) >= SHORTEST:
            yield Passage(found.start(), found.end(), said)
