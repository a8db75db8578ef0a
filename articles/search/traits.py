"""What comparing asks of a description again and again, worked out once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from articles.search.contrasts import rejected
from articles.search.described import Description, pairs
from articles.search.folding import letters
from articles.search.synonyms import heads_of, rows_of

Units = NDArray[np.float32]
_KANA = re.compile("[ぁ-ー]")
_MOSTLY = 0.9


@dataclass(frozen=True, slots=True)
class Traits:
    """`letters`, `pairs` and `triples` of the text, `sounds` pairs of its reading; `forms` of its words, `held` with
    those of their parts. `unit` and `word_units` are the vectors at length 1.
    """

    of: Description
    letters: str
    singles: frozenset[str]
    pairs: frozenset[str]
    triples: frozenset[str]
    sounds: frozenset[str]
    forms: frozenset[str]
    held: frozenset[str]
    is_kana: bool
    unit: Units
    word_units: Units
    lone: Mapping[int, str]
    """Where a word of a single kanji stands → the kanji."""
    meant: Mapping[int, int]
    """Row of synonyms that means a word → that word's place."""
    listed: Mapping[int, int]
    """Row of synonyms that a word stands in → that word's place."""
    rejected: Mapping[str, str]
    """Form → word that something else is said to be in place of: AではなくB."""


def traits(of: Description) -> Traits:
    text = letters(of.text)
    return Traits(
        of,
        text,
        frozenset(text),
        frozenset(pairs(text)),
        frozenset(text[at : at + 3] for at in range(len(text) - 2)),
        frozenset(pairs(of.reading)),
        frozenset(word.form for word in of.words),
        frozenset(form for word in of.words for form in (word.form, *word.parts)),
        len(_KANA.findall(of.text)) >= _MOSTLY * len(text) > 0,
        at_length_one(of.vector.reshape(1, -1))[0],
        at_length_one(of.word_vectors),
        {word.start: word.surface for word in of.words if "一" <= word.surface <= "龯" and len(word.surface) == 1},
        _places(of, heads_of),
        _places(of, rows_of),
        rejected(of),
    )


def _places(of: Description, rows: Callable[[str], frozenset[int]]) -> Mapping[int, int]:
    found: dict[int, int] = {}
    for place, word in enumerate(of.words):
        for form in (word.form, *word.parts):
            for row in rows(form):
                found.setdefault(row, place)
    return found


def at_length_one(vectors: NDArray[np.int8]) -> Units:
    rows = vectors.astype(np.float32)
    units: Units = rows / np.maximum(np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None], 1e-6)
    return units
