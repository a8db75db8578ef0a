"""What a verdict's page needs of the log and the index, each in one statement: the ORM would ask seven times, and word each anew.

The server plans each of them once a connection (docs/adr/0040). Their columns are therefore named one by one: those of `*`
become others while an upgrade adds one, and what was prepared would fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import orjson
from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

from .publication import Publication, PublishedVerdict, stamp_of
from .rating import Rating
from .snapshot import Snapshot

Made = TypeVar("Made", bound=Model)
Row = Mapping[str, Any]  # by name


def _columns(model: type[Model], *names: str) -> list[str]:
    """In the order of the model, as `from_db` wants them."""
    return [field.attname for field in model._meta.concrete_fields if field.attname in names]


# What a link to a verdict says of it, and what more its own page does.
_LINKED = ("verdict_number", "state", "change", "slug", "headline", "statement", "finding", "rating_code")
_OF_LINK = _columns(PublishedVerdict, *_LINKED)
_OF_PAGE = _columns(
    PublishedVerdict, *_LINKED, "sequence", "version", "claimant_number", "claimant_label", "topic_slugs"
)
_OF_RATING = _columns(Rating, "code", "name", "symbol")

# A page that names other verdicts and people beside its own is as old as the newest row of the whole log, and as the day
# on which somebody agreed to be named, or no longer did, last.
HEAD = """
SELECT listed.verdict_number, listed.state, listed.change, listed.slug, listed.headline, listed.statement, listed.finding,
    listed.rating_code, head.sequence AS head_sequence, head.published_at AS head_at,
    (SELECT max(changed_at) FROM articles_publicmember) AS people_at
FROM articles_publishedverdict AS listed
CROSS JOIN LATERAL (SELECT sequence, published_at FROM articles_publication ORDER BY sequence DESC LIMIT 1) AS head
WHERE listed.verdict_number = %(number)s
"""

# `version` NULL is the newest one. A text that is out of sight is not read.
VERSION = """
SELECT listed.verdict_number, listed.state, listed.change, listed.slug, listed.headline, listed.statement, listed.finding,
    listed.rating_code, listed.sequence, listed.version, listed.claimant_number, listed.claimant_label, listed.topic_slugs,
    head.sequence AS head_sequence, head.published_at AS head_at, people.changed_at AS people_at, people.numbers, people.names, content.snapshot, rendering.html, rendering.claim_review,
    log.versions, log.kinds, log.moments, log.in_sight, log.notes
