"""Days, months, years and runs of days, as ISO 8601 as exact as the words are."""

import calendar
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

_LENGTHS = {"year": 4, "month": 7, "day": 10}  # characters of ISO 8601


@dataclass(frozen=True, slots=True)
class Period:
    """From the `first` to the `last` day. `form` is year, month, day, or span for any other run."""

    first: date
    last: date
    form: str

    @property
    def value(self) -> str:
        """2025, 2025-08, 2025-08-15, or both ends with a slash."""
        if self.form == "span":
            return f"{self.first.isoformat()}/{self.last.isoformat()}"
        return self.first.isoformat()[: _LENGTHS[self.form]]


def day(year: int, month: int, number: int) -> Period | None:
    """A day; None where there is none, as for 31 April."""
    if not (0 < year <= MAXYEAR and 1 <= month <= 12 and 1 <= number <= calendar.monthrange(year, month)[1]):
        return None
    return Period(date(year, month, number), date(year, month, number), "day")


def month(year: int, number: int) -> Period | None:
    """A whole month."""
    run = months(year, number, number)
    return run and Period(run.first, run.last, "month")


def year(number: int) -> Period | None:
    """A calendar year."""
    return Period(date(number, 1, 1), date(number, 12, 31), "year") if 0 < number < MAXYEAR else None


def months(number: int, first: int, last: int) -> Period | None:
    """A run of months within one year, as an interval of days."""
    if not (0 < number < MAXYEAR and 1 <= first <= last <= 12):
        return None
    return Period(date(number, first, 1), date(number, last, calendar.monthrange(number, last)[1]), "span")


def days(whole: Period | None, first: int, last: int) -> Period | None:
    """A run of days within a month; the last day counts as 31."""
    if whole is None:
        return None
    return Period(whole.first.replace(day=first), whole.last.replace(day=min(last, whole.last.day)), "span")


def fiscal(number: int) -> Period | None:
    """The Japanese fiscal year, April to March."""
    if not 0 < number < MAXYEAR - 1:
        return None
    return Period(date(number, 4, 1), date(number + 1, 3, 31), "span")


def fiscal_year_of(when: date) -> int:
    """The fiscal year a day is in."""
    return when.year - (when.month < 4)


def shifted(when: date, steps: int) -> Period | None:
    """The day so many days later."""
    try:
        there = when + timedelta(days=steps)
    except OverflowError:
        return None
    return Period(there, there, "day")


def week(when: date, weeks: int) -> Period | None:
    """Monday to Sunday, as newspapers count."""
    monday = shifted(when, 7 * weeks - when.weekday())
    sunday = shifted(when, 7 * weeks - when.weekday() + 6)
    return Period(monday.first, sunday.first, "span") if monday and sunday else None


def month_after(when: date, steps: int) -> tuple[int, int]:
    """Year and month so many months later."""
    count = when.year * 12 + when.month - 1 + steps
    return count // 12, count % 12 + 1


def between(first: Period, last: Period) -> Period | None:
    """From the first day of one to the last of the other; None if that runs backwards."""
    return Period(first.first, last.last, "span") if first.first <= last.last else None
