"""What reader pages need to show a snapshot: dates for people, places to break a heading, the newsroom's name."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

import budoux
from django import template
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from articles.models.snapshot import Snapshot
from articles.public import addresses, prose
from articles.public.converters import Reference

register = template.Library()

DAY, MINUTE = "Y年n月j日", "Y年n月j日 H:i"


class Newsroom(NamedTuple):
    name: str
    url: str
    is_demo: bool
    corrections_email: str


@register.simple_tag
def newsroom() -> Newsroom:
    """A tag, not a context processor: kept fragments and the 500 page are rendered without a request."""
    return Newsroom(settings.NEWSROOM_NAME, settings.SITE_URL, settings.DEMO, settings.CORRECTIONS_EMAIL)


@register.simple_tag
def verdict_path(number: int, slug: str | None) -> str:
    return addresses.verdict_path(number, slug or "")


@register.simple_tag
def version_path(number: int, version: int) -> str:
    return reverse("public:version-detail", args=[Reference(number, ""), version])


@register.simple_tag
def embed_url(number: int) -> str:
    return addresses.absolute(reverse("public:verdict-embed", args=[Reference(number, "")]))


@register.filter
def reasoning(snapshot: Snapshot) -> SafeString:
    return prose.of(snapshot)


@register.filter
def breakable(text: str) -> SafeString:
    """`text`, escaped, with <wbr> between phrases, where a Japanese heading may break."""
    return format_html_join("", "{}<wbr>", ((phrase,) for phrase in _parser().parse(text)))


@register.filter
def day(value: str | date) -> str:
    """2026年3月1日 in Tokyo, of a date, a date-time or their ISO 8601 forms."""
    return date_format(_local(value), DAY)


@register.filter
def minute(value: str | datetime) -> str:
    return date_format(_local(value), MINUTE)


@register.filter
def web_url(url: str) -> str:
    """`url` if a browser may be sent there; empty for javascript: and the like."""
    return url if url.lower().startswith(("http://", "https://")) else ""


def _local(value: str | date) -> date:
    moment = (parse_datetime(value) if "T" in value else parse_date(value)) if isinstance(value, str) else value
    assert moment is not None, value
    return timezone.localtime(moment, timezone.get_default_timezone()) if isinstance(moment, datetime) else moment


@cache
def _parser() -> Any:
    return budoux.load_default_japanese_parser()
