"""Readings beside kanji, as books for all readers write them in plain text: 漢字《かんじ》, ｜漢字かな交じり《よみ》 where kana belongs to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from articles.japanese.loader import tokenizer

LONGEST = 2_000  # code points that readings are suggested for
_KANJI = "㐀-鿿豈-﫿々〆〇ヶ\U00020000-\U0003ffff"
_OTHER = r"[^|｜《》\n]{1,60}"
_MARK = re.compile(rf"[|｜]({_OTHER})《({_OTHER})》|([{_KANJI}]{{1,60}})《({_OTHER})》")
_HAS_KANJI = re.compile(f"[{_KANJI}]")
_KANA_BETWEEN = re.compile(f"[{_KANJI}][^{_KANJI}]+[{_KANJI}]")
_ALL_KANJI = re.compile(f"[{_KANJI}]+")
_KATAKANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


class Piece(NamedTuple):
    """A run of text; `reading` is "" where none is written."""

    text: str
    reading: str


def pieces(marked: str) -> Iterator[Piece]:
    """The text in order, without its marks. What is no whole mark stays as it was written."""
    end = 0
    for found in _MARK.finditer(marked):
        if found.start() > end:
            yield Piece(marked[end : found.start()], "")
        yield Piece(found[1] or found[3], found[2] or found[4])
        end = found.end()
    if end < len(marked):
        yield Piece(marked[end:], "")


def plain(marked: str) -> str:
    """The text without readings."""
    return "".join(piece.text for piece in pieces(marked))


def spoken(marked: str) -> str:
    """The text with its readings in the place of what they are of."""
    return "".join(piece.reading or piece.text for piece in pieces(marked))


def suggested(marked: str) -> str:
    """The text with a reading for every word in kanji that has none yet, by the dictionary: for an editor to correct.

    A text longer than LONGEST stays as it is.
    """
    if len(marked) > LONGEST:
        return marked
    words = _with_readings(plain(marked))
    written, place = "", 0
    for piece in pieces(marked):
        end = place + len(piece.text)
        if piece.reading:
            written += _marked(piece, written)
        else:
            written = _filled(written, piece.text, place, words)
        place = end
    return written


def _filled(written: str, text: str, place: int, words: dict[int, tuple[int, str]]) -> str:
    """`written` and `text`, which stands at `place`, with the readings of the words that lie within it."""
    at = place
    while at < place + len(text):
        end, reading = words.get(at, (at + 1, ""))
        if end > place + len(text):
            end, reading = at + 1, ""
        word = text[at - place : end - place]
        for piece in _split(word, reading) if reading else [Piece(word, "")]:
            written += _marked(piece, written)
        at = end
    return written


def _with_readings(text: str) -> dict[int, tuple[int, str]]:
    """Where a word with kanji begins → where it ends, and its reading in hiragana."""
    found = {}
    for unit in _units("".join(sign if sign.isprintable() else " " for sign in text)):
        reading = unit.reading_form().translate(_KATAKANA)
        if _HAS_KANJI.search(unit.surface()) and reading and not _HAS_KANJI.search(reading):
            found[unit.begin()] = (unit.end(), reading)
    return found


def _units(text: str) -> Iterator[Any]:
    """Longest units, but those with kana between kanji in parts: 次の日 has two readings, 図書館 one."""
    for unit in tokenizer().tokenize(text):
        parts = list(unit.split("A", add_single=False)) if _KANA_BETWEEN.search(unit.surface()) else []
        yield from parts or [unit]


def _split(word: str, reading: str) -> list[Piece]:
    """A word with the kana at its ends apart, which need no reading: 食べる is 食《た》べる."""
    first, last = 0, 0
    same = word.translate(_KATAKANA)
    while first < len(word) - 1 and reading[first : first + 1] == same[first] and not _HAS_KANJI.match(word[first]):
        first += 1
    while (
        last < len(word) - first - 1
        and reading[-1 - last :][:1] == same[-1 - last]
        and not _HAS_KANJI.match(word[-1 - last])
    ):
        last += 1
    middle = Piece(word[first : len(word) - last], reading[first : len(reading) - last])
    ends = [Piece(word[:first], ""), middle, Piece(word[len(word) - last :], "")]
    return [piece for piece in ends if piece.text]


def _marked(piece: Piece, before: str) -> str:
    if not piece.reading:
        return piece.text
    touches = bool(before) and bool(_HAS_KANJI.match(before[-1]))
    bar = "" if _ALL_KANJI.fullmatch(piece.text) and not touches else "｜"
    return f"{bar}{piece.text}《{piece.reading}》"
