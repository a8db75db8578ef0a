"""Whether a change of wording is the mending of a slip, or says something else.

A slip is a misspelt or wrongly converted word, a word said twice, a comma, a full stop, spelling. It changes no number with
its sign, no name and no negation, no particle, voice or mood, no mark of quotation, and puts no other word in the place of one
that was a word; where this cannot be told, it is no slip.
"""

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import Enum
from typing import Any, NamedTuple

from articles.japanese.loader import dictionary

MOST_CHANGED = 20  # code points of a text that a slip may touch
_LONGEST = 10_000  # of a piece that Sudachi accepts
_NUMBERS = re.compile(
    r"[0-9〇一二三四五六七八九十百千万億兆割分厘倍半数%.,]*[0-9〇一二三四五六七八九十百千万億兆割厘倍半数%]"
)
_NEGATIONS = re.compile(r"[不非無未否反]|な[いかくけしさ]|ませ|ざる|[ずぬん]|まい|除[いくき]")
_MARKS = re.compile(r"[^\w\s、。,.・]")  # quotation marks, signs of numbers, question marks, brackets
_UNSAID = {"補助記号", "空白"}
_ALIKE = 0.6  # of the letters of a word that is none, and of the one it was meant for


class Change(Enum):
    NUMBER = "number"
    MARK = "mark"
    NAME = "name"
    NEGATION = "negation"
    WORD = "word"
    SIZE = "size"


class Word(NamedTuple):
    surface: str
    form: str  # Sudachi's normalised form: 引越し and 引っ越し are one
    reading: str
    is_known: bool
    is_name: bool


def changes_of_meaning(old: str, new: str) -> set[Change]:
    """What keeps a change of `old` into `new` from being the mending of a slip; empty where it is one."""
    before, after = (unicodedata.normalize("NFKC", text) for text in (old, new))
    if before == after:
        return set()
    if max(len(before), len(after)) > 2 * _LONGEST or _touched(before, after) > MOST_CHANGED:
        return {Change.SIZE}
    found = set()
    if _NUMBERS.findall(before) != _NUMBERS.findall(after):
        found.add(Change.NUMBER)
    if _MARKS.findall(before) != _MARKS.findall(after):
        found.add(Change.MARK)
    if _NEGATIONS.findall(before) != _NEGATIONS.findall(after):
        found.add(Change.NEGATION)
    were, are = list(_words(before)), list(_words(after))
    if [word.form for word in were if word.is_name] != [word.form for word in are if word.is_name]:
        found.add(Change.NAME)
    if not _are_alike(were, are):
        found.add(Change.WORD)
    return found


def _touched(before: str, after: str) -> int:
    """Code points between the first and the last difference, on the longer side: an upper bound, in linear time."""
    start = next(
        (at for at, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    tails = zip(reversed(before[start:]), reversed(after[start:]), strict=False)
    end = next((at for at, (a, b) in enumerate(tails) if a != b), min(len(before), len(after)) - start)
    return max(len(before), len(after)) - start - end


def _words(text: str) -> Iterator[Word]:
    tokenizer = dictionary().create(mode="C")
    for start in range(0, len(text), _LONGEST):
        for morpheme in tokenizer.tokenize(text[start : start + _LONGEST]):
            kind: Any = morpheme.part_of_speech()
            if kind[0] not in _UNSAID:
                said = (morpheme.surface(), morpheme.normalized_form(), morpheme.reading_form())
                yield Word(*said, is_known=not morpheme.is_oov(), is_name=kind[1] == "固有名詞")


def _are_alike(were: list[Word], are: list[Word]) -> bool:
    before, after = [word.form for word in were], [word.form for word in are]
    start, end = _common_start(before, after), 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    if max(len(before), len(after)) - start - end > MOST_CHANGED:
        return False  # one change, and Sudachi reads everything otherwise: who knows what it is
    start, end = max(0, start - MOST_CHANGED), max(0, end - MOST_CHANGED)  # what is said twice is beside the change
    were, are = were[start : len(were) - end], are[start : len(are) - end]
    matcher = SequenceMatcher(None, [word.form for word in were], [word.form for word in are], autojunk=False)
    return all(
        tag == "equal" or _is_a_slip(were[a:b], are[c:d]) or _is_said_twice(were, a, b, c == d)
        for tag, a, b, c, d in matcher.get_opcodes()
    )


def _common_start(before: list[str], after: list[str]) -> int:
    pairs = zip(before, after, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(before), len(after)))


def _is_a_slip(old: list[Word], new: list[Word]) -> bool:
    """Words that sound alike were converted wrongly; a word that is none was misspelt, if a known one looks like it."""
    if not old or not new or not all(word.is_known for word in new):
        return False
    if "".join(word.reading for word in old) == "".join(word.reading for word in new):
        return True
    if all(word.is_known for word in old):
        return False
    meant = SequenceMatcher(None, "".join(word.surface for word in old), "".join(word.surface for word in new))
    return meant.ratio() >= _ALIKE


def _is_said_twice(were: list[Word], start: int, end: int, is_removed: bool) -> bool:
    """発表発表した"""
    length = end - start
    forms = [word.form for word in were]
    again = forms[start:end]
    return is_removed and length > 0 and again in (forms[start - length : start], forms[end : end + length])
