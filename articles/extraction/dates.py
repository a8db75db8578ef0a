"""Dates and periods, resolved against the day the text was published."""

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, date, timedelta

from articles.extraction.results import DateMention, Span
from articles.japanese import eras
from articles.japanese.offsets import narrow

_RELATIVE_YEARS = {
    "一昨年": -2,
    "おととし": -2,
    "昨年": -1,
    "去年": -1,
    "今年": 0,
    "本年": 0,
    "再来年": 2,
    "さ来年": 2,
    "来年": 1,
}
_RELATIVE_MONTHS = {"先々月": -2, "先月": -1, "今月": 0, "再来月": 2, "来月": 1}
_RELATIVE_DAYS = {
    "一昨日": -2, "おととい": -2, "昨日": -1, "きのう": -1, "昨夜": -1, "昨晩": -1, "今日": 0, "本日": 0, "きょう": 0, "今朝": 0,
    "今夜": 0, "今晩": 0, "明日": 1, "あす": 1, "あさって": 2,
}  # fmt: skip
_FISCAL_YEARS = {"昨年度": -1, "今年度": 0, "本年度": 0, "来年度": 1}
_RELATIVE_WEEKS = {"先週": -1, "今週": 0, "来週": 1}
_SEASONS = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11)}  # a winter lies in two years
_SEASON_YEARS = {"昨": -1, "今": 0, "来": 1}
_POINTING_BACK = {
    "同日": (0, 10),
    "前日": (-1, 10),
    "翌日": (1, 10),
    "同月": (0, 7),
    "前月": (-1, 7),
    "翌月": (1, 7),
} | {
    "同年": (0, 4),
    "前年": (-1, 4),
    "翌年": (1, 4),
}
"""Steps from the date named before in the sentence, and how many characters of ISO 8601 it must have."""

_PARTS_OF_MONTH = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31)}
_PARTS_OF_YEAR = {"前半": (1, 6), "上半期": (1, 6), "後半": (7, 12), "下半期": (7, 12), "末": (12, 12)}


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_DATE = re.compile(
    rf"(?P<fiscal>{_one_of(_FISCAL_YEARS)})(?P<fiscal_end>末)?"
    rf"|(?P<relative_month>{_one_of(_RELATIVE_MONTHS)})(?:(?P<relative_month_day>\d{{1,2}})日(?!間)|(?P<relative_part>上旬|中旬|下旬)|[中末])?"
    r"|(?<![\d./-])(?P<iso_year>\d{4})(?P<mark>[./-])(?P<iso_month>\d{1,2})(?P=mark)(?P<iso_day>\d{1,2})(?![\d./-])"
    r"|(?P<decade>\d{3}0)年代"
    rf"|(?:(?P<era>{'|'.join(eras.NAMES)})(?P<era_year>\d{{1,2}}|元)年|(?P<year>\d{{4}})年|(?<![\d.,年約第前後])(?P<short_year>\d\d)年(?=\d{{1,2}}月|度)|(?P<relative_year>{_one_of(_RELATIVE_YEARS)})(?!比|度|同))"
    r"(?:(?P<is_fiscal>度)|(?P<year_part>前半|後半|上半期|下半期|末)|(?P<first_month>\d{1,2})月?~(?P<last_month>\d{1,2})月期?"
    r"|(?P<month>\d{1,2})月(?!間)(?:(?P<day>\d{1,2})日(?!間)|(?P<part>上旬|中旬|下旬)|[中末])?)?(?!間)"
    r"|(?<![\d.])(?P<bare_first_month>\d{1,2})月?~(?P<bare_last_month>\d{1,2})月期?(?!間)(?!\d)"
    r"|(?<!\d)(?P<bare_month>\d{1,2})月(?!間)(?:(?P<bare_month_day>\d{1,2})日(?!間)|(?P<bare_part>上旬|中旬|下旬)|[中末])?"
    r"|(?<![\d.,年月])(?!1日(?:約?\d|当|あた|平均|に[約\d]))(?P<bare_day>\d{1,2})日(?!間|目|連続|以上|以内|ぶり|分|程度|ほど|後|前)"
    rf"|(?P<relative_day>{_one_of(_RELATIVE_DAYS)})|(?P<week>{_one_of(_RELATIVE_WEEKS)})(?!末|[月火水木金土日]曜)"
    rf"|(?P<season_year>{'|'.join(_SEASON_YEARS)})(?P<season>[春夏秋])(?!闘|場所)"
    rf"|(?<!前年)(?<!昨年)(?P<back>{'|'.join(_POINTING_BACK)})(?!比|度|同|代|齢|選|本)",
    re.ASCII,  # \d is 0-9: the texts went through `narrow`
)
_PAST = re.compile(r"(?:た|でした)[。｡」]*$")
_PAST_VERB = re.compile(r"[っしれいんきけめえべせてじみちげぎり]た(?![いくめちりる])|だった|でした")
# In 31日に開くと発表した the past is not that of the day; in 31日に開いたと発表した it is.
_MAY_LIE_AHEAD = re.compile(
    r"と(?:[発述表明決し伝語話言]|の|も|み)|予定|方針|計画|見通し|見込|よう|ため|こと|意向|向け|まで|控え|[「」]"
)


