"""What is kept of one claim so that messages can be matched to it."""

from __future__ import annotations

import base64
import datetime
import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from articles.search import meaning
from articles.search.facts import Day, Facts, Number, facts
from articles.search.folding import folded, hiragana, letters
from articles.search.opposed import Kinds, Sides, kinds_of, sides_of
from articles.search.stances import stances
from articles.search.words import Word, morphemes, words

VERSION = 11
"""Rows described by another version are stale: `rebuild_public_index` makes them anew. Raise it too when `opposed.tsv`, `kinds.tsv`
or `stances.py` change, for what they find in a claim is kept, and so are the words that lists find a verdict by."""

Keys = NDArray[np.uint32]
SHORTEST_READING, LONGEST_READING = 3, 8
"""Kana: か and せん are the readings of too many words."""
_KANA = re.compile("[ぁ-ゖァ-ヺー]+")
_KANJI = re.compile("[一-龯々]{2,6}")


@dataclass(frozen=True, slots=True)
class Description:
    """One claim, or one statement of a message. `text` is folded, `reading` all of it in hiragana.

    `beside` are folded names that belong to the claim without standing in it: speaker, aliases, topics.
    """

    text: str
    words: tuple[Word, ...]
    reading: str
    facts: Facts
    beside: tuple[str, ...]
    names: tuple[str, ...]
    """Forms and readings of the words of `beside`."""
    vector: NDArray[np.int8]
    word_vectors: NDArray[np.int8]
    """One row for each of `words`."""
    kinds: Kinds
    sides: Sides
    stances: Mapping[str, str]
    said_on: str = ""
    """The day of which it is known that it was said then, as ISO 8601 has it."""
    withdrawn: str = ""
    """Of a statement: the words by which its message takes it back later. Not kept."""
    heard_on: str = ""
    """Of a statement: the day of its message, or the one on which it is asked. Not kept."""

    def keys(self) -> Keys:
        """Hashes of all that it can be found by, without repeats: words and their parts, readings, amounts, runs of
        kanji, places with and without their 市, pairs of letters."""
        return hashed(dict.fromkeys(self._lookups()))

    def asked_keys(self) -> Keys:
        """As `keys`, but readings only of what is written in kana: 科学 does not ask for 化学."""
        spelt = (lookup for lookup in self._lookups() if not lookup.startswith("r:"))
        return hashed(dict.fromkeys([*spelt, *(f"r:{reading}" for reading in readings_within(self.text))]))

    def _lookups(self) -> Iterator[str]:
        for word in self.words:
            yield from lookups_of_word(word)
        yield from (f"n:{number.value:g}{number.unit}" for number in self.facts.numbers)
        yield from (f"w:{run}" for run in _KANJI.findall(self.text))
        yield from (f"w:{name}" for place in self.facts.places for name in (place, place[:-1]))
        yield from (f"{kind}:{name}" for name in self.names for kind in "wr")
        for text in (self.text, *self.beside):
            yield from (f"b:{pair}" for pair in pairs(letters(text)))

    def plain(self) -> dict[str, Any]:
        """JSON of all but the vector; those of the words as base64 of half bytes."""
        row = asdict(self)
        del row["vector"], row["withdrawn"], row["heard_on"]
        return row | {"word_vectors": base64.b64encode(meaning.halved(self.word_vectors)).decode("ascii")}

    @classmethod
    def from_plain(cls, row: dict[str, Any], vector: bytes) -> Description:
        found = row["facts"]
        return cls(
            text=row["text"],
            words=tuple(map(_word, row["words"])),
            reading=row["reading"],
            facts=Facts(
                numbers=tuple(Number(**number) for number in found["numbers"]),
                days=tuple(Day(**day) for day in found["days"]),
                **{name: tuple(found[name]) for name in ("places", "persons", "denied", "ways")},
            ),
            beside=tuple(row["beside"]),
            names=tuple(row["names"]),
            vector=np.frombuffer(vector, np.int8),
            word_vectors=meaning.from_halved(base64.b64decode(row["word_vectors"])),
            kinds=row["kinds"],
            sides={int(number): (one, other) for number, (one, other) in row["sides"].items()},
            stances=row["stances"],
            said_on=row["said_on"],
        )


