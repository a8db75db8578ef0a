"""Dates for readers: 2026年3月1日, in Tokyo."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format

DAY, MINUTE = "Y年n月j日", "Y年n月j日 H:i"


def day(value: str | date) -> str:
    """Of a date, a date-time or their ISO 8601 forms."""
    return date_format(local(value), DAY)


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
