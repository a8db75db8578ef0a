"""Path converters: numbers in ASCII digits that PostgreSQL can hold. Anything else matches no URL, so it is a 404."""

from __future__ import annotations

from typing import NamedTuple

MAX_NUMBER = 2**63 - 1


class Reference(NamedTuple):
    """How a URL names a verdict. Only the number counts; the slug is for people, and for the canonical form."""

    number: int
    slug: str

    @property
    def text(self) -> str:
        return f"{self.number}-{self.slug}" if self.slug else str(self.number)


class NumberConverter:
    """Not Django's `int`: its \\d is ASCII too, but it lets through what PostgreSQL refuses. 01 is no second address of 1."""

    regex = "[1-9][0-9]*"

    def to_python(self, value: str) -> int:
        return _number(value)

    def to_url(self, value: int) -> str:
        return str(value)


class YearConverter:
    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class MonthConverter:
    regex = "0[1-9]|1[0-2]"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:02}"


class FeedFormConverter:
    regex = "atom|rss|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Sha256Converter:
    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ReferenceConverter:
    regex = r"[0-9]+(?:-[^/\x00-\x1f]*)?"

    def to_python(self, value: str) -> Reference:
        number, _, slug = value.partition("-")
        return Reference(_number(number), slug)

    def to_url(self, value: Reference | int) -> str:
        """A number is a reference without a slug."""
        return str(value) if isinstance(value, int) else value.text


def _number(digits: str) -> int:
    """Raises ValueError, as int() itself does for more than 4,300 digits."""
    number = int(digits)
    if not 1 <= number <= MAX_NUMBER:
        raise ValueError(digits)
    return number
