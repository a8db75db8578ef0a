"""What is to go: since when that is said, until when it answers, and what takes its place (docs/api.md, "What stays").

`@operation(…)` declares it of an operation or of one of its query parameters; what openapi.json says of it and the headers of
answers follow from that. A member of a shape says `Field(deprecated=True)`, and has no headers: nobody sees who reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

OPERATION = ""  # among the names of parameters, the operation as a whole


class Deprecation(NamedTuple):
    """From the beginning of both days, in UTC. `instead` is the path of what takes its place; empty where nothing does."""

    on: date
    sunset: date
    instead: str = ""

    @property
    def is_over(self) -> bool:
        return timezone.now() >= _beginning(self.sunset)

    @property
    def links(self) -> list[str]:
        guide = f'<{settings.SITE_URL}{reverse("api:guide")}#what-stays>; rel="deprecation"; type="text/html"'
        return [guide, *([f'<{settings.SITE_URL}{self.instead}>; rel="successor-version"'] if self.instead else [])]

    @property
    def in_words(self) -> str:
        """For openapi.json."""
        instead = f" Instead: `{self.instead}`." if self.instead else ""
        return f"Deprecated since {self.on:%Y-%m-%d}, gone from {self.sunset:%Y-%m-%d} on.{instead}"


def headers(found: Collection[Deprecation]) -> dict[str, str]:
    """Of an answer to a request that uses these: RFC 9745, and RFC 8594 with the day that comes first."""
    first = min(found, key=lambda each: each.sunset)
    return {
        "Deprecation": f"@{int(_beginning(first.on).timestamp())}",
        "Sunset": http_date(_beginning(first.sunset).timestamp()),
        "Link": ", ".join(dict.fromkeys(link for each in found for link in each.links)),
    }


def declare(method: Any, deprecated: Mapping[str, Deprecation]) -> None:
    method.deprecated = deprecated


def declared(method: Callable[..., Any] | None) -> Mapping[str, Deprecation]:
    """By the name of the parameter; under OPERATION the whole."""
    found: Mapping[str, Deprecation] = getattr(method, "deprecated", {})
    return found


def used(method: Callable[..., Any] | None, parameters: Iterable[str]) -> dict[str, Deprecation]:
    """What a request with these parameters uses of it."""
    asked = {OPERATION, *parameters}
    return {name: each for name, each in declared(method).items() if name in asked}


def _beginning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
