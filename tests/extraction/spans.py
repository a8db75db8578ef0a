"""The property every extraction keeps: what it quotes is what the text says there."""

from collections.abc import Iterator

from articles.extraction import Extraction, Sentence


def assert_sound(text: str, extraction: Extraction) -> None:
    """Every span of every key lies in its text and says what it quotes; sentences are in order without overlap."""
    position = 0
    for sentence in extraction.sentences:
        assert position <= sentence.start < sentence.end <= len(text)
        position = sentence.end
        for start, end, quoted in _quoted_spans(sentence):
            assert sentence.start <= start < end <= sentence.end
            assert text[start:end] == quoted
        for start, end in _bare_spans(sentence):
            assert 0 <= start < end <= len(text)
        assert round(sum(reason.weight for reason in sentence.reasons), 4) == sentence.priority


def _quoted_spans(sentence: Sentence) -> Iterator[tuple[int, int, str]]:
    yield sentence.start, sentence.end, sentence.text
    for found in (*sentence.quantities, *sentence.dates, *sentence.entities, *sentence.claims):
        yield found.start, found.end, found.text


def _bare_spans(sentence: Sentence) -> Iterator[tuple[int, int]]:
    for attribution in sentence.attributions:
        for span in (attribution.source, attribution.cue, attribution.content):
            if span is not None:
                yield span.start, span.end
