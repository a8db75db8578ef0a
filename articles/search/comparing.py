"""A statement beside claims: what they share, how near they mean, and how sure it is that they say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from articles.search.described import SHORTEST_READING, Description, Keys, hashed, pairs
from articles.search.differences import Difference, differences
from articles.search.likeness import likeness, likeness_features, word_nearness
from articles.search.traits import Traits, traits
from articles.search.words import Word

Frequencies = Callable[[Keys], NDArray[np.int64]]
Row = list[float]

NAMES = (
    "likeness",
    "cosine",
    "covered_ours",
    "covered_theirs",
    "missing_ours",
    "missing_theirs",
    "rarest_shared",
    "names_ours",
    "names_theirs",
    "pairs_ours",
    "pairs_theirs",
    "reading_ours",
    "reading_theirs",
    "is_kana",
    "length_ours",
    "length_theirs",
    "numbers_agree",
    "numbers_contradict",
    "numbers_ours_only",
    "numbers_theirs_only",
    "days_contradict",
    "days_one_sided",
    "places_contradict",
    "places_ours_only",
    "places_theirs_only",
    "names_contradict",
    "negations",
    "words_theirs",
    "near_ours",
    "near_theirs",
    "strange_ours",
    "strange_theirs",
    "denied_ours",
    "denied_theirs",
    "replaced",
    "names_opposed",
    "predicate_ours",
    "predicate_theirs",
    "subject_ours",
    "rare_ours",
    "stranger_ours",
    "one_sided",
)


@dataclass(frozen=True)
class Compared:
    """`features` in the order of `NAMES`; `shared` words as the statement has them."""

    features: Row
    shared: tuple[str, ...]
    differs: tuple[Difference, ...]
    is_named: bool
    """The statement is little more than a name that the claim has, in whatever spelling."""


def compared(theirs: Description, claims: Sequence[Description], frequencies: Frequencies, size: int) -> list[Compared]:
    rarity = _rarities([theirs, *claims], frequencies, size)
    asked, known = traits(theirs), [traits(ours) for ours in claims]
    nearness = [word_nearness(asked, ours) for ours in known]
    alike = [likeness_features(asked, ours, near) for ours, near in zip(known, nearness, strict=True)]
    liked = likeness(asked, known, alike)
    return [
        _compared(asked, ours, rarity, near, features, float(like))
        for ours, near, features, like in zip(known, nearness, alike, liked, strict=True)
    ]


def _rarities(texts: Sequence[Description], frequencies: Frequencies, size: int) -> dict[str, float]:
    """Each word's rarity among the claims, 1 for one that no other has."""
    forms = list(dict.fromkeys(word.form for text in texts for word in text.words))
    most = max(size, 1)
    found = np.log1p(most / (frequencies(hashed(f"w:{form}" for form in forms)) + 0.5)) / np.log1p(most / 0.5)
    return dict(zip(forms, found.tolist(), strict=True))


def _compared(
    asked: Traits,
    known: Traits,
    rarity: dict[str, float],
    nearness: NDArray[np.float32],
    alike: Row,
    like: float,
) -> Compared:
    theirs, ours = asked.of, known.of
    mine, other = _Covered(known, asked, rarity, nearness.T), _Covered(asked, known, rarity, nearness)
    differs = differences(theirs, ours)
    kinds = [(difference.kind, difference.is_contradiction, bool(difference.ours)) for difference in differs]
    agreed = len(ours.facts.numbers) - sum(kind == "number" and is_ours for kind, _, is_ours in kinds)
    features = [
        *(like, alike[0]),
        *(mine.share, other.share, mine.missing, other.missing, other.rarest),
        *(mine.missing_names, other.missing_names),
        *(_share(known.pairs, asked.pairs), _share(asked.pairs, known.pairs)),
        *(_share(known.sounds, asked.sounds), _share(asked.sounds, known.sounds)),
        float(asked.is_kana),
        *(min(len(ours.text), 100) / 100, min(len(theirs.text), 200) / 100),
        float(min(agreed, _MOST_NUMBERS)),
        *(
            float(min(kinds.count(("number", *sides)), _MOST_NUMBERS))
            for sides in ((True, True), (False, True), (False, False))
        ),
        float(("date", True, True) in kinds),
        float(any(kind == "date" and not both for kind, both, _ in kinds)),
        float(("place", True, True) in kinds),
        float(("place", False, True) in kinds),
        float(("place", False, False) in kinds),
        float(("name", True, True) in kinds),
        float(any(kind == "negation" for kind, _, _ in kinds)),
        float(min(len(theirs.words), 15)),
        *(mine.near_share, other.near_share, mine.strange, other.strange),
        *(float(min(len(text.facts.denied), 3)) for text in (ours, theirs)),
        min(mine.missing, other.missing),
        min(mine.missing_names, other.missing_names),
        *(mine.predicate, other.predicate, mine.subject, mine.rare_share, mine.strange_share),
        float(min(sum(is_ours and not both for _, both, is_ours in kinds), _MOST_NUMBERS)),
    ]
    return Compared(features, tuple(other.shared), tuple(differs), _is_named(asked, known))


