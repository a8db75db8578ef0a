"""Bytes of a pasted, uploaded or named file → text, in the encodings that Japanese newsrooms still meet."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes
from django.conf import settings
from django.utils.translation import gettext as _

from articles.actions.errors import Refused

BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
ISO_2022_JP_ESCAPES = (b"\x1b$", b"\x1b(")
LEGACY = ("cp932", "euc_jis_2004")  # each a superset of what it stands for: ①, ㈱ and 髙 occur in real files
REPLACEMENT = "\ufffd"


class TooLarge(Refused):
    """More bytes than settings.ARTICLE_MAX_BYTES; the message names the limit."""

    def __init__(self) -> None:
        super().__init__(
            _("ファイルが大きすぎます。取り込めるのは %(limit)s バイトまでです。分けて取り込んでください。")
            % {"limit": f"{settings.ARTICLE_MAX_BYTES:,}"}
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


def decode(data: bytes) -> str:
    """The text of `data`, without a byte order mark and otherwise unchanged.

    UTF-8, UTF-16 with BOM, ISO-2022-JP, Shift_JIS (CP932) and EUC-JP, strictly: nothing is replaced or dropped. Lone
    surrogates in UTF-8 and UTF-16 come through, because importing refuses them with a message of their own.

    Raises:
        TooLarge, Undecodable
    """
    if len(data) > settings.ARTICLE_MAX_BYTES:
        raise TooLarge
    try:
        return _decode_unicode(data)
    except UnicodeDecodeError as error:
        if any(data.startswith(bom) for bom, _codec in BOMS) or _is_damaged_utf8(data):
            raise Undecodable(error.start + 1) from error
        return _decode_legacy(data, failed_at=error.start)


def _decode_unicode(data: bytes) -> str:
    if any(escape in data for escape in ISO_2022_JP_ESCAPES):
        return data.decode("iso2022_jp")
    codec = next((codec for bom, codec in BOMS if data.startswith(bom)), "utf-8")
    return data.decode(codec, "surrogatepass").removeprefix("\ufeff")


def _is_damaged_utf8(data: bytes) -> bool:
    """More characters survive than break. Without this test the rest would pass for a strange Shift_JIS text."""
    lenient = data.decode("utf-8", "replace")
    broken = lenient.count(REPLACEMENT)
    return sum(character > "\x7f" for character in lenient) - broken > broken


def _decode_legacy(data: bytes, *, failed_at: int) -> str:
    """Half of all EUC-JP files are valid Shift_JIS too, so which of the two reads like language decides."""
    likeliest = from_bytes(data, cp_isolation=list(LEGACY)).best()
    if likeliest is not None:
        return data.decode(likeliest.encoding)
    raise Undecodable(max(failed_at, *(_readable_bytes(data, codec) for codec in LEGACY)) + 1)


def _readable_bytes(data: bytes, codec: str) -> int:
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        return error.start
    return len(data)
