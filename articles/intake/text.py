"""Bytes of a pasted, uploaded or named file → text, in the encodings that Japanese newsrooms still meet."""

from __future__ import annotations

import codecs
from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.actions.errors import Refused
from articles.intake import jis, plausibility

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
JAPANESE_CODECS: dict[str, tuple[Callable[[bytes], str], ...]] = {
    "iso-2022-jp": (
        *(lambda data, codec=codec: data.decode(codec) for codec in ("iso2022_jp", "iso2022_jp_ext")),
        jis.decode_iso2022,
        lambda data: data.decode("iso2022_jp_2004"),
    ),
    "shift_jis": (lambda data: data.decode("cp932"),),
    "euc-jp": (lambda data: data.decode("euc_jp"), jis.decode_euc, lambda data: data.decode("euc_jis_2004")),
}
"""Readings of each encoding in the order they are tried: what the standard has, then what Windows and others write."""

REPLACEMENT = "\ufffd"


class TooLarge(Refused):
    """More bytes than may be imported; the message names the limit."""

    def __init__(self, limit: int | None = None) -> None:
        self.limit = limit or settings.ARTICLE_MAX_BYTES
        super().__init__(
            _("ファイルが大きすぎます。取り込めるのは %(limit)s バイトまでです。分けて取り込んでください。")
            % {"limit": f"{self.limit:,}"}
        )


class Undecodable(Refused):
    """No Japanese encoding fits. `position` is the 1-based byte up to which the likeliest one could be read."""

    def __init__(self, position: int) -> None:
        self.position = position
        super().__init__(
            _(
                "文字コードを判別できません。%(position)s バイト目から先が、UTF-8・UTF-16・Shift_JIS・EUC-JP・"
                "ISO-2022-JP のどれとしても読めません。文章のファイルか確かめ、UTF-8 で保存し直してください。"
            )
            % {"position": f"{position:,}"}
        )


class EncodingUnsure(Refused):
    """Bytes that may be read in more than one way, or in one way that is no Japanese: nothing is guessed."""

    message = gettext_lazy(
        "文字コードを一つに決められません（Shift_JIS・EUC-JP・UTF-16 などのどれとも取れます）。元のソフトで UTF-8 を選んで保存し直してください。"
    )


class Garbled(Refused):
    """Characters that another program has already read in a wrong encoding."""

    message = gettext_lazy(
        "本文が文字化けしています。元のファイルを、文字コードを確かめて UTF-8 で保存し直してください。"
    )


def decode(data: bytes) -> str:
    """The text of `data`, without a byte order mark and otherwise unchanged.

    UTF-8, UTF-16 and UTF-32 with BOM, ISO-2022-JP, Shift_JIS and EUC-JP as Windows and others write them, strictly:
    nothing is replaced or dropped. Lone surrogates in UTF-8 and UTF-16 come through, because importing refuses them with
    a message of their own.

    Raises:
        TooLarge, Undecodable, EncodingUnsure, Garbled
    """
    if len(data) > settings.ARTICLE_MAX_BYTES:
        raise TooLarge
    return decode_any(data)


def decode_any(data: bytes) -> str:
    """`decode` for a part of a file whose size has been looked at. Raises Undecodable, EncodingUnsure, Garbled."""
    text = _decoded(data)
    if plausibility.is_garbled(text):
        raise Garbled
    return text


def decode_declared(data: bytes, charset: str) -> str:
    """In the encoding that a mail or page declares, where the bytes fit it; else as `decode_any` finds."""
    name = _FAMILIES.get(charset.strip().lower().replace("_", "-"))
    if name == "utf-8":
        return decode_any(data)
    for read in JAPANESE_CODECS.get(name or "", ()):
        try:
            text = read(data)
        except UnicodeDecodeError:
            continue
        if plausibility.is_garbled(text):
            break
        return text
    return decode_any(data)


_FAMILIES = {
    "utf-8": "utf-8",
    "us-ascii": "utf-8",
    **dict.fromkeys(
        ("iso-2022-jp", "iso-2022-jp-1", "iso-2022-jp-2", "iso-2022-jp-3", "iso-2022-jp-ms", "cp50220", "cp50221", "jis", "csiso2022jp"),
        "iso-2022-jp",
    ),
    **dict.fromkeys(("shift-jis", "x-sjis", "sjis", "cp932", "windows-31j", "ms932", "ms-kanji"), "shift_jis"),
    **dict.fromkeys(("euc-jp", "x-euc-jp", "cp51932", "eucjp-ms", "eucjp"), "euc-jp"),
}  # fmt: skip


def _decoded(data: bytes) -> str:
    if codec := next((codec for bom, codec in BOMS if data.startswith(bom)), None):
        return _by_mark(data, codec)
    if data.isascii():
        return _seven_bits(data)
    if (wide := plausibility.utf16_without_mark(data)) is not None:
        return wide
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(data):
            raise Undecodable(error.start + 1) from error
        return _legacy(data, failed_at=error.start)


def _by_mark(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec, "surrogatepass").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise Undecodable(error.start + 1) from error


def _seven_bits(data: bytes) -> str:
    """ISO-2022-JP has every byte below 0x80; an ESC beside UTF-8 is a terminal's."""
    if not jis.designates_japanese(data):
        text = data.decode("ascii")
        if jis.has_lost_its_escapes(text):
            raise Garbled
        if plausibility.utf16_without_mark(data) is not None:
            raise EncodingUnsure
        return text
    readings = _readings(data, "iso-2022-jp")
    if not readings:
        raise Undecodable(_readable_bytes(data, "iso2022_jp_ext") + 1)
    return readings[0]


def _is_damaged_utf8(data: bytes) -> bool:
    """More characters survive than break. Without this test the rest would pass for a strange Shift_JIS text.

    Only those of three bytes and more count: two bytes of half-width katakana in Shift_JIS make one of two.
    """
    lenient = data.decode("utf-8", "replace")
    broken = lenient.count(REPLACEMENT)
    return sum(character >= "\u0800" for character in lenient) - broken > broken


def _legacy(data: bytes, *, failed_at: int) -> str:
    """Half of all EUC-JP files are valid Shift_JIS too, so which of the two reads like language decides."""
    shift_jis, euc = (next(iter(_readings(data, family)), None) for family in ("shift_jis", "euc-jp"))
    if shift_jis is None and euc is None:
        raise Undecodable(max(failed_at, *(_readable_bytes(data, codec) for codec in ("cp932", "euc_jis_2004"))) + 1)
    likeliest = plausibility.likelier(shift_jis, euc)
    if likeliest is None:
        raise EncodingUnsure
    return likeliest


def _readings(data: bytes, family: str) -> list[str]:
    """The first reading of a family that takes every byte, in a list; empty where none does."""
    for read in JAPANESE_CODECS[family]:
        try:
            return [read(data)]
        except UnicodeDecodeError:
            continue
    return []


def _readable_bytes(data: bytes, codec: str) -> int:
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        return error.start
    return len(data)
