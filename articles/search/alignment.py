"""Word by word: which words of one text the other has, in whatever form, and what stands in the place of those it has not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from articles.search.described import SHORTEST_READING, Description, pairs
from articles.search.differences import LONG_NAME, is_mistyped
from articles.search.synonyms import heads_of, rows_of
from articles.search.traits import Traits
from articles.search.words import Word

_STRANGE, _SYNONYM = 0.45, 0.85
"""Cosines of two words that have nothing to do with one another, and of two that mean the same."""
_LISTED = 0.85
"""How well a listed synonym does for the word."""
MET = 0.5
"""From here on a word counts as met."""
NOUN = 1.0
"""Weight of a word from which on it is a noun or a name."""
_KANJI = re.compile("[一-龯]")
_LONG_READING = 5
_PARTICLE = re.compile(r"[市町村区郡県]?(から|まで|より|って|[はがもをのにでとへ]|産|製)")
_STEP = 2
"""Words after a predicate among which what qualifies it stands: 決壊 寸前, 廃止 を検討."""


@dataclass(frozen=True)
class Held:
    """One word of a text: `part` by its letters, `near` by its meaning too, `at` which word of the other it is, -1 for none."""

    word: Word
    part: float
    near: float
    at: int


@dataclass(frozen=True)
class Alignment:
    """`ours` the words of the claim, `theirs` those of the statement."""

    ours: tuple[Held, ...]
    theirs: tuple[Held, ...]
    claim: Description
    statement: Description

    @cached_property
    def window(self) -> tuple[int, int]:
        """Where in the statement the claim's words stand: the first and the last of its words that are the claim's."""
        met = [place for place, held in enumerate(self.theirs) if held.near >= MET]
        return (met[0], met[-1]) if met else (0, -1)

    @cached_property
    def parts(self) -> tuple[list[str], list[str]]:
        """Particles behind the words of the claim and of the statement."""
        return (
            [particle(self.claim.text, held.word) for held in self.ours],
            [particle(self.statement.text, held.word) for held in self.theirs],
        )

    @cached_property
    def predicate(self) -> int:
        """Which word of the statement says what the claim's last word says; -1 for none."""
        return self.ours[-1].at if self.ours and self.ours[-1].near >= MET else -1


def aligned(known: Traits, asked: Traits, nearness: NDArray[np.float32]) -> Alignment:
    """`nearness` of each word of the statement to each of the claim."""
    ours, theirs = _held(known, asked, nearness.T), list(_held(asked, known, nearness))
    for place, held in enumerate(ours):
        if held.part == _MISTYPED and (start := _half_kept(held.word.surface, asked.lone)) >= 0:
            for at, each in enumerate(theirs):
                if start <= each.word.start < start + len(held.word.surface):
                    theirs[at] = Held(each.word, _MISTYPED, _MISTYPED, place)
    return Alignment(ours, tuple(theirs), known.of, asked.of)


_MISTYPED = 0.8


def has_in_common(asked: Traits, known: Traits) -> bool:
    """Whether a word of the statement is met in the claim by its letters: without all that `aligned` works out."""
    return any(part_held(word, known) >= MET for word in asked.of.words) or any(
        _half_kept(word.surface, asked.lone) >= 0 for word in known.of.words if asked.lone and len(word.surface) == 2
    )


def _held(text: Traits, other: Traits, nearness: NDArray[np.float32]) -> tuple[Held, ...]:
    found = [_one(word, row, other) for word, row in zip(text.of.words, nearness, strict=True)]
    spoken_for = {held.at for held in found if held.part >= MET}
    return tuple(_unless_taken(held, spoken_for) for held in found)


def _unless_taken(held: Held, spoken_for: set[int]) -> Held:
    """One word says one thing: 値上げ is the claim's 値上がり and not its つり上げる as well."""
    if held.part >= MET or held.at not in spoken_for:
        return held
    return replace(held, near=min(held.near, _TAKEN), at=-1)


_TAKEN = 0.4


def _one(word: Word, row: NDArray[np.float32], other: Traits) -> Held:
    part = part_held(word, other)
    listed = _listed(word, other)
    nearest = float(row.max(initial=0.0))
    at = _place(word, other.of) if part else -1
    if at < 0:
        at = listed
    if at < 0 and not word.is_name and nearest >= (_STRANGE + _SYNONYM) / 2:
        at = int(row.argmax())
    alike = 0.0 if word.is_name else min(1.0, max(0.0, (nearest - _STRANGE) / (_SYNONYM - _STRANGE)))
    return Held(word, part, max(part, alike, _LISTED if listed >= 0 else 0.0), at)


