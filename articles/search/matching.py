"""Was this checked? Statements of a message against described claims, whoever keeps them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from articles.search.bare import is_bare
from articles.search.comparing import NAMES, Compared, compared
from articles.search.deciding import decided, is_earned, is_plausible
from articles.search.described import LONGEST_READING, SHORTEST_READING, Description, Kept, Keys, all_described
from articles.search.dialects import standard
from articles.search.differences import Difference, differences
from articles.search.folding import folded, letters
from articles.search.stances import withdrawn
from articles.search.statements import Statement, is_noise, statements
from articles.search.weights import learned

__all__ = ["Answer", "Band", "Difference", "Index", "Match", "Statement", "answers"]

CANDIDATES = 9
"""How many documents are looked at closely for each way of finding them, for each statement."""

COMPARED = 8
"""How many of them are compared word by word."""
FEW_WORDS = 3
_KANJI = re.compile("[一-龯]")

SMALLEST = 200
"""Claims: with fewer of them a word is as rare as it would be among so many, for which rarity was learned."""


class Band(StrEnum):
    SAME = "same"
    NEAR = "near"
    RELATED = "related"


@dataclass(frozen=True)
class Match:
    """`score` is the probability that the claim is the statement's; `shared` words are as the statement has them."""

    key: int
    score: float
    band: Band
    shared: tuple[str, ...]
    differs: tuple[Difference, ...]


@dataclass(frozen=True)
class Answer:
    statement: Statement
    matches: tuple[Match, ...]


class Index(Protocol):
    """What the engine asks of whoever keeps descriptions."""

    @property
    def size(self) -> int:
        """Number of claims."""
        ...

    def frequencies(self, keys: Keys) -> NDArray[np.int64]:
        """Number of claims that hold each hashed term."""
        ...

    def candidates(self, asked: Sequence[Asked], most: int) -> list[list[int]]:
        """For each question the keys of claims worth comparing, `most` for each way of finding them."""
        ...

    def kept(self, keys: Iterable[int]) -> Mapping[int, Kept]:
        """Of the claims that may be shown; in one query for all of them."""
        ...


@dataclass(frozen=True)
class Asked:
    """A statement as storage looks for it: hashed terms with their weights, and its vector."""

    keys: Keys
    weights: NDArray[np.float64]
    vector: NDArray[np.int8]


def answers(
    message: str,
    index: Index,
    *,
    date: datetime.date | None = None,
    today: datetime.date | None = None,
    limit: int = 3,
) -> tuple[Answer, ...]:
    """Each statement of the message that says something, with at most `limit` claims, best first.

    `date` is when the message was written: 去年 and 先月 count from it. Without it 昨日 and 先月 count from `today` and years
    from nothing, for a message may be pasted long after: 今年度 is the claim's 今年度, and no 昨年度.
    """
    asked = described_statements(message, date, today)
    if not asked:
        return ()
    compared_ = comparisons([description for _, description in asked], index)
    return tuple(
        Answer(statement, _matches(found, limit)) for (statement, _), found in zip(asked, compared_, strict=True)
    )


def described_statements(
    message: str, date: datetime.date | None, today: datetime.date | None = None
) -> list[tuple[Statement, Description]]:
    parts = statements(message)
    texts = [standard(folded(part.text)) for part in parts]
    described = [
        replace(each, withdrawn=later)
        for each, later in zip(all_described(texts, date, today), _withdrawals(texts), strict=True)
    ]
    described = [_denied_later(each, described[place + 1 :]) for place, each in enumerate(described)]
    first = {each.text: part for part, each in reversed([*zip(parts, described, strict=True)])}
    # What is said many times is answered once.
    return [
        (part, each)
        for part, each in zip(parts, described, strict=True)
        if first[each.text] is part and _says_something(each)
    ]


def _denied_later(of: Description, later: Sequence[Description]) -> Description:
    """「減らしたって? 減らしてないし」: a short statement after it that denies what it said."""
    said = {word.form for word in of.words}
    denial = next(
        (each.text for each in later[:_SOON] if len(each.words) <= _SHORT and said & {*each.facts.denied}), ""
    )
    return replace(of, withdrawn=of.withdrawn or denial)


_SOON, _SHORT = 2, 2
"""Statements after one, and words of a statement, that may deny it."""


def _withdrawals(texts: Sequence[str]) -> list[str]:
    """For each statement how one after it takes it back: 「そのような事実はありません」 makes a denial of all before it."""
    found, later = [], ""
    for text in reversed(texts):
        found.append(later)
        later = withdrawn(text) or later
    return found[::-1]


def _says_something(statement: Description) -> bool:
    if is_noise(statement.text) or not _says_two_things(statement.text):
        return False
    may_be_name = SHORTEST_READING <= len(statement.text) <= LONGEST_READING
    return bool(statement.words or statement.facts.numbers) or may_be_name


def _says_two_things(text: str) -> bool:
    """あああ and 999 say nothing, nor do signs; 市 may."""
    said = set(letters(text))
    return len(said) > 1 or bool(_KANJI.search(text))


def comparisons(asked: Sequence[Description], index: Index) -> list[dict[int, Compared]]:
    """For each statement the claims worth a close look."""
    found = index.candidates([_asked(description, index) for description in asked], CANDIDATES)
    kept = index.kept({key for keys in found for key in keys})
    chosen = [
        _likely(description, {key: kept[key] for key in keys if key in kept})
        for description, keys in zip(asked, found, strict=True)
    ]
    claims = {key: kept[key].read() for key in dict.fromkeys(key for keys in chosen for key in keys)}
    return compared(asked, claims, chosen, index.frequencies, max(index.size, SMALLEST))


