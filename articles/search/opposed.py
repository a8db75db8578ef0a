"""Words that exclude one another: 最も悪い and 最も良い, 小学校 and 中学校, 社長 and 専務."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


def opposed(theirs: str, ours: str) -> tuple[str, str] | None:
    """The claim's word and the statement's, where each says only its own side; folded texts."""
    for one, other in _sides():
        if found := _apart(theirs, ours, one, other) or _apart(theirs, ours, other, one):
            return found
    return None


def of_other_kind(theirs: str, ours: str) -> Iterator[tuple[str, str]]:
    """Schools, offices and the like that both texts name, and not one of them the same."""
    said, heard = _named(ours), _named(theirs)
    for kind, mine in said.items():
        others = heard.get(kind, {})
        if others and not mine.keys() & others.keys():
            yield next(iter(mine.values())), next(iter(others.values()))


def _named(text: str) -> dict[str, dict[str, str]]:
    """For each kind what the text names of it: meaning → word."""
    pattern, meant = _kinds()
    found: dict[str, dict[str, str]] = {}
    for word in pattern.findall(text):
        for kind, meaning in meant[word]:
            found.setdefault(kind, {}).setdefault(meaning, word)
    return found


def _apart(theirs: str, ours: str, one: re.Pattern[str], other: re.Pattern[str]) -> tuple[str, str] | None:
    said, heard = one.search(ours), other.search(theirs)
    if said and heard and not other.search(ours) and not one.search(theirs):
        return said[0], heard[0]
    return None


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (_HERE / name).read_text(encoding="utf-8").splitlines()]


@cache
def _sides() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    def side(words: str) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, words.split())))

    return tuple((side(one), side(other)) for one, other in _rows("opposed.tsv"))


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
