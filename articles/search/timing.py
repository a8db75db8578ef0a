"""Before what the claim says it came after, long after, or years ago: 導入前から, 開院10年後, 10年前."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from articles.japanese.numbers import parse_number
from articles.search.alignment import MET, Alignment, Held
from articles.search.described import Description
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
    """昨日 in a message of another year: what the claim names no day of had been claimed long before.

    Where the day of the message is not known, 昨日 is the day before it is asked.
    """
    if of.claim.facts.days or not of.claim.said_on or not of.statement.heard_on:
        return
    said = datetime.date.fromisoformat(of.claim.said_on)
    for first, told in (*_lately(of), *_on_a_day(of)):
        if not said - _YEAR < first <= said + _WAVE:
            yield Difference("date", _written(said), told)
            return


def _lately(of: Alignment) -> Iterator[tuple[datetime.date, str]]:
    """The first day that 昨日 or 先週 may mean, and its words."""
    heard = datetime.date.fromisoformat(of.statement.heard_on)
    for day in of.statement.facts.days:
        if LATELY.match(day.text) and not _is_of_telling(day.text, of.statement):
            first = _first(day) or heard - _WAVE  # 先週 in two months
            yield first, f"{day.text}({_written(first, day.day)})"
    for found in _JUST_NOW.finditer(of.statement.text):
        if found[0] not in of.claim.text and not _TOLD_LATELY.match(of.statement.text, found.end()):
            yield heard - _ago(found), found[0]


_JUST_NOW = re.compile(
    "さっき|先(?:ほど|程)|さきほど|たった今|(?<![ぁ-ゖ一-龯])(?:けさ(?!せ)|ゆうべ|夕べ)|一昨夜|先日(?!付)|先週末"
    f"|(?<![の{_NUMERALS}.一-龯])([{_NUMERALS}]{{1,2}})(分|時間|日|週間)(?:ほど|くらい|ぐらい)?前(?=[、に])"
)
"""What the reading of dates leaves alone."""
_DAYS = {"分": 0, "時間": 0, "日": 1, "週間": 7}


def _ago(found: re.Match[str]) -> datetime.timedelta:
    """数日前 is taken for a week ago."""
    return datetime.timedelta(days=int(parse_number(found[1]) or 7) * _DAYS[found[2]] if found[2] else 0)


_TOLD_LATELY = re.compile(
    "、?(?:[^。、「]{0,10}(?:から|で|の))?"
    "(?:聞[いき]|見(?:た|まし|かけ)|読[んみ]|回って|まわって|送られて|教えて?もら|教わ|言われ|(?:LINE|line|ライン|SNS|sns|ツイート|投稿|チラシ|メール)[でにをが])"
)
"""昨日聞いた: the day of the telling, and not of what is told."""


def _is_of_telling(words: str, statement: Description) -> bool:
    at = statement.text.find(words)
    return at >= 0 and bool(_TOLD_LATELY.match(statement.text, at + len(words)))


def _on_a_day(of: Alignment) -> Iterator[tuple[datetime.date, str]]:
    """11月29日 and 29日 of a message whose day is known, 2026年11月29日 of any, beside what was claimed to have happened."""
    if not _HAPPENED.search(of.claim.text):
        return
    heard = datetime.date.fromisoformat(of.statement.heard_on)
    for day in of.statement.facts.days:
        first = _last_such(day, heard) if day.year or of.statement.said_on else None
        if first and first <= heard and not LATELY.match(day.text) and not _is_of_speaking(day.text, of.statement):
            yield first, day.text if day.year else f"{day.text}({_written(first)})"


_HAPPENED = re.compile("[ただ][。」]?$")


def _last_such(day: Day, heard: datetime.date) -> datetime.date | None:
    """The newest day that it may mean, None where that is not one day."""
    if not day.day or (day.year and not day.month):
        return None
    month = heard.replace(day=1)
    for _ in range(_MONTHS):
        is_such = day.year in (None, month.year) and day.month in (None, month.month)
        found = _first(Day(month.year, month.month, day.day, is_fiscal=False, text="")) if is_such else None
        if found and found <= heard:
            return found
        month = (month - datetime.timedelta(days=1)).replace(day=1)
    return None


_MONTHS = 24
_SPOKEN = re.compile(
    "と(?:[^。、「」]{0,12})?(?:述べ|語[っり]|話し|説明|発表|主張|訴え|発言|答え|答弁|強調|言[っい]|明らか)"
)
_SPEAKS = re.compile(
    "(?:夜|朝|午前|午後|夕方?)?(?:、|の[^。、]{0,8}(?:会見|会議|議会|集会|演説|番組|取材|講演|答弁|討論|投稿))"
)


def _is_of_speaking(words: str, statement: Description) -> bool:
    """市長は29日、…と述べた: the day on which it was said again."""
    at = statement.text.find(words)
    if at < 0 or not _SPEAKS.match(statement.text, at + len(words)):
        return _is_of_telling(words, statement)
    is_quoted = "「" in statement.text[:at]
    return not is_quoted and bool(_SPOKEN.search(statement.text, at))


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
