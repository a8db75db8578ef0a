"""A source before the parse: its blocks, sentences and parse units, by structure alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from articles.extraction import marks, sentences, structure, units
from articles.extraction.reading import Reading, reading
from articles.extraction.results import Span
from articles.extraction.structure import Kind
from articles.extraction.turns import Turn, turns


@dataclass(frozen=True, slots=True)
class Source:
    """A text to read, with what is known beside it.

    `published_date` resolves 昨日 and １５日; `title` is the headline if it is not in the text. `kind` is the desk's kind
    of article (news, social_post, transcript, proceedings, leaflet, other); `speaker` the document's own: the issuer of a
    leaflet, release or statement, the account of a post, the byline of a commentary. `outlets` are names the desk knows.
    """

    text: str
    published_date: date | None = None
    title: str | None = None
    kind: str | None = None
    speaker: str | None = None
    outlets: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence or block of its own, with the spans of its parse units, in offsets of the reading view."""

    span: Span
    kind: Kind
    units: tuple[Span, ...]
    """Together they are `body`."""
    body: Span
    """What is said: the span without a turn's label, bullet, list mark or hashtags. This is what gets parsed."""
    turn: Turn | None = None
    """Whose turn it is, if anybody's."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A source in pieces, in text order and without overlap."""

    source: Source
    reading: Reading
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The reading view, to which all offsets before the result refer."""
        return self.reading.text

    def unit_texts(self) -> Iterator[str]:
        """The texts to parse, in order."""
        for piece in self.pieces:
            for unit in piece.units:
                yield self.text[unit.start : unit.end]


def outline(source: Source) -> Outline:
    """Cut a source into blocks, sentences and units; time is linear in its length."""
    view = reading(source.text)
    return Outline(source, view, tuple(_pieces(view.text, source.kind, turns(view.text, source.kind))))


def _pieces(text: str, kind: str | None, spoken: Sequence[Turn]) -> Iterator[Piece]:
    for block in structure.blocks(text, kind):
        if block.kind is not Kind.SENTENCE:
            yield _piece(text, block.span, block.kind, kind)
            continue
        for span in sentences.split(text, block.span):
            reference = structure.is_reference(text[span.start : span.end])
            yield _piece(text, span, Kind.OTHER if reference else Kind.SENTENCE, kind)


def _piece(text: str, span: Span, sort: Kind, kind: str | None) -> Piece:
    # ○議長（…） is the label of a turn where it is no bullet of a list.
    labelled = kind not in ("leaflet", "social_post", "other") and text[span.start] in "○〇◯◎◆"
    body = span if labelled else marks.said(text, span.start, span.end)
    return Piece(span, sort, tuple(units.cut(text, body)), body)
