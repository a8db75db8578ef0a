"""One statement beside one claim: what they share, how near they mean, and which facts set them apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from articles.search.described import Description, Keys, Term, hashed, pairs
from articles.search.facts import OPPOSITES, Day, Facts, Number
from articles.search.folding import letters


@dataclass(frozen=True)
class Difference:
    """Which part differs: `ours` as the claim has it, `theirs` as the message does, "" where one side is silent."""

    kind: Literal["number", "name", "place", "date", "negation"]
    ours: str
    theirs: str


@dataclass(frozen=True)
class Comparison:
    score: float
    shared: tuple[str, ...]
    differs: tuple[Difference, ...]


def compared(
    theirs: Description, ours: Description, frequencies: Callable[[Keys], NDArray[np.int64]], size: int
) -> Comparison:
    cosine = float(
        theirs.vector.astype(np.float32)
        @ ours.vector.astype(np.float32)
        / (np.linalg.norm(theirs.vector.astype(np.float32)) * np.linalg.norm(ours.vector.astype(np.float32)) + 1e-9)
    )
    rarity = np.log1p(size / (frequencies(hashed(f"w:{term.form}" for term in theirs.terms)) + 0.5))
    own = {term.form for term in ours.terms} | set(ours.readings)
    shared = [held(term, own) for term in theirs.terms]
    total = float(sum(weight * term.weight for weight, term in zip(rarity, theirs.terms, strict=True))) or 1.0
    covered = sum(w * term.weight for w, term, is_held in zip(rarity, theirs.terms, shared, strict=True) if is_held)
    mine, other = set(pairs(letters(theirs.text))), set(pairs(letters(ours.text)))
    dice = 2 * len(mine & other) / (len(mine) + len(other) or 1)
    score = min(1.0, max(0.0, 0.45 * cosine + 0.35 * covered / total + 0.4 * dice))
    surfaces = dict.fromkeys(term.surface for term, is_held in zip(theirs.terms, shared, strict=True) if is_held)
    return Comparison(score, tuple(surfaces), tuple(differences(theirs, ours)))


def held(term: Term, own: set[str]) -> bool:
    return term.form in own


def differences(theirs: Description, ours: Description) -> list[Difference]:
    return [
        *_numbers(theirs.facts, ours.facts),
        *_places(theirs, ours),
        *_persons(theirs, ours),
        *_days(theirs.facts, ours.facts),
        *_negations(theirs, ours),
    ]


def _numbers(theirs: Facts, ours: Facts) -> list[Difference]:
    found = []
    for number in ours.numbers:
        others = [other for other in theirs.numbers if other.unit == number.unit]
        if any(agree(number, other) for other in others):
            continue
        found.append(Difference("number", number.text, others[0].text if others else ""))
    return found


def agree(one: Number, other: Number) -> bool:
    return one.value == other.value


def _places(theirs: Description, ours: Description) -> list[Difference]:
    mine = [place for place in ours.facts.places if place[:-1] not in theirs.text]
    others = [
        place for place in theirs.facts.places if not any(place[:-1] in text for text in (ours.text, *ours.beside))
    ]
    if not mine or len(mine) < len(ours.facts.places):
        return []
    return [Difference("place", mine[0], others[0] if others else "")]


def _persons(theirs: Description, ours: Description) -> list[Difference]:
    known = " ".join((ours.text, *ours.beside))
    others = [person for person in theirs.facts.persons if person not in known]
    mine = [person for person in ours.facts.persons if person not in theirs.text]
    if others and len(others) == len(theirs.facts.persons):
        return [Difference("name", mine[0] if mine else next(iter(ours.beside), ""), others[0])]
    return []


def _days(theirs: Facts, ours: Facts) -> list[Difference]:
    if not ours.days or not theirs.days or any(overlap(one, other) for one in ours.days for other in theirs.days):
        return []
    return [Difference("date", ours.days[0].text, theirs.days[0].text)]


def overlap(one: Day, other: Day) -> bool:
    """One is within the other, or they cannot be told apart: 2025 and 2025-08."""
    return one.value.startswith(other.value) or other.value.startswith(one.value) or "/" in one.value + other.value


def _negations(theirs: Description, ours: Description) -> list[Difference]:
    for word in theirs.facts.denied:
        if word not in ours.facts.denied and any(term.form == word for term in ours.terms):
            return [Difference("negation", word, f"{word}ない")]
    for word in ours.facts.denied:
        if word not in theirs.facts.denied and any(term.form == word for term in theirs.terms):
            return [Difference("negation", f"{word}ない", word)]
    for way in ours.facts.ways:
        if (
            OPPOSITES[way] in theirs.facts.ways
            and way not in theirs.facts.ways
            and OPPOSITES[way] not in ours.facts.ways
        ):
            return [Difference("negation", way, OPPOSITES[way])]
    return []
