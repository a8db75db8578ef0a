"""Whether a sentence hinges on an amount, count, rate, rank or length of time."""

import re
from collections.abc import Sequence

from articles.extraction.results import Quantity

_INCIDENTAL = frozenset(
    [
        "時間",
        "分間",
        "秒",
        "期",
        "校",
        "度",
        "位",
        "代",
        "団体",
        "組",
        "日間",
        "年間",
        "年ぶり",
        "カ月ぶり",
        "日ぶり",
        "年目",
        "回目",
        "人目",
        "週間",
        "回",
        "m",
        "g",
        "t",
        "床",
        "票",
    ]
)
_FIRST_YEAR = 1868  # of the eras; a year is a date, terms of prison are shorter
_RANK = re.compile(r"[0-9０-９一二三四五六七八九十]+位|[0-9０-９]+番目|世界一|日本一")
_NOT_COUNTED = re.compile(r"^(?:[1-9１-９一二三][人回つ])$")


def hinges_on_number(words: str, quantities: Sequence[Quantity], *, spoken: bool) -> bool:
    """True for amounts and rates; a single incidental count (２人, １回, ３時間) does not make a sentence numeric."""
    if not spoken:
        return False
    counted = [q for q in quantities if not (q.unit == "年" and q.value >= _FIRST_YEAR)]
    weighty = [q for q in counted if q.unit not in _INCIDENTAL and not _NOT_COUNTED.match(q.text)]
    return bool(weighty) or len(counted) >= 2 or bool(_RANK.search(words))
