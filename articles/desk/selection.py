"""The selection ledger: what came before the desk in a period, and what became of it, by claimant, outlet, topic or month.

Counted from the rows as they stand now. A candidate belongs to the period it arrived in; what was chosen and published of
it later counts there too, so that a line can be read from left to right. Claims begun by hand count when they were worded.
Who may not be named is counted under what kind of person they are, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from articles.models import Candidate, Claimant
from articles.models.days import beginning_of, end_of

ROWS_FETCHED = 500
REASONS = tuple(Candidate.RejectionReason)
NOBODY, UNKNOWN, NONE = "nobody", "unknown", "none"  # keys of what has no row of its own

GROUPINGS: dict[str, str | Promise] = {
    "claimant": gettext_lazy("発信者"),
    "affiliation": gettext_lazy("所属"),
    "outlet": gettext_lazy("媒体"),
    "topic": gettext_lazy("テーマ"),
    "month": gettext_lazy("届いた月"),
}
COLUMNS: dict[str, str | Promise] = {
    "seen": pgettext_lazy("plural", "検証候補"),
    "pending": gettext_lazy("未判断"),
    "duplicates": gettext_lazy("重複"),
    "rejected": gettext_lazy("見送り"),
    "accepted": gettext_lazy("採用"),
    "by_hand": gettext_lazy("手で始めた"),
    "claims": pgettext_lazy("plural", "検証対象"),
    "published": gettext_lazy("公開した検証記事"),
}


class Line(NamedTuple):
    """One line of the ledger. `claims` are those of the accepted candidates and those begun by hand, each once."""

    key: str
    name: str
    seen: int
    pending: int
    duplicates: int
    rejected: int
    accepted: int
    by_hand: int
    claims: int
    published: int
    reasons: tuple[int, ...]
    """In the order of REASONS; they add up to `rejected`."""


class Period(NamedTuple):
    """Both days included, in Japan."""

    first: date
    last: date

    @property
    def bounds(self) -> dict[str, datetime]:
        return {"since": beginning_of(self.first), "until": end_of(self.last)}


# What came before the desk, counted by all that a line needs: candidates that a ruleset did not take back, and claims that
# none led to. `part` is the revision, the month or the speaker, where the grouping asks for it; counted first, joined afterwards.
_SEEN = """
WITH seen AS MATERIALIZED (
    SELECT {part} AS part, state, rejection_reason, claim_id, count(*) AS number FROM articles_candidate
    WHERE created_at >= %(since)s AND created_at < %(until)s AND state <> 'superseded' GROUP BY 1, 2, 3, 4
    UNION ALL
    SELECT {part_by_hand}, 'by_hand', '', claim.id, 1 FROM articles_claim AS claim
    WHERE claim.created_at >= %(since)s AND claim.created_at < %(until)s
        AND NOT EXISTS (SELECT 1 FROM articles_candidate WHERE claim_id = claim.id)
)
"""
_MONTH = "to_char(created_at AT TIME ZONE 'Asia/Tokyo', 'YYYY-MM')"
# Undecided and rejected candidates have no claim; what the newest run takes for their speaker counts where that name means
# one claimant only.
_SPEAKER = "CASE WHEN claim_id IS NULL THEN speaker END"
_SAID = """
, known AS MATERIALIZED (
    SELECT name, min(id) AS id FROM (
        SELECT name, id FROM articles_claimant UNION SELECT unnest(aliases), id FROM articles_claimant
    ) AS called WHERE name <> '' GROUP BY name HAVING count(*) = 1
), said AS MATERIALIZED (
    SELECT coalesce(claim.claimant_id, known.id) AS claimant_id, seen.state, seen.rejection_reason, seen.claim_id, seen.number
    FROM seen LEFT JOIN articles_claim AS claim ON claim.id = seen.claim_id LEFT JOIN known ON known.name = seen.part
)
"""
_NAMEABLE = "claimant.kind IN ('public_figure', 'organisation')"
_BY_CLAIMANT = f"""
FROM said AS row LEFT JOIN articles_claimant AS claimant ON claimant.id = row.claimant_id
CROSS JOIN LATERAL (SELECT
    CASE WHEN claimant.id IS NULL THEN CASE WHEN row.claim_id IS NULL THEN '{UNKNOWN}' ELSE '{NOBODY}' END
        WHEN {_NAMEABLE} THEN {{key}} ELSE claimant.kind END AS key,
    CASE WHEN {_NAMEABLE} THEN {{name}} ELSE '' END AS name
) AS line
"""
_OUTLET = f"""
FROM seen AS row LEFT JOIN articles_articlerevision AS revision ON revision.id = row.part
LEFT JOIN articles_article AS article ON article.id = revision.article_id
LEFT JOIN articles_outlet AS outlet ON outlet.id = article.outlet_id
CROSS JOIN LATERAL (SELECT coalesce(outlet.id::text, '{NONE}') AS key, coalesce(outlet.name, '') AS name) AS line
"""
_TOPIC = f"""
FROM seen AS row LEFT JOIN articles_claim_topics AS about ON about.claim_id = row.claim_id
LEFT JOIN articles_topic AS topic ON topic.id = about.topic_id
CROSS JOIN LATERAL (SELECT coalesce(topic.id::text, '{NONE}') AS key, coalesce(topic.name, '') AS name) AS line
"""


class _Part(NamedTuple):
    """What makes a grouping: `part` of the counts, tables before, and rows with their `line`."""

    part: str
    before: str
    rows: str


_PARTS = {
    "claimant": _Part(_SPEAKER, _SAID, _BY_CLAIMANT.format(key="claimant.id::text", name="claimant.name")),
    "affiliation": _Part(
        _SPEAKER,
        _SAID,
        _BY_CLAIMANT.format(
            key=f"CASE claimant.affiliation WHEN '' THEN '{NONE}' ELSE ':' || claimant.affiliation END",
            name="claimant.affiliation",
        ),
    ),
    "outlet": _Part("revision_id", "", _OUTLET),
    "topic": _Part("NULL", "", _TOPIC),
    "month": _Part(_MONTH, "", "FROM seen AS row CROSS JOIN LATERAL (SELECT row.part AS key, '' AS name) AS line"),
    "total": _Part("NULL", "", "FROM seen AS row CROSS JOIN LATERAL (SELECT 'total' AS key, '' AS name) AS line"),
}


def _sum(condition: str, name: str) -> str:
    return f"coalesce(sum(row.number) FILTER (WHERE {condition}), 0)::bigint AS {name}"


_STATES = (("pending", "pending"), ("duplicates", "duplicate"), ("rejected", "rejected"), ("accepted", "accepted"))
_COUNTS = ", ".join(
    (
        _sum("row.state <> 'by_hand'", "seen"),
        *(_sum(f"row.state = '{state}'", name) for name, state in (*_STATES, ("by_hand", "by_hand"))),
        "count(DISTINCT row.claim_id) AS claims",
        "count(DISTINCT row.claim_id) FILTER (WHERE verdict.published_version > 0) AS published",
        *(_sum(f"row.rejection_reason = '{reason.value}'", f"reason_{reason.value}") for reason in REASONS),
    )
)


def lines(
    grouping: str, period: Period, *, sort: str = "seen", ascending: bool = False, most: int | None = None
) -> Iterator[Line]:
    """The lines of a grouping, sorted by one of COLUMNS; equal ones by their key. One query."""
    yield from _lines(grouping, period, _order(sort, ascending=ascending), most)


def total(period: Period) -> Line:
    """All of the period; with several topics or outlets to a claim it is less than the sum of the lines."""
    return next(_lines("total", period, "line.key", None), nothing("total", named("total", "total", "")))


def nothing(key: str, name: str) -> Line:
    """The line of what was not seen."""
    return Line(key, name, 0, 0, 0, 0, 0, 0, 0, 0, (0,) * len(REASONS))


def added(name: str, found: Sequence[Line]) -> Line:
    """Several lines as one; they share no claim."""
    numbers = (sum(getattr(line, column) for line in found) for column in COLUMNS)
    reasons = tuple(sum(each) for each in zip(*(line.reasons for line in found), strict=True))
    return Line._make((name, name, *numbers, reasons or (0,) * len(REASONS)))


def _lines(grouping: str, period: Period, order: str, most: int | None) -> Iterator[Line]:
    part = _PARTS[grouping]
    by_hand = part.part if part.part == _MONTH else "NULL"
    query = (
        f"{_SEEN.format(part=part.part, part_by_hand=by_hand)} {part.before}"
        f" SELECT line.key, line.name, {_COUNTS} {part.rows}"
        " LEFT JOIN articles_verdict AS verdict ON verdict.claim_id = row.claim_id"
        f" GROUP BY line.key, line.name ORDER BY {order}, line.key LIMIT %(most)s"
    )
    with connection.cursor() as cursor:
        values: dict[str, Any] = {**period.bounds, "most": most}
        cursor.execute(query, values)
        for row in _fetched(cursor):
            key, name, *counts = row
            numbers, reasons = counts[: len(COLUMNS)], tuple(counts[len(COLUMNS) :])
            yield Line._make((key, named(grouping, key, name), *numbers, reasons))


def _fetched(cursor: CursorWrapper) -> Iterator[Sequence[Any]]:
    while rows := cursor.fetchmany(ROWS_FETCHED):
        yield from rows


def _order(sort: str, *, ascending: bool) -> str:
    assert sort in COLUMNS
    return sort if ascending else f"{sort} DESC"


def named(grouping: str, key: str, name: str) -> str:
    """What a line is called: a name of the desk's own rows, or in words what has none."""
    if name or grouping == "month":
        return name or key
    if key in Claimant.Kind.values:
        return _("%(kind)s（名前は出しません）") % {"kind": Claimant.Kind(key).label}
    return {
        UNKNOWN: _("登録した発信者と結び付かない候補"),
        NOBODY: _("発信者のない検証対象"),
        NONE: {"affiliation": _("所属なし"), "outlet": _("媒体なし"), "topic": _("テーマなし、または採用前")}.get(
            grouping, ""
        ),
    }.get(key, _("すべて"))
