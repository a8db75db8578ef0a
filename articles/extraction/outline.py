"""A source before the parse: its blocks, sentences and parse units, by structure alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from articles.extraction import sentences, structure, units
from articles.extraction.results import Span
from articles.extraction.structure import Kind


@dataclass(frozen=True, slots=True)
class Source:
    """A text to read. `published_date` resolves 昨日 and １５日; `title` is the headline if it is not in the text."""

    text: str
    published_date: date | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence or block of its own, with the spans of its parse units."""

    span: Span
    kind: Kind
    units: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A source in pieces, in text order and without overlap."""

    source: Source
    pieces: tuple[Piece, ...]

    def unit_texts(self) -> Iterator[str]:
        """The texts to parse, in order."""
        for piece in self.pieces:
            for unit in piece.units:
                yield self.source.text[unit.start : unit.end]


def outline(source: Source) -> Outline:
    """Cut a source into blocks, sentences and units; time is linear in its length."""
    return Outline(source, tuple(_pieces(source.text)))


def _pieces(text: str) -> Iterator[Piece]:
    for block in structure.blocks(text):
        if block.kind is not Kind.SENTENCE:
            yield Piece(block.span, block.kind, tuple(units.cut(text, block.span)))
            continue
        for span in sentences.split(text, block.span):
            kind = Kind.OTHER if structure.is_reference(text[span.start : span.end]) else Kind.SENTENCE
            yield Piece(span, kind, tuple(units.cut(text, span)))
