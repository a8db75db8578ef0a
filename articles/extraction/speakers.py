"""Speaker, relaying outlet and form of quotation of every piece: by who holds the floor, else by what was learned."""

import re
from collections.abc import Sequence
from dataclasses import replace

from articles.extraction import choice, endings, floor, reports
from articles.extraction.candidates import Cast
from articles.extraction.mentions import Register
from articles.extraction.outline import Outline
from articles.extraction.reports import SILENT, Voice
from articles.extraction.scenes import Scene, scene
from articles.extraction.structure import Kind
from articles.extraction.units import ParsedSentence

_OWN = re.compile(
    r"(?:私|わたし|わたくし|当|弊|本|わが|我が|我々|小)(?:社|党|会|県|市|町|村|区|院|行|校|学|法人|団体|組合|庁|省|所|たち|ども)?$"
)


def voices(outline: Outline, sentences: Sequence[ParsedSentence], register: Register) -> list[Voice]:
    """One voice per piece; in headings, captions and other units nobody speaks."""
    scenes = scenes_of(outline, sentences, register)
    ruled, told = by_rule(outline, scenes, register)
    cast = Cast(outline.text, register, scenes, [voice.speaker for voice in ruled])
    said = choice.speakers(cast, outline.source.kind, choice.load(), told)
    return [
        voice if index in told else _revised(voice, name)
        for index, (voice, name) in enumerate(zip(ruled, said, strict=True))
    ]


def scenes_of(outline: Outline, sentences: Sequence[ParsedSentence], register: Register) -> list[Scene | None]:
    """What each piece shows; None for those nobody speaks in."""
    return [
        scene(outline.text, sentence, register) if piece.kind is Kind.SENTENCE else None
        for piece, sentence in zip(outline.pieces, sentences, strict=True)
    ]


def by_rule(
    outline: Outline, scenes: Sequence[Scene | None], register: Register
) -> tuple[list[Voice], dict[int, str | None]]:
    """The voices as the rules find them, and the speakers of the pieces that somebody's floor settles."""
    reader = reports.Reader(outline.text, register)
    held = floor.holders(outline)
    found = [
        _settled(reader.read(current), holder, current) if current else SILENT
        for current, holder in zip(scenes, held, strict=True)
    ]
    free = [current is not None and holder is None for current, holder in zip(scenes, held, strict=True)]
    reports.give_quotations_to_what_follows(scenes, free, found, reader)
    told = {index: found[index].speaker for index, holder in enumerate(held) if holder is not None}
    for index, name in endings.speakers(scenes, register).items():
        if free[index]:
            found[index] = _by_form(found[index], scenes[index], name)
            told[index] = name
    return found, told


def _by_form(voice: Voice, current: Scene | None, name: str) -> Voice:
    """A piece whose form says whose words it is; those in quotation marks are direct."""
    is_quoted = bool(current and current.clause.outer)
    return replace(voice, speaker=name, quote="direct" if is_quoted else "indirect")


def _settled(voice: Voice, holder: floor.Holder | None, current: Scene) -> Voice:
    """A piece on somebody's floor: theirs, unless it quotes another by name."""
    if holder is None:
        return voice
    is_other = voice.speaker is not None and any(found.source for found in voice.attributions)
    is_own = voice.speaker is not None and bool(_OWN.match(voice.speaker))
    if holder.in_turn:
        is_other = is_other and voice.quote == "direct"
    elif holder.speaker and current.clause.text.startswith(holder.speaker, current.clause.span.start):
        is_own = True
    if is_other and not is_own:
        return voice
    return Voice(holder.speaker, None, holder.quote, voice.attributions, False, held=True)


def _revised(voice: Voice, speaker: str | None) -> Voice:
    """A voice with the speaker chosen, also in the attributions that were the former one's."""
    if speaker == voice.speaker:
        return voice
    attributions = tuple(
        replace(one, speaker=speaker) if one.speaker == voice.speaker else one for one in voice.attributions
    )
    return replace(voice, speaker=speaker, attributions=attributions)
