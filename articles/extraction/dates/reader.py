"""Dates read in the order of the document, each with what was named before: 同20日, 翌月, and the year that is left out."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from articles.extraction.dates import grammar, periods
from articles.extraction.dates.grammar import Parts, Words
from articles.extraction.dates.lengths import is_length
from articles.extraction.dates.periods import Period
from articles.extraction.dates.tense import Place, is_past
from articles.extraction.results import DateMention, Span
from articles.japanese import eras, figures
from articles.japanese.numbers import parse_number

_START = re.compile(
    "[0-9]+|[明大昭平令同前翌去来再本先今昨きあおこしさ一二三四五六七八九十千]|(?<![A-Za-z])[MTSHR](?=[0-9元 ])"
)
_REPORTED = re.compile(
    r"(?:、|の(?:会見|記者会見|定例|閣議|本会議|委員会)|に?(?:会見|発表)|まで|夜|朝|午[前後]|未明|付)"
)
_YEARS_AGO = re.compile(r"(?:(?P<years>[0-9]{1,3}|[一二三四五六七八九十]{1,3})年前|その年|前の年|次の年|ある年)の?$")
_CHAINED = re.compile(r"(?:\([^()]{0,8}\))?(?:と|や|、|・|及び|および|ならびに|並びに|、?(?:続いて|次いで))")
_NEAR_DAYS = 6  # two readings of a day so much nearer or farther from publication than each other are as likely
_NEAR_MONTH_DAYS = 60
_UNSIGNED = {"day": 120, "month": 45}  # days ahead to which a date is carried that nothing says is to come
_NEAR_YEARS = range(-25, 11)  # from publication: 25年 may be one of these in a document that counts in an era
_ALONE_YEARS = range(-60, 11)
_DAYS_BACK = 2  # sentences
_OVERDUE = {"day": 5, "month": 75}  # days after which a plan for that day is hardly reported
_FAR = 300  # days from which a weekday in brackets is rather wrong than of another year

_PARTS_OF_MONTH = {
    "上旬": (1, 10),
    "初旬": (1, 10),
    "中旬": (11, 20),
    "下旬": (21, 31),
    "前半": (1, 15),
    "後半": (16, 31),
}
_PARTS_OF_YEAR = {
    "前半": (1, 6), "上半期": (1, 6), "後半": (7, 12), "下半期": (7, 12), "春": (3, 5), "夏": (6, 8), "秋": (9, 11),
}  # fmt: skip
_ERA_LENGTHS = {"明治": 45, "大正": 15, "昭和": 64, "平成": 31}
_WEEKDAYS = "月火水木金土日"


def dates(text: str, sentence: Span, published: date | None) -> Iterator[DateMention]:
    """The dates of one sentence alone; see `DateReader`."""
    return DateReader(published).read(text, sentence)


class _Named(NamedTuple):
    """A date of a sentence, in the one or two ways it is named there: 10日（きょう）."""

    start: int
    end: int
    period: Period | None


class DateReader:
    """Reads the sentences of one document in their order.

    Without `published` only what the words give has a value. A month or day without a year is that nearest to publication
    (the past one of what has happened), or follows the date before it: in a row (4月1日と2日), or where the narrative goes
    on (2019年4月に…。9月には…). Where both are likely, there is no value. きょう and 来年度 count from the day the document
    itself says it was `written`, if it does.
    """

    def __init__(self, published: date | None, written: date | None = None) -> None:
        self._published = published
        self._written = written or published
        self._before: Period | None = None
        """The date named last in this sentence or the one before, if it has a value."""
        self._is_plan = False
        """Whether that date is planned."""
        self._days: list[tuple[int, Period | None]] = []
        """The days named, with the number of their sentence; None for one without a value."""
        self._sentence = 0
        self._era = ""
        """The era of the last year, if it was written 平成30年."""
        self._era_year = 0
        self._era_sentence = -1
        self._year: int | None = None
        """The last year the words of the document gave, of a date of which `_before` may be part."""
        self._age = 99
        """How many sentences ago."""

    def read(self, text: str, sentence: Span) -> Iterator[DateMention]:
        """The dates of `text[sentence]` in order. Ranges and glossed dates are one mention each."""
        key = figures.key(text[sentence.start : sentence.end])
        source = key.text
        in_past = is_past(source)
        self._age += 1
        self._sentence += 1
        named: list[_Named] = []
        for words in _words(source):
            between = source[named[-1].end : words.start] if named else None
            period = self._read(Place(source, words, in_past, between))
            if period and named and _names_again(source, between, words.end) and named[-1].period == period:
                named[-1] = _Named(named[-1].start, words.end + (between == "("), period)
            else:
                named.append(_Named(words.start, words.end, period))
        for one in named:
            start, end = key.original_span(one.start, one.end)
            start, end = start + sentence.start, end + sentence.start
            yield DateMention(start, end, text[start:end], one.period.value if one.period else None)

    def _read(self, place: Place) -> Period | None:
        words = place.words
        period = self._resolved(words.first, place) if words.last is None else self._range(words, words.last, place)
        named = words.last if words.last and words.last.year else words.first
        if named.year is not None:
            self._year, self._era, self._era_sentence = named.year, named.era or "", self._sentence
            self._era_year = named.year
        elif named.short_year is not None and period is None:
            self._year = None  # the story has gone to a year that is not known
        self._before, self._age, self._is_plan = period, 0, place.is_planned
        self._remember_day(words, period)
        return period

    def _remember_day(self, words: Words, period: Period | None) -> None:
        if period and period.form == "day":
            self._days.append((self._sentence, period))
        elif words.first.day is not None or (period is None and words.first.back is not None):
            self._days.append((self._sentence, None))

    def _range(self, words: Words, last: Parts, place: Place) -> Period | None:
        first = self._first_of_range(words.first, last, place)
        end = first and self._last_of_range(words.first, last, first, place)
        if first is None or end is None:
            return None
        if words.listed and _step(first, end) != 1:
            return None
        return periods.between(first, end)

    def _first_of_range(self, first: Parts, last: Parts, place: Place) -> Period | None:
        if first.year is None and first.relative is None and first.back is None and first.short_year is None:
            if last.year is not None and first.month and last.month:
                return _dated(first, last.year - (first.month > last.month), first.month)
            if first.month is None and last.month and last.day and first.day:
                return self._day_before_month(first, last, place)
        return self._resolved(first, place)

    def _day_before_month(self, first: Parts, last: Parts, place: Place) -> Period | None:
        """28日〜5月6日: the 28th of the month before, 3日〜5月6日 that of the same."""
        end = self._resolved(last, place)
        if end is None or first.day is None:
            return None
        steps = -1 if first.day > end.first.day else 0
        return periods.day(*periods.month_after(end.first, steps), first.day)

    def _last_of_range(self, first: Parts, last: Parts, start: Period, place: Place) -> Period | None:
        if last.short_year is not None:
            year = _year_behind(last.short_year, first, start)
            return _dated(last, year, last.month) if year is not None else None
        if last.year is not None or last.relative is not None:
            return self._resolved(last, place)
        if last.decade is not None:
            return _decade(last)
        if last.back is not None:
            return _pointed_back(last, start)
        return _next_after(last, start)

    def _resolved(self, parts: Parts, place: Place) -> Period | None:
        if parts.impossible:
            return None
        period = self._unchecked(parts, place)
        if period is None or (parts.gloss and not _is_in_year(period, parts)):
            return None
        is_day = period.form == "day"
        if parts.weekday and is_day and _WEEKDAYS[period.first.weekday()] != parts.weekday:
            return None
        return period

    def _unchecked(self, parts: Parts, place: Place) -> Period | None:
        if parts.back is not None:
            return self._back(parts, place)
        if parts.decade is not None:
            return _decade(parts)
        if parts.year is not None:
            return _dated(parts, parts.year, parts.month)
        if parts.short_year is not None:
            return self._short(parts, place)
        if parts.relative is not None:
            return _relative(parts, self._written) if self._written else _gloss(parts)
        if parts.month is not None:
            return self._month(parts, place)
        return self._day(parts, place)

    def _back(self, parts: Parts, place: Place) -> Period | None:
        """同日, 同年, 同20日 may point to the sentence before, 前年 and 翌月 only to a date in the same one."""
        points_far = parts.back is not None and parts.back[1] == 0 and parts.back[0] != "next"
        if parts.back and parts.back[0] == "day" and (self._is_plan or not _is_day(self._before)):
            day = self._one_day(_DAYS_BACK if points_far else 0) if self._age <= 1 else None
            return day and _pointed_back(parts, day)
        if self._before is None or (place.between is None and not (points_far and self._age <= 1)):
            return None
        return _pointed_back(parts, self._before)

    def _one_day(self, sentences_back: int) -> Period | None:
        """The one day named in this sentence or so many before; None if there are two."""
        days = {day for sentence, day in self._days[-4:] if self._sentence - sentence <= sentences_back}
        return days.pop() if len(days) == 1 else None

    def _short(self, parts: Parts, place: Place) -> Period | None:
        """25年3月期: the year nearest to publication that ends so, or one of the era the document counts in.

        The era goes on within a sentence (平成20年に始め、25年に終えた), farther on only where no other year is likely.
        """
        short = parts.short_year or 0
        western, in_era = self._western(short, parts, place), self._in_era(short, place)
        year = western if in_era is None else in_era
        if in_era is not None and western is not None and self._era_sentence != self._sentence:
            return None
        if in_era is not None and self._published is None and self._era_sentence != self._sentence:
            return None
        return None if year is None else _dated(parts, year, parts.month)

    def _western(self, short: int, parts: Parts, place: Place) -> int | None:
        if self._published is None:
            return None
        year = _in_this_century(short, self._published)
        is_alone = parts == Parts(short_year=short)
        if year > self._published.year and place.happened:
            year -= 100
        likely = _ALONE_YEARS if is_alone else _NEAR_YEARS
        return year if year - self._published.year in likely or not (self._era or is_alone) else None

    def _in_era(self, short: int, place: Place) -> int | None:
        """The year in the era named last, if it does not run backwards or beyond what is planned."""
        if not self._era:
            return None
        number = _era_number(self._era, self._era_year)
        year = self._era_year - number + short
        if short < number or short > _ERA_LENGTHS.get(eras.full_name(self._era), short):
            return None
        if self._published is None:
            return year
        latest = self._published.year + (0 if place.happened else _NEAR_YEARS[-1])
        return year if year <= latest else None

    def _month(self, parts: Parts, place: Place) -> Period | None:
        month = parts.month or 0
        if counted := _YEARS_AGO.search(place.source[max(0, place.words.start - 8) : place.words.start]):
            return self._years_ago(parts, counted["years"])
        carried = self._carried(parts, place)
        if self._published is None:
            return carried
        years = (self._published.year + steps for steps in (-1, 0, 1))
        found = [period for year in years if (period := _dated(parts, year, month))]
        nearest = self._nearest(_on_weekday(found, parts, self._published), place, _NEAR_MONTH_DAYS)
        if carried is None or nearest is None or carried == nearest:
            return nearest or (carried if carried and self._goes_on(parts, place) else None)
        return carried if self._goes_on(parts, place) else self._unless_near(nearest, place)

    def _years_ago(self, parts: Parts, written: str | None) -> Period | None:
        """3年前の12月; その年の12月 has no value."""
        years = parse_number(written) if written else None
        return _dated(parts, self._published.year - int(years), parts.month) if years and self._published else None

    def _carried(self, parts: Parts, place: Place) -> Period | None:
        """In the year the document named last, where that does not run backwards."""
        year = self._before.last.year if self._before and place.between is not None else self._year
        if year is None or (place.between is None and self._published is not None and self._age > 1):
            return None
        period = _dated(parts, year, parts.month)
        runs_on = self._before is None or self._before.form == "year" or period is None
        return period if runs_on or (self._before and period and period.first >= self._before.first) else None

    def _goes_on(self, parts: Parts, place: Place) -> bool:
        """Whether the date continues what was told of the date before: 2019年4月に着工し、10月に完成した."""
        if place.between is not None:
            return (
                len(place.between) <= 40
                and place.between.endswith(("、", "と", "や", "・"))
                and not re.search("[はが「]", place.between)
            )
        opens = place.words.start <= 3
        return opens and self._age <= 1 and place.is_past and self._before is not None

    def _unless_near(self, nearest: Period, place: Place) -> Period | None:
        """The reading by publication, if no year named in the same sentence or the one before speaks for another."""
        return nearest if place.between is None and self._age > 1 else None

    def _day(self, parts: Parts, place: Place) -> Period | None:
        day = parts.day or 0
        if (
            self._before
            and place.between is not None
            and self._before.form == "day"
            and _CHAINED.fullmatch(place.between)
        ):
            same = periods.day(self._before.first.year, self._before.first.month, day)
            return same if same and same.first > self._before.first else None
        if self._published is None:
            return None
        months = (periods.month_after(self._published, steps) for steps in (-1, 0, 1))
        found = [period for year, month in months if (period := periods.day(year, month, day))]
        nearest = self._nearest(_on_weekday(found, parts, self._published), place, _NEAR_DAYS)
        return nearest if nearest and self._is_of_publication(nearest, place) else None

    def _is_of_publication(self, nearest: Period, place: Place) -> bool:
        """Whether a day alone is that of the report, not of the story before it."""
        if self._before is None or self._before.form != "day" or self._age > 1:
            return True
        distance = abs((self._before.first - nearest.first).days)
        opened = place.source[max(0, place.words.start - 1) : place.words.start] in ("は", "が", "、", "")
        return distance <= 45 or (opened and bool(_REPORTED.match(place.source, place.words.end)))

    def _nearest(self, found: list[Period], place: Place, margin: int) -> Period | None:
        """The one nearest to publication, in the past if it happened; None if two are about as near."""
        published = self._published
        if published is None:
            return None
        # Of a month that has begun a part is past.
        past = [period for period in found if period.first <= published]
        if place.happened and past:
            return past[-1]
        ranked = sorted(found, key=lambda period: _distance(period, published))
        kind = "month" if place.words.last or place.words.first.day is None else "day"
        if ranked and ranked[0] not in past and past:
            is_far = margin == _NEAR_MONTH_DAYS and _distance(ranked[0], published) > _UNSIGNED[kind]
            if place.is_of_the_past or (is_far and not (place.is_planned or place.is_until)):
                return None
        clear = len(ranked) < 2 or _distance(ranked[1], published) - _distance(ranked[0], published) >= margin
        if not clear:
            return max(ranked[:2], key=lambda period: period.first) if place.is_planned else None
        limit = _OVERDUE["month" if place.words.last or margin == _NEAR_MONTH_DAYS else "day"]
        if ranked and ranked[0] in past and place.is_planned and _distance(ranked[0], published) > limit:
            return None
        return ranked[0] if ranked else None


def _names_again(source: str, between: str | None, end: int) -> bool:
    """Whether a date stands right behind another, or alone in brackets behind it."""
    return between == "" or (between == "(" and source.startswith(")", end))


def _words(source: str) -> Iterator[Words]:
    """The dates of a sentence that are none of `lengths`, none overlapping another."""
    position = 0
    while start := _START.search(source, position):
        words = grammar.words(source, start.start())
        if words is None:
            position = start.end()
            continue
        position = words.end
        if not is_length(source, words):
            yield words


def _dated(parts: Parts, year: int, month: int | None) -> Period | None:
    """The date in a year that is known."""
    if parts.fiscal:
        return _in_fiscal_year(parts, year)
    if parts.quarter:
        return periods.months(year, 3 * parts.quarter - 2, 3 * parts.quarter)
    if month is None:
        return _part_of_year(parts.portion, year)
    if parts.day is not None:
        return periods.day(year, month, parts.day)
    whole = periods.month(year, month)
    return periods.days(whole, *_PARTS_OF_MONTH[parts.portion]) if parts.portion in _PARTS_OF_MONTH else whole


def _part_of_year(portion: str, year: int) -> Period | None:
    if portion == "末":
        return periods.month(year, 12)
    if portion in ("", "初め", "初頭"):
        return periods.year(year)
    # A winter lies in two years, a 上期 begins in January or April.
    return periods.months(year, *_PARTS_OF_YEAR[portion]) if portion in _PARTS_OF_YEAR else None


def _in_fiscal_year(parts: Parts, year: int) -> Period | None:
    whole = periods.fiscal(year)
    if whole is None or parts.portion == "末":
        return whole and periods.month(year + 1, 3)
    if parts.month is not None:
        return _dated(Parts(day=parts.day, portion=parts.portion), year + (parts.month < 4), parts.month)
    if parts.quarter:
        year, month = periods.month_after(whole.first, 3 * parts.quarter - 3)
        return periods.months(year, month, month + 2)
    if parts.portion in ("上半期", "上期", "前半"):
        return periods.months(year, 4, 9)
    if parts.portion in ("下半期", "下期", "後半"):
        return Period(whole.first.replace(month=10), whole.last, "span")
    return None if parts.portion else whole


def _decade(parts: Parts) -> Period | None:
    first = (parts.decade or 0) + (5 if parts.portion == "後半" else 0)
    last = first + (4 if parts.portion else 9)
    return Period(date(first, 1, 1), date(last, 12, 31), "span") if first > 0 else None


def _relative(parts: Parts, published: date) -> Period | None:
    unit, steps = parts.relative or ("", 0)
    if unit == "fiscal":
        return _dated(parts, periods.fiscal_year_of(published) + steps, parts.month)
    if unit == "year":
        return _dated(parts, published.year + steps, parts.month)
    if unit == "month":
        year, month = periods.month_after(published, steps)
        return _dated(parts, year, month) if parts.month in (None, month) else None
    if unit == "week":
        return _in_week(parts, periods.week(published, steps))
    day = periods.shifted(published, steps)
    is_glossed = day and parts.day in (None, day.first.day) and parts.month in (None, day.first.month)
    return day if is_glossed else None


def _in_week(parts: Parts, week: Period | None) -> Period | None:
    """来週月曜日; the week of a Sunday begins on Sunday or Monday."""
    if week is None or not parts.weekday:
        return week
    return None if parts.weekday == "日" else periods.shifted(week.first, _WEEKDAYS.index(parts.weekday))


def _gloss(parts: Parts) -> Period | None:
    return _dated(parts, parts.gloss, parts.month) if parts.gloss else None


def _is_in_year(period: Period, parts: Parts) -> bool:
    """Whether the year in brackets is the one the words say: 昨年（2024年）, 来年度（2026年度）."""
    if parts.fiscal:
        return periods.fiscal_year_of(period.first) == parts.gloss
    return period.first.year == parts.gloss


def _pointed_back(parts: Parts, before: Period) -> Period | None:
    unit, steps = parts.back or ("", 0)
    if unit in ("year", "fiscal"):
        return _years_back(parts, before, steps, is_fiscal=unit == "fiscal")
    if before.form not in ("day", "month"):
        return (
            _dated(parts, before.first.year, parts.month)
            if unit == "same" and parts.month and before.form == "year"
            else None
        )
    if unit == "month":
        return _dated(parts, *periods.month_after(before.first, steps))
    if parts.month is not None:
        return _dated(parts, before.first.year, parts.month)
    if unit == "same":
        return _dated(parts, before.first.year, before.first.month)
    if before.form != "day":
        return None
    there = periods.shifted(before.first, 1 if unit == "next" else steps)
    return there if unit != "next" or (there and there.first.day == parts.day) else None


def _years_back(parts: Parts, before: Period, steps: int, *, is_fiscal: bool) -> Period | None:
    if is_fiscal != (before == periods.fiscal(before.first.year)):
        return None
    if before.form == "span" and not is_fiscal and before.first.year != before.last.year:
        return None
    return _dated(parts, before.first.year + steps, parts.month)


def _next_after(last: Parts, start: Period) -> Period | None:
    """The end of a range that shares month or year with its beginning; the next such if that would run backwards."""
    first = start.first
    if last.month is not None:
        end = _dated(last, first.year, last.month)
        return end if end and end.last >= first else _dated(last, first.year + 1, last.month)
    if last.portion:
        return _dated(last, first.year, first.month)
    if start.form != "day" or last.day is None:
        return None
    end = periods.day(first.year, first.month, last.day)
    return end if end and end.first > first else periods.day(*periods.month_after(first, 1), last.day)


def _year_behind(short: int, first: Parts, start: Period) -> int | None:
    """The year two figures mean behind a full one: 2019〜23年, 令和6〜8年度."""
    year = start.first.year
    if first.era:
        return year - _era_number(first.era, year) + short
    end = year - year % 100 + short
    return end if end > year else None


def _is_day(period: Period | None) -> bool:
    return period is not None and period.form == "day"


def _era_number(era: str, year: int) -> int:
    return year - eras.gregorian_year(eras.full_name(era), 1) + 1


def _in_this_century(short: int, published: date) -> int:
    """25年 → 2025: the year nearest to that of publication that ends so, the later of two as near."""
    return published.year + (short - published.year + 50) % 100 - 50


def _step(first: Period, last: Period) -> int:
    """How many days, months or years the second of a list lies behind the first."""
    if first.form == "day":
        return (last.first - first.first).days
    months = (last.first.year - first.first.year) * 12 + last.first.month - first.first.month
    return months if first.form == "month" else months // 12


def _on_weekday(found: list[Period], parts: Parts, published: date) -> list[Period]:
    if not parts.weekday:
        return found
    return [
        period
        for period in found
        if _WEEKDAYS[period.first.weekday()] == parts.weekday and _distance(period, published) < _FAR
    ]


def _distance(period: Period, published: date) -> int:
    """Days between publication and the day, or the middle of the month."""
    middle = period.first.toordinal() + (14 if period.form != "day" else 0)
    return abs(middle - published.toordinal())
