"""One version of a verdict with all that its pages, its card and its texts for other media need of the log."""

from __future__ import annotations

from typing import NamedTuple

from django.http import Http404
from django.shortcuts import get_object_or_404

from articles.models import Publication, PublishedVerdict, verdict_page
from articles.models.snapshot import Snapshot
from articles.models.verdict_page import Head, Line, VersionRow
from articles.public import changes, claim_review, face, people, rendering
from articles.public.face import Face
from articles.public.renditions import Corrected


class Withdrawn(Exception):
    """The version, or the verdict's newest one, may not be shown."""


class Noticed(Exception):
    """The version is the notice of a redaction, without a text."""

    def __init__(self, verdict: PublishedVerdict, line: Line) -> None:
        super().__init__()
        self.verdict, self.line = verdict, line


class Shown(NamedTuple):
    """`log` are all versions in order, `line` the one shown."""

    row: VersionRow
    line: Line
    snapshot: Snapshot

    @property
    def verdict(self) -> PublishedVerdict:
        return self.row.head.verdict

    @property
    def log(self) -> list[Line]:
        return self.row.log

    @property
    def is_newest(self) -> bool:
        return self.line.version == self.verdict.version

    @property
    def change(self) -> str:
        return face.leading_change(line.kind for line in self.log if line.version <= self.line.version)

    @property
    def face(self) -> Face:
        if self.is_newest:
            return face.of_snapshot(self.snapshot, self.change)
        return face.of_version(self.line.version, self.verdict, self.later)

    @property
    def corrected(self) -> list[Corrected]:
        """The corrections before it of which readers may know what they said."""
        earlier = (line for line in self.log if line.version < self.line.version and line.is_in_sight)
        lasting = (line for line in earlier if line.kind in changes.LASTING)
        return [Corrected(Publication.Kind(line.kind), line.published_at) for line in lasting]

    @property
    def later(self) -> list[str]:
        """The kinds of the versions after it."""
        return [line.kind for line in self.log if line.version > self.line.version]

    @property
    def article(self) -> str:
        """The kept fragment; made anew, without keeping it, where the cache has been dropped. Names are of today."""
        kept = self.row.html
        if kept is None:
            kept = rendering.verdict(self.snapshot, self._past(), self.change)
        return rendering.with_names(kept, self.snapshot, people.by_mark(self.row.people))

    @property
    def claim_review(self) -> str:
        if self.row.claim_review is not None:
            return self.row.claim_review
        return claim_review.script_text(self.snapshot)

    def _past(self) -> list[Snapshot | None]:
        """The versions before, None for one that may not be shown."""
        texts = [line.version for line in self.log if line.kind not in Publication.NOTICES]
        numbers = [version for version in texts if version < self.line.version]
        rows = [verdict_page.version_row(self.verdict.verdict_number, version) for version in numbers]
        return [row.snapshot if row else None for row in rows]


def verdict(number: int) -> PublishedVerdict:
    """The row of the index, hidden or not. Raises Http404."""
    return get_object_or_404(PublishedVerdict.objects, pk=number)


def head(number: int) -> Head:
    """The same with what its page is as old as, in one query. Raises Http404."""
    found = verdict_page.head(number)
    if found is None:
        raise Http404
    return found


def find(number: int, version: int) -> Shown:
    """One query. Raises Http404, Withdrawn, Noticed."""
    row = verdict_page.version_row(number, version)
    if row is None:
        raise Http404
    return _shown(row, version)


def newest(number: int) -> Shown:
    """What the verdict's own URL shows, in one query. Raises Http404, Withdrawn."""
    row = verdict_page.version_row(number)
    if row is None:
        raise Http404
    if row.head.verdict.state == PublishedVerdict.State.HIDDEN:
        raise Withdrawn
    return _shown(row, row.head.verdict.version)


def _shown(row: VersionRow, version: int) -> Shown:
    line = next((line for line in row.log if line.version == version), None)
    if line is None:
        raise Http404
    if line.kind in Publication.NOTICES:
        raise Noticed(row.head.verdict, line)
    if row.snapshot is None:
        raise Withdrawn
    return Shown(row, line, row.snapshot)