def _is_named(asked: Traits, known: Traits) -> bool:
    if len(asked.letters) < 2 or len(asked.letters) > _LONGEST_NAME:
        return False
    readings = {word.reading for word in known.of.words}
    named = {*known.of.names, *readings}
    return asked.letters in known.letters or asked.letters in named or bool(asked.forms & set(known.of.names))


_LONGEST_NAME = 10  # letters


def _share(whole: frozenset[str], other: frozenset[str]) -> float:
    return len(whole & other) / len(whole) if whole else 0.0


_MOST_NUMBERS = 3
"""Amounts that are counted: a long table is no more of a difference than a short one."""
_STRANGE, _SYNONYM = 0.45, 0.85
"""Cosines of two words that have nothing to do with one another, and of two that mean the same."""


_RAREST = 3
"""Words of a claim that say what it is about."""


class _Covered:
    """How much of the words of `text` the other text has, weighted by rarity and part of speech."""

    def __init__(self, text: Traits, other: Traits, rarity: dict[str, float], nearness: NDArray[np.float32]) -> None:
        """`nearness` of each word of `text` to each of the other's."""
        nearest = nearness.max(axis=1, initial=0.0).tolist()
        total = covered = near_covered = 0.0
        self.strange = self.missing = self.missing_names = self.rarest = 0.0
        self.shared: dict[str, None] = {}
        held: list[tuple[float, float]] = []
        for word, nearest_one in zip(text.of.words, nearest, strict=True):
            worth = rarity[word.form] * word.weight
            part = _part_held(word, other)
            total += worth
            covered += part * worth
            near = max(part, min(1.0, max(0.0, (nearest_one - _STRANGE) / (_SYNONYM - _STRANGE))))
            near_covered += near * worth
            held.append((worth, near))
            self.strange = max(self.strange, (1 - near) * worth)
            if part >= 0.5:
                self.shared[word.surface] = None
                self.rarest = max(self.rarest, part * worth)
            self.missing = max(self.missing, (1 - part) * worth)
            if word.is_name:
                self.missing_names = max(self.missing_names, (1 - part) * worth)
        self.share = covered / total if total else 0.0
        self.near_share = near_covered / total if total else 0.0
        self.predicate = held[-1][1] if held else 1.0
        """How well the last word that says something is met: 決壊した."""
        self.subject = held[0][1] if held else 1.0
        rarest = sorted(held, reverse=True)[:_RAREST]
        self.rare_share = sum(worth * near for worth, near in rarest) / (sum(worth for worth, _ in rarest) or 1.0)
        self.strange_share = sum((near < 0.5) * worth for worth, near in held) / (total or 1.0)


def _part_held(word: Word, traits_of_other: Traits) -> float:
    other, held = traits_of_other.of, traits_of_other.held
    if word.form in held or (len(word.surface) > 1 and word.surface in other.text):
        return 1.0
    if len(word.reading) >= SHORTEST_READING and word.reading in other.reading:
        if traits_of_other.is_kana or not _KANJI.search(word.surface):
            return 0.9
        if len(word.reading) > SHORTEST_READING and any(word.reading == each.reading for each in other.words):
            return 0.9  # 内心 sounds like 内申
    parts = 0.9 * sum(part in held for part in word.parts) / len(word.parts) if word.parts else 0.0
    return max(parts, _mistyped(word, other))


def _mistyped(word: Word, other: Description) -> float:
    """選挙管理委員怪 is most of 選挙管理委員会."""
    if len(word.surface) <= SHORTEST_READING:
        return 0.0
    own = list(pairs(word.surface))
    return 0.8 * sum(pair in other.text for pair in own) / len(own)


_KANJI = re.compile("[一-龯]")
