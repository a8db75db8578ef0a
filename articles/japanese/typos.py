"""Whether a change of wording is the mending of a slip, or may say something else.

What is certainly harmless is listed here, and nothing else is a slip: every token outside of it stays as it is, signs,
digits, names, particles, auxiliaries, endings and punctuation among them. Words that sound alike are no slip (死亡 and 志望):
which of them was meant is for a second pair of eyes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from articles.japanese.loader import tokenizer

MOST_CHANGED = 20  # tokens between the first and the last difference
_LONGEST = 10_000  # of a piece that Sudachi accepts
_WORDS = {"名詞", "動詞", "形容詞", "形状詞", "副詞", "連体詞"}
_NAMES_AND_NUMBERS = {"固有名詞", "数詞"}
_KATAKANA = re.compile(r"[ァ-ヶー]{5,}")


class Token(NamedTuple):
    surface: str
    form: str  # Sudachi's normalised form: 引越し and 引っ越し are one
    kind: tuple[str, ...]  # part of speech, with the conjugation it stands in
    is_known: bool

    @property
    def is_plain_word(self) -> bool:
        """A known word that is no name and no number, and whose kind carries neither voice nor mood."""
        return self.is_known and self.kind[0] in _WORDS and self.kind[1] not in _NAMES_AND_NUMBERS


def is_slip(old: str, new: str) -> bool:
    """Whether `new` mends slips of `old` and can say nothing else. False where this cannot be told."""
    before, after = (unicodedata.normalize("NFKC", text) for text in (old, new))
    if before == after:
        return True
    if max(len(before), len(after)) > 2 * _LONGEST:
        return False
    were, are = list(_tokens(before)), list(_tokens(after))
    start, end = _common_ends([token.surface for token in were], [token.surface for token in are])
    if max(len(were), len(are)) - start - end > MOST_CHANGED:
        return False  # one change, and Sudachi reads everything otherwise: who knows what it is
    changed = SequenceMatcher(
        None,
        [token.surface for token in were[start : len(were) - end]],
        [token.surface for token in are[start : len(are) - end]],
        autojunk=False,
    )
    return all(
        tag == "equal" or _is_harmless(were, are, (start + a, start + b), (start + c, start + d))
        for tag, a, b, c, d in changed.get_opcodes()
    )


def _tokens(text: str) -> Iterator[Token]:
    for start in range(0, len(text), _LONGEST):
        for morpheme in tokenizer().tokenize(text[start : start + _LONGEST]):
            kind: Any = morpheme.part_of_speech()
            yield Token(morpheme.surface(), morpheme.normalized_form(), tuple(kind), not morpheme.is_oov())


def _common_ends(before: list[str], after: list[str]) -> tuple[int, int]:
    shorter = min(len(before), len(after))
    start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    rest = shorter - start
    end = next((at for at in range(rest) if before[-1 - at] != after[-1 - at]), rest)
    return start, end


def _is_harmless(were: list[Token], are: list[Token], gone: tuple[int, int], come: tuple[int, int]) -> bool:
    old, new = were[slice(*gone)], are[slice(*come)]
    if not new:
        return _was_said_twice(were, *gone)
    if not old:
        return _ends_the_line(are, *come)
    return _is_spelt_otherwise(old, new) or _is_misspelt(old, new)


def _was_said_twice(tokens: list[Token], start: int, end: int) -> bool:
    """来館者がが, 発表発表した, 。。: the same directly before or behind. Of words, particles and stops only."""
    again = tokens[start:end]
    if not all(token.is_plain_word or token.kind[0] == "助詞" or token.surface in ("、", "。") for token in again):
        return False
    surfaces = [token.surface for token in again]
    length = end - start
    return any(
        [token.surface for token in tokens[max(0, at) : max(0, at + length)]] == surfaces
        for at in (start - length, end)
    )


def _ends_the_line(tokens: list[Token], start: int, end: int) -> bool:
    """A full stop that was forgotten at the end of a line, behind a word: behind か or a bracket it could end a question."""
    if [token.surface for token in tokens[start:end]] != ["。"] or start == 0:
        return False
    is_last = end == len(tokens) or tokens[end].surface.startswith("\n")
    return is_last and tokens[start - 1].kind[0] in {*_WORDS, "助動詞"}


def _is_spelt_otherwise(old: list[Token], new: list[Token]) -> bool:
    """引越し and 引っ越し, 子供 and 子ども: one word to the dictionary, in the same form."""
    return len(old) == len(new) and all(
        a.is_plain_word and b.is_plain_word and (a.form, a.kind) == (b.form, b.kind)
        for a, b in zip(old, new, strict=True)
    )


def _is_misspelt(old: list[Token], new: list[Token]) -> bool:
    """インフルエザ: long, in katakana, not in the dictionary, and one letter beside a word that is."""
    wrong, right = "".join(token.surface for token in old), "".join(token.surface for token in new)
    if len(new) != 1 or not new[0].is_plain_word or all(token.is_known for token in old):
        return False
    if not (_KATAKANA.fullmatch(wrong) and _KATAKANA.fullmatch(right)):
        return False
    return abs(len(wrong) - len(right)) == 1 and _is_one_letter_more(*sorted((wrong, right), key=len))


def _is_one_letter_more(shorter: str, longer: str) -> bool:
    at = next((at for at in range(len(shorter)) if shorter[at] != longer[at]), len(shorter))
    return shorter[at:] == longer[at + 1 :]
