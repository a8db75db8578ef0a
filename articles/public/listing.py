"""Pages of verdicts, newest first, continued by a keyset cursor."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.http import Http404

from articles.models import PublishedVerdict, Rating
from articles.models.publication import PublishedVerdictQuerySet
from articles.public.converters import MAX_NUMBER

SIZE = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CURSOR = re.compile(r"([0-9]{1,17})-([0-9]{1,19})", re.ASCII)


class Entry(NamedTuple):
    """`rating` is void where the verdict is retracted."""

    verdict: PublishedVerdict
    rating: Rating

    @property
    def is_retracted(self) -> bool:
        return self.verdict.state == PublishedVerdict.State.RETRACTED


class Page(NamedTuple):
    """`cursor` continues the list; empty at its end."""

    entries: list[Entry]
    cursor: str


def page(verdicts: PublishedVerdictQuerySet, ratings: dict[str, Rating], *, after: str = "", size: int = SIZE) -> Page:
    """One query. Raises Http404 for an `after` that is no cursor of ours."""
    if after:
        verdicts = verdicts.older_than(*position(after))
    rows = list(verdicts.newest_first()[: size + 1])
    shown = rows[:size]
    return Page(
        [Entry(verdict, ratings[verdict.rating_code]) for verdict in shown],
        cursor_of(shown[-1]) if len(rows) > size else "",
    )


def cursor_of(verdict: PublishedVerdict) -> str:
    """Continues a list after `verdict`."""
    return f"{(verdict.first_published_at - _EPOCH) // timedelta(microseconds=1)}-{verdict.verdict_number}"


def position(cursor: str) -> tuple[datetime, int]:
    """What `cursor_of` wrote. Raises Http404 for anything else."""
    match = _CURSOR.fullmatch(cursor)
    if match is None or int(match[2]) > MAX_NUMBER:
        raise Http404
    return _EPOCH + timedelta(microseconds=int(match[1])), int(match[2])
