"""A source before the parse: its blocks, sentences and parse units, by structure alone."""

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from articles.extraction import marks, sentences, structure, turns, units
from articles.extraction.reading import Reading, reading
from articles.extraction.results import Span
from articles.extraction.structure import Kind
from articles.extraction.turns import Turn


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
    return Outline(
        source, view, tuple(_pieces(view.text, source.kind, turns.turns(view.text, source.kind, source.speaker)))
    )


def _pieces(text: str, kind: str | None, spoken: Sequence[Turn]) -> Iterator[Piece]:
    coming = deque(spoken)
    turn: Turn | None = None
    for block in structure.blocks(text, kind):
        start = block.span.start
        while coming and coming[0].label.start < block.span.end:
            yield from _of_part(text, block, Span(start, coming[0].label.start), turn)
            turn = coming.popleft()
            start = max(start, turn.label.start)
        turn = turn if turn and start < turn.end else None
        yield from _of_part(text, block, Span(start, block.span.end), turn)


def _of_part(text: str, block: structure.Block, part: Span, turn: Turn | None) -> Iterator[Piece]:
    """The pieces of a line, or of what one person says of it; a label belongs to the first of them."""
    span = sentences.trimmed(text, part.start, part.end) if part.start < part.end else None
    if span is None:
        return
    begins = turn is not None and turn.label.start == span.start < turn.label.end
    said = sentences.trimmed(text, turn.label.end, span.end) if turn and begins else span
    if said is None:
        yield Piece(span, Kind.OTHER, tuple(units.cut(text, span)), span, turn)
        return
    kind = block.kind if turn is None else _kind_within(text, said, block.kind, turn)
    if kind is not Kind.SENTENCE:
        yield Piece(span, kind, tuple(units.cut(text, said)), said, turn)
        return
    for body in sentences.split(text, said):
        whole = Span(span.start, body.end) if body.start == said.start else body
        is_signature = body.start > said.start and _SIGNATURE.fullmatch(text, body.start, body.end)
        kind = Kind.OTHER if is_signature else _kind_in_line(text[body.start : body.end], turn)
        yield _piece(text, whole, body, kind, turn)


_SIGNATURE = re.compile(r"[（(〔][^（）()〔〕。、\d０-９]{1,20}[）)〕]。?")
"""(福祉課長), (小柳議員): who said it."""


def _kind_in_line(words: str, turn: Turn | None) -> Kind:
    """References, and within a turn what happens (拍手), are no sentences."""
    is_aside = turn is not None and turns.is_aside(words)
    return Kind.OTHER if is_aside or structure.is_reference(words) else Kind.SENTENCE


def _piece(text: str, span: Span, body: Span, kind: Kind, turn: Turn | None) -> Piece:
    tail = _TAIL.search(text, max(body.start + 1, body.end - _LONGEST_TAIL), body.end) if turn else None
    said = marks.said(text, body.start, tail.start() if tail else body.end)
    return Piece(span, kind, tuple(units.cut(text, said)), said, turn)


_TAIL = re.compile(r"(?:</[vcib]>|\*\*)+$")  # the end of a subtitle's voice, or of bold type
_LONGEST_TAIL = 12


def _kind_within(text: str, said: Span, kind: Kind, turn: Turn) -> Kind:
    """What a line of a turn is: stage directions, times and page numbers are said by nobody, the rest is speech."""
    words = text[said.start : said.end]
    if turns.is_aside(words):
        return Kind.OTHER
    opens = said.start > turn.label.start and not text[turn.label.end : said.start].strip()
    if kind is Kind.SENTENCE or (opens and turn.label.start < turn.label.end):
        return Kind.SENTENCE
    return Kind.SENTENCE if turns.is_speech(text, words, turn) else kind