def _word(row: Mapping[str, Any]) -> Word:
    """By places, which takes half the time of names: a message reads a thousand words."""
    known = (row["surface"], row["start"], row["end"], row["form"], row["reading"], row["weight"], row["is_name"])
    return Word(*known, tuple(row["parts"]))


@dataclass(frozen=True, slots=True)
class Kept:
    """A claim as it comes from storage: what tells whether it is worth comparing, and how to have all of it."""

    vector: NDArray[np.int8]
    words: Sequence[tuple[str, Sequence[str], float]]
    """Form, parts and weight of each."""
    read: Callable[[], Description]

    @classmethod
    def of(cls, description: Description) -> Kept:
        words = [(word.form, word.parts, word.weight) for word in description.words]
        return cls(description.vector, words, lambda: description)

    @classmethod
    def of_plain(cls, row: dict[str, Any], vector: bytes) -> Kept:
        words = [(word["form"], word["parts"], word["weight"]) for word in row["words"]]
        return cls(np.frombuffer(vector, np.int8), words, partial(Description.from_plain, row, vector))


def described(
    claim: str,
    *,
    date: datetime.date | None = None,
    speaker: str | None = None,
    aliases: Iterable[str] = (),
    topics: Iterable[str] = (),
    more: Iterable[str] = (),
) -> Description:
    """What is kept of a claim; `date` is when it was made, `more` other names to find it by."""
    beside = tuple(dict.fromkeys(folded(name) for name in (speaker or "", *aliases, *topics, *more) if name.strip()))
    (vector,) = meaning.vectors([folded(claim)])
    return with_vector(folded(claim), date, beside, vector)


def with_vector(text: str, day: datetime.date | None, beside: tuple[str, ...], vector: NDArray[np.int8]) -> Description:
    """The description of a folded text whose vector is known."""
    units = morphemes(text)
    found = words(units)
    return _description(text, units, found, vector, meaning.of_words([word.form for word in found]), day, beside)


def all_described(
    texts: Sequence[str], day: datetime.date | None, today: datetime.date | None = None
) -> list[Description]:
    """Descriptions of folded texts: all of them and their words are encoded together, which takes a third of the time."""
    units = [morphemes(text) for text in texts]
    found = [words(each) for each in units]
    rows, of_words = meaning.of_texts_and_words(texts, [[word.form for word in each] for each in found])
    return [_description(*parts, day, today=today) for parts in zip(texts, units, found, rows, of_words, strict=True)]


def _description(
    text: str,
    units: Sequence[Any],
    found: Sequence[Word],
    vector: NDArray[np.int8],
    word_vectors: NDArray[np.int8],
    day: datetime.date | None,
    beside: tuple[str, ...] = (),
    today: datetime.date | None = None,
) -> Description:
    reading = hiragana("".join(unit.reading_form() or unit.surface() for unit in units))
    return Description(
        text,
        tuple(found),
        letters(reading),
        facts(text, found, units, day, today),
        beside,
        tuple(dict.fromkeys(name for each in beside for name in _names(each))),
        vector,
        word_vectors,
        kinds_of(text),
        sides_of(text),
        stances(text),
        day.isoformat() if day else "",
        heard_on=heard.isoformat() if (heard := day or today) else "",
    )


def _names(text: str) -> Iterator[str]:
    for word in words(morphemes(text)):
        yield word.form
        if len(word.reading) >= SHORTEST_READING:
            yield word.reading


def lookups_of_word(word: Word) -> Iterator[str]:
    yield f"w:{word.form}"
    yield from (f"w:{part}" for part in word.parts)
    if len(word.reading) >= SHORTEST_READING:
        yield f"r:{word.reading}"


def readings_within(text: str) -> Iterator[str]:
    """What may be whole words in runs of kana: せんきょのとうひょう may hold せんきょ."""
    for run in _KANA.findall(text):
        for start in range(len(run)):
            for length in range(SHORTEST_READING, min(LONGEST_READING, len(run) - start) + 1):
                yield hiragana(run[start : start + length])


def pairs(text: str) -> Iterator[str]:
    """Pairs of neighbouring characters."""
    return (text[at : at + 2] for at in range(len(text) - 1))


def hashed(lookups: Iterable[str]) -> Keys:
    """32 bits of each: two in four billion are taken for one another, and what is found is compared word by word."""
    joined = b"".join(hashlib.blake2b(each.encode(), digest_size=4).digest() for each in lookups)
    return np.frombuffer(joined, "<u4").astype(np.uint32)
