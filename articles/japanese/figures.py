"""Text as its amounts and dates are read: narrow, hidden signs left out, square units (㎡ ㍉ ㌫ ㍻) spelt out, with the way back."""

import re
import unicodedata

from articles.japanese.offsets import Key, narrow

_HIDDEN = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
_ODD = re.compile(
    rf"[{_HIDDEN}]+"
    "|[\u2f00-\u2fd5]"  # Kangxi radicals: ⼆ ⼗ ⽇ ⽉
    "|[\u32c0-\u32cb\u32ff\u3358-\u33ff\u3300-\u3357]"  # months, 令和, hours, square units, days
    "|[\uff66-\uff9d\uff70][\uff9e\uff9f]?"  # half-width kana: ｷﾛ ﾄﾞﾙ
    "|[\uff64\uff65\u2103\u2109\u2113\u2010-\u2013\u2053\u223c\u3030㎡]"  # ･ ℃ ℉ ℓ and dashes
    "|(?<=[〇一二三四五六七八九])[○◯](?=[〇○◯一二三四五六七八九年月日])"
)
_SPELT = {"℃": "度", "‐": "-", "‑": "-", "‒": "-", "–": "-", "∼": "~", "⁓": "~", "〰": "~", "○": "〇", "◯": "〇"}


def key(text: str) -> Key:
    """What readers of amounts and dates see of `text`: as long as the text itself, unless it holds such signs."""
    plain = narrow(text)
    if not _ODD.search(plain):
        return Key(plain, range(len(plain)), range(1, len(plain) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position = 0
    for match in _ODD.finditer(plain):
        _copy(plain, position, match.start(), pieces, starts, ends)
        spelt = _spelt(match[0])
        pieces.append(spelt)
        starts += [match.start()] * len(spelt)
        ends += [match.end()] * len(spelt)
        position = match.end()
    _copy(plain, position, len(plain), pieces, starts, ends)
    return Key("".join(pieces), tuple(starts), tuple(ends))


def _copy(plain: str, start: int, end: int, pieces: list[str], starts: list[int], ends: list[int]) -> None:
    pieces.append(plain[start:end])
    starts += range(start, end)
    ends += range(start + 1, end + 1)


def _spelt(sign: str) -> str:
    if sign in _SPELT:
        return _SPELT[sign]
    return re.sub(rf"[{_HIDDEN}]", "", unicodedata.normalize("NFKC", sign))
