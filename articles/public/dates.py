"""Dates for readers: 2026年3月1日, in Tokyo."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import override

DAY, MINUTE, ENGLISH_DAY = "Y年n月j日", "Y年n月j日 H:i", "j F Y"


def day(value: str | date) -> str:
    """Of a date, a date-time or their ISO 8601 forms."""
    return date_format(local(value), DAY)


def english_day(value: str | date) -> str:
    """29 November 2026"""
    with override("en"):
        return date_format(local(value), ENGLISH_DAY)


def minute(value: str | datetime) -> str:
    return date_format(local(value), MINUTE)


def local(value: str | date) -> date:
    moment = (parse_datetime(value) if "T" in value else parse_date(value)) if isinstance(value, str) else value
    assert moment is not None, value
    return timezone.localtime(moment, timezone.get_default_timezone()) if isinstance(moment, datetime) else moment


def calendar_date(value: str | date) -> str:
    """The day in Japan, as ISO 8601."""
    moment = local(value)
    return (moment.date() if isinstance(moment, datetime) else moment).isoformat()


def instant(value: str | date) -> str:
    """ISO 8601 for machines, of a date or to the second: HTML allows no more than three digits of one."""
    moment = local(value)
    return moment.isoformat(timespec="seconds") if isinstance(moment, datetime) else moment.isoformat()


# The first day of each era, newest first; Japan counts by Gregorian days since 1873.
ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1873, 1, 1), "明治"),
)
_BEFORE_MEIJI = 1867  # the year before the first of 明治


def era_year(day: date) -> str:
    """令和8年 for a day of 2026, 令和元年 for the first year; "" before 1873."""
    for first, name in ERAS:
        if day >= first:
            before = _BEFORE_MEIJI if name == "明治" else first.year - 1
            count = day.year - before
            return f"{name}{'元' if count == 1 else count}年"
    return ""


def era_years(first: date, last: date) -> str:
    """The era years of a time: 平成31年・令和元年 for 2019."""
    return "・".join(dict.fromkeys(filter(None, (era_year(first), era_year(last)))))


def day_with_era(value: str | date) -> str:
    """2026年（令和8年）3月1日"""
    shown = local(value)
    plain = shown.date() if isinstance(shown, datetime) else shown
    era = era_year(plain)
    return f"{plain.year}年（{era}）{plain.month}月{plain.day}日" if era else day(value)
