"""JIS as Windows and mail programs write it: rows that Python's ISO-2022-JP and EUC-JP do not have.

NEC's row 13 (① ㈱ Ⅳ) and the IBM kanji that NEC selected (髙 﨑, rows 89 to 92) are read through CP932, whose two bytes
are the same row and cell spelt otherwise. Each reader raises UnicodeDecodeError at the first byte that it cannot take.
"""

from __future__ import annotations

import re

_ESCAPES = {
    b"(B": "ascii",
    b"(J": "ascii",  # JIS X 0201 Roman; mail means ASCII by it
    b"(H": "ascii",  # an old mistake for (J
    b"(I": "kana",
    b"$@": "kanji",
    b"$B": "kanji",
    b"&@": "kanji",  # announces JIS X 0208-1990, whose own escape follows
    b"$(D": "supplement",
    b"$(B": "kanji",
}
_DESIGNATION = re.compile(rb"\x1b(?:\$[@B]|\$\([A-Z]|\(I|&@)")
_LOST_ESCAPE = re.compile(r"((?:[!-t][!-~])+?)\([BJ]")  # behind the $B at which the text is split


def designates_japanese(data: bytes) -> bool:
    """Whether an escape calls up a Japanese set; ESC ( B alone is a terminal's, or of an English mail."""
    return _DESIGNATION.search(data) is not None


def has_lost_its_escapes(text: str) -> bool:
    """$B…(B: ISO-2022-JP whose ESC some program has dropped."""
    return any(
        _is_kanji(found[1]) for piece in text.split("$B")[1:] if (found := _LOST_ESCAPE.match(piece)) is not None
    )


def _is_kanji(letters: str) -> bool:
    try:
        reading = _double(letters.encode("ascii"), b"", 0)
    except UnicodeDecodeError:
        return False
    return any(character >= "\u3041" for character in reading)


def decode_iso2022(data: bytes) -> str:
    """ISO-2022-JP with half-width katakana (ESC ( I, or SO and SI), NEC's and IBM's characters: CP50220 to CP50222."""
    found: list[str] = []
    state, position = "ascii", 0
    for number, piece in enumerate(data.split(b"\x1b")):
        start = position + (1 if number else 0)
        if number:
            escape = next((e for e in (piece[:3], piece[:2]) if e in _ESCAPES), None)
            if escape is None:
                raise UnicodeDecodeError("iso2022_jp_ms", data, position, position + 1, "unknown escape")
            state, piece, start = _ESCAPES[escape], piece[len(escape) :], start + len(escape)
        found.append(_stretch(state, piece, data, start))
        position = start + len(piece)
    return "".join(found)


def _stretch(state: str, piece: bytes, data: bytes, start: int) -> str:
    if state == "kanji":
        return "".join(_double(line, data, start) for line in _lines(piece))
    if state == "supplement":
        pairs = b"".join(_with_shift(piece))
        return pairs.decode("euc_jp")
    if state == "kana":
        return bytes(byte | 0x80 if 0x21 <= byte <= 0x5F else byte for byte in piece).decode("cp932")
    return "".join(_shifted(piece))


def _lines(piece: bytes) -> list[bytes]:
    """The bytes of characters and those of line ends and spaces, in turn: the latter stand outside the pairs."""
    return re.findall(rb"[!-~]+|[^!-~]+", piece)


def _with_shift(piece: bytes) -> list[bytes]:
    return [
        b"".join(b"\x8f" + bytes(b | 0x80 for b in part[i : i + 2]) for i in range(0, len(part), 2))
        if 0x21 <= part[0] <= 0x7E
        else part
        for part in _lines(piece)
    ]


def _shifted(piece: bytes) -> list[str]:
    """ASCII in which SO (0x0E) turns katakana on and SI (0x0F) off."""
    parts = piece.split(b"\x0e")
    found = [parts[0].decode("ascii")]
    for part in parts[1:]:
        kana, _shift_in, rest = part.partition(b"\x0f")
        found += [bytes(b | 0x80 if 0x21 <= b <= 0x5F else b for b in kana).decode("cp932"), rest.decode("ascii")]
    return found


def _double(pairs: bytes, data: bytes, start: int) -> str:
    """Two bytes a character, from 0x21 to 0x7E each; anything else alone."""
    if not pairs or not 0x21 <= pairs[0] <= 0x7E:
        return pairs.decode("ascii")
    if len(pairs) % 2:
        raise UnicodeDecodeError("iso2022_jp_ms", data or pairs, start, start + 1, "half a character")
    return b"".join(_cp932(pairs[i], pairs[i + 1]) for i in range(0, len(pairs), 2)).decode("cp932")


def _cp932(row: int, cell: int) -> bytes:
    """JIS row and cell bytes (0x21 to 0x7E) as Shift_JIS spells them."""
    lead = ((row - 0x21) >> 1) + (0x81 if row < 0x5F else 0xC1)
    trail = cell + (0x1F if cell < 0x60 else 0x20) if row % 2 else cell + 0x7E
    return bytes((lead, trail))


def decode_euc(data: bytes) -> str:
    """EUC-JP as Windows (CP51932) writes it."""
    found = bytearray()
    text: list[str] = []
    position = 0
    while position < len(data):
        byte = data[position]
        length = 1 if byte < 0x80 else 3 if byte == 0x8F else 2
        character = data[position : position + length]
        if len(character) < length or any(b < 0xA1 or b == 0xFF for b in character[1:]):
            raise UnicodeDecodeError("euc_jp_ms", data, position, position + 1, "no character")
        if length == 3:
            text += [found.decode("cp932"), character.decode("euc_jp")]
            found.clear()
        else:
            found += _euc_pair(character, data, position)
        position += length
    return "".join([*text, found.decode("cp932")])


def _euc_pair(character: bytes, data: bytes, position: int) -> bytes:
    if len(character) == 1:
        return character
    if character[0] == 0x8E and character[1] <= 0xDF:
        return character[1:]
    if not 0xA1 <= character[0] <= 0xFE:
        raise UnicodeDecodeError("euc_jp_ms", data, position, position + 1, "no character")
    return _cp932(character[0] & 0x7F, character[1] & 0x7F)
