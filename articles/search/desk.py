"""The desk's own claims, drafts too, in the memory of this process: what a candidate says is looked for among them.

Nothing of the public wing may import this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from articles.models import ClaimSearch
from articles.search.described import VERSION, Kept, Keys
from articles.search.keeper import Keeper
from articles.search.matching import Asked, Band, Match, answers
from articles.search.postings import Postings
from articles.search.retrieval import found_in

MOST_RECENT = 2_000
"""Claims that may stand in the part that is made anew with each change."""

Row = tuple[int, Keys, NDArray[np.int8]]


@dataclass(frozen=True, slots=True)
class Library:
    """All claims as of a moment. `horizon` is the oldest transaction that had not ended then."""

    database: str = ""
    horizon: int = 0
    base: Postings | None = None
    tail: Postings | None = None
    recent: Mapping[int, Row] = field(default_factory=dict)

    @property
    def parts(self) -> list[Postings]:
        return [part for part in (self.base, self.tail) if part is not None]


class DeskIndex:
    """`matching.Index` over claims; keys are primary keys of claims.

    `chosen` narrows what may be shown. A claim that was worded anew is found by its old words too, until all is loaded
    again; it is shown by what it says now.
    """

    def __init__(self, library: Library, chosen: Mapping[str, Any]) -> None:
        self._parts, self._chosen = library.parts, chosen

    @property
    def size(self) -> int:
        return sum(len(part.documents) for part in self._parts)

    def frequencies(self, keys: Keys) -> NDArray[np.int64]:
        found = np.zeros(len(keys), np.int64)
        for part in self._parts:
            found += part.frequencies(keys)
        return found

    def candidates(self, asked: Sequence[Asked], most: int) -> list[list[int]]:
        return [found_in(self._parts, one.keys, one.weights, one.vector, most) for one in asked]

    def kept(self, keys: Iterable[int]) -> Mapping[int, Kept]:
        rows = ClaimSearch.objects.filter(pk__in=list(keys), described_by=VERSION, **self._chosen)
        return {
            pk: Kept.of_plain(description, bytes(vector))
            for pk, description, vector in rows.values_list("pk", "description", "vector")
            if description
        }


def index(**chosen: Any) -> DeskIndex:
    """All claims, or those that fit `chosen`, a filter over `ClaimSearch`. One query, and one more for each text."""
    return DeskIndex(_library.current(), chosen)


def like(text: str, among: DeskIndex, *, day: date | None, limit: int, today: date | None = None) -> list[Match]:
    """Claims like a passage of one statement or a few, best first; each once, by its best statement.

    Without the `day` on which it was said its 昨日 counts from `today`.
    """
    best: dict[int, Match] = {}
    for answer in answers(text, among, date=day, today=today, limit=limit):
        best = {match.key: match for match in reversed(best_first([*answer.matches, *best.values()]))}
    return best_first(best.values())[:limit]


def best_first(matches: Iterable[Match]) -> list[Match]:
    """What contradicts the statement in a fact is near and never the same, whatever its score."""
    held = [replace(each, band=Band.NEAR) if each.band == Band.SAME and contradicts(each) else each for each in matches]
    return sorted(held, key=lambda each: (list(Band).index(each.band), -each.score, each.key))


def contradicts(match: Match) -> bool:
    return any(each.is_contradiction or each.kind == "negation" for each in match.differs)


_SINCE = """
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, row.claim_id, row.keys, row.vector
FROM (SELECT 1) AS moment LEFT JOIN articles_claimsearch AS row ON row.written_in >= %s
"""


def _caught_up(library: Library) -> Library:
    database = str(connection.settings_dict["NAME"])
    if library.database != database:
        library = Library(database)
    horizon, news = _since(library.horizon)
    if horizon < library.horizon:  # another server, which a backup was restored to
        library = Library(database)
        horizon, news = _since(0)
    known = {**library.recent, **news}
    if library.base is None or len(known) > MOST_RECENT:
        horizon, rows = _since(0) if library.horizon else (horizon, news)
        return Library(database, horizon, _postings(rows))
    if _equal(news, library.recent):
        return replace(library, horizon=horizon)
    return Library(database, horizon, library.base, _postings(known), known)


def _since(horizon: int) -> tuple[int, dict[int, Row]]:
    """What transactions from that one on have written, and where to read on."""
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, [horizon])
        found = cursor.fetchall()
    rows = {
        pk: (pk, np.frombuffer(keys, "<u4"), np.frombuffer(vector, np.int8))
        for _, pk, keys, vector in found
        if pk is not None
    }
    return int(found[0][0]), rows


def _equal(news: Mapping[int, Row], known: Mapping[int, Row]) -> bool:
    """What is read again because an older transaction still ran is mostly no news."""
    return all(pk in known and np.array_equal(row[1], known[pk][1]) for pk, row in news.items())


def _postings(rows: Mapping[int, Row]) -> Postings:
    """An erased claim has no vector and is no document."""
    kept = [row for row in rows.values() if len(row[2])]
    vectors = np.array([vector for _, _, vector in kept], np.int8).reshape(-1, 512)
    return Postings.of([pk for pk, _, _ in kept], [keys for _, keys, _ in kept], vectors)


_library = Keeper(Library(), _caught_up)
