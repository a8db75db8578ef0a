"""What a verdict's page needs of the log and the index, each in one statement: the ORM would ask six times, and word each anew."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, NamedTuple, cast

from .publication import Publication, PublishedVerdict
from .rating import Rating
from .snapshot import Snapshot

# `version` NULL is the newest one. A text that is out of sight is not read.
VERSION = """
SELECT listed.*, head.sequence AS head_sequence, head.published_at AS head_at,
    content.snapshot, rendering.html, rendering.claim_review,
    log.versions, log.kinds, log.moments, log.in_sight, log.notes
FROM articles_publishedverdict AS listed
CROSS JOIN LATERAL (SELECT sequence, published_at FROM articles_publication ORDER BY sequence DESC LIMIT 1) AS head
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
SELECT listed.*, found.is_of_claimant, rating.code, rating.name, rating.symbol
FROM (
    (SELECT verdict_number, true AS is_of_claimant, first_published_at FROM articles_publishedverdict
        WHERE state = 'live' AND claimant_number = %(claimant)s AND verdict_number <> %(number)s
        ORDER BY first_published_at DESC, verdict_number DESC LIMIT %(of_claimant)s)
    UNION ALL
    (SELECT verdict_number, false, first_published_at FROM articles_publishedverdict
        WHERE state = 'live' AND topic_slugs && %(topics)s::varchar[] AND verdict_number <> %(number)s
        ORDER BY first_published_at DESC, verdict_number DESC LIMIT %(on_topics)s)
) AS found
JOIN articles_publishedverdict AS listed USING (verdict_number)
JOIN articles_rating AS rating ON rating.code = listed.rating_code
ORDER BY found.is_of_claimant DESC, found.first_published_at DESC, verdict_number DESC
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


class VersionRow(NamedTuple):
    """`snapshot` is None where there is no such version or it is out of sight, the renderings where the cache lacks them.

    `verdict` is annotated as by `with_head`; `log` are all versions in order.
    """

    verdict: PublishedVerdict
    snapshot: Snapshot | None
    html: str | None
    claim_review: str | None
    log: list[Line]


def version_row(number: int, version: int | None = None) -> VersionRow | None:
    """Of the newest version where none is named; None where there is no such verdict."""
    asked = PublishedVerdict.objects.raw(VERSION, {"number": number, "version": version})
    row = cast(Any, next(iter(asked), None))
    if row is None:
        return None
    snapshot = cast(Snapshot, json.loads(row.snapshot)) if row.snapshot else None
    log = [Line(*each) for each in zip(row.versions, row.kinds, row.moments, row.in_sight, row.notes, strict=True)]
    return VersionRow(row, snapshot, row.html, row.claim_review, log)


class RelatedRow(NamedTuple):
    verdict: PublishedVerdict
    rating: Rating
    is_of_claimant: bool


def related_rows(verdict: PublishedVerdict, *, of_claimant: int, on_topics: int) -> list[RelatedRow]:
    """Live verdicts of the same claimant, then those on one of its topics, newest first; at most so many of each."""
    asked: dict[str, object] = {
        "number": verdict.verdict_number,
        "claimant": verdict.claimant_number,
        "topics": verdict.topic_slugs,
        "of_claimant": of_claimant,
        "on_topics": on_topics,
    }
    rows: list[Any] = list(PublishedVerdict.objects.raw(RELATED, asked))
    return [
        RelatedRow(row, Rating(code=row.code, name=row.name, symbol=row.symbol), row.is_of_claimant) for row in rows
    ]
