"""Where a Japanese line may break: between phrases, never inside a word, and by the rules of print (kinsoku)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any

import budoux

from articles.search.words import morphemes

LONGEST = 2_000  # code points that are read for phrases; a longer text is no heading
# What no line begins or ends with: JIS X 4051, as far as headings and claims need it.
NEVER_FIRST = frozenset(
    "、。，．・：；！？!?,.:;)]}’”）〕］｝〉》」』】％%‰℃ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々〻ゝゞヽヾ…‥～〜"
)
NEVER_LAST = frozenset("([{‘“（〔［｛〈《「『【￥＄￡＃№")
_TOGETHER = re.compile(r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ.,，．]")
_LEANING = frozenset(("助詞", "助動詞", "接尾辞"))  # they go with the word before them
_AFTER_BLANK = re.compile("(?<=[ 　])")


@lru_cache(maxsize=4096)
def phrases(text: str) -> tuple[str, ...]:
    """`text` in parts that belong on one line each. Where BudouX would cut a word in two (で／たらめ), the dictionary objects."""
    if not text or len(text) > LONGEST:
        return (text,) if text else ()
    starts = {unit.begin() for unit in morphemes(text) if unit.part_of_speech()[0] not in _LEANING}
    pieces = [piece for phrase in _parser().parse(text) for piece in _AFTER_BLANK.split(phrase) if piece]
    parts, start, place = [], 0, 0
    for piece in pieces[:-1]:
        place += len(piece)
        if place in starts and may_break(text, place):
            parts.append(text[start:place])
            start = place
    return (*parts, text[start:])


def may_break(text: str, place: int) -> bool:
    """Whether print allows a line to end before `text[place]`."""
    before, after = text[place - 1], text[place]
    if after in NEVER_FIRST or before in NEVER_LAST:
        return False
    return not (_TOGETHER.match(before) and _TOGETHER.match(after))


def wrapped(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """`text` in lines of at most `width`: at phrases where that fits, else where print allows it, else anywhere."""
    lines = [""]
    for phrase in phrases(text):
        if measure(lines[-1] + phrase) <= width:
            lines[-1] += phrase
        elif measure(phrase) <= width:
            lines.append(phrase)
        else:
            lines[-1:] = _filled(lines[-1], phrase, width, measure)
    return [line.strip(" 　") for line in lines if line.strip(" 　")]


def _filled(line: str, phrase: str, width: float, measure: Callable[[str], float]) -> Sequence[str]:
    lines = []
    for sign in phrase:
        if line and measure(line + sign) > width:
            place = _break_before(line + sign)
            lines.append((line + sign)[:place])
            line = (line + sign)[place:]
        else:
            line += sign
    return [*lines, line]


def _break_before(text: str) -> int:
    """The last place near the end of `text` where a line may end; its last character where print allows none."""
    places = (place for place in range(len(text) - 1, max(len(text) - 8, 0), -1) if may_break(text, place))
    return next(places, len(text) - 1)


@cache
def _parser() -> Any:
    return budoux.load_default_japanese_parser()
