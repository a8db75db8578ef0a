"""A statement beside claims: what they share, how near they mean, and how sure it is that they say the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from articles.search.described import SHORTEST_READING, Description, Keys, hashed, pairs
from articles.search.differences import Difference, differences
from articles.search.folding import letters
from articles.search.likeness import likeness, likeness_features, word_nearness
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
)


@dataclass(frozen=True)
class Compared:
    """`features` in the order of `NAMES`; `shared` words as the statement has them."""

    features: Row
    shared: tuple[str, ...]
    differs: tuple[Difference, ...]


def compared(theirs: Description, claims: Sequence[Description], frequencies: Frequencies, size: int) -> list[Compared]:
    rarity = _rarities([theirs, *claims], frequencies, size)
    nearness = [word_nearness(theirs, ours) for ours in claims]
    alike = [likeness_features(theirs, ours, near) for ours, near in zip(claims, nearness, strict=True)]
    liked = likeness(theirs, claims, alike)
    return [
        _compared(theirs, ours, rarity, near, features, float(like))
        for ours, near, features, like in zip(claims, nearness, alike, liked, strict=True)
    ]


def _rarities(texts: Sequence[Description], frequencies: Frequencies, size: int) -> dict[str, float]:
    """Each word's rarity among the claims, 1 for one that no other has."""
    forms = list(dict.fromkeys(word.form for text in texts for word in text.words))
    found = np.log1p(size / (frequencies(hashed(f"w:{form}" for form in forms)) + 0.5)) / np.log1p(size / 0.5)
    return dict(zip(forms, found.tolist(), strict=True))


def _compared(
    theirs: Description,
    ours: Description,
    rarity: dict[str, float],
    nearness: NDArray[np.float32],
    alike: Row,
    like: float,
) -> Compared:
    mine, other = _Covered(ours, theirs, rarity, nearness.T), _Covered(theirs, ours, rarity, nearness)
    differs = differences(theirs, ours)
    kinds = [(difference.kind, difference.is_contradiction, bool(difference.ours)) for difference in differs]
    agreed = len(ours.facts.numbers) - sum(kind == "number" and is_ours for kind, _, is_ours in kinds)
    own, heard = set(pairs(letters(ours.text))), set(pairs(letters(theirs.text)))
    spoken, read = set(pairs(ours.reading)), set(pairs(theirs.reading))
    features = [
        *(like, alike[0]),
        *(mine.share, other.share, mine.missing, other.missing, other.rarest),
        *(mine.missing_names, other.missing_names),
        *(_share(own & heard, own), _share(own & heard, heard)),
        *(_share(spoken & read, spoken), _share(spoken & read, read)),
        float(_is_kana(theirs.text)),
        *(min(len(ours.text), 100) / 100, min(len(theirs.text), 200) / 100),
        float(agreed),
        float(sum(kind == "number" and both for kind, both, _ in kinds)),
        float(sum(kind == "number" and not both and is_ours for kind, both, is_ours in kinds)),
        float(sum(kind == "number" and not both and not is_ours for kind, both, is_ours in kinds)),
        float(("date", True, True) in kinds),
        float(any(kind == "date" and not both for kind, both, _ in kinds)),
        float(("place", True, True) in kinds),
        float(("place", False, True) in kinds),
        float(("place", False, False) in kinds),
        float(any(kind == "name" and both for kind, both, _ in kinds)),
        float(any(kind == "negation" for kind, _, _ in kinds)),
        float(min(len(theirs.words), 15)),
        *(mine.near_share, other.near_share, mine.strange, other.strange),
        *(float(min(len(text.facts.denied), 3)) for text in (ours, theirs)),
        min(mine.missing, other.missing),
        min(mine.missing_names, other.missing_names),
    ]
    return Compared(features, tuple(other.shared), tuple(differs))


def _share(part: set[str], whole: set[str]) -> float:
    return len(part) / len(whole) if whole else 0.0


def _is_kana(text: str) -> bool:
    kana = sum("ぁ" <= sign <= "ー" for sign in text)
    return kana >= 0.9 * len(letters(text)) > 0


_STRANGE, _SYNONYM = 0.45, 0.85
"""Cosines of two words that have nothing to do with one another, and of two that mean the same."""


class _Covered:
    """How much of the words of `text` the other text has, weighted by rarity and part of speech."""

    def __init__(
        self, text: Description, other: Description, rarity: dict[str, float], nearness: NDArray[np.float32]
    ) -> None:
        """`nearness` of each word of `text` to each of the other's."""
        nearest = nearness.max(axis=1, initial=0.0).tolist()
        held = {form for word in other.words for form in (word.form, *word.parts)}
        is_kana = _is_kana(other.text)
        total = covered = near_covered = 0.0
        self.strange = self.missing = self.missing_names = self.rarest = 0.0
        self.shared: dict[str, None] = {}
        for word, nearest_one in zip(text.words, nearest, strict=True):
            worth = rarity[word.form] * word.weight
            part = _part_held(word, held, other, is_kana=is_kana)
            total += worth
            covered += part * worth
            near = max(part, min(1.0, max(0.0, (nearest_one - _STRANGE) / (_SYNONYM - _STRANGE))))
            near_covered += near * worth
            self.strange = max(self.strange, (1 - near) * worth)
            if part >= 0.5:
                self.shared[word.surface] = None
                self.rarest = max(self.rarest, part * worth)
            self.missing = max(self.missing, (1 - part) * worth)
            if word.is_name:
                self.missing_names = max(self.missing_names, (1 - part) * worth)
        self.share = covered / total if total else 0.0
        self.near_share = near_covered / total if total else 0.0


def _part_held(word: Word, held: set[str], other: Description, *, is_kana: bool) -> float:
    if word.form in held or (len(word.surface) > 1 and word.surface in other.text):
        return 1.0
    is_spelt = is_kana or not any("一" <= sign <= "龯" for sign in word.surface)
    if is_spelt and len(word.reading) >= SHORTEST_READING and word.reading in other.reading:
        return 0.9
    parts = 0.9 * sum(part in held for part in word.parts) / len(word.parts) if word.parts else 0.0
    return max(parts, _mistyped(word, other))


def _mistyped(word: Word, other: Description) -> float:
    """選挙管理委員怪 is most of 選挙管理委員会, and 内心 sounds like 内申."""
    if len(word.reading) > SHORTEST_READING and any(word.reading == each.reading for each in other.words):
        return 0.9
    if len(word.surface) <= SHORTEST_READING:
        return 0.0
    own = list(pairs(word.surface))
    return 0.8 * sum(pair in other.text for pair in own) / len(own)
