"""Figures of minutes in the digits of a newspaper: 六二％ → 62％, 二・一％ → 2.1％, 二〇二五年 → 2025年."""

import re
from collections.abc import Iterator

from articles.extraction.results import Span
from articles.extraction.wording.edits import Edit

_DIGITS = str.maketrans("〇一二三四五六七八九・", "0123456789.")
_IN_PLACES = re.compile(
    r"(?<![〇一二三四五六七八九十百千万億兆・第])(?<![〇一二三四五六七八九]、)(?:[〇一二三四五六七八九]{2,4}(?:・[〇一二三四五六七八九]{1,3})?|[〇一二三四五六七八九]・[〇一二三四五六七八九]{1,3})"
    r"(?=％|%|ポイント|パーセント|年(?![〇一二三四五六七八九十]{1,3}月)|人|円|件|歳|か所|カ所|ヵ所|倍|億|万|兆|台|社|校|名|世帯)"
)


def edits(text: str, span: Span) -> Iterator[Edit]:
    """Figures written place by place; 十, 百 and 千 are left as they stand."""
    for match in _IN_PLACES.finditer(text, span.start, span.end):
        yield Edit(match.start(), match.end(), match[0].translate(_DIGITS))
