"""The cast of a text of our own, from the real model's trees."""

from functools import cache
from itertools import islice

from articles.extraction import speakers
from articles.extraction.candidates import Candidate, Cast
from articles.extraction.memory import Memory
from articles.extraction.mentions import register
from articles.extraction.outline import Source, outline
from articles.extraction.units import join
from articles.japanese.parsing import parse


@cache
def cast(text: str) -> Cast:
    current = outline(Source(text))
    parses = parse(current.unit_texts())
    sentences = [join(piece.body, piece.units, islice(parses, len(piece.units))) for piece in current.pieces]
    named = register(current.text, sentences)
    scenes = speakers.scenes_of(current, sentences, named)
    ruled, _ = speakers.by_rule(current, scenes, named)
    return Cast(current.text, named, scenes, [voice.speaker for voice in ruled])


def candidates_of_last(text: str, spoke: dict[int, str]) -> list[Candidate]:
    """The candidates of the last sentence, where those in `spoke` spoke before it, by sentence."""
    found, memory = cast(text), Memory()
    last = len(found.scenes) - 1
    for index, current in enumerate(found.scenes):
        assert current is not None
        memory.turn_to(current)
        if index < last:
            memory.note(spoke.get(index), current, found.topic(index, memory), found.named(index))
    return found.candidates(last, memory)
