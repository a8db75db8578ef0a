"""The published verdicts in the memory of this process: loaded once, then kept up with by one query a question.

Publishing writes a `PublishedSearch` row in its own transaction, numbered in the order of the commits, so that asking for
the rows after the last one known is enough to have what is published the moment it is. What is shown is read from the
database each time: what has been hidden since is not there.
"""

from __future__ import annotations

import contextlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import orjson
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from numpy.typing import NDArray

from articles.models import PublishedSearch, PublishedVerdict
from articles.search import shelf
from articles.search.described import VERSION, Kept, Keys
from articles.search.keeper import Keeper
from articles.search.matching import Asked, answers
from articles.search.ranked import Found, ranked
from articles.search.retrieval import found_in
from articles.search.segments import Document, Segment

FACETS = ("state", "rating", "claimant", "topic", "outlet", "year")
HIDDEN = PublishedVerdict.State.HIDDEN
RETRACTED = "retracted"
"""What a retracted verdict is found under in place of its rating, which is void."""
SHELVED = 50_000
"""Documents of a segment of those made at once: making one takes 200 MB for a moment."""
MOST_RECENT = 250
"""Documents that may stand in the segment of what came last; it is made anew with each of them."""
MOST_ADDED = 40
"""Segments that may have come since; each costs every question a little."""
MOST_KNOWN = 64
"""Changes by which a process notices that it read ahead of a rollback."""

# As text, and by the driver alone: of a message's two hundred rows Django's own way takes three times as long.
_DESCRIBED = """
SELECT verdict_number, description::text, vector FROM articles_publishedsearch
WHERE verdict_number = ANY(%s) AND state <> %s AND described_by = %s AND description IS NOT NULL
"""

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


class Change(NamedTuple):
    """A refresh of one row, as this process has read it."""

    change: int
    stamp: int
    number: int


@dataclass(frozen=True, slots=True)
class Library:
    """All that is published, as of the last `known` change."""

    known: tuple[Change, ...] = ()
    """The newest ones, oldest first."""
    shelved: tuple[Segment, ...] = ()
    """Made at once from the whole table; they may be files."""
    added: tuple[Segment, ...] = ()
    recent: tuple[Document, ...] = ()
    tail: Segment | None = None
    holds_erased: bool = False
    """A verdict was hidden that files still hold terms of."""

    @property
    def segments(self) -> list[Segment]:
        return [*self.shelved, *self.added, *([self.tail] if self.tail else [])]

    @property
    def is_worn(self) -> bool:
        many = sum(len(segment.numbers) for segment in self.added) > SHELVED
        return many or len(self.added) > MOST_ADDED or self.holds_erased

    def followed_by(self, news: Sequence[dict[str, Any]]) -> Library:
        """With these rows in the place of what was known of their verdicts."""
        numbers = {row["verdict_number"] for row in news}
        documents = [known for known in self.recent if known.number not in numbers]
        documents += _documents(news)
        added = tuple(segment.without(numbers) for segment in self.added)
        kept = len(documents) % MOST_RECENT if len(documents) > MOST_RECENT else len(documents)
        full, recent = documents[: len(documents) - kept], tuple(documents[len(documents) - kept :])
        return Library(
            (*self.known, *map(_change, news))[-MOST_KNOWN:],
            tuple(segment.without(numbers) for segment in self.shelved),
            (*added, Segment.of(full, FACETS)) if full else added,
            recent,
            Segment.of(recent, FACETS) if recent else None,
            self.holds_erased or self._holds(row["verdict_number"] for row in news if row["state"] == HIDDEN),
        )

    def _holds(self, numbers: Iterable[int]) -> bool:
        """Whether files have one of these verdicts."""
        sought = list(numbers)
        return settings.SEARCH_FOLDER is not None and any(
            bool(np.isin(segment.numbers, sought).any()) for segment in self.shelved
        )

    def search(
        self,
        query: str,
        *,
        filters: Mapping[str, Iterable[str]],
        sort: str = "best",
        start: int = 0,
        most: int = 20,
        before: tuple[int, int] | None = None,
        with_facets: bool = True,
    ) -> Found:
        """`ranked.ranked` over published verdicts, facets `FACETS`. Keys are verdict numbers."""
        return ranked(
            self.segments,
            query,
            filters=filters,
            sort=sort,
            start=start,
            most=most,
            before=before,
            with_facets=with_facets,
        )

    def counts(self, facet: str) -> dict[str, int]:
        """How many live verdicts stand under each value."""
        counted: Counter[str] = Counter()
        for segment in self.segments:
            live = segment.columns["state"].holding([PublishedVerdict.State.LIVE], len(segment.alive))
            counted.update(segment.columns[facet].counts(live & segment.alive))
        return dict(counted)

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
        self.size = sum(int(segment.alive.sum()) for segment in self._segments)

    def frequencies(self, keys: Keys) -> NDArray[np.int64]:
        found = np.zeros(len(keys), np.int64)
        for segment in self._segments:
            found += segment.claims.frequencies(keys)
        return found

    def candidates(self, asked: Sequence[Asked], most: int) -> list[list[int]]:
        claims = [segment.claims for segment in self._segments]
        return [found_in(claims, question.keys, question.weights, question.vector, most) for question in asked]

    def kept(self, keys: Iterable[int]) -> Mapping[int, Kept]:
        with connection.cursor() as cursor:
            cursor.execute(_DESCRIBED, [list(keys), HIDDEN, VERSION])
            return {number: Kept.of_plain(orjson.loads(text), bytes(vector)) for number, text, vector in cursor}


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
    return (library.known and _followed(library)) or _loaded()


