"""What an amount is held against: 前の年より beside 10年前より, 戦後最も beside 平成以降で最も."""

from __future__ import annotations

import re
from collections.abc import Iterator

from articles.search.alignment import Alignment
from articles.search.differences import Difference

_BASIS = re.compile(
    r"([0-9]{1,3}年前|前の年度?|前年度?|去年|昨年|前回|前々回|前月|先月|前期|予想|想定|目標|計画|当初|平均|戦前|戦後|コロナ前|ピーク時?|一昨年|おととし)"
    r"(?:の同じ?(?:月|時期|期)|同[月期])?(?:より|比|と比べ|に比べ|を(?:上|下)回|から(?=[0-9])|の(?=[0-9.]+倍))"
)
_MOST = re.compile("過去最?|戦後最?|史上最?|最も|一番|最[高低多少]")
_MOST_IN = re.compile(
    r"(?:この|ここ|過去)?((?<![0-9])[0-9]{1,3}年)間?(?:で|の(?:中|うち)で)[^。、]{0,4}(?:最|一番|いちばん|もっとも)"
)
_SINCE = re.compile(
    "(戦後|平成|昭和|令和|今世紀|震災|統計|観測)(?:以降|以来|以後|から|を(?:取り)?始め|で?、?最|で?一番)"
)
_LAST_YEAR = re.compile("前の年度?|前年度?|去年|昨年")


def bases_apart(of: Alignment) -> Iterator[Difference]:
    """前の年より beside 10年前より."""
    most, span = _MOST.search(of.claim.text), _MOST_IN.search(of.statement.text)
    if most and span and span[1] not in of.claim.text:
        yield Difference("date", most[0], span[0])
    since, heard_since = _SINCE.search(of.claim.text), _SINCE.search(of.statement.text)
    if since and heard_since and since[1] != heard_since[1]:
        yield Difference("date", since[1], heard_since[1])
    yield from _of_a_year(of)
    said, heard = _bases(of.claim.text), _bases(of.statement.text)
    if said and heard and not said & heard:
        yield Difference("date", min(said), min(heard))


_YEAR = re.compile("[0-9元]年")


def _of_a_year(of: Alignment) -> Iterator[Difference]:
    """22年度の空き家率: the claim is of no year, and may be of another."""
    if of.claim.facts.days or _YEAR.search(of.claim.text):
        return
    for day in of.statement.facts.days:
        if day.year and not day.month and _YEAR.search(day.text):
            yield Difference("date", "", day.text, is_essential=True)
            return


def _bases(text: str) -> set[str]:
    return {_LAST_YEAR.sub("前年", found[1]) for found in _BASIS.finditer(text)}
