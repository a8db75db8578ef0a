"""Ruleset v1: rules over structure and dependency parse, and an additive score."""

from collections.abc import Sequence

from articles.extraction import claims, dates, modality, numeric, people, quantities, score, speakers
from articles.extraction.outline import Outline, Piece
from articles.extraction.results import Entity, Sentence
from articles.extraction.speakers import Voice
from articles.extraction.structure import Kind
from articles.extraction.units import ParsedSentence


def read(outline: Outline, parses: Sequence[ParsedSentence]) -> tuple[Sentence, ...]:
    """All sentences of an article, from its outline and the parse of each piece."""
    findings = findings_of(outline, parses)
    opening = claims.opening(findings)
    return tuple(_sentence(outline, index, found, first=index == opening) for index, found in enumerate(findings))


def findings_of(outline: Outline, parses: Sequence[ParsedSentence]) -> list[score.Findings]:
    """What the rules see in each piece, before any weights."""
    text = outline.source.text
    register = people.register(text, parses)
    spoken = [piece.kind is Kind.SENTENCE for piece in outline.pieces]
    voices = speakers.voices(text, parses, spoken, register)
    last = max(1, len(outline.pieces) - 1)
    return [
        _findings(outline, piece, parse, voice, index / last)
        for index, (piece, parse, voice) in enumerate(zip(outline.pieces, parses, voices, strict=True))
    ]


def _findings(outline: Outline, piece: Piece, parse: ParsedSentence, voice: Voice, place: float) -> score.Findings:
    text = outline.source.text
    words = text[piece.span.start : piece.span.end]
    spoken = piece.kind is Kind.SENTENCE
    amounts = tuple(quantities.quantities(text, piece.span))
    mood = modality.modality(words, reported=voice.speaker is not None, hearsay=voice.hearsay, spoken=spoken)
    return score.Findings(
        words=words,
        kind=piece.kind,
        place=place,
        voice=voice,
        modality=mood,
        numeric=numeric.hinges_on_number(words, amounts, spoken=spoken),
        quantities=amounts,
        dates=tuple(dates.dates(text, piece.span, outline.source.published_date)),
        entities=tuple(Entity(e.start, e.end, text[e.start : e.end], e.label) for e in parse.entities),
    )


def _sentence(outline: Outline, index: int, found: score.Findings, *, first: bool) -> Sentence:
    piece = outline.pieces[index]
    weights = score.load_weights("v1")
    priority, reasons = score.priority_and_reasons(score.features(found), weights)
    label = score.label(priority, piece.kind, weights)
    proposed = () if label == "NFS" else claims.claims(outline.source.text, piece.span, found, first=first)
    return Sentence(
        start=piece.span.start,
        end=piece.span.end,
        text=found.words,
        kind=piece.kind.value,
        priority=priority,
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
        reasons=reasons,
    )
