"""Ruleset v3: the rules' findings, with a mood and a check-worthiness learned over them."""

from collections.abc import Sequence
from typing import Any

from articles.extraction import claims, mood, wording, worthiness
from articles.extraction.features import Described, describe, without_topic
from articles.extraction.findings import findings_of
from articles.extraction.mood import Judgement
from articles.extraction.outline import Outline
from articles.extraction.reading import Reading
from articles.extraction.results import Sentence
from articles.extraction.structure import Kind
from articles.extraction.units import ParsedSentence
from articles.extraction.worthiness import Rating

_PASSAGE = 4  # sentences of a passage that may come from minutes


def read(outline: Outline, parses: Sequence[ParsedSentence]) -> tuple[Sentence, ...]:
    """All sentences of an article, from its outline and the parse of each piece."""
    findings = findings_of(outline, parses)
    described = describe(outline, parses, findings)
    ratings = worthiness.rate(described, worthiness.load(_register(described)))
    opening = claims.opening(findings)
    context = wording.Context(outline, parses)
    moods = mood.moods(outline, parses, findings)
    read_as = tuple(
        _sentence(context, index, mood.judged(found, learned), rating, first=index == opening)
        for index, (found, learned, rating) in enumerate(zip(findings, moods, ratings, strict=True))
    )
    return read_as if outline.reading.starts is None else tuple(_as_given(found, outline.reading) for found in read_as)


def _as_given(record: Any, reading: Reading) -> Any:
    """A result with every span, and the text it quotes, as the source has it."""
    if isinstance(record, tuple):
        return tuple(_as_given(item, reading) for item in record)
    if not hasattr(record, "__slots__"):
        return record
    names = record.__slots__
    changed = {name: _as_given(getattr(record, name), reading) for name in names}
    if "start" in names:
        span = reading.span(changed["start"], changed["end"])
        changed |= {"start": span.start, "end": span.end}
        if "text" in names:
            changed["text"] = reading.given[span.start : span.end]
    return type(record)(**changed)


def _register(described: Sequence[Described]) -> str:
    """The weights to use: those for minutes where a short passage reads like the minutes of an assembly.

    A longer text is an article: interviews and broadcasts are worded as minutes are, and are rated better as news.
    """
    if len(described) > _PASSAGE:
        return "news"
    wording = worthiness.rate([without_topic(sentence) for sentence in described], worthiness.load("register"))
    return "minutes" if sum(rating.label == "CFS" for rating in wording) * 2 > len(wording) else "news"


def _sentence(context: wording.Context, index: int, found: Judgement, rating: Rating, *, first: bool) -> Sentence:
    span, text = context.outline.pieces[index].span, context.text
    label = rating.label if found.kind is Kind.SENTENCE else "NFS"
    proposed = () if label == "NFS" else claims.claims(context, index, found, first=first)
    return Sentence(
        start=span.start,
        end=span.end,
        text=text[span.start : span.end],
        kind=found.kind.value,
        priority=rating.priority,
        label=label,
        speaker=found.voice.speaker,
        via=found.voice.via,
        quote=found.voice.quote,
        modality=found.modality,
        numeric=found.numeric,
        quantities=tuple(found.quantities),
        dates=tuple(found.dates),
        entities=tuple(found.entities),
        attributions=found.voice.attributions,
        claims=proposed,
        reasons=rating.reasons,
    )
