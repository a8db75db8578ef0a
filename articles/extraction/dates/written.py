"""A date written out for a reader who does not see the article, or not at all where the words give it."""

import re
from datetime import date

from articles.extraction.dates import grammar, periods
from articles.extraction.dates.grammar import Parts
from articles.extraction.results import DateMention
from articles.japanese import figures

_YEAR = re.compile(r"[0-9]{4}|明治|大正|昭和|平成|令和")
_UNTIL = re.compile(r"(?:まで|にかけて?)?$")
_PART_OF_DAY = re.compile(r"[夜晩朝夕]$")


def written_out(mention: DateMention) -> str | None:
    """15日 → 2025年8月15日, 昨年末 → 2024年末, 4月1日から9月末まで → 2025年4月1日から9月末まで.

    None where the words give the year themselves, where there is no value, or where no exact wording is short: the text
    is then best left as it stands.
    """
    key = figures.key(mention.text)
    words = grammar.words(key.text, 0)
    if mention.value is None or words is None or _gives_year(words.first):
        return None
    if words.end != len(key.text) and (words.last or _YEAR.search(key.text, words.end)):
        return None
    first, _, last = mention.value.partition("/")
    if words.last is None:
        return _one(words.first, mention, first, last)
    begin = date.fromisoformat(first)
    if words.is_run:
        return _run(words.first, begin, last, mention.text)
    point = grammar.point(key.text, 0)
    if point is None:
        return None
    opening = _full(words.first, begin)
    joint = key.text[point[0] : words.last_start].replace("~", "〜")
    end = _end(words.last, begin, date.fromisoformat(last), key.text[words.last_start :])
    return opening and end and f"{opening}{joint}{end}"


def _run(parts: Parts, begin: date, last: str, written: str) -> str | None:
    """4〜6月期 and 15、16日, with the year, or year and month, before them."""
    if parts.relative or parts.back or parts.short_year is not None or last[:4] != f"{begin.year:04}":
        return None
    return f"{begin.year}年{written}" if parts.month else f"{begin.year}年{begin.month}月{written}"


def _gives_year(parts: Parts) -> bool:
    return parts.year is not None or parts.decade is not None


def _one(parts: Parts, mention: DateMention, first: str, last: str) -> str | None:
    if last:
        return f"{int(first[:4])}年度" if parts.fiscal and first.endswith("04-01") and last.endswith("03-31") else None
    year, month, day = (int(part) for part in (first + "-1-1").split("-")[:3])
    if parts.fiscal:
        return f"{year - (month < 4)}年度{parts.portion}"
    written = _full(parts, date(year, month, day))
    part_of_day = _PART_OF_DAY.search(mention.text)
    return written and written + (part_of_day[0] if part_of_day else "")


def _full(parts: Parts, day: date) -> str | None:
    """In the unit of the words, with the year before them."""
    unit = parts.relative[0] if parts.relative else parts.back[0] if parts.back else ""
    if parts.fiscal:
        return f"{periods.fiscal_year_of(day)}年度{parts.portion}"
    if unit == "week" and not parts.weekday:
        return None
    if parts.day is not None or unit in ("day", "next", "week"):
        return f"{day.year}年{day.month}月{day.day}日"
    if parts.month is not None or unit == "month":
        return f"{day.year}年{day.month}月{parts.portion.removeprefix('中')}"
    return f"{day.year}年{parts.portion}"


def _end(parts: Parts, first: date, last: date, written: str) -> str | None:
    """The end of a range as it stands, with year or month where they are not those of the beginning."""
    if parts.year is not None:
        return written
    if parts.relative or parts.back or parts.short_year is not None:
        until = _UNTIL.search(written)
        return (full := _full(parts, last)) and full + (until[0] if until else "")
    if parts.month is None and (first.year, first.month) != (last.year, last.month):
        return f"{last.month}月{written}" if first.year == last.year else f"{last.year}年{last.month}月{written}"
    return written if first.year == last.year else f"{last.year}年{written}"
