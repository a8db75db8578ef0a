"""Words that exclude one another: 最も悪い and 最も良い, 小学校 and 中学校, 社長 and 専務."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


Sides = Mapping[int, tuple[str, str]]
"""Row → the words of its one side and of its other that a text has, "" for none."""
Kinds = Mapping[str, Mapping[str, str]]
"""Kind → what a text names of it: meaning → word."""


def opposed(theirs: str, ours: str) -> tuple[str, str] | None:
    """As `sides_apart`, of folded texts."""
    return sides_apart(sides_of(theirs), sides_of(ours))


def sides_apart(theirs: Sides, ours: Sides) -> tuple[str, str] | None:
    """The claim's word and the statement's, where each says only its own side."""
    for row in ours.keys() & theirs.keys():
        (one, other), (their_one, their_other) = ours[row], theirs[row]
        if bool(one) != bool(other) and bool(one) == bool(their_other) != bool(their_one):
            return one or other, their_one or their_other
    return None


def sides_of(text: str) -> Sides:
    found = ((row, one.search(text), other.search(text)) for row, (one, other) in enumerate(_sides()))
    return {row: (one[0] if one else "", other[0] if other else "") for row, one, other in found if one or other}


def of_other_kind(theirs: str, ours: str) -> Iterator[tuple[str, str]]:
    """As `kinds_apart`, of folded texts."""
    return kinds_apart(kinds_of(theirs), kinds_of(ours))


def kinds_apart(theirs: Kinds, ours: Kinds) -> Iterator[tuple[str, str]]:
    """Schools, offices and the like that both texts name, and not one of them the same."""
    for kind, mine in ours.items():
        others = theirs.get(kind, {})
        if others and not mine.keys() & others.keys():
            yield next(iter(mine.values())), next(iter(others.values()))


def kinds_of(text: str) -> Kinds:
    pattern, meant = _kinds()
    found: dict[str, dict[str, str]] = {}
    for word in pattern.findall(text):
        for kind, meaning in meant[word]:
            found.setdefault(kind, {}).setdefault(meaning, word)
    return found


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (_HERE / name).read_text(encoding="utf-8").splitlines()]


@cache
def _sides() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    rows = [(one.split(), other.split()) for one, other in _rows("opposed.tsv")]
    return tuple((_side(one, other), _side(other, one)) for one, other in rows)


def _side(words: Sequence[str], others: Sequence[str]) -> re.Pattern[str]:
    """合格 is not said where 不合格 is."""
    found = []
    for word in words:
        prefixes = (each.removesuffix(word) for each in others if each != word and each.endswith(word))
        found.append("".join(f"(?<!{prefix})" for prefix in prefixes) + re.escape(word))
    return re.compile("|".join(found))


@cache
def _kinds() -> tuple[re.Pattern[str], dict[str, list[tuple[str, str]]]]:
    """All words in one pattern, the longest first, and of which kind each is and what it means there."""
    meant: dict[str, list[tuple[str, str]]] = {}
    for kind, words in _rows("kinds.tsv"):
        for word, meaning in (pair.split("=") for pair in words.split()):
            meant.setdefault(word, []).append((kind, meaning))
    return re.compile("|".join(_bounded(word) for word in sorted(meant, key=len, reverse=True))), meant


def _bounded(word: str) -> str:
    """コメ is no part of コメント, and 犬 none of 番犬."""
    if re.fullmatch("[ァ-ヴー]+", word):
        return rf"(?<![ァ-ヴー]){word}(?![ァ-ヴー])"
    return rf"(?<![一-龯々]){word}(?![一-龯々])" if len(word) == 1 else re.escape(word)
