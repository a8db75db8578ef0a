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
    for pattern, meant in _kinds():
        said = {meant[found]: found for found in pattern.findall(ours)}
        heard = {meant[found]: found for found in pattern.findall(theirs)}
        if said and heard and not said.keys() & heard.keys():
            yield next(iter(said.values())), next(iter(heard.values()))


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
def _kinds() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    """For each kind a pattern, the longest words first, and what each of them means."""
    found = []
    for _, words in _rows("kinds.tsv"):
        meant = dict(pair.split("=") for pair in words.split())
        found.append((re.compile("|".join(sorted(meant, key=len, reverse=True))), meant))
    return tuple(found)