def _listed(word: Word, other: Traits) -> int:
    """Which word of the other is a synonym of this one, -1 for none."""
    for form in (word.form, *word.parts):
        for rows, known in ((heads_of(form), other.listed), (rows_of(form), other.meant)):
            for row in rows:
                if row in known and other.of.words[known[row]].form != word.form:
                    return known[row]
    return -1


def _place(word: Word, other: Description) -> int:
    for place, each in enumerate(other.words):
        if word.form == each.form or (len(word.surface) > 1 and word.surface in each.surface):
            return place
    return next(
        (place for place, each in enumerate(other.words) if word.form in each.parts or each.form in word.parts), -1
    )


def part_held(word: Word, traits_of_other: Traits) -> float:
    """How much of the word the other text has by its letters or its sound."""
    other, held = traits_of_other.of, traits_of_other.held
    if word.form in held or (len(word.surface) > 1 and word.surface in other.text):
        return 1.0
    if len(word.reading) >= SHORTEST_READING and word.reading in other.reading:
        if traits_of_other.is_kana or not _KANJI.search(word.surface):
            return 0.9
        if len(word.reading) > SHORTEST_READING and any(word.reading == each.reading for each in other.words):
            return 0.9  # 内心 sounds like 内申
        if len(word.reading) > _LONG_READING and not word.is_name:
            return 0.9  # 人口的 like 人工的
    parts = 0.9 * sum(part in held for part in word.parts) / len(word.parts) if word.parts else 0.0
    return max(parts, _mistyped(word, traits_of_other))


def _mistyped(word: Word, other: Traits) -> float:
    """選挙管理委員怪 is most of 選挙管理委員会, 決懐 is no word and 決壊 nearly; another name is another name."""
    if word.is_name:
        return _swapped(word.surface, other.of)
    if len(word.surface) > SHORTEST_READING:
        own = list(pairs(word.surface))
        return 0.8 * sum(pair in other.of.text for pair in own) / len(own)
    return _MISTYPED if len(word.surface) > 1 and _half_kept(word.surface, other.lone) >= 0 else 0.0


def _swapped(name: str, other: Description) -> float:
    """モンタバル for モンタルバ."""
    if len(name) < LONG_NAME:
        return 0.0
    return _MISTYPED if any(is_mistyped(name, each.surface) for each in other.words) else 0.0


def _half_kept(surface: str, lone: Mapping[int, str]) -> int:
    """Where one sign of two is another, and what stands there is no word: the dictionary has only its signs. -1 for nowhere."""
    for start, sign in lone.items():
        run = sign + lone.get(start + 1, "")
        if len(run) == len(surface) == 2 and (run[0] == surface[0]) != (run[1] == surface[1]):
            return start
    return -1


def substituted(alignment: Alignment, worth: dict[str, float]) -> float:
    """How much of what the claim says stands otherwise in the statement: the weightiest word of the claim in whose slot,
    between the same words and before the same particle, the statement has another.
    """
    missing = [(place, held) for place, held in enumerate(alignment.ours) if held.near < MET]
    extra = [(place, held) for place, held in enumerate(alignment.theirs) if held.near < MET]
    most = 0.0
    for place, mine in missing:
        for other_place, other in extra:
            least = min(worth[mine.word.form] * mine.word.weight, worth[other.word.form] * other.word.weight)
            value = least * (1 - max(mine.near, other.near))
            if value > most:  # a slot is no more than 1
                most = max(most, slot(alignment, place, other_place) * value)
    return most


def exchanged(alignment: Alignment, worth: dict[str, float]) -> float:
    """The weightiest noun of the claim, before its predicate, in whose slot the statement has another noun that is no
    listed synonym and no near one: 電子レンジで温めた食品, フライパンで温めた食品.
    """
    lost = [(place, worth[mine.word.form]) for place, mine in enumerate(alignment.ours[:-1]) if _is_lost_noun(mine)]
    others = [(place, worth[other.word.form]) for place, other in enumerate(alignment.theirs) if _is_lost_noun(other)]
    most = 0.0
    for place, own in lost:
        for other_place, other in others:
            if min(own, other) > most and slot(alignment, place, other_place) > _HALF_SLOT:
                most = min(own, other)
    return most


_HALF_SLOT = 0.5


def lost_means(alignment: Alignment, worth: dict[str, float]) -> float:
    """The weightiest noun by which something is done in the claim, 電子レンジで温めた, that the statement has not,
    while it has another that the claim has not: 火を通す.
    """
    if not any(other.near < MET and other.word.weight >= 1 for other in alignment.theirs):
        return 0.0
    after = zip(alignment.ours, alignment.ours[1:], strict=False)
    lost = [
        worth[mine.word.form]
        for mine, verb in after
        if _is_lost_noun(mine) and mine.near < _LOST and _is_done_by(alignment.claim.text, mine.word, verb.word)
    ]
    return max(lost, default=0.0)


