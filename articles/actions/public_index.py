"""The tables derived from the publication log: index rows and rendered bytes. All can be dropped and rebuilt."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from django.db import transaction
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import override

from articles.actions import public_entries, public_search, seals
from articles.api.read import representations
from articles.models import (
    Publication,
    PublicationContent,
    PublicationCounter,
    PublicationRendering,
    PublishedArticle,
    PublishedClaimant,
    PublishedCredit,
    PublishedRendition,
    PublishedSearch,
    PublishedVerdict,
)
from articles.models.snapshot import Snapshot
from articles.models.web_addresses import shown
from articles.public import claim_review, face, rendering, renditions
from articles.search.described import VERSION


def rebuild() -> int:
    """Derive everything anew from the log, one verdict per transaction; returns the number of verdicts."""
    numbers = Publication.objects.order_by("verdict_number").values_list("verdict_number", flat=True).distinct()
    for number in list(numbers):
        _rebuild(number)
    public_entries.recount()
    return len(numbers)


def rebuild_stale() -> int:
    """Derive anew what an earlier release derived without a seal, or described otherwise; returns how many verdicts."""
    described = PublishedSearch.objects.filter(described_by=VERSION)
    stale = PublishedVerdict.objects.filter(Q(seal="") | ~Q(pk__in=described.values("pk")))
    numbers = list(stale.order_by("pk").values_list("pk", flat=True))
    for number in numbers:
        _rebuild(number)
    if numbers or public_entries.is_stale():
        public_entries.recount()
    return len(numbers)


def _rebuild(verdict_number: int) -> None:
    with transaction.atomic():
        # Held by whoever publishes: a version that came out meanwhile must not be missing from what is written here.
        PublicationCounter.objects.select_for_update().get()
        refresh(verdict_number)


def refresh(verdict_number: int) -> None:
    """Derive index rows and renderings of one verdict from its log, inside the caller's transaction."""
    contents = list(
        PublicationContent.objects.filter(publication__verdict_number=verdict_number)
        .select_related("publication")
        .order_by("publication__version")
    )
    versions = [content for content in contents if content.publication.kind not in Publication.NOTICES]
    _refresh_renderings(versions)
    _refresh_index(verdict_number, contents, versions)


def _refresh_renderings(versions: list[PublicationContent]) -> None:
    PublicationRendering.objects.filter(publication_id__in=[content.pk for content in versions]).delete()
    renderings = []
    past: list[Snapshot | None] = []
    for content, change in zip(versions, _changes(versions), strict=True):
        if not content.is_visible:
            past.append(None)  # a hidden version must not come back as the old side of a diff
            continue
        snapshot = cast(Snapshot, content.snapshot)
        renderings.append(_rendering(content.publication_id, snapshot, past, change))
        past.append(snapshot)
    PublicationRendering.objects.bulk_create(renderings)


def _changes(versions: list[PublicationContent]) -> list[str]:
    """What the titles of each version lead with."""
    kinds = [content.publication.kind for content in versions]
    return [face.leading_change(kinds[:count]) for count in range(1, len(kinds) + 1)]


def _rendering(
    publication_id: int, snapshot: Snapshot, past: list[Snapshot | None], change: str
) -> PublicationRendering:
    behind = renditions.behind([*filter(None, past), snapshot])
    previous = past[-1] if past else None
    with override("ja"):
        row = PublicationRendering(
            publication_id=publication_id,
            html=rendering.verdict(snapshot, past, change),
            json=representations.verdict(snapshot, previous, behind).encoded().decode(),
            claim_review=claim_review.script_text(snapshot),
        )
    row.seal = seals.of_rendering(row)
    return row


def _refresh_index(verdict_number: int, contents: list[PublicationContent], versions: list[PublicationContent]) -> None:
    stood = public_entries.places_of(verdict_number)
    PublishedClaimant.objects.filter(verdict_number=verdict_number).delete()
    PublishedArticle.objects.filter(verdict_number=verdict_number).delete()
    PublishedCredit.objects.filter(verdict_number=verdict_number).delete()
    PublishedRendition.objects.filter(verdict_number=verdict_number).delete()
    newest, shown = contents[-1].publication, versions[-1]
    values: dict[str, object] = {
        "sequence": newest.sequence,
        "version": shown.publication.version,
        "first_published_at": contents[0].publication.published_at,
        "updated_at": newest.published_at,
        **_BLANK,
    }
    snapshot = cast(Snapshot, shown.snapshot) if shown.is_visible else None
    if snapshot:
        values |= _index_values(snapshot) | {"change": _changes(versions)[-1]}
        _index_renditions(contents[0].publication.published_at, newest.published_at, versions)
        if snapshot["state"] == "live":
            _index_claimant(snapshot, newest.sequence)
            _index_articles(snapshot, newest.sequence)
            _index_credits(snapshot, newest.sequence)
    verdict, _ = PublishedVerdict.objects.update_or_create(verdict_number=verdict_number, defaults=values)
    public_entries.move(verdict_number, stood, public_entries.places_of(verdict_number))
    public_search.refresh(verdict, snapshot)
    _seal_index(verdict_number)


