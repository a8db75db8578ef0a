"""A text cut into stretches, so that a page can mark passages in it without ever changing it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import NamedTuple


class Mark(NamedTuple):
    """`text[start:end]` is to be marked as `name`; `anchor` becomes the id of its first stretch."""

    start: int
    end: int
    name: str
    anchor: str = ""


class Stretch(NamedTuple):
    text: str
    names: str  # of all marks over it, in the order given, joined by spaces: CSS classes
    anchor: str


def stretches(text: str, marks: Collection[Mark]) -> Iterator[Stretch]:
    """Cover the whole text in order. Marks may overlap and nest; what lies outside the text is cut off."""
    edges = {edge for mark in marks for edge in (mark.start, mark.end) if 0 < edge < len(text)}
    for start, end in pairwise(sorted({0, len(text), *edges})):
        over = [mark for mark in marks if mark.start <= start and end <= mark.end]
        names = dict.fromkeys(mark.name for mark in over)
        anchor = next((mark.anchor for mark in over if mark.start == start and mark.anchor), "")
        yield Stretch(text[start:end], " ".join(names), anchor)