def dates(text: str, sentence: Span, published: date | None) -> Iterator[DateMention]:
    """The dates of `text[sentence]` in order. Without `published` only full dates have a value.

    同日, 翌年 and 前月 point to the date named before them in the sentence and have no value without one.
    """
    source = narrow(text[sentence.start : sentence.end])
    is_past = bool(_PAST.search(source))
    before: str | None = None
    for match in _DATE.finditer(source):
        happened = is_past and _lies_back(source, match.end())
        value = _value(match, published, before, happened=happened)
        start, end = match.start() + sentence.start, match.end() + sentence.start
        yield DateMention(start, end, text[start:end], value)
        if value and "/" not in value:
            before = value


def _lies_back(source: str, after: int) -> bool:
    """Whether the first past verb behind a date is that of the date."""
    verb = _PAST_VERB.search(source, after)
    return not _MAY_LIE_AHEAD.search(source, after, verb.end() if verb else len(source))


def _value(match: re.Match[str], published: date | None, before: str | None, *, happened: bool) -> str | None:
    if match["back"]:
        return _pointed_back(match["back"], before)
    if match["iso_year"]:
        return _calendar(int(match["iso_year"]), match["iso_month"], match["iso_day"])
    if match["decade"]:
        return f"{match['decade']}-01-01/{int(match['decade']) + 9}-12-31"
    if match["era"] or match["year"]:
        return _in_year(match, _named_year(match))
    if match["bare_day"] and before and len(before) == 10 and int(before[8:]) <= int(match["bare_day"]):
        return _calendar(int(before[:4]), before[5:7], match["bare_day"])
    return _relative(match, published, happened=happened) if published else None


def _named_year(match: re.Match[str]) -> int:
    if not match["era"]:
        return int(match["year"])
    return eras.gregorian_year(match["era"], 1 if match["era_year"] == "元" else int(match["era_year"]))


def _in_year(match: re.Match[str], year: int) -> str | None:
    if not 0 < year < MAXYEAR:
        return None
    if match["is_fiscal"]:
        return _fiscal_year(year)
    if match["year_part"] == "末":
        return f"{year:04}-12"
    if match["year_part"]:
        return _months(year, *_PARTS_OF_YEAR[match["year_part"]])
    if match["first_month"]:
        return _months(year, int(match["first_month"]), int(match["last_month"]))
    return _part_of_month(_calendar(year, match["month"], match["day"]), match["part"])


def _relative(match: re.Match[str], published: date, *, happened: bool) -> str | None:
    if match["fiscal"]:
        year = published.year - (published.month < 4) + _FISCAL_YEARS[match["fiscal"]]
        return f"{year + 1:04}-03" if match["fiscal_end"] else _fiscal_year(year)
    if match["relative_month"]:
        year, month = _month_after(published, _RELATIVE_MONTHS[match["relative_month"]])
        return _part_of_month(_calendar(year, str(month), match["relative_month_day"]), match["relative_part"])
    if match["short_year"]:
        return _in_year(match, _in_this_century(int(match["short_year"]), published))
    if match["relative_year"]:
        return _in_year(match, published.year + _RELATIVE_YEARS[match["relative_year"]])
    if match["relative_day"]:
        return _shifted(published, _RELATIVE_DAYS[match["relative_day"]])
    if match["week"]:
        return _week(published, _RELATIVE_WEEKS[match["week"]])
    if match["season"]:
        return _months(published.year + _SEASON_YEARS[match["season_year"]], *_SEASONS[match["season"]])
    if match["bare_first_month"]:
        return _months_nearby(
            int(match["bare_first_month"]), int(match["bare_last_month"]), published, happened=happened
        )
    if match["bare_month"]:
        exact = _nearest_year(int(match["bare_month"]), match["bare_month_day"], published, happened=happened)
        return _part_of_month(exact, match["bare_part"])
    return _nearest_month(int(match["bare_day"]), published, happened=happened)


