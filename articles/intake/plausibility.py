"""Whether a reading of bytes is Japanese, or what another encoding looks like when it is taken for one. All linear."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

SHORT = 12  # characters beyond ASCII up to which kanji alone are no sign of Chinese or Korean
NEARLY = 0.25  # difference of mean worth below which two readings are as good as each other

SURELY = 4  # half-width katakana of EUC-JP, two bytes each, that as Shift_JIS would all begin with the same byte


def likelier(shift_jis: str | None, euc: str | None) -> str | None:
    """The reading that is Japanese; None where neither is, or both may be."""
    readings = {"shift_jis": shift_jis, "euc": euc}
    if shift_jis and euc and (half_width := sum(map(_is_half_width, euc))):
        return euc if half_width >= SURELY else None
    worth = {name: mean_worth(text) for name, text in readings.items() if text is not None}
    name = max(worth, key=lambda name: worth[name])
    text = readings[name]
    assert text is not None
    if worth[name] < 0 or (name == "shift_jis" and _is_soup(text)) or (name == "euc" and _is_foreign(text)):
        return None
    if len(worth) == 1:
        return text
    if abs(worth["shift_jis"] - worth["euc"]) < NEARLY and shift_jis != euc:
        return None
    return None if worth["shift_jis"] >= 0 and _may_be_half_width(readings) else text


def _may_be_half_width(readings: dict[str, str | None]) -> bool:
    """Kanji without kana in EUC-JP and half-width katakana in Shift_JIS are the same bytes."""
    shift_jis, euc = readings["shift_jis"] or "", readings["euc"] or ""
    told = max(_share(euc, _is_kana) / 0.2, _share(euc, _is_wide_sign) / 0.3)
    return _share(shift_jis, _is_half_width) > 0.6 and told < 1


COMMON = frozenset("一二三四五六七八九十百千万日月年人口国市町村大中小上下出入本山川生学校前後今東西南北")


def reads_better(other: str, text: str) -> bool:
    """Whether `other` has many more of the kanji that every news text has: GB 2312 and EUC-JP spell kana alike."""
    common = _count(list(other), COMMON)
    return common >= 3 and common > 2 * _count(list(text), COMMON)


def is_japanese_throughout(text: str) -> bool:
    """Whether every character is a kana, a kanji or a wide sign, and one in ten a kana."""
    return _share(text, _is_kana) >= 0.1 and all(_is_kana(c) or _is_kanji(c) or _is_wide_sign(c) for c in text)


def mean_worth(text: str) -> float:
    """How common in Japanese the characters beyond ASCII are, from -5 to 1."""
    beyond = [character for character in text if character > "\x7f"]
    return sum(map(_worth, beyond)) / len(beyond) if beyond else 0.0


def _worth(character: str) -> float:
    if "\u3000" <= character <= "\u30ff" or "\uff01" <= character <= "\uff5e":
        return 1.0
    if _is_half_width(character):
        return 0.0
    if "\ue000" <= character <= "\uf8ff" or character < "\u00a1":
        return -5.0
    if "\u4e00" <= character <= "\u9fff":
        return 1.0 if _is_first_level(character) else -0.5
    if "\u2460" <= character <= "\u24ff" or "\u3200" <= character <= "\u33ff":
        return 0.5
    return 0.0 if character >= "\u2000" else -0.5


def _is_first_level(character: str) -> bool:
    """Of the 2,965 kanji of JIS level 1, rows 16 to 47; also those that only Windows has, which occur in names."""
    try:
        return 0xB0 <= character.encode("euc_jp")[0] <= 0xCF
    except UnicodeEncodeError:
        return True


def _is_half_width(character: str) -> bool:
    return "\uff61" <= character <= "\uff9f"


def _is_kana(character: str) -> bool:
    return "\u3041" <= character <= "\u30ff"


def _is_wide_sign(character: str) -> bool:
    return "\u3000" <= character <= "\u301f" or "\uff01" <= character <= "\uff5e"


def _is_kanji(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _share(text: str, test: Callable[[str], bool]) -> float:
    beyond = [character for character in text if character > "\x7f"]
    return sum(1 for character in beyond if test(character)) / len(beyond) if beyond else 0.0


def _is_soup(text: str) -> bool:
    """Half-width katakana and kanji in turn: Chinese, Korean or EUC taken for Shift_JIS."""
    turns = sum(
        1 for a, b in pairwise(text) if (_is_half_width(a) and _is_kanji(b)) or (_is_kanji(a) and _is_half_width(b))
    )
    return turns >= 3 and turns > 0.25 * sum(character > "\x7f" for character in text)


def _is_foreign(text: str) -> bool:
    """A longer text without kana: GB 2312 and KS X 1001 have the structure of EUC-JP."""
    beyond = sum(character > "\x7f" for character in text)
    return beyond >= SHORT and _share(text, _is_kana) < 0.03


UTF8_AS_SHIFT_JIS = frozenset("縺繧繝縲譁蜷荳莠")
"""What the first two bytes of kana and common kanji in UTF-8 are as Shift_JIS; rare in any text."""
UTF8_AS_LATIN = frozenset("ãåæçäèéï")


def is_garbled(text: str) -> bool:
    """Whether a text holds the traces of a wrong encoding: another program has read it so, and saved it."""
    if text.isascii():
        return False
    beyond = [character for character in text if character > "\x7f"]
    if _count(beyond, UTF8_AS_SHIFT_JIS) >= max(2, 0.06 * len(beyond)):
        return True
    if beyond.count("\ufffd") >= max(3, 0.05 * len(beyond)):
        return True
    half_width = sum(map(_is_half_width, beyond))
    if half_width > 0.8 * len(beyond) and sum(map(beyond.count, "､･")) >= max(4, 0.2 * len(beyond)):
        return True
    return not any(character >= "\u3041" for character in beyond) and _is_garbled_latin(text, beyond)


def _is_garbled_latin(text: str, beyond: list[str]) -> bool:
    """UTF-8, Shift_JIS or EUC-JP that was read as Latin-1 or Windows-1252."""
    if _count(beyond, UTF8_AS_LATIN) >= max(3, 0.2 * len(beyond)) and _is_japanese_below(text, ("utf-8",)):
        return True
    return len(beyond) >= max(6, 0.4 * len(text)) and _is_japanese_below(text, ("cp932", "euc_jp"))


def _is_japanese_below(text: str, codecs: tuple[str, ...]) -> bool:
    data = b"".join(map(_latin_byte, text))
    return any(_share(data.decode(codec, "replace"), _is_kana) > 0.25 for codec in codecs)


def _latin_byte(character: str) -> bytes:
    if character <= "\xff":
        return character.encode("latin-1")
    return character.encode("cp1252", "replace")


def _count(characters: list[str], wanted: frozenset[str]) -> int:
    return sum(1 for character in characters if character in wanted)


def utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 that lacks its mark, where nearly all of it is Japanese; None where it is anything else."""
    if len(data) % 2 or len(data) < 8:
        return None
    for codec, high in (("utf-16-le", data[1::2]), ("utf-16-be", data[0::2])):
        if high.count(0x30) + high.count(0) < 0.2 * len(high):
            continue
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if _share(text, _is_kana) >= 0.2 and _is_usual(text):
            return text
    return None


def _is_usual(text: str) -> bool:
    usual = sum(" " <= c <= "~" or c in "\r\n\t" or (c > "\x7f" and _worth(c) > 0) for c in text)
    return usual >= 0.95 * len(text)
