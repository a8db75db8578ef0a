"""What the rules find in each piece of an article, before anything learned: voices, mood, quantities, dates, names."""

from collections.abc import Sequence
from dataclasses import dataclass

from articles.extraction import modality, numeric, quantities, speakers
from articles.extraction.dates import DateReader, own_day
from articles.extraction.mentions import register
from articles.extraction.outline import Outline, Piece
from articles.extraction.reports import Voice
from articles.extraction.results import DateMention, Entity, Quantity
from articles.extraction.structure import Kind
from articles.extraction.units import ParsedSentence


@dataclass(frozen=True, slots=True)
class Findings:
    """What the rules found in a sentence, and nothing learned; `words` are those of the piece's body."""

    words: str
    kind: Kind
    place: float
    """Where in the article the sentence stands, 0 at the beginning to 1."""
    voice: Voice
    modality: str
    numeric: bool
    quantities: Sequence[Quantity]
    dates: Sequence[DateMention]
    entities: Sequence[Entity]


def findings_of(outline: Outline, parses: Sequence[ParsedSentence]) -> list[Findings]:
    """What the rules see in each piece, before any weights."""
    text = outline.text
    named = register(text, parses, outline.source.outlets)
    voices = speakers.voices(outline, parses, named)
    last = max(1, len(outline.pieces) - 1)
    source = outline.source
    reader = DateReader(source.published_date, own_day(source.text, source.published_date))
    return [
        _findings(outline, piece, parse, voice, reader, index / last)
        for index, (piece, parse, voice) in enumerate(zip(outline.pieces, parses, voices, strict=True))
    ]


def _findings(
    outline: Outline, piece: Piece, parse: ParsedSentence, voice: Voice, reader: DateReader, place: float
) -> Findings:
    text = outline.text
    words = text[piece.body.start : piece.body.end]
    spoken = piece.kind is Kind.SENTENCE
    amounts = tuple(quantities.quantities(text, piece.body))
    mood = modality.modality(words, reported=voice.speaker is not None, hearsay=voice.hearsay, spoken=spoken)
    return Findings(
        words=words,
        kind=piece.kind,
        place=place,
        voice=voice,
        modality=mood,
        numeric=numeric.hinges_on_number(words, amounts, spoken=spoken),
        quantities=amounts,
        dates=tuple(reader.read(text, piece.body)),
        entities=tuple(Entity(e.start, e.end, text[e.start : e.end], e.label) for e in parse.entities),
    )
