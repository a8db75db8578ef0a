"""Which days the desk takes: of what has happened, of what is to come, and of what somebody asks for.

A day that is typed passes through years like 0002 and 0202, and PostgreSQL keeps days that Python cannot read. So the
fields of the models carry these bounds, the forms and actions ask them, and the database keeps out what cannot be read.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

FIRST = date(1868, 1, 1)  # of what was said and published: newspapers, gazettes and the calendar of today begin with it
FIRST_PLANNED = date(2000, 1, 1)  # of what is to come; one that is long past stays what it was
YEARS_AHEAD = 10
LAST_ASKED = date(2199, 12, 31)  # of periods to look through
FIRST_READ, LAST_READ = date(2, 1, 1), date(9998, 12, 31)  # a day more and any time zone are still years of Python's


def today() -> date:
    return timezone.localdate(timezone=timezone.get_default_timezone())


def beginning_of(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=timezone.get_default_timezone())


def end_of(day: date) -> datetime:
    """The beginning of the next day, of whatever day; the last ones that a calendar has end with LAST_READ."""
    return beginning_of(min(day, LAST_READ) + timedelta(days=1))


def has_happened(value: date) -> None:
    """Of a day or moment: not before FIRST, and not after tomorrow, since it may be tomorrow elsewhere."""
    _refuse_outside(value, FIRST, today() + timedelta(days=1))


def is_planned(value: date) -> None:
    _refuse_outside(value, FIRST_PLANNED, _in_years(YEARS_AHEAD))


def is_asked(value: date) -> None:
    _refuse_outside(value, FIRST, LAST_ASKED)


def _refuse_outside(value: date, first: date, last: date) -> None:
    if not first <= _day_of(value) <= last:
        raise ValidationError(
            _("日付が正しくないようです。%(first)s から %(last)s までの日付にしてください。"),
            code="implausible_day",
            params={"first": first.isoformat(), "last": last.isoformat()},
        )


def _day_of(value: date) -> date:
    """Of a moment the day in Japan; at the ends of the calendar, where no other zone has a day, its own."""
    if not isinstance(value, datetime):
        return value
    return (
        timezone.localdate(value, timezone.get_default_timezone())
        if FIRST_READ < value.date() < LAST_READ
        else value.date()
    )


def _in_years(years: int) -> date:
    return date(today().year + years, 12, 31)


def readable_days(*names: str, of: str) -> CheckConstraint:
    """The columns hold days that can be reckoned with; `of` names the table's rows."""
    return _readable(names, FIRST_READ, LAST_READ, of)


def readable_moments(*names: str, of: str) -> CheckConstraint:
    """The columns hold moments that Python can read."""
    first, last = (datetime.combine(day, time.min, tzinfo=UTC) for day in (FIRST_READ, LAST_READ))
    return _readable(names, first, last, of)


def _readable(names: tuple[str, ...], first: date, last: date, of: str) -> CheckConstraint:
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__gte": first, f"{name}__lte": last})
    return CheckConstraint(condition=condition, name=f"{of}_has_days_that_can_be_read")
