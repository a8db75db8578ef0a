"""Before what the claim says it came after, long after, or years ago: 導入前から, 開院10年後, 10年前."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from articles.search.alignment import MET, Alignment, Held
from articles.search.differences import Difference
from articles.search.facts import LATELY, Day
from articles.search.words import morphemes


def timed_otherwise(of: Alignment) -> Iterator[Difference]:
    yield from _before_it(of)
    yield from _years_off(of)
    yield from _long_after(of)


_BEFORE = re.compile(
    "(?:の|する)?(?:直前|以前|前々?年|前(?![の後]?(?:年度|回|半|日|月|週))|まで(?!も))(?=[かにはのまよ、。もす]|から|半|減|増|上|下|$)"
)
_HAPPENINGS = frozenset(("策", "地震", "震災", "台風", "事故", "選挙", "対策", "再発防止策", "開院", "開校"))


def _before_it(of: Alignment) -> Iterator[Difference]:
    """就任の前年から beside 就任時から. Who did not know it 報告まで says when they came to."""
    if of.statement.facts.denied or _BEFORE_AT_ALL.search(of.claim.text):
        return
    for each in of.theirs:
        found = _BEFORE.match(of.statement.text, each.word.end)
        if found and each.near >= MET and each.part >= 1 and not each.word.is_name and _happens(each):
            yield Difference("date", of.ours[each.at].word.surface, each.word.surface + found[0])
            return


_BEFORE_AT_ALL = re.compile("前(?:から|に|は|の|、|より|年|々)|まで(?!も)|以前")


def _happens(held: Held) -> bool:
    if held.word.surface in _HAPPENINGS:
        return True
    last = morphemes(held.word.surface)[-1]
    return bool(last.part_of_speech()[2] == "サ変可能") or last.surface() in _HAPPENINGS


_NUMERALS = "0-9一二三四五六七八九十数"
_YEARS_OFF = re.compile(
    f"(?<![{_NUMERALS}.])[{_NUMERALS}]{{1,3}}(?:年|[かカヶ]月)(?:も|ほど|以上|くらい|ぐらい)?(?:前|後)(?!半|期|後)"
)
_TOLD_THEN = re.compile(
    "(?:に|から|の|くらい|ぐらい|ほど)?(?:、)?(?:も)?(?:聞|見|読|流れ|話題|ニュース|記事|投稿|言われ|ツイート|デマ|噂|うわさ|話|動画|写真|より|比|と比べ|に比べ)|(?:から|の)[0-9]"
)


def _years_off(of: Alignment) -> Iterator[Difference]:
    """10年前、…だった: the claim names no time, and speaks of its own."""
    if of.claim.facts.days or _YEARS_OFF.search(of.claim.text):
        return
    found = _YEARS_OFF.search(of.statement.text)
    figure = re.match("[0-9]+", found[0]) if found else None
    is_span = figure is not None and any(number.value == int(figure[0]) for number in of.claim.facts.numbers)
    if found and not is_span and not _TOLD_THEN.match(of.statement.text, found.end()):
        yield Difference("date", "", found[0], is_essential=True)


_WAVE = datetime.timedelta(days=14)
"""How long after a claim the same is passed on with its 昨日 as it stands."""


def _long_after(of: Alignment) -> Iterator[Difference]:
    """昨日 in a message of another year: what the claim names no day of had been claimed long before."""
    if of.claim.facts.days or not of.claim.said_on or not of.statement.said_on:
        return
    said = datetime.date.fromisoformat(of.claim.said_on)
    for day in of.statement.facts.days:
        first = _first(day)
        if first and LATELY.match(day.text) and not said - _YEAR < first <= said + _WAVE:
            yield Difference("date", _written(said), f"{day.text}({_written(first, day.day)})")
            return


_YEAR = datetime.timedelta(days=366)
"""A claim may come late, but hardly after a year."""


def _first(day: Day) -> datetime.date | None:
    """Of a day or month whose year is known; None where the calendar has none such."""
    try:
        return datetime.date(day.year, day.month, day.day or 1) if day.year and day.month else None
    except ValueError:
        return None


def _written(day: datetime.date, of_month: int | None = 1) -> str:
    return f"{day.year}年{day.month}月" + (f"{day.day}日" if of_month else "")
