"""Keyset pages. DRF's CursorPagination never ends when many rows share a value and answers 500 to a tampered cursor."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.api.problems import ParametersInvalid
from articles.models.publication import OncePerVerdictQuerySet, PublishedVerdictQuerySet

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CURSOR = re.compile(r"[A-Za-z0-9_-]{1,200}")

Q = TypeVar("Q", bound=QuerySet[Any])


class CursorInvalid(ParametersInvalid):
    def __init__(self) -> None:
        detail = _("この一覧のカーソルではありません。next のURLをそのまま使ってください。")
        super().__init__([{"parameter": "cursor", "code": "invalid_cursor", "detail": detail}])


class Page(NamedTuple):
    rows: list[Any]
    cursor: str | None  # of the page after this one; None on the last


def _moment(microseconds: int) -> datetime:
    """Raises OverflowError after the year 9999."""
    return EPOCH + microseconds * MICROSECOND


def _microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


@dataclass(frozen=True)
class Keyset(Generic[Q]):
    """How to walk one list: a row's position in it as integers, and the rows after such a position.

    `name` binds a cursor to its list. `after` may raise OverflowError for integers that no row has.
    """

    name: str
    position: Callable[[Any], tuple[int, ...]]
    length: int
    after: Callable[..., Q]

    def narrowed(self, by: Mapping[str, object]) -> Keyset[Q]:
        """The list under these filters, whose cursors are no other one's."""
        if not by:
            return self
        told = "&".join(f"{name}={value}" for name, value in sorted(by.items()))
        return replace(self, name=f"{self.name}.{hashlib.sha256(told.encode()).hexdigest()[:12]}")

    def page(self, rows: Q, *, limit: int, cursor: str | None) -> Page:
        """`rows` come in the keyset's order. Raises CursorInvalid."""
        if cursor is not None:
            rows = self._continued(rows, cursor)
        found = list(rows[: limit + 1])
        return Page(found[:limit], self._cursor(found[limit - 1]) if len(found) > limit else None)

    def _continued(self, rows: Q, cursor: str) -> Q:
        try:
            return self.after(rows, *self.read(cursor))
        except OverflowError as error:
            raise CursorInvalid from error

    def _cursor(self, row: object) -> str:
        text = ":".join([self.name, *map(str, self.position(row))])
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def read(self, cursor: str) -> list[int]:
        """What `_cursor` wrote, and nothing else: a cursor is input like any other. Raises CursorInvalid."""
        if not CURSOR.fullmatch(cursor):
            raise CursorInvalid
        try:
            text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise CursorInvalid from error
        name, *numbers = text.split(":")
        if name != self.name or len(numbers) != self.length or not all(map(_is_number, numbers)):
            raise CursorInvalid
        return [int(number) for number in numbers]


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,18}", text) is not None


VERDICTS: Keyset[PublishedVerdictQuerySet] = Keyset(
    "verdicts",
    position=lambda row: (_microseconds(row.first_published_at), row.verdict_number),
    length=2,
    after=lambda rows, microseconds, number: rows.older_than(_moment(microseconds), number),
)
CLAIMS = replace(VERDICTS, name="claims")
CLAIM_REVIEWS = replace(VERDICTS, name="claim-reviews")
ARTICLES: Keyset[OncePerVerdictQuerySet] = Keyset(
    "articles", position=lambda row: (row.number,), length=1, after=OncePerVerdictQuerySet.below
)
CLAIMANTS: Keyset[OncePerVerdictQuerySet] = Keyset(
    "claimants", position=lambda row: (row.number,), length=1, after=OncePerVerdictQuerySet.below
)