_LOST = 0.3
_ANYWHERE = frozenset(("全国", "世界", "国内", "国外", "日本"))


def _is_done_by(text: str, noun: Word, verb: Word) -> bool:
    """The verb follows right behind で."""
    is_right_behind = text[noun.end : verb.start] == "で" and verb.weight < 0.8
    return is_right_behind and noun.surface not in _ANYWHERE


def _is_lost_noun(held: Held) -> bool:
    return held.near < MET and held.word.weight >= 1 and len(held.word.surface) > 1 and not held.word.is_name


def slot(alignment: Alignment, mine: int, other: int) -> float:
    """0 to 1: the same neighbour before, behind, and the same particle."""
    ours, theirs = alignment.ours, alignment.theirs
    before = (mine > 0 and other > 0 and ours[mine - 1].at == other - 1) or (mine == 0 and other == 0)
    behind = mine + 1 < len(ours) and other + 1 < len(theirs) and ours[mine + 1].at == other + 1
    role = alignment.parts[0][mine]
    alike = bool(role) and role == alignment.parts[1][other]
    return (before + behind + alike) / 3


def particle(text: str, word: Word) -> str:
    """What marks the word's part in the sentence: は and が are one."""
    found = _PARTICLE.match(text, word.end)
    return {"が": "は", "も": "は"}.get(found[1], found[1]) if found else ""


def crossed(alignment: Alignment) -> bool:
    """Two nouns have each other's part: モンタルバで飲まれる日本産 against 日本で飲まれるモンタルバ産."""
    return crossing(alignment) is not None


def crossing(alignment: Alignment) -> tuple[str, str] | None:
    """The nouns that have each other's part."""
    roles, their_roles = _borne(alignment), alignment.parts[1]
    marked = {
        (role, their_roles[held.at]): held.word.surface
        for role, held in zip(roles, alignment.ours, strict=True)
        if held.at >= 0 and held.part >= 1 and held.word.weight >= 1
    }
    for (mine, other), word in marked.items():
        if mine and other and mine != other and "の" not in (mine, other) and (other, mine) in marked:
            return word, marked[other, mine]
    return None


def _borne(alignment: Alignment) -> list[str]:
    """Parts of the claim's words; of 担任の教員が the 担任 has the part of the 教員 whom the statement does not name."""
    roles = list(alignment.parts[0])
    for place, (one, other) in enumerate(zip(alignment.ours, alignment.ours[1:], strict=False)):
        gap = alignment.claim.text[one.word.end : other.word.start]
        if gap == "の" and other.at < 0:
            roles[place] = roles[place + 1]
    return roles


def extras(alignment: Alignment, worth: dict[str, float]) -> tuple[float, float, float, float]:
    """What the statement says beyond the claim: the weightiest word among the claim's own, all of them there, right behind
    the claim's predicate, and in the whole.
    """
    first, last = alignment.window
    weights = [
        (1 - held.near) * worth[held.word.form] * held.word.weight if held.near < MET else 0.0
        for held in alignment.theirs
    ]
    inside = weights[first : last + 1]
    at = alignment.predicate
    behind = weights[at + 1 : at + 1 + _STEP] if at >= 0 else []
    return max(inside, default=0.0), sum(inside), max(behind, default=0.0), sum(weights)


def missing(alignment: Alignment, worth: dict[str, float]) -> tuple[float, float, float]:
    """The weightiest word of the claim that the statement has not: among names, other nouns, and what is said at the end."""
    lost = [(held.word, (1 - held.near) * worth[held.word.form] * held.word.weight) for held in alignment.ours]
    ends = lost[-_STEP:]
    return (
        max((weight for word, weight in lost if word.is_name), default=0.0),
        max((weight for word, weight in lost[:-_STEP] if not word.is_name), default=0.0),
        sum(weight for _, weight in ends) / (sum(worth[word.form] * word.weight for word, _ in ends) or 1.0),
    )


def denials(alignment: Alignment) -> tuple[bool, int]:
    """Whether a word that both have is denied by one alone; and how many denied words the other has nothing for."""
    said, heard = set(alignment.claim.facts.denied), set(alignment.statement.facts.denied)
    pairs_ = [
        (held.word.form in said, alignment.theirs[held.at].word.form in heard)
        for held in alignment.ours
        if held.at >= 0 and held.near >= MET
    ]
    met = {held.word.form for held in (*alignment.ours, *alignment.theirs) if held.at >= 0 and held.near >= MET}
    return any(one != other for one, other in pairs_), len((said | heard) - met)
