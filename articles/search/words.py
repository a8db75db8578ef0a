"""Words of a text that say what it is about, by the dictionary alone: no parse, some 0.1 ms a sentence."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from articles.japanese.loader import tokenizer
from articles.search.folding import hiragana
from articles.search.stop_words import stop_words


@dataclass(frozen=True, slots=True)
class Word:
    """A content word, `text[start:end]`. `form` is Sudachi's normalised form in lower case, `reading` hiragana ("" for signs), `parts` the
    forms of what a compound is made of. `weight` is what its part of speech makes it worth beside its rarity.
    """

    surface: str
    start: int
    end: int
    form: str
    reading: str
    weight: float
    is_name: bool
    """A proper noun, or katakana that no dictionary has."""
    parts: tuple[str, ...]


_WEIGHTS = {
    "名詞": 1.0,
    "形状詞": 0.8,
    "形容詞": 0.8,
    "動詞": 0.7,
    "副詞": 0.4,
    "接頭辞": 0.3,
    "接尾辞": 0.3,
    "感動詞": 0.3,
}
_PROPER = 1.3
_SYMBOLS = frozenset(("記号", "補助記号"))
_MINOR = frozenset(("数詞", "非自立可能", "助数詞", "助動詞語幹"))
_LONGEST_FORM = 64  # code points; what is longer is no word
_NUMERALS = frozenset("0123456789〇一二三四五六七八九十百千万億兆数何.,")
_SHORTEST_NAME_OF_NUMERALS = 4  # 一日 is a day, 三菱重工 is not
_KATAKANA = re.compile("[ァ-ヴー]{3,}")
_JOINABLE = frozenset(("名詞", "接尾辞", "接頭辞"))
_MOST_JOINED = 3


def words(units: Sequence[Any]) -> list[Word]:
    """Content words among morphemes in order; function words, titles, greetings, numerals and their units are left out."""
    found = []
    before = ""
    for unit in units:
        word = _word(unit, before)
        before = unit.surface()[-1:]
        if word is not None:
            found.append(word)
    return found


def morphemes(text: str) -> list[Any]:
    """Sudachi's longest units of a folded text of at most `folding.LONGEST` code points."""
    return list(tokenizer().tokenize(text))


def compound_readings(units: Sequence[Any]) -> Iterator[tuple[int, int, str]]:
    """(start, end, hiragana) of two or three nouns in a row: 内申 and 点 are read ないしんてん, a family name with the given one."""
    for first in range(len(units)):
        reading = ""
        for unit in units[first : first + _MOST_JOINED]:
            if unit.part_of_speech()[0] not in _JOINABLE:
                break
            reading += hiragana(unit.reading_form())
            if unit.begin() > units[first].begin():
                yield units[first].begin(), unit.end(), reading


def _word(unit: Any, before: str) -> Word | None:
    """`before` is the last sign of the unit before, which tells a counter from a word."""
    tags = unit.part_of_speech()
    surface, form = unit.surface(), _form(unit)
    weight = _weight(tags, surface, before)
    if weight is None or not form or form in stop_words():
        return None
    if (before in _NUMERALS and before and tags[2] == "助数詞可能") or (surface[0] in _NUMERALS and len(surface) < 4):
        return None
    is_name = tags[1] == "固有名詞" or (unit.is_oov() and bool(_KATAKANA.fullmatch(surface)))
    return Word(
        surface,
        unit.begin(),
        unit.end(),
        form,
        hiragana(unit.reading_form()),
        weight,
        is_name,
        tuple(dict.fromkeys(_parts(unit))),
    )


def _form(unit: Any) -> str:
    form: str = unit.normalized_form().lower().strip()
    return form[:_LONGEST_FORM]


_BEFORE_OWN = frozenset("をはがもに")


def _weight(tags: tuple[str, ...], surface: str, before: str) -> float | None:
    # Letters and ideographs that Sudachi has no entry for (α, 𠮟) are symbols to it.
    if tags[0] in _SYMBOLS:
        return 1.0 if surface.isalnum() else None
    if tags[0] not in _WEIGHTS or tags[1] in _MINOR:
        # 病院にかかる, 税を上げる: no auxiliary, though it can be one.
        return _WEIGHTS["動詞"] if tags[0] == "動詞" and before in _BEFORE_OWN and before else None
    if len(surface) == 1 and "ぁ" <= surface <= "ー":
        return None
    return _PROPER if tags[1] == "固有名詞" else _WEIGHTS[tags[0]]


def _parts(unit: Any) -> Iterator[str]:
    for part in unit.split("A", add_single=False):
        form = _form(part)
        if part.part_of_speech()[0] in ("名詞", "動詞", "形状詞", "形容詞") and form not in stop_words():
            yield form
