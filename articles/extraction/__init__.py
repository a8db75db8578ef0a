"""Extraction: a Japanese text in, its sentences with speaker, mood, amounts and check-worthiness out.

No Django, no clock, no database. Offsets are code points of the text as given, which is never changed.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from articles.extraction import units
from articles.extraction.errors import (
    MAX_CHARACTERS,
    TextEmpty,
    TextHasNul,
    TextHasSurrogates,
    TextTooLong,
    UnusableText,
    check_text,
)
from articles.extraction.outline import Outline, Source, outline
from articles.extraction.results import (
    Attribution,
    ClaimSpan,
    DateMention,
    Entity,
    Extraction,
    Quantity,
    Reason,
    Sentence,
    Span,
)
from articles.extraction.rulesets import CURRENT, read
from articles.japanese.loader import versions
from articles.japanese.parsing import Parse, Parser, parse

__all__ = [
    "CURRENT",
    "MAX_CHARACTERS",
    "Attribution",
    "ClaimSpan",
    "DateMention",
    "Entity",
    "Extraction",
    "Quantity",
    "Reason",
    "Sentence",
    "Source",
    "Span",
    "TextEmpty",
    "TextHasNul",
    "TextHasSurrogates",
    "TextTooLong",
    "UnusableText",
    "check_text",
    "extract",
    "extract_many",
]


def extract(
    text: str,
    *,
    published_date: date | None = None,
    title: str | None = None,
    kind: str | None = None,
    speaker: str | None = None,
    outlets: frozenset[str] = frozenset(),
    parser: Parser = parse,
) -> Extraction:
    """Read one text. Raises `UnusableText` where it cannot be read."""
    source = Source(text, published_date, title, kind, speaker, outlets)
    return next(extract_many([source], parser=parser))


def extract_many(sources: Iterable[Source], *, parser: Parser = parse) -> Iterator[Extraction]:
    """Read texts in order, batched through one pipeline; holds no more of them than a batch needs.

    Raises as `extract` does; check texts first where one that cannot be read must not end the others.
    """
    waiting: deque[Outline] = deque()
    parses = parser(_unit_texts(sources, waiting))
    for first in parses:
        current = waiting.popleft()
        rest = islice(parses, sum(len(piece.units) for piece in current.pieces) - 1)
        parsed = _joined(current, iter([first, *rest]))
        yield Extraction(CURRENT, versions(), read(current, parsed))


def _unit_texts(sources: Iterable[Source], waiting: deque[Outline]) -> Iterator[str]:
    for source in sources:
        check_text(source.text)
        waiting.append(outline(source))
        yield from waiting[-1].unit_texts()


def _joined(current: Outline, parses: Iterator[Parse]) -> list[units.ParsedSentence]:
    return [units.join(piece.body, piece.units, islice(parses, len(piece.units))) for piece in current.pieces]
