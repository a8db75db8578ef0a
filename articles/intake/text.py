"""Bytes of a pasted, uploaded or named file → text, in the encodings that Japanese newsrooms still meet."""

from __future__ import annotations

import codecs
import re
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

SEVEN_BITS = frozenset(("utf-7", "hz", "iso2022_kr", "iso2022_cn"))
"""Encodings, as Python calls them, whose bytes are all ASCII and whose texts would pass for letters and signs."""
GUESSED = re.compile(r"utf|ascii|iso8859-1$|cp1252|latin|.*jp|.*jis|cp932")
"""Declared by so many programs that write something else that the bytes are asked instead, beside what is Japanese."""
_META = re.compile(
    rb"<(?:meta|\?xml)\s[^<>]{0,300}?(?:charset|encoding)\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w.:-]{1,40})", re.I
)
_DECLARED_WITHIN = 4_000  # bytes; browsers look at 1,024
_UTF7 = re.compile(r"\+[A-Za-z0-9+/]{3,}")
_HZ = re.compile(r"~\{(?:[!-w][!-~]){2,200}~\}")
_OTHER_NAMES = {"hz-gb-2312": "hz", "unicode-1-1-utf-7": "utf-7", "csunicode11utf7": "utf-7", "iso-2022-cn-ext": "iso2022_cn", "iso-2022-cn": "iso2022_cn"}  # fmt: skip

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


class EncodingUnread(Refused):
    """An encoding of other languages, or one that hides text in ASCII; `charset` is its name as the file has it."""

    def __init__(self, charset: str) -> None:
        self.charset = charset
        super().__init__(
            _(
                "文字コード %(charset)s は読み込めません。元のソフトで UTF-8 を選んで保存し直すか、本文をコピーし、"
                "貼り付けて取り込んでください。"
            )
            % {"charset": charset}
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
        TooLarge, Undecodable, EncodingUnsure, EncodingUnread, Garbled
    """
    if len(data) > settings.ARTICLE_MAX_BYTES:
        raise TooLarge
    return decode_any(data)


def decode_any(data: bytes) -> str:
    """`decode` for a part of a file whose size has been looked at. Raises as `decode`."""
    text = _decoded(data)
    if plausibility.is_garbled(text):
        raise Garbled
    return text


def decode_declared(data: bytes, charset: str) -> str:
    """In the encoding that a mail or page declares, where the bytes fit it; else as `decode_any` finds.

    Bytes that are said to be of another language's encoding are that, or nobody knows what: kana of GB 2312 are kana in
    EUC-JP as well, and the kanji between them become others. Raises EncodingUnread.
    """
    _refuse_declared(data, charset)
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


def _refuse_declared(data: bytes, charset: str) -> None:
    codec = _codec_of(charset)
    is_legacy = not (data.isascii() or _is_utf8(data) or jis.designates_japanese(data))
    if codec in SEVEN_BITS or (codec and is_legacy and not GUESSED.match(codec)):
        raise EncodingUnread(charset.strip()[:40])


def _codec_of(charset: str) -> str:
    """What Python calls an encoding; empty where it knows none of that name."""
    name = charset.strip().lower().replace("_", "-").removeprefix("x-")
    name = re.sub(r"^windows-(?=[0-9]{3,4}$)", "cp", name)
    if name in _FAMILIES or name in _OTHER_NAMES:
        return _OTHER_NAMES.get(name, _FAMILIES.get(name, ""))
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):  # ValueError: a name with NUL in it
        return ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _refuse_what_markup_declares(data: bytes) -> None:
    if found := _META.search(data[:_DECLARED_WITHIN]):
        _refuse_declared(data, found[1].decode("ascii", "replace"))


def _refuse_hidden(text: str) -> None:
    """Raise EncodingUnread for ASCII that is UTF-7 or HZ by its look: nothing declares the encoding of plain text."""
    if _HZ.search(text):
        raise EncodingUnread("HZ")
    if _is_utf7(text):
        raise EncodingUnread("UTF-7")


def _is_utf7(text: str) -> bool:
    """Whether all that can be read between + and - is Japanese, with kana in it."""
    found = "".join(_hidden(run[0]) for run in _UTF7.finditer(text))
    return len(found) >= 3 and plausibility.is_japanese_throughout(found)


def _hidden(run: str) -> str:
    try:
        return f"{run}-".encode("ascii").decode("utf-7")
    except UnicodeDecodeError:  # a telephone number, say
        return ""


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
        if b"\x1b$)" in data:
            raise EncodingUnread("ISO-2022-KR/CN")
        _refuse_what_markup_declares(data)
        _refuse_hidden(text)
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
    _refuse_what_markup_declares(data)
    shift_jis, euc = (next(iter(_readings(data, family)), None) for family in ("shift_jis", "euc-jp"))
    if shift_jis is None and euc is None:
        raise Undecodable(max(failed_at, *(_readable_bytes(data, codec) for codec in ("cp932", "euc_jis_2004"))) + 1)
    likeliest = plausibility.likelier(shift_jis, euc)
    if likeliest is None or (likeliest == euc and plausibility.reads_better(_as_gb2312(data), euc)):
        raise EncodingUnsure
    return likeliest


def _as_gb2312(data: bytes) -> str:
    try:
        return data.decode("gb2312")
    except UnicodeDecodeError:
        return ""


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
