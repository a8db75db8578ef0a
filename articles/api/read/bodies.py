"""The bytes partners get for a version of a verdict: the kept rendering, or the same made anew where the cache lacks it.

Who is named in them is a question of the day: `named` is `people.named()`.
"""

from __future__ import annotations

from typing import cast

import orjson
from django.utils.translation import override

from articles.api.problems import Unknown, Withdrawn
from articles.api.read import representations
from articles.models import Publication, PublicationContent, PublishedVerdict
from articles.models.snapshot import Snapshot
from articles.public import addresses, claim_review, people, renditions
from articles.public.people import Named


def of_row(row: PublishedVerdict, named: Named) -> bytes:
    """The body at the verdict's own URL. `row` is visible and comes from `with_json()`."""
    kept: str | None = row.json  # type: ignore[attr-defined]  # annotated by with_json
    body = kept.encode() if kept is not None else made(row.verdict_number, row.version)
    return people.with_names(body, named)


def review_of_row(row: PublishedVerdict) -> bytes:
    """The ClaimReview at the verdict's own URL. `row` is live and comes from `with_claim_review()`."""
    kept: str | None = row.claim_review  # type: ignore[attr-defined]  # annotated by with_claim_review
    if kept is None:
        content = PublicationContent.objects.shown_of(row.verdict_number)
        assert content is not None
        kept = claim_review.script_text(cast(Snapshot, content.snapshot))
    return kept.encode()


def of_verdict(number: int) -> bytes:
    """Raises Unknown, Withdrawn."""
    row = PublishedVerdict.objects.with_json().filter(pk=number).first()
    if row is None:
        raise Unknown
    if row.state == PublishedVerdict.State.HIDDEN:
        raise Withdrawn
    return of_row(row, people.named())


def of_version(number: int, version: int) -> bytes:
    """Raises Unknown, Withdrawn. The numbers that redactions took have no text and are unknown."""
    publication = Publication.objects.of(number).with_json().filter(version=version).first()
    if publication is None or publication.kind in Publication.NOTICES:
        raise Unknown
    body = of_publication(publication, people.named())
    if body is None:
        raise Withdrawn
    return _as_of_today(body, PublishedVerdict.objects.get(pk=number))


def of_publication(publication: Publication, named: Named) -> bytes | None:
    """The body of one version, None while it is hidden. `publication` comes from `with_json()` and is no notice."""
    if not publication.content.is_visible:
        return None
    if hasattr(publication, "rendering"):
        body = publication.rendering.json.encode()
    else:
        body = made(publication.verdict_number, publication.version)
    return people.with_names(body, named)


def _as_of_today(body: bytes, verdict: PublishedVerdict) -> bytes:
    """Nobody shall take a version for what stands: of a retracted verdict none is live, and each says which one stands.

    The address of what is void tells nothing of the headline.
    """
    told: dict[str, object] = {"current_version": verdict.version}
    if verdict.state == PublishedVerdict.State.RETRACTED:
        told |= {"state": "retracted", "url": addresses.verdict_url(verdict.verdict_number, "")}
    return orjson.dumps(orjson.loads(body) | told)


def made(number: int, version: int) -> bytes:
    """Render a visible version from the log, with marks in the place of names."""
    versions = (
        PublicationContent.objects.filter(publication__verdict_number=number, publication__version__lte=version)
        .exclude(publication__kind__in=Publication.NOTICES)
        .order_by("publication__version")
    )
    *before, newest = versions
    previous = cast(Snapshot, before[-1].snapshot) if before and before[-1].is_visible else None
    visible = [cast(Snapshot, content.snapshot) for content in (*before, newest) if content.is_visible]
    with override("ja"):
        return representations.verdict(visible[-1], previous, renditions.behind(visible)).encoded()
