"""The publication log: its chain, its contents, and what is derived from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, F, Q, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from articles.actions import public_entries, seals
from articles.actions.verification import (
    Head,
    Problem,
    is_hashed,
    loosened_roles,
    missing,
    parsed,
    sleeping_triggers,
    testimony,
)
from articles.models import Publication, PublicationCounter, PublishedEntry, Redaction, Verdict
from articles.models.chain import sql_written

COLUMNS = (
    *("sequence", "verdict_number", "version", "kind", "content_hash", "history_position", "history_hash", "hash"),
)
CONTENT = ("content__publication_id", "content__salt", "is_shown", "stands")
RENDERING = ("rendering__publication_id", "rendering__html", "rendering__json", "rendering__claim_review")


class Content(NamedTuple):
    """The erasable half of a row and its rendering; every column None where the row is missing."""

    publication_id: int | None
    salt: bytes | None
    is_shown: bool
    stands: bool
    rendering: tuple[Any, ...]
    rendering_seal: str | None
    snapshot: str | None  # JSON

    @property
    def is_visible(self) -> bool:
        return self.is_shown and self.stands


@dataclass
class Walk:
    """What was learned on the way through the log."""

    previous: str = ""
    last: int = 0
    newest: dict[int, tuple[int, int]] = field(default_factory=dict)  # verdict: (version, sequence)
    hidden: dict[int, set[int]] = field(default_factory=dict)  # verdict: versions that the notices withdrew
    out_of_sight: dict[tuple[int, int], tuple[str, bool]] = field(default_factory=dict)  # (row, is erased)
    in_sight: set[tuple[int, int]] = field(default_factory=set)


def verify(*, against: Head | None = None) -> Iterator[Problem]:
    """Every problem of the log, of its contents and of the tables derived from it; none for a sound one.

    `against` is a head that somebody kept: the log must hold it, and so is a continuation of what they saw.
    """
    yield from sleeping_triggers()
    yield from loosened_roles()
    walk, witnessed = Walk(), False
    for row, content in _rows():
        yield from _chain(walk, row)
        yield from _content(walk, row, content)
        witnessed = witnessed or (against is not None and (row.sequence, row.hash) == tuple(against))
    yield from _head(walk)
    if against is not None and not witnessed:
        yield Problem(f"sequence {against.number}", "the log does not hold the head it is verified against")
    yield from _visibility(walk)
    index = list(_index(walk))
    yield from index
    if not index:  # else the entries cannot be told: they are counted from it
        yield from _entries()
    yield from _verdicts(walk)
    yield from testimony.verify(of_history=False)


def _rows() -> Iterator[tuple[Publication, Content]]:
    # as text: there are times in a database that Python has no date for
    at = RawSQL(sql_written("articles_publication.published_at"), [])  # noqa: S611 - an expression of our own
    marked = Publication.objects.annotate(
        is_shown=ExpressionWrapper(Q(content__hidden_at__isnull=True), BooleanField()),
        stands=ExpressionWrapper(Q(content__redacted_at__isnull=True), BooleanField()),
    )
    rows = marked.order_by("sequence").values_list(
        *COLUMNS, *CONTENT, *RENDERING, "rendering__seal", Cast(F("content__snapshot"), TextField()), at
    )
    ours, theirs = len(COLUMNS), len(COLUMNS) + len(CONTENT)
    for values in rows.iterator(chunk_size=2000):
        row = Publication(**dict(zip(COLUMNS, values[:ours], strict=True)), published_at=values[-1])
        yield row, Content._make((*values[ours:theirs], values[theirs:-3], *values[-3:-1]))


def _chain(walk: Walk, row: Publication) -> Iterator[Problem]:
    yield from missing("sequence", walk.last + 1, row.sequence, "the row is missing")
    if row.chained_to(walk.previous) != row.hash:
        yield Problem(str(row), "the row does not continue the chain: it, or the row before it, was changed")
    walk.previous, walk.last = row.hash, row.sequence
    version, _ = walk.newest.get(row.verdict_number, (0, 0))
    walk.newest[row.verdict_number] = (max(version, row.version), row.sequence)


def _content(walk: Walk, row: Publication, content: Content) -> Iterator[Problem]:
    if content.publication_id is None:
        yield Problem(str(row), "its content row is missing")
        return
    if content.salt is not None and content.snapshot is not None:
        if not is_hashed(content.salt, content.snapshot, row.content_hash):
            yield Problem(str(row), "the content does not match its hash")
    elif content.stands or content.salt is not None or content.snapshot is not None:
        yield Problem(str(row), "its content is gone without having been erased")
    if row.kind in Publication.NOTICES:
        _take_notice(walk, row, parsed(content.snapshot))
    else:
        _note_visibility(walk, row, content)
    yield from _rendering(row, content)


def _take_notice(walk: Walk, row: Publication, snapshot: Any) -> None:
    named = snapshot.get("versions") if isinstance(snapshot, dict) else None
    versions = {version for version in named if isinstance(version, int)} if isinstance(named, list) else set()
    hidden = walk.hidden.setdefault(row.verdict_number, set())
    if row.kind == Publication.Kind.REDACTION:
        hidden |= versions
    else:
        hidden -= versions


def _note_visibility(walk: Walk, row: Publication, content: Content) -> None:
    key = (row.verdict_number, row.version)
    if content.is_visible:
        walk.in_sight.add(key)
    else:
        walk.out_of_sight[key] = (str(row), not content.stands)


def _rendering(row: Publication, content: Content) -> Iterator[Problem]:
    """A missing one is no problem: it is made anew when it is asked for."""
    if content.rendering[0] is None:
        return
    if not content.is_visible:
        yield Problem(str(row), "there is a rendering of a text that is out of sight")
    elif not seals.matches(content.rendering_seal or "", "rendering", content.rendering):
        yield Problem(str(row), "the rendering is not as it was made")


def _head(walk: Walk) -> Iterator[Problem]:
    counter = PublicationCounter.objects.first()
    if counter is None:
        yield Problem("counter", "it is missing")
        return
    yield from missing("sequence", walk.last + 1, counter.value + 1, "the row is missing")
    if counter.value < walk.last or (counter.value == walk.last and counter.hash != walk.previous):
        yield Problem("counter", f"it says {counter.value}:{counter.hash}, the log {walk.last}:{walk.previous}")


def _visibility(walk: Walk) -> Iterator[Problem]:
    """Whatever is out of sight was withdrawn by a notice of the log and by two people; and nothing else is in sight."""
    confirmed, standing = _redacted_versions()
    for (number, version), (row, is_erased) in walk.out_of_sight.items():
        noticed = version in walk.hidden.get(number, set())
        if is_erased and (number, version) not in confirmed:
            yield Problem(row, "its content was erased without a confirmed redaction")
        if not noticed or (number, version) not in standing:
            yield Problem(row, "it was hidden without a redaction")
    for number, versions in walk.hidden.items():
        for version in sorted(versions):
            if (number, version) in walk.in_sight:
                yield Problem(f"{number}/{version}", "it is in sight though a redaction hides it")


def _redacted_versions() -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
    """(verdict, version) of the confirmed redactions, and of all that were not lifted."""
    confirmed: set[tuple[int, int]] = set()
    standing: set[tuple[int, int]] = set()
    for state, number, versions in Redaction.objects.values_list("state", "verdict_id", "versions"):
        named = {(number, version) for version in versions}
        confirmed |= named if state == Redaction.State.CONFIRMED else set()
        standing |= named if state != Redaction.State.LIFTED else set()
    return confirmed, standing


def _index(walk: Walk) -> Iterator[Problem]:
    awaited = dict(walk.newest)
    for number, rows in seals.legible_rows():
        _, sequence = awaited.pop(number, (0, 0))
        if rows is None or not rows.is_sealed or rows.sequence != sequence:
            yield Problem(f"verdict {number}", "its index rows are not as they were made")
    for number in awaited:
        yield Problem(f"verdict {number}", "its index row is missing")


def _entries() -> Iterator[Problem]:
    """Topics, claimants and months with their counts, against a recount of the rows they were counted from."""
    counted = {(each.kind, each.key): _said(each) for each in public_entries.counted()}
    kept = {(each.kind, each.key): _said(each) for each in PublishedEntry.objects.all()}
    for kind, key in sorted(counted.keys() | kept.keys()):
        if counted.get((kind, key)) != kept.get((kind, key)):
            yield Problem(f"{kind} {key}", "its entry in the readers' indexes is not what is published")


def _said(entry: PublishedEntry) -> tuple[object, ...]:
    return entry.verdicts, entry.name, entry.detail


def _verdicts(walk: Walk) -> Iterator[Problem]:
    """The desk counts the versions too."""
    for number, version in Verdict.objects.filter(published_version__gt=0).values_list("pk", "published_version"):
        logged, _ = walk.newest.get(number, (0, 0))
        if logged != version:
            yield Problem(f"verdict {number}", f"the desk counts {version} versions, the log {logged}")
