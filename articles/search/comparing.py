"""A statement beside claims: what they share, how near they mean, and how sure it is that they say the same."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from articles.search import alignment
from articles.search.alignment import Alignment, Held, aligned
from articles.search.clauses import clauses_apart
from articles.search.described import Description, Keys, hashed
from articles.search.differences import Difference, differences
from articles.search.likeness import likeness, likeness_features, word_nearness
from articles.search.traits import Traits, traits

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
    "substituted",
    "crossed",
    "extra_inside",
    "extra_inside_all",
    "extra_behind",
    "extra_all",
    "lost_name",
    "lost_noun",
    "lost_end",
    "denied_apart",
    "denied_alone",
    "numbers_ours",
    "names_ours_all",
    "numbers_met",
    "exchanged",
    "lost_means",
)


@dataclass(frozen=True)
class Compared:
    """`features` in the order of `NAMES`; `shared` words as the statement has them."""

    features: Row
    shared: tuple[str, ...]
    facts_apart: tuple[Difference, ...]
    alignment: Alignment
    claim: Traits
    is_named: bool
    """The statement is little more than a name that the claim has, in whatever spelling."""

    @cached_property
    def differs(self) -> tuple[Difference, ...]:
        """Contradictions first. Clauses are looked at for the few claims that are likely alone."""
        found: dict[tuple[str, ...], Difference] = {}
        for each in (*self.facts_apart, *clauses_apart(self.alignment)):
            # That it is denied is told once, however many words deny it.
            sides = (each.kind,) if each.kind == "negation" else (each.kind, each.ours, each.theirs)
            if sides not in found or (each.sets_apart and not found[sides].sets_apart):
                found[sides] = each
        is_dated = any(each.kind == "date" and each.is_contradiction for each in found.values())
        told = [each for each in found.values() if not is_dated or each.kind != "date" or each.is_contradiction]
        return tuple(sorted(told, key=lambda each: not each.is_contradiction))


def compared(
    asked: Sequence[Description],
    claims: Mapping[int, Description],
    chosen: Sequence[Sequence[int]],
    frequencies: Frequencies,
    size: int,
) -> list[dict[int, Compared]]:
    """For each statement the claims that are `chosen` for it, by their keys, but for those that it has nothing to do with."""
    rarity = _rarities([*asked, *claims.values()], frequencies, size)
    known = {key: traits(claim) for key, claim in claims.items()}
    pairs = [(each, known[key]) for each, keys in zip(map(traits, asked), chosen, strict=True) for key in keys]
    nearness = [word_nearness(*pair) for pair in pairs]
    alike = [likeness_features(*pair, near) for pair, near in zip(pairs, nearness, strict=True)]
    rows = zip(pairs, nearness, alike, likeness(pairs, alike).tolist(), strict=True)
    return [
        {
            key: _compared(*pair, rarity, near, features, like)
            for key, (pair, near, features, like) in zip(keys, islice(rows, len(keys)), strict=True)
            if like >= PLAUSIBLE or _may_be_related(*pair)
        }
        for keys in chosen
    ]


PLAUSIBLE = 0.3
"""What is less alike than this is another claim, whatever else is said of the two."""


def _may_be_related(asked: Traits, known: Traits) -> bool:
    """A word in common, or a sound: most of what is found among very many has none."""
    return asked.is_kana or alignment.has_in_common(asked, known) or _is_named(asked, known)


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
    both = aligned(known, asked, nearness)
    mine, other = _Covered(both.ours, rarity), _Covered(both.theirs, rarity)
    differs = differences(asked, known)
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
        float(any(kind == "date" and not two for kind, two, _ in kinds)),
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
        float(min(sum(is_ours and not two for _, two, is_ours in kinds), _MOST_NUMBERS)),
        *_aligned_features(both, rarity),
        max(agreed, 0) / len(ours.facts.numbers) if ours.facts.numbers else 1.0,
        alignment.exchanged(both, rarity),
        alignment.lost_means(both, rarity),
    ]
    return Compared(features, tuple(other.shared), tuple(differs), both, known, _is_named(asked, known))


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
_RAREST = 3
"""Words of a claim that say what it is about."""


class _Covered:
    """How much of the words of a text the other text has, weighted by rarity and part of speech."""

    def __init__(self, words: Sequence[Held], rarity: dict[str, float]) -> None:
        total = covered = near_covered = 0.0
        self.strange = self.missing = self.missing_names = self.rarest = 0.0
        self.shared: dict[str, None] = {}
        held: list[tuple[float, float]] = []
        for each in words:
            word, part, near = each.word, each.part, each.near
            worth = rarity[word.form] * word.weight
            total += worth
            covered += part * worth
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


def _aligned_features(of: Alignment, rarity: dict[str, float]) -> Row:
    apart, alone = alignment.denials(of)
    return [
        alignment.substituted(of, rarity),
        float(alignment.crossed(of)),
        *alignment.extras(of, rarity),
        *alignment.missing(of, rarity),
        float(apart),
        float(min(alone, _MOST_NUMBERS)),
        float(min(len(of.claim.facts.numbers), _MOST_NUMBERS)),
        float(sum(held.word.is_name for held in of.ours)),
    ]