def _seal_index(verdict_number: int) -> None:
    for rows in seals.index_rows(verdict_number):
        PublishedVerdict.objects.filter(pk=verdict_number).update(seal=seals.seal("index", rows.values))


_BLANK: dict[str, object] = {
    "state": PublishedVerdict.State.HIDDEN,
    "change": "",
    "slug": "",
    "headline": "",
    "claim_number": None,
    "statement": "",
    "claimant_number": None,
    "claimant_label": "",
    "rating_code": "",
    "finding": "",
    "topics": [],
    "topic_slugs": [],
}


def _index_values(snapshot: Snapshot) -> dict[str, object]:
    claim, claimant = snapshot["claim"], snapshot["claim"]["claimant"]
    return {
        "state": PublishedVerdict.State(snapshot["state"]),
        "slug": snapshot["slug"] if snapshot["state"] == "live" else "",  # it is the headline
        "headline": snapshot["headline"],
        "claim_number": claim["number"],
        "statement": claim["statement"],
        "claimant_number": claimant["number"] if claimant else None,
        "claimant_label": claimant["label"] if claimant else "",
        "rating_code": snapshot["rating"]["code"],
        "finding": snapshot.get("finding", ""),
        "topics": claim["topics"],
        "topic_slugs": [topic["slug"] for topic in claim["topics"]],
    }


def _index_claimant(snapshot: Snapshot, sequence: int) -> None:
    claimant = snapshot["claim"]["claimant"]
    if claimant is None or claimant["number"] is None:
        return
    PublishedClaimant.objects.create(
        verdict_number=snapshot["number"],
        sequence=sequence,
        number=claimant["number"],
        name=claimant["name"],
        kind=claimant["kind"]["code"],
        affiliation=claimant["affiliation"],
        wikidata_id=claimant["wikidata_id"],
    )


def _index_articles(snapshot: Snapshot, sequence: int) -> None:
    rows = {
        appearance["article_number"]: PublishedArticle(
            verdict_number=snapshot["number"],
            sequence=sequence,
            number=appearance["article_number"],
            kind=appearance["kind"]["code"],
            title=appearance["title"],
            outlet=appearance["outlet"],
            url=shown(appearance["url"]),
            published_at=_moment(appearance["published_at"]),
        )
        for appearance in snapshot["appearances"]
        if appearance["article_number"] is not None
    }
    PublishedArticle.objects.bulk_create(rows.values())


def _index_credits(snapshot: Snapshot, sequence: int) -> None:
    part, number = PublishedCredit.Part, snapshot["number"]
    people = snapshot.get("people")
    if people is None:
        credited = [(0, name, part.AUTHOR) for name in dict.fromkeys(snapshot["authors"])]
    else:
        credited = [(member, "", part.AUTHOR) for member in people["authors"]]
        credited += [(member, "", part.APPROVER) for member in people["approvers"]]
    PublishedCredit.objects.bulk_create(
        PublishedCredit(verdict_number=number, sequence=sequence, number=member, name=name, part=part)
        for member, name, part in credited
    )


def _index_renditions(first: datetime, updated: datetime, versions: list[PublicationContent]) -> None:
    snapshots = [cast(Snapshot, content.snapshot) for content in versions if content.is_visible]
    shown = snapshots[-1]
    PublishedRendition.objects.bulk_create(
        PublishedRendition(
            verdict_number=shown["number"],
            language=kind.language,
            statement=words["claim"],
            slug=kind.slug(shown),
            is_behind=renditions.is_behind(kind, snapshots),
            first_published_at=first,
            updated_at=updated,
        )
        for kind, words in renditions.told(shown)
    )


def _moment(value: str | None) -> datetime | None:
    return parse_datetime(value) if value else None