def _in_this_century(short: int, published: date) -> int:
    """25年 → 2025: the year nearest to that of publication that ends so, the later of two as near."""
    return published.year + (short - published.year + 50) % 100 - 50


def _pointed_back(words: str, before: str | None) -> str | None:
    steps, exactness = _POINTING_BACK[words]
    if before is None or len(before) < exactness:
        return None
    if exactness == 10:
        return _shifted(date.fromisoformat(before), steps)
    if exactness == 7:
        year, month = _month_after(date(int(before[:4]), int(before[5:7]), 1), steps)
        return _calendar(year, str(month), None)
    return _calendar(int(before[:4]) + steps, None, None)


def _fiscal_year(year: int) -> str:
    """The Japanese fiscal year, April to March."""
    return f"{year:04}-04-01/{year + 1:04}-03-31"


def _months(year: int, first: int, last: int) -> str | None:
    """A run of months within one year, as an interval of days."""
    if not (0 < year < MAXYEAR and 1 <= first <= last <= 12):
        return None
    if first == last:
        return f"{year:04}-{first:02}"
    return f"{year:04}-{first:02}-01/{year:04}-{last:02}-{calendar.monthrange(year, last)[1]:02}"


def _months_nearby(first: int, last: int, published: date, *, happened: bool) -> str | None:
    value = _nearest_year(last, None, published, happened=happened)
    return _months(int(value[:4]), first, last) if value else None


def _part_of_month(month: str | None, part: str | None) -> str | None:
    """２月下旬: an interval of days in a month as `_calendar` gives it."""
    if month is None or part is None:
        return month
    first, last = _PARTS_OF_MONTH[part]
    last = min(last, calendar.monthrange(int(month[:4]), int(month[5:7]))[1])
    return f"{month}-{first:02}/{month}-{last:02}"


def _calendar(year: int, month: str | None, day: str | None) -> str | None:
    """ISO 8601 as exact as given; None for a day that does not exist."""
    try:
        exact = date(year, int(month or 1), int(day or 1))
    except ValueError:
        return None
    return exact.isoformat()[: 10 if day else 7 if month else 4]


def _shifted(day: date, days: int) -> str | None:
    try:
        return (day + timedelta(days=days)).isoformat()
    except OverflowError:
        return None


def _week(published: date, weeks: int) -> str | None:
    """Monday to Sunday, as newspapers count."""
    monday = _shifted(published, 7 * weeks - published.weekday())
    sunday = _shifted(published, 7 * weeks - published.weekday() + 6)
    return f"{monday}/{sunday}" if monday and sunday else None


def _month_after(day: date, months: int) -> tuple[int, int]:
    count = day.year * 12 + day.month - 1 + months
    return count // 12, count % 12 + 1


def _nearest_month(day: int, published: date, *, happened: bool) -> str | None:
    """１５日 → the fifteenth nearest to the day of publication, in the past if it `happened`."""
    values = [_calendar(year, str(month), str(day)) for year, month in (_month_after(published, n) for n in (-1, 0, 1))]
    return _nearest([value for value in values if value], published, happened=happened)


def _nearest_year(month: int, day: str | None, published: date, *, happened: bool) -> str | None:
    values = [_calendar(published.year + years, str(month), day) for years in (-1, 0, 1)]
    return _nearest([value for value in values if value], published, happened=happened)


def _nearest(values: list[str], published: date, *, happened: bool) -> str | None:
    def distance(value: str) -> int:
        return abs(date.fromisoformat(value if len(value) == 10 else value + "-15").toordinal() - published.toordinal())

    # ISO strings compare as dates do; of a month that has begun a part is past.
    past = [value for value in values if value <= published.isoformat()[: len(value)]]
    return min((past if happened else None) or values, key=distance, default=None)
