"""Dates and periods, resolved against the day the text was published."""

import re
from collections.abc import Iterator
from datetime import MAXYEAR, date

from articles.extraction.results import DateMention, Span
from articles.japanese import eras
from articles.japanese.offsets import narrow

_RELATIVE_YEARS = {
    "一昨年": -2,
    "おととし": -2,
    "昨年": -1,
    "去年": -1,
    "前年": -1,
    "今年": 0,
    "本年": 0,
    "来年": 1,
    "再来年": 2,
}
_RELATIVE_MONTHS = {"先々月": -2, "先月": -1, "前月": -1, "今月": 0, "来月": 1, "再来月": 2}
_RELATIVE_DAYS = {
    "一昨日": -2,
    "おととい": -2,
    "昨日": -1,
    "きのう": -1,
    "今日": 0,
    "本日": 0,
    "きょう": 0,
    "明日": 1,
    "あす": 1,
    "あさって": 2,
}
_FISCAL_YEARS = {"昨年度": -1, "前年度": -1, "今年度": 0, "本年度": 0, "来年度": 1}

_DATE = re.compile(
    rf"(?P<fiscal>{'|'.join(_FISCAL_YEARS)})"
    rf"|(?P<relative_month>{'|'.join(_RELATIVE_MONTHS)})(?P<relative_month_day>\d{{1,2}})?(?(relative_month_day)日(?!間)|)"
    rf"|(?:(?P<era>{'|'.join(eras.NAMES)})(?P<era_year>\d{{1,2}}|元)年|(?P<year>\d{{4}})年|(?P<relative_year>{'|'.join(_RELATIVE_YEARS)})(?!比|度|同))"
    r"(?P<is_fiscal>度)?(?:(?P<month>\d{1,2})月(?!間)(?:(?P<day>\d{1,2})日(?!間))?)?(?!間)"
    r"|(?<!\d)(?P<bare_month>\d{1,2})月(?!間)(?:(?P<bare_month_day>\d{1,2})日(?!間))?"
    r"|(?<![\d.,年月])(?P<bare_day>\d{1,2})日(?!間|目|連続|以上|以内|ぶり|分|程度|ほど|後|前後)"
    rf"|(?P<relative_day>{'|'.join(_RELATIVE_DAYS)})",
    re.ASCII,  # \d is 0-9: the texts went through `narrow`
)


def dates(text: str, sentence: Span, published: date | None) -> Iterator[DateMention]:
    """The dates of `text[sentence]` in order. Without `published` only full dates have a value."""
    source = narrow(text[sentence.start : sentence.end])
    for match in _DATE.finditer(source):
        start, end = match.start() + sentence.start, match.end() + sentence.start
        yield DateMention(start, end, text[start:end], _value(match, published))


def _value(match: re.Match[str], published: date | None) -> str | None:
    if match["era"] or match["year"]:
        return _absolute(match)
    if published is None:
        return None
    if match["fiscal"]:
        return _fiscal_year(published.year - (published.month < 4) + _FISCAL_YEARS[match["fiscal"]])
    if match["relative_month"]:
        return _relative_month(match, published)
    if match["relative_year"]:
        return _calendar(published.year + _RELATIVE_YEARS[match["relative_year"]], match["month"], match["day"])
    if match["relative_day"]:
        return _shifted(published, _RELATIVE_DAYS[match["relative_day"]])
    if match["bare_month"]:
        return _nearest_year(int(match["bare_month"]), match["bare_month_day"], published)
    return _nearest_month(int(match["bare_day"]), published)


def _absolute(match: re.Match[str]) -> str | None:
    if match["era"]:
        number = 1 if match["era_year"] == "元" else int(match["era_year"])
        year = eras.gregorian_year(match["era"], number)
    else:
        year = int(match["year"])
    if match["is_fiscal"]:
        return _fiscal_year(year) if 0 < year < MAXYEAR else None
    return _calendar(year, match["month"], match["day"])


def _fiscal_year(year: int) -> str:
    """The Japanese fiscal year, April to March."""
    return f"{year:04}-04-01/{year + 1:04}-03-31"


def _relative_month(match: re.Match[str], published: date) -> str | None:
    year, month = _month_after(published, _RELATIVE_MONTHS[match["relative_month"]])
    return _calendar(year, str(month), match["relative_month_day"])


def _calendar(year: int, month: str | None, day: str | None) -> str | None:
    """ISO 8601 as exact as given; None for a day that does not exist."""
    try:
        exact = date(year, int(month or 1), int(day or 1))
    except ValueError:
        return None
    return exact.isoformat()[: 10 if day else 7 if month else 4]


def _shifted(published: date, days: int) -> str | None:
    try:
        return date.fromordinal(published.toordinal() + days).isoformat()
    except (ValueError, OverflowError):
        return None


def _month_after(published: date, months: int) -> tuple[int, int]:
    count = published.year * 12 + published.month - 1 + months
    return count // 12, count % 12 + 1


def _nearest_month(day: int, published: date) -> str | None:
    """１５日 → the fifteenth nearest to the day of publication."""
    values = [_calendar(year, str(month), str(day)) for year, month in (_month_after(published, n) for n in (-1, 0, 1))]
    return _nearest([value for value in values if value], published)


def _nearest_year(month: int, day: str | None, published: date) -> str | None:
    values = [_calendar(published.year + years, str(month), day) for years in (-1, 0, 1)]
    return _nearest([value for value in values if value], published)


def _nearest(values: list[str], published: date) -> str | None:
    def distance(value: str) -> int:
        return abs(date.fromisoformat(value if len(value) == 10 else value + "-15").toordinal() - published.toordinal())

    return min(values, key=distance, default=None)
