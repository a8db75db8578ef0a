"""The published verdicts in the memory of this process: loaded once, then kept up with by one query a question.

Publishing writes a `PublishedSearch` row in its own transaction, numbered in the order of the commits, so that asking for
the rows after the last one known is enough to have what is published the moment it is. What is shown is read from the
database each time: what has been hidden since is not there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import DatabaseError, connection
from django.utils import timezone
from numpy.typing import NDArray

from articles.models import PublishedSearch, PublishedVerdict
from articles.search.described import VERSION, Description, Keys
from articles.search.keeper import Keeper
from articles.search.matching import Asked, answers
from articles.search.ranked import Found, ranked
from articles.search.retrieval import found_in
from articles.search.segments import Document, Segment

FACETS = ("state", "rating", "claimant", "topic", "outlet", "year")
RETRACTED = "retracted"
"""What a retracted verdict is found under in place of its rating, which is void."""
MOST_RECENT = 5_000
"""Documents that may stand in the segment of what came since loading; it is made anew with each of them."""

_COLUMNS = (
    *(
        "change",
        "stamp",
        "verdict_number",
        "state",
        "vector",
        "keys",
        "words",
        "rating",
        "claimant",
        "topics",
        "outlets",
    ),
    "first_published_at",
)


@dataclass(frozen=True, slots=True)
class Library:
    """All that is published, as of one `change`."""

    change: int = 0
    stamp: int = 0
    base: Segment | None = None
    recent: tuple[Document, ...] = ()
    tail: Segment | None = None

    @property
    def segments(self) -> list[Segment]:
        return [segment for segment in (self.base, self.tail) if segment is not None]

    def search(
        self,
        query: str,
        *,
        filters: Mapping[str, Iterable[str]],
        sort: str = "best",
        start: int = 0,
        most: int = 20,
        before: tuple[int, int] | None = None,
    ) -> Found:
        """`ranked.ranked` over published verdicts, facets `FACETS`. Keys are verdict numbers."""
        return ranked(self.segments, query, filters=filters, sort=sort, start=start, most=most, before=before)

    def has(self, facet: str, value: str) -> bool:
        """Whether a verdict stands under that value."""
        return any(
            bool((segment.columns[facet].holding([value], len(segment.alive)) & segment.alive).any())
            for segment in self.segments
        )


class PublicIndex:
    """`matching.Index` over published verdicts, live and retracted; keys are verdict numbers."""

    def __init__(self, library: Library) -> None:
        self._segments = library.segments

    @property
    def size(self) -> int:
        return sum(int(segment.alive.sum()) for segment in self._segments)

    def frequencies(self, keys: Keys) -> NDArray[np.int64]:
        found = np.zeros(len(keys), np.int64)
        for segment in self._segments:
            found += segment.claims.frequencies(keys)
        return found

    def candidates(self, asked: Sequence[Asked], most: int) -> list[list[int]]:
        claims = [segment.claims for segment in self._segments]
        return [found_in(claims, question.keys, question.weights, question.vector, most) for question in asked]

    def descriptions(self, keys: Iterable[int]) -> Mapping[int, Description]:
        rows = PublishedSearch.objects.visible().filter(pk__in=list(keys), described_by=VERSION)
        found = rows.values_list("verdict_number", "description", "vector")
        return {
            number: Description.from_plain(description, bytes(vector))
            for number, description, vector in found
            if description
        }


def index() -> PublicIndex:
    """What messages are matched against. One query, and one more for each message."""
    return PublicIndex(_library.current())


def library() -> Library:
    """What lists are made from: one query, then as many questions as one page has."""
    return _library.current()


def warm_up() -> None:
    """Load library, dictionary and encoder. Where the database is away the first question does it."""
    with contextlib.suppress(DatabaseError):
        answers("その話は本当ですか。", index())
    connection.close()


def search(query: str, *, filters: Mapping[str, Iterable[str]], **how: Any) -> Found:
    """`Library.search` of what is published now."""
    return library().search(query, filters=filters, **how)


def _caught_up(library: Library) -> Library:
    rows = list(_rows_from(library.change))
    if library.change and (not rows or (rows[0]["change"], rows[0]["stamp"]) != (library.change, library.stamp)):
        # What this process knows was rolled back, or the table was made anew.
        library, rows = Library(), list(_rows_from(0))
    news = rows[1:] if library.change else rows
    if not news:
        return library
    change, stamp = rows[-1]["change"], rows[-1]["stamp"]
    if library.base is None or len(library.recent) + len(news) > MOST_RECENT:
        rows = news if library.base is None else list(_rows_from(0))
        return Library(change, stamp, Segment.of(list(_documents(rows)), FACETS))
    numbers = {row["verdict_number"] for row in news}
    recent = (*(known for known in library.recent if known.number not in numbers), *_documents(news))
    return Library(change, stamp, library.base.without(numbers), recent, Segment.of(recent, FACETS))


def _rows_from(change: int) -> Iterator[dict[str, Any]]:
    """All of the table by a cursor of the server's; what is new is a few rows, for which one would cost three queries."""
    rows = PublishedSearch.objects.since(change).values(*_COLUMNS)
    yield from rows if change else rows.iterator(chunk_size=2_000)


def _documents(rows: Iterable[dict[str, Any]]) -> Iterator[Document]:
    """A hidden verdict is no document."""
    for row in rows:
        if row["state"] != PublishedVerdict.State.HIDDEN:
            yield Document(
                row["verdict_number"],
                np.frombuffer(row["keys"], "<u4"),
                np.frombuffer(row["words"], "<u4"),
                np.frombuffer(row["vector"], np.int8),
                {
                    "state": (row["state"],),
                    "rating": (row["rating"] if row["state"] == PublishedVerdict.State.LIVE else RETRACTED,),
                    "claimant": (row["claimant"],) if row["claimant"] else (),
                    "topic": tuple(row["topics"]),
                    "outlet": tuple(row["outlets"]),
                    "year": (str(timezone.localtime(row["first_published_at"]).year),),
                },
                int(row["first_published_at"].timestamp()),
            )


_library = Keeper(Library(), _caught_up)
