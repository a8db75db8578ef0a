"""How names are read and where an index has them: by the rows of the syllabary, あ to わ, then A–Z, then what is left.

Sudachi reads; a name it does not know stands under その他 rather than under a guess.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from typing import NamedTuple

from articles.search.folding import hiragana
from articles.search.words import morphemes

ROWS = (*"あかさたなはまやらわ", "A–Z", "")
LATIN, REST = len(ROWS) - 2, len(ROWS) - 1
LONGEST = 200  # code points of a name that are read, and of its reading
_BEGINNINGS = "ぁかさたなはまゃらゎゔ"  # the first sign of each row in Unicode; ゔ, the last, is of the first row
_UNREAD = frozenset(("補助記号", "空白"))


class Reading(NamedTuple):
    """`text` is hiragana, or letters and digits in lower case; `row` an index of ROWS."""

    text: str
    row: int


def reading(name: str) -> Reading:
    folded = unicodedata.normalize("NFKC", name[:LONGEST]).strip()
    if folded[:1].isascii():
        return Reading(folded.casefold()[:LONGEST], LATIN if folded[:1].isalpha() else REST)
    text = hiragana("".join(_read(unit) for unit in morphemes(folded))) or folded
    return Reading(text[:LONGEST], _row(text[:1]))


def _read(unit: object) -> str:
    """A sign has no reading, and what the dictionary lacks reads as it is written."""
    kind: str = unit.part_of_speech()[0]  # type: ignore[attr-defined]  # a morpheme of Sudachi's, which has no types
    return "" if kind in _UNREAD else str(unit.reading_form())  # type: ignore[attr-defined]  # as above


def _row(sign: str) -> int:
    if not "ぁ" <= sign <= "ゖ":
        return REST
    return (bisect_right(_BEGINNINGS, sign) - 1) % (len(_BEGINNINGS) - 1)
