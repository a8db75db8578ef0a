"""What is said of a text beside it, on a command line or in a row of an archive: strings → values that the columns take."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import CharField, Model
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from articles.actions.errors import Refused
from articles.models import Article, days, texts, web_addresses

Value = TypeVar("Value")

URL_MAX_BYTES = 2_500
"""PostgreSQL refuses an index entry of more than 2,704 bytes; 2,000 characters of a Japanese URL can be 6,000."""


class FieldUnusable(Refused):
    """A value that its column cannot take; the message says what would be right."""


def longest(model: type[Model], field: str) -> int:
    """How many characters a column takes."""
    column = model._meta.get_field(field)
    assert isinstance(column, CharField)
    assert column.max_length is not None
    return column.max_length


def short_text(value: str, model: type[Model], field: str) -> str:
    """A text without the spaces around it. Raises FieldUnusable where it does not fit into the column."""
    value = _storable(value).strip()
    _ask(texts.runs_straight, value)
    if len(value) > longest(model, field):
        raise FieldUnusable(_("%(n)d 字以内で指定してください。") % {"n": longest(model, field)})
    return value


def web_address(value: str) -> str:
    """An http(s) URL, or nothing. Raises FieldUnusable."""
    if not _storable(value):
        return value
    try:
        URLValidator(schemes=["http", "https"])(value)
    except ValidationError as error:
        raise FieldUnusable(_("http か https のURLではありません：%(url)s") % {"url": value[:200]}) from error
    _ask(web_addresses.leads_openly, value)
    if len(value) > longest(Article, "url") or len(value.encode()) > URL_MAX_BYTES:
        raise FieldUnusable(_("URLが長すぎます。"))
    return value


def moment(value: str) -> datetime:
    """A date or date-time of ISO 8601; without an offset it is Japanese time, and a date alone is its midnight.

    Raises:
        FieldUnusable: also for a day that no calendar has, and for one on which nothing can have been published.
    """
    try:
        day = parse_date(_storable(value))
        found = datetime(day.year, day.month, day.day) if day else parse_datetime(value)  # noqa: DTZ001 - made aware below
    except ValueError:
        found = None
    if found is None:
        raise FieldUnusable(_("日付として読めません：%(value)s（例：2026-03-01T12:00）") % {"value": value[:200]})
    found = found if timezone.is_aware(found) else timezone.make_aware(found)
    _ask(days.has_happened, found)
    return found


def _ask(takes: Callable[[Value], None], value: Value) -> None:
    """Raises FieldUnusable."""
    try:
        takes(value)
    except ValidationError as error:
        raise FieldUnusable("".join(error.messages)) from error


def _storable(value: str) -> str:
    if "\0" in value:
        raise FieldUnusable(_("NUL文字が含まれています。"))
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise FieldUnusable(_("壊れた文字（サロゲートの片割れ）が含まれています。"))
    return value
