"""Keys derived from a text, and the way back: every offset is a code point of the text as given.

Stored text is never normalised, since NFC alone already changes people's names (U+FA19 becomes U+795E). What compares
or parses needs a normalised key, and NFKC changes lengths (㍿ becomes 株式会社), so a key carries its map.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("　"): ord(" "),
    ord("〜"): ord("~"),
    ord("～"): ord("~"),
}
_HALF_WIDTH_MARKS = "ﾞﾟ"


@dataclass(frozen=True, slots=True)
class Key:
    """A normalised text with, for each of its characters, the span of the original it came from."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """The smallest original span that covers `text[start:end]` of the key; `start < end`."""
        if not 0 <= start < end <= len(self.text):
            raise IndexError(f"no span {start}:{end} in a key of {len(self.text)} characters")
        return self.starts[start], self.ends[end - 1]


def narrow(text: str) -> str:
    """Full-width ASCII, ideographic space and wave dashes as ASCII, one for one: offsets stay as they are."""
    return text.translate(_NARROW)


def normalised(text: str, form: str = "NFKC") -> Key:
    """The key of `text` in a Unicode normalisation form (NFC or NFKC), with its offset map.

    Normalising cluster by cluster (a base with its marks) keeps ｶﾞ → ガ in one piece and takes linear time.
    """
    assert form in ("NFC", "NFKC")
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(text):
        piece = unicodedata.normalize("NFC" if form == "NFC" else "NFKC", text[start:end])
        pieces.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
    return Key("".join(pieces), tuple(starts), tuple(ends))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for position in range(1, len(text) + 1):
        if position == len(text) or not _continues(text[position]):
            if position > start:
                yield start, position
            start = position


def _continues(character: str) -> bool:
    """Whether normalisation may join this character to the one before it."""
    if character < "\u0300":
        return False
    return (
        unicodedata.combining(character) != 0
        or character in _HALF_WIDTH_MARKS
        or unicodedata.category(character) in ("Mn", "Mc")
        or "\u1160" <= character <= "\u11ff"  # Hangul vowels and finals compose with the jamo before them
    )