def _likely(asked: Description, kept: Mapping[int, Kept]) -> list[int]:
    """Keys of the claims that are compared word by word: those nearest by vector and words, in the order they came.

    All of them where a statement is short or in kana, for there words tell little.
    """
    if len(kept) <= COMPARED or len(asked.words) < FEW_WORDS or not _KANJI.search(asked.text):
        return list(kept)
    vectors = np.stack([claim.vector for claim in kept.values()]).astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    cosines = vectors @ asked.vector.astype(np.float32) / np.maximum(lengths, 1.0)
    norm = max(float(np.linalg.norm(asked.vector.astype(np.float32))), 1.0)
    held = {form for word in asked.words for form in (word.form, *word.parts)}
    shares = [_held_share(claim, held) for claim in kept.values()]
    scores = cosines / norm + np.array(shares)
    best = set(np.argsort(-scores, kind="stable")[:COMPARED].tolist())
    return [key for place, key in enumerate(kept) if place in best]


def _held_share(claim: Kept, held: set[str]) -> float:
    """How much of the claim's words the statement has by their forms."""
    total = sum(weight for _, _, weight in claim.words)
    shared = sum(weight for form, parts, weight in claim.words if form in held or not held.isdisjoint(parts))
    return shared / total if total else 0.0


def _asked(description: Description, index: Index) -> Asked:
    keys = description.asked_keys()
    weights = np.log1p(max(index.size, SMALLEST) / (index.frequencies(keys) + 0.5))
    return Asked(keys, weights, description.vector)


def _matches(found: Mapping[int, Compared], limit: int) -> tuple[Match, ...]:
    same, near = decided([comparison.features for comparison in found.values()])
    matches = [
        (match, float(score + closeness))
        for (key, comparison), score, closeness in zip(found.items(), same, near, strict=True)
        if (match := _match(key, comparison, float(score), float(closeness)))
    ]
    matches.sort(key=lambda pair: (pair[0].band != Band.SAME, -pair[1], pair[0].key))
    told = _told_apart([match for match, _ in matches], found)[:limit]
    return tuple(replace(match, differs=found[match.key].differs) for match in told)


def _told_apart(matches: Sequence[Match], found: Mapping[int, Compared]) -> tuple[Match, ...]:
    """Of claims that exclude one another a statement says one at most; where it leaves open which, they are near."""
    same = [match for match in matches if match.band == Band.SAME]
    unclear = {
        each.key
        for match in same
        for each in same
        if match.score < each.score + _CLEARLY and match is not each and _exclude(found[match.key], found[each.key])
    }
    told = [replace(match, band=Band.NEAR) if match.key in unclear else match for match in matches]
    return tuple(sorted(told, key=lambda match: match.band != Band.SAME))


def _exclude(one: Compared, other: Compared) -> bool:
    return any(difference.is_contradiction for difference in differences(one.claim, other.claim))


_CLEARLY = 0.1
"""By how much surer the one has to be than the other."""


def _match(key: int, comparison: Compared, same: float, near: float) -> Match | None:
    band = _band(comparison, same, near)
    return Match(key, round(same, 4), band, comparison.shared, ()) if band else None


def _band(comparison: Compared, same: float, near: float) -> Band | None:
    """Whatever the score, what contradicts the claim in a number, name, place, date or by negation is not the same."""
    if not is_plausible(comparison.features):
        return Band.RELATED if comparison.shared and near >= learned().related_from else _by_words(comparison)
    if not _has_common_ground(comparison.features):
        return None
    # Who says the same says nearly the same: weights that disagree about it have left what they were learned from.
    is_learned = same >= learned().same_from and near >= learned().near_from
    says_it = is_learned or (_is_word_for_word(comparison.features) and not comparison.differs)
    contradicts = (says_it or same >= _HALF) and any(difference.sets_apart for difference in comparison.differs)
    is_other = contradicts or not is_earned(comparison.features) or (says_it and is_bare(comparison.alignment))
    if says_it and not is_other:
        return Band.SAME
    # What would be likely the same but for the fact that contradicts it is near.
    if near >= learned().near_from or (contradicts and same >= _HALF):
        return Band.NEAR
    return Band.RELATED if near >= learned().related_from else _by_words(comparison)


def _by_words(comparison: Compared) -> Band | None:
    covered = comparison.features[_COVERED] >= _HALF and bool(comparison.shared)
    return Band.RELATED if covered or comparison.is_named else None


def _has_common_ground(features: Sequence[float]) -> bool:
    """Some of the claim's words stand in the statement, or ones that mean as much, or are read so: no score without."""
    return max(features[place] for place in _GROUNDS) >= _LEAST_GROUND


def _is_word_for_word(features: Sequence[float]) -> bool:
    """The claim stands in the statement, which has no further word that says anything."""
    return features[_PAIRS] >= _WHOLE and features[_COVERED] >= _WHOLE


_COVERED = NAMES.index("covered_theirs")
_GROUNDS = [NAMES.index(name) for name in ("covered_ours", "covered_theirs", "near_ours", "reading_ours", "cosine")]
_LEAST_GROUND = 0.2
_PAIRS = NAMES.index("pairs_ours")
_WHOLE = 0.9
_HALF = 0.5
"""A question of which a claim has this share of the words is about its matter: 津久田氏."""
