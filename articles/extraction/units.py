"""Parse units: sentences cut short enough for GiNZA, and the way back to offsets of the whole text."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from articles.extraction.results import Span
from articles.extraction.sentences import soft_break
from articles.japanese.parsing import MAX_UNIT, NamedEntity, Parse, Token


@dataclass(frozen=True, slots=True)
class ParsedSentence:
    """Tokens and names of a sentence with offsets of the whole text; heads are indices into `tokens`."""

    span: Span
    tokens: tuple[Token, ...]
    entities: tuple[NamedEntity, ...]


def cut(text: str, sentence: Span) -> Iterator[Span]:
    """Spans of at most `MAX_UNIT` code points that together are the sentence."""
    start = sentence.start
    while sentence.end - start > MAX_UNIT:
        end = soft_break(text, start, start + MAX_UNIT)
        yield Span(start, end)
        start = end
    yield Span(start, sentence.end)


def join(sentence: Span, units: Sequence[Span], parses: Iterable[Parse]) -> ParsedSentence:
    """The parse of a sentence from those of its units, each relative to its unit."""
    tokens: list[Token] = []
    entities: list[NamedEntity] = []
    for unit, parse in zip(units, parses, strict=True):
        first, start = len(tokens), unit.start
        tokens.extend(
            Token(t.start + start, t.end + start, t.text, t.lemma, t.pos, t.tag, t.dep, t.head + first)
            for t in parse.tokens
        )
        entities.extend(NamedEntity(e.start + start, e.end + start, e.label) for e in parse.entities)
    return ParsedSentence(sentence, tuple(tokens), tuple(entities))