FROM articles_publishedverdict AS listed
CROSS JOIN LATERAL (SELECT sequence, published_at FROM articles_publication ORDER BY sequence DESC LIMIT 1) AS head
CROSS JOIN LATERAL (
    SELECT max(changed_at) AS changed_at,
        array_agg(number ORDER BY number) FILTER (WHERE name <> '') AS numbers,
        array_agg(name ORDER BY number) FILTER (WHERE name <> '') AS names
    FROM articles_publicmember
) AS people
CROSS JOIN LATERAL (
    SELECT array_agg(entry.version ORDER BY entry.version) AS versions,
        array_agg(entry.kind ORDER BY entry.version) AS kinds,
        array_agg(entry.published_at ORDER BY entry.version) AS moments,
        array_agg(told.hidden_at IS NULL AND told.redacted_at IS NULL ORDER BY entry.version) AS in_sight,
        array_agg(CASE WHEN told.hidden_at IS NULL AND told.redacted_at IS NULL
            THEN told.snapshot #>> '{correction,note}' END ORDER BY entry.version) AS notes
    FROM articles_publication AS entry JOIN articles_publicationcontent AS told ON told.publication_id = entry.sequence
    WHERE entry.verdict_number = listed.verdict_number
) AS log
LEFT JOIN articles_publication AS chosen
    ON chosen.verdict_number = listed.verdict_number AND chosen.version = coalesce(%(version)s, listed.version)
LEFT JOIN articles_publicationcontent AS content
    ON content.publication_id = chosen.sequence AND content.hidden_at IS NULL AND content.redacted_at IS NULL
LEFT JOIN articles_publicationrendering AS rendering ON rendering.publication_id = content.publication_id
WHERE listed.verdict_number = %(number)s
"""

# A verdict may stand in both halves.
RELATED = """
SELECT found.is_of_claimant, found.verdict_number, found.state, found.change, found.slug, found.headline, found.statement,
    found.finding, found.rating_code, rating.code, rating.name, rating.symbol
FROM (
    (SELECT true AS is_of_claimant, first_published_at, verdict_number, state, change, slug, headline, statement, finding,
            rating_code
        FROM articles_publishedverdict
        WHERE state = 'live' AND claimant_number = %(claimant)s AND verdict_number <> %(number)s
        ORDER BY first_published_at DESC, verdict_number DESC LIMIT %(of_claimant)s)
    UNION ALL
    (SELECT false, first_published_at, verdict_number, state, change, slug, headline, statement, finding, rating_code
        FROM articles_publishedverdict
        WHERE state = 'live' AND topic_slugs && %(topics)s::varchar[] AND verdict_number <> %(number)s
        ORDER BY first_published_at DESC, verdict_number DESC LIMIT %(on_topics)s)
) AS found
JOIN articles_rating AS rating ON rating.code = found.rating_code
ORDER BY found.is_of_claimant DESC, found.first_published_at DESC, found.verdict_number DESC
"""


class Line(NamedTuple):
    """A row of a verdict's log. `note` is what readers were told of the change; None where the version is out of sight."""

    version: int
    kind: str
    published_at: datetime
    is_in_sight: bool
    note: str | None

    @property
    def label(self) -> str:
        return str(Publication.Kind(self.kind).label)


class Head(NamedTuple):
    """A row of the index with all that its page is as old as: the newest row of the whole log, the last change of names."""

    verdict: PublishedVerdict
    sequence: int
    published_at: datetime
    people_at: datetime | None

    @property
    def etag(self) -> str:
        return f"{self.sequence}-{stamp_of(self.people_at)}"

    @property
    def changed_at(self) -> datetime:
        return max(self.published_at, self.people_at or self.published_at)


class VersionRow(NamedTuple):
    """`snapshot` is None where there is no such version or it is out of sight, the renderings where the cache lacks them.

    `log` are all versions in order; `people` are the numbers and names of whom readers may know today.
    """

    head: Head
    snapshot: Snapshot | None
    html: str | None
    claim_review: str | None
    log: list[Line]
    people: list[tuple[int, str]]


def head(number: int) -> Head | None:
    """Without the text; None where there is no such verdict."""
    row = next(_asked(HEAD, {"number": number}), None)
    return _head(row, _OF_LINK) if row else None


def version_row(number: int, version: int | None = None) -> VersionRow | None:
    """Of the newest version where none is named; None where there is no such verdict."""
    row = next(_asked(VERSION, {"number": number, "version": version}), None)
    if row is None:
        return None
    lines = zip(row["versions"], row["kinds"], row["moments"], row["in_sight"], row["notes"], strict=True)
    return VersionRow(
        head=_head(row, _OF_PAGE),
        snapshot=orjson.loads(row["snapshot"]) if row["snapshot"] else None,
        html=row["html"],
        claim_review=row["claim_review"],
        log=[Line(*line) for line in lines],
        people=list(zip(row["numbers"] or (), row["names"] or (), strict=True)),
    )


def _head(row: Row, names: Sequence[str]) -> Head:
    return Head(_made(PublishedVerdict, names, row), row["head_sequence"], row["head_at"], row["people_at"])


class RelatedRow(NamedTuple):
    verdict: PublishedVerdict
    rating: Rating
    is_of_claimant: bool


def related_rows(verdict: PublishedVerdict, *, of_claimant: int, on_topics: int) -> list[RelatedRow]:
    """Live verdicts of the same claimant, then others on one of its topics, newest first; at most so many of each."""
    asked = {
        "number": verdict.verdict_number,
        "claimant": verdict.claimant_number,
        "topics": verdict.topic_slugs,
        "of_claimant": of_claimant,
        "on_topics": on_topics + of_claimant,
    }
    found = list(_asked(RELATED, asked))
    same = [row for row in found if row["is_of_claimant"]]
    told = {row["verdict_number"] for row in same}
    near = [row for row in found if row["verdict_number"] not in told][:on_topics]
    return [
        RelatedRow(_made(PublishedVerdict, _OF_LINK, row), _made(Rating, _OF_RATING, row), row["is_of_claimant"])
        for row in (*same, *near)
    ]


def _asked(statement: str, parameters: Row) -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.cursor = ServerBindingCursor(connection.connection)  # type: ignore[call-arg]  # it is psycopg's. Django's own sends values within the statement
        cursor.execute(statement, parameters)
        names = _named(statement, cursor)
        for values in cursor:
            yield dict(zip(names, values, strict=True))


_names: dict[str, list[str]] = {}


def _named(statement: str, cursor: CursorWrapper) -> list[str]:
    """What the columns of a statement are called; a description is as dear as the row."""
    if statement not in _names:
        _names[statement] = [column.name for column in cursor.description]
    return _names[statement]


def _made(model: type[Made], names: Sequence[str], row: Row) -> Made:
    """As by `only`: what else there is of it is asked for when it is looked at."""
    return model.from_db(connection.alias, names, [row[name] for name in names])
