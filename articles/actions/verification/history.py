"""The desk's history: the chain through events and approvals, and the contents of the events."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.db.models.expressions import RawSQL

from articles.actions import events
from articles.actions.verification import (
    Head,
    Problem,
    is_hashed,
    loosened_roles,
    missing,
    sleeping_triggers,
    testimony,
)
from articles.models import Approval, Event, HistoryHead, HistoryLink, Publication
from articles.models.chain import chained, sql_written

# One pass in the order of the chain. The contents come as text: they are parsed by the quicker parser.
LINKS = f"""
    SELECT link.position, link.kind, link.row_id, link.hash, event.id, {sql_written("event.at")}, extract(epoch FROM event.at)::float8,
        coalesce(event.actor_id::text, 'key ' || event.key_id), event.action,
        event.subject_type, event.subject_id, event.content_hash, content.event_id, content.salt, content.content::text,
        content.redacted_at IS NOT NULL
    FROM articles_historylink AS link
    LEFT JOIN articles_event AS event ON link.kind = 'event' AND event.id = link.row_id
    LEFT JOIN articles_eventcontent AS content ON content.event_id = event.id
    ORDER BY link.position NULLS LAST, link.id
"""  # noqa: S608 - an expression of our own
BATCH = 5_000
LONGEST_TRANSACTION = timedelta(days=1).total_seconds()


class Link(NamedTuple):
    """A link with its event, all None where there is none, and the event's content."""

    position: int | None
    kind: str
    row_id: int
    hash: str
    event_id: int | None
    at: str | None  # as chains have it; times that Python has no date for, too
    seconds: float | None  # since 1970
    actor: str | None  # as chains have it
    action: str
    subject_type: str
    subject_id: int
    content_hash: str
    content_id: int | None
    salt: bytes | None
    content: str | None  # JSON
    is_erased: bool

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id}"


@dataclass
class Walk:
    approvals: dict[int, tuple[object, ...]]  # by id: the columns a link covers
    previous: str = ""
    last: int = 0
    latest: float | None = None
    witnesses: dict[int, list[tuple[str, str]]] = field(default_factory=dict)  # position: [(publication, hash)]
    erased: list[tuple[str, int, tuple[str, int]]] = field(default_factory=list)  # (row, event, subject)
    erasures: dict[tuple[str, int], int] = field(default_factory=dict)  # subject: its last erasing event


def verify(*, against: Head | None = None) -> Iterator[Problem]:
    """Every problem of the history; none for a sound one. `against` as for the publication log."""
    with transaction.atomic():
        connection.check_constraints()  # links of the caller's own transaction get their places now
        yield from sleeping_triggers()
        yield from loosened_roles()
        walk, witnessed = Walk(_approvals(), witnesses=_witnesses()), False
        for link in _links():
            yield from _chain(walk, link)
            if link.kind == HistoryLink.Kind.EVENT and link.event_id is not None:
                yield from _content(walk, link)
            witnessed = witnessed or (against is not None and (link.position, link.hash) == tuple(against))
        yield from _head(walk)
        if against is not None and not witnessed:
            yield Problem(f"position {against.number}", "the history does not hold the head it is verified against")
        yield from _unlinked()
        yield from _erasures(walk)
        yield from testimony.verify()


def _links() -> Iterator[Link]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(LINKS)
        while batch := cursor.fetchmany(BATCH):
            yield from map(Link._make, batch)


def _approvals() -> dict[int, tuple[object, ...]]:
    at = RawSQL(sql_written("approved_at"), [])  # noqa: S611 - an expression of our own
    rows = Approval.objects.values_list("pk", "verdict_id", "round", "step", "approved_by_id", at, "seal")
    return {row[0]: row for row in rows}


def _witnesses() -> dict[int, list[tuple[str, str]]]:
    """What the publication log says of the history, by position."""
    found: dict[int, list[tuple[str, str]]] = {}
    rows = Publication.objects.exclude(history_position=0).order_by("sequence")
    for sequence, position, digest in rows.values_list("sequence", "history_position", "history_hash"):
        found.setdefault(position, []).append((f"publication {sequence}", digest))
    return found


def _chain(walk: Walk, link: Link) -> Iterator[Problem]:
    if link.position is None:
        yield Problem(str(link), "its link has no place in the chain")
        return
    yield from missing("position", walk.last + 1, link.position, "the link is missing")
    covered = _covered(walk, link)
    if covered is None:
        yield Problem(str(link), "the row is missing")
    elif chained(walk.previous, link.position, link.kind, *covered) != link.hash:
        yield Problem(str(link), "the row does not continue the chain: it, or the link before it, was changed")
    yield from _time(walk, link)
    for publication, digest in walk.witnesses.pop(link.position, ()):
        if digest != link.hash:
            yield Problem(str(link), f"{publication} has seen another hash here")
    walk.previous, walk.last = link.hash, link.position


def _time(walk: Walk, link: Link) -> Iterator[Problem]:
    """Rows are linked at the end of the transaction that wrote them: none is much older than those linked before it."""
    if link.seconds is None:
        return
    if walk.latest is not None and link.seconds < walk.latest - LONGEST_TRANSACTION:
        yield Problem(str(link), "it is dated back")
    if math.isfinite(link.seconds):
        walk.latest = max(link.seconds, walk.latest or link.seconds)


def _covered(walk: Walk, link: Link) -> tuple[object, ...] | None:
    if link.kind == HistoryLink.Kind.APPROVAL:
        return walk.approvals.pop(link.row_id, None)
    if link.event_id is None:
        return None
    return (link.row_id, link.at, link.actor, link.action, link.subject_type, link.subject_id, link.content_hash)


def _content(walk: Walk, link: Link) -> Iterator[Problem]:
    subject = (link.subject_type, link.subject_id)
    if link.action.endswith(events.ERASING):
        walk.erasures[subject] = link.row_id
    if link.content_id is None:
        yield Problem(str(link), "its content row is missing")
    elif link.salt is not None and link.content is not None:
        if not is_hashed(link.salt, link.content, link.content_hash):
            yield Problem(str(link), "the content does not match its hash")
    elif not link.is_erased or link.salt is not None or link.content is not None:
        yield Problem(str(link), "its content is gone without having been erased")
    else:
        walk.erased.append((str(link), link.row_id, subject))


def _head(walk: Walk) -> Iterator[Problem]:
    head = HistoryHead.objects.first()
    if head is None:
        yield Problem("head", "it is missing")
    elif (head.position, head.hash) != (walk.last, walk.previous):
        yield Problem("head", f"it says {head}, the chain {walk.last}:{walk.previous}")
    for position, seen in sorted(walk.witnesses.items()):
        yield Problem(f"position {position}", f"the link is missing that {seen[0][0]} has seen")


def _unlinked() -> Iterator[Problem]:
    """Rows that came in past the trigger."""
    for model, kind in ((Event, HistoryLink.Kind.EVENT), (Approval, HistoryLink.Kind.APPROVAL)):
        links = HistoryLink.objects.filter(kind=kind, row_id=OuterRef("pk"))
        for pk in model._default_manager.filter(~Exists(links)).order_by("pk").values_list("pk", flat=True):
            yield Problem(f"{kind} {pk}", "it is not in the chain")


def _erasures(walk: Walk) -> Iterator[Problem]:
    """Contents are erased by the events that say so, never before them."""
    for row, event, subject in walk.erased:
        if walk.erasures.get(subject, 0) <= event:
            yield Problem(row, "its content was erased without an event that says so")
