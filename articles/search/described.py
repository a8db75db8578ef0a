"""What is kept of one claim so that messages can be matched to it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from articles.search import meaning
from articles.search.facts import Day, Facts, Number, facts
from articles.search.folding import folded, hiragana, letters
from articles.search.words import Word, morphemes, words

VERSION = 1
"""Rows described by another version are stale: `rebuild_public_index` makes them anew."""

Keys = NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Term:
    """A word two texts may share. `surface` is how it is written here, `weight` its worth beside its rarity."""

    form: str
    surface: str
    weight: float


@dataclass(frozen=True, slots=True)
class Description:
    """One claim, or one statement of a message. `text` is folded, `reading` all of it in hiragana."""

    text: str
    terms: tuple[Term, ...]
    readings: tuple[str, ...]
    reading: str
    facts: Facts
    beside: tuple[str, ...]
    """Folded names that belong to the claim without standing in it: speaker, aliases, topics."""
    vector: NDArray[np.int8]

    def keys(self) -> Keys:
        """Hashes of all it can be found by, without repeats."""
        return hashed(dict.fromkeys(self._lookups()))

    def _lookups(self) -> Iterator[str]:
        yield from (f"w:{term.form}" for term in self.terms)
        yield from (f"r:{reading}" for reading in self.readings)
        yield from (f"n:{number.value:g}{number.unit}" for number in self.facts.numbers)
        yield from (f"b:{pair}" for pair in pairs(letters(self.text)))
        for name in self.beside:
            yield from (f"b:{pair}" for pair in pairs(letters(name)))

    def plain(self) -> dict[str, Any]:
        """JSON of all but the vector."""
        row = asdict(self)
        del row["vector"]
        return row

    @classmethod
    def from_plain(cls, row: dict[str, Any], vector: bytes) -> Description:
        found = row["facts"]
        return cls(
            text=row["text"],
            terms=tuple(Term(**term) for term in row["terms"]),
            readings=tuple(row["readings"]),
            reading=row["reading"],
            facts=Facts(
                numbers=tuple(Number(**number) for number in found["numbers"]),
                days=tuple(Day(**day) for day in found["days"]),
                **{name: tuple(found[name]) for name in ("places", "persons", "denied", "ways")},
            ),
            beside=tuple(row["beside"]),
            vector=np.frombuffer(vector, np.int8),
        )


def described(
    claim: str,
    *,
    date: date | None = None,
    speaker: str | None = None,
    aliases: Iterable[str] = (),
    topics: Iterable[str] = (),
    more: Iterable[str] = (),
) -> Description:
    """What is kept of a claim; `date` is when it was made, `more` other names to find it by."""
    beside = tuple(dict.fromkeys(folded(name) for name in (speaker or "", *aliases, *topics, *more) if name.strip()))
    (vector,) = meaning.vectors([folded(claim)])
    return undirected(folded(claim), date, beside, vector)


def undirected(text: str, day: date | None, beside: tuple[str, ...], vector: NDArray[np.int8]) -> Description:
    """The description of a folded text whose vector is known."""
    units = morphemes(text)
    found = words(units)
    return Description(
        text=text,
        terms=tuple(_terms(found)),
        readings=tuple(dict.fromkeys(word.reading for word in found if len(word.reading) >= SHORTEST_READING)),
        reading=hiragana("".join(unit.reading_form() or unit.surface() for unit in units)),
        facts=facts(text, found, units, day),
        beside=beside,
        vector=vector,
    )


SHORTEST_READING = 3
"""Kana: か and せん are the readings of too many words."""


def _terms(found: list[Word]) -> Iterator[Term]:
    seen: set[str] = set()
    for word in found:
        for form, weight in ((word.form, word.weight), *((part, word.weight / 2) for part in word.parts)):
            if form not in seen:
                seen.add(form)
                yield Term(form, word.surface, weight)


def pairs(text: str) -> Iterator[str]:
    """Pairs of neighbouring characters."""
    return (text[at : at + 2] for at in range(len(text) - 1))


def hashed(lookups: Iterable[str]) -> Keys:
    """32 bits of each: two in four billion are taken for one another, and what is found is compared word by word."""
    joined = b"".join(hashlib.blake2b(each.encode(), digest_size=4).digest() for each in lookups)
    return np.frombuffer(joined, "<u4").astype(np.uint32)