def _followed(library: Library) -> Library | None:
    """With what has been published since; None where what it knows was rolled back, or the table was made anew."""
    last = library.known[-1]
    rows = list(PublishedSearch.objects.since(last.change).values(*_COLUMNS))
    if rows and _change(rows[0]) == last:
        del rows[0]
    elif not _stands(library, rows):
        return None
    return library.followed_by(rows) if rows else library


def _stands(library: Library, rows: Sequence[dict[str, Any]]) -> bool:
    """Whether each change it knows is still there, or its verdict is among the newer rows; and no other is."""
    changes = {known.change for known in library.known}
    stored = {
        Change(*row)
        for row in PublishedSearch.objects.filter(change__in=changes).values_list("change", "stamp", "verdict_number")
    }
    newer = {row["verdict_number"] for row in rows if row["change"] not in changes}
    return stored <= set(library.known) and all(known in stored or known.number in newer for known in library.known)


def _loaded() -> Library:
    """All of the table: from the files of this machine where there are any, which the first to ask has to make."""
    if settings.SEARCH_FOLDER is None:
        return _read(None)
    with shelf.locked(settings.SEARCH_FOLDER):
        kept = _kept(settings.SEARCH_FOLDER)
        return kept if kept and not kept.is_worn else _read(settings.SEARCH_FOLDER)


def _kept(folder: Path) -> Library | None:
    found = shelf.catalogue(folder)
    if found is None or found[0]["version"] != VERSION or tuple(found[0]["facets"]) != FACETS:
        return None
    kept, segments = found
    return _followed(Library(tuple(Change(*known) for known in kept["known"]), segments))


def _read(folder: Path | None) -> Library:
    known: deque[Change] = deque(maxlen=MOST_KNOWN)
    segments: list[Segment] = []
    documents: list[Document] = []

    def shelve() -> None:
        segment = Segment.of(documents, FACETS)
        segments.append(shelf.put(segment, folder) if folder else segment)
        documents.clear()

    with transaction.atomic():  # outside of one the server would make the whole answer before its first row
        for row in PublishedSearch.objects.since(0).values(*_COLUMNS).iterator(chunk_size=2_000):
            known.append(_change(row))
            documents += _documents([row])
            if len(documents) == SHELVED:
                shelve()
        if documents:
            shelve()
    if folder and known:
        shelf.replace_catalogue(folder, {"version": VERSION, "facets": FACETS, "known": list(known)}, segments)
    return Library(tuple(known), tuple(segments))


def _change(row: Mapping[str, Any]) -> Change:
    return Change(row["change"], row["stamp"], row["verdict_number"])


def _documents(rows: Iterable[dict[str, Any]]) -> Iterator[Document]:
    """A hidden verdict is no document."""
    for row in rows:
        if row["state"] != HIDDEN:
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


_library = Keeper(Library(), _caught_up, is_worn=lambda library: library.is_worn, renewed=_loaded)
