"""Pairs of quotation marks and brackets; what does not pair is treated as an ordinary character."""

import re
from collections import Counter

_CLOSER = {
    "「": "」",
    "『": "』",
    "（": "）",
    "(": ")",
    "【": "】",
    "〈": "〉",
    "《": "》",
    "〔": "〕",
    "［": "］",
    "“": "”",
    "〝": "〟",
}
_OPENER = {closer: opener for opener, closer in _CLOSER.items()}

_MARK = re.compile("[" + re.escape("".join([*_CLOSER, *_OPENER])) + "]")

QUOTES = frozenset("「『“〝")


def pairs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Positions of openers and their closers in `text[start:end]`, by closer; properly nested, in linear time."""
    open_at: list[int] = []
    waiting: Counter[str] = Counter()
    found = []
    for mark in _MARK.finditer(text, start, end):
        position, character = mark.start(), mark[0]
        if character in _CLOSER:
            open_at.append(position)
            waiting[character] += 1
        elif waiting[opener := _OPENER[character]]:
            while text[open_at[-1]] != opener:
                waiting[text[open_at.pop()]] -= 1
            found.append((open_at.pop(), position))
            waiting[opener] -= 1
    return found


def outermost(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of nested pairs those not inside another, in text order."""
    outer: list[tuple[int, int]] = []
    for pair in sorted(found):
        if not outer or pair[0] > outer[-1][1]:
            outer.append(pair)
    return outer
