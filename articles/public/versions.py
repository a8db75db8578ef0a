"""One version of a verdict with all that its pages, its card and its texts for other media need of the log."""

from __future__ import annotations

from typing import NamedTuple, cast

from django.http import Http404
from django.shortcuts import get_object_or_404

from articles.models import Publication, PublishedVerdict
from articles.models.snapshot import Snapshot
from articles.public import claim_review, face, people, rendering
from articles.public.face import Face


class Withdrawn(Exception):
    """The version, or the verdict's newest one, may not be shown."""


class Noticed(Exception):
    """The version is the notice of a redaction, without a text."""

    def __init__(self, verdict: PublishedVerdict, publication: Publication) -> None:
        super().__init__()
        self.verdict, self.publication = verdict, publication


class Shown(NamedTuple):
    """`publication` comes with content and, where there is one, rendering; `log` are all versions in order, in outline."""

    verdict: PublishedVerdict
    publication: Publication
    log: list[Publication]

    @property
    def snapshot(self) -> Snapshot:
        return cast(Snapshot, self.publication.content.snapshot)

    @property
    def is_newest(self) -> bool:
        return self.publication.version == self.verdict.version

    @property
    def change(self) -> str:
        return face.leading_change(row.kind for row in self.log if row.version <= self.publication.version)

    @property
    def face(self) -> Face:
        if self.is_newest:
            return face.of_snapshot(self.snapshot, self.change)
        later = [row.kind for row in self.log if row.version > self.publication.version]
        return face.of_version(self.publication.version, self.verdict, later)

    @property
    def article(self) -> str:
        """The kept fragment; made anew, without keeping it, where the cache has been dropped. Names are of today."""
        if hasattr(self.publication, "rendering"):
            kept = self.publication.rendering.html
        else:
            kept = rendering.verdict(self.snapshot, self._previous(), self.change)
        return rendering.with_names(kept, self.snapshot, people.named())

    @property
    def claim_review(self) -> str:
        if hasattr(self.publication, "rendering"):
            return self.publication.rendering.claim_review
        return claim_review.script_text(self.snapshot)

    def _previous(self) -> Snapshot | None:
        """The version before, None where there is none or it may not be shown."""
        earlier = [
            row for row in self.log if row.version < self.publication.version and row.kind not in Publication.NOTICES
        ]
        if not earlier or not earlier[-1].content.is_visible:
            return None
        return cast(Snapshot, Publication.objects.with_content().get(sequence=earlier[-1].sequence).content.snapshot)


def verdict(number: int) -> PublishedVerdict:
    """The row of the index, hidden or not. Raises Http404."""
    return get_object_or_404(PublishedVerdict.objects, pk=number)


def find(verdict: PublishedVerdict, version: int) -> Shown:
    """Two queries. Raises Http404, Withdrawn, Noticed."""
    log = list(Publication.objects.of(verdict.verdict_number).with_outline().order_by("version"))
    chosen = next((publication for publication in log if publication.version == version), None)
    if chosen is None:
        raise Http404
    if chosen.kind in Publication.NOTICES:
        raise Noticed(verdict, chosen)
    if not chosen.content.is_visible:
        raise Withdrawn
    return Shown(verdict, Publication.objects.with_rendering().get(sequence=chosen.sequence), log)


def newest(verdict: PublishedVerdict) -> Shown:
    """Raises Withdrawn."""
    if verdict.state == PublishedVerdict.State.HIDDEN:
        raise Withdrawn
    return find(verdict, verdict.version)
