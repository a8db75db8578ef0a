"""From a snapshot and the index rows to what partners get."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.urls import reverse

from articles.api.read.shapes import (
    Article,
    Change,
    Claim,
    Claimant,
    ClaimClaimant,
    ClaimVerdict,
    Coded,
    Rating,
    Scale,
    Topic,
    Verdict,
)
from articles.models import Publication, PublishedArticle, PublishedClaimant, PublishedVerdict, RatingScale
from articles.models.snapshot import Snapshot
from articles.models.web_addresses import shown
from articles.public import addresses, changes, people, prose, renditions
from articles.public.converters import Reference
from articles.public.renditions import Kind, Member

# Part of every list's ETag: raise it when a body changes its form without a new publication.
REVISION = 7


def verdict(snapshot: Snapshot, previous: Snapshot | None, behind: Collection[Member] = ()) -> Verdict:
    """One version of a verdict. Texts are as written, the reasoning without its marks; times in UTC.

    `previous` is the version before it, None when there is none or it may not be shown. `behind` are the other words that the
    Japanese has left behind, as `renditions.behind` of the versions up to this one. Authors and approvers are marks, for `people.with_names`: a kept body holds no name.
    """
    number, version = snapshot["number"], snapshot["version"]
    return Verdict.model_validate(
        {
            **snapshot,
            "id": number,
            "url": addresses.verdict_url(number, snapshot["slug"] if snapshot["state"] == "live" else ""),
            "api_url": api_url("verdict-detail", number),
            "version_url": addresses.absolute(reverse("public:version-detail", args=[Reference(number, ""), version])),
            "claim": {**snapshot["claim"], "id": snapshot["claim"]["number"], "claimant": _claimant(snapshot)},
            "finding": snapshot.get("finding", ""),
            "reasoning": prose.plain_of(snapshot),
            **{kind.member: _in_words(kind, snapshot, behind) for kind in renditions.KINDS},
            "images": _images(snapshot),
            "appearances": [_leading_openly(row) for row in snapshot["appearances"]],
            "evidence": [_leading_openly(row) for row in snapshot["evidence"]],
            "right_of_reply": snapshot["replies"],
            "no_reply_reason": snapshot.get("no_reply_reason", ""),
            **people.marks(snapshot),
            "correction": _correction(snapshot, previous),
        }
    )


def claim(row: PublishedVerdict) -> Claim:
    """Of a retracted verdict nothing that it said: neither headline nor rating, and no slug, which tells the headline."""
    is_live = row.state == PublishedVerdict.State.LIVE
    assert row.claim_number is not None  # of visible verdicts
    return Claim(
        id=row.claim_number,
        api_url=api_url("claim-detail", row.claim_number),
        statement=row.statement,
        claimant=ClaimClaimant(id=row.claimant_number, label=row.claimant_label) if row.claimant_label else None,
        topics=[Topic(**topic) for topic in row.topics],
        verdict=ClaimVerdict(
            id=row.verdict_number,
            url=addresses.verdict_url(row.verdict_number, row.slug if is_live else ""),
            api_url=api_url("verdict-detail", row.verdict_number),
            state="live" if is_live else "retracted",
            headline=row.headline if is_live else None,
            rating_code=row.rating_code if is_live else None,
        ),
    )


def article(row: PublishedArticle, verdict_ids: list[int]) -> Article:
    return Article(
        id=row.number,
        api_url=api_url("article-detail", row.number),
        kind_code=row.kind,
        title=row.title,
        outlet=row.outlet,
        url=row.url,
        published_at=row.published_at,
        verdict_ids=verdict_ids,
    )


def claimant(row: PublishedClaimant) -> Claimant:
    return Claimant(
        id=row.number,
        url=addresses.absolute(reverse("public:claimant-detail", args=[row.number])),
        api_url=api_url("claimant-detail", row.number),
        verdicts_url=addresses.absolute(f"{reverse('api:verdict-list')}?claimant={row.number}"),
        name=row.name,
        kind_code=row.kind,
        affiliation=row.affiliation,
        wikidata_id=row.wikidata_id,
    )


def scale(row: RatingScale) -> Scale:
    """`row` comes with its ratings and their equivalents prefetched."""
    return Scale(
        code=row.code,
        name=row.name,
        version_date=row.version_date,
        credit=row.credit,
        ratings=[
            Rating(
                code=rating.code,
                name=rating.name,
                definition=rating.definition,
                symbol=rating.symbol,
                truth_value=rating.truth_value,
                equivalents=sorted(equivalent.code for equivalent in rating.equivalents.all()),
            )
            for rating in sorted(row.ratings.all(), key=lambda rating: rating.position)
        ],
    )


def change(row: Publication, *, versions: list[int], body: Any) -> Change:
    """A row of the log. `body` is what a mirror should hold of the verdict after it, kept bytes, or None for a tombstone."""
    kind = Publication.Kind(row.kind)
    return Change(
        sequence=row.sequence,
        kind=Coded(code=kind.value, label=str(kind.label)),
        verdict_id=row.verdict_number,
        version=row.version,
        versions=versions,
        published_at=row.published_at,
        hash=row.hash,
        url=addresses.verdict_url(row.verdict_number, slug=""),  # a slug would tell a hidden headline
        api_url=api_url("verdict-detail", row.verdict_number),
        tombstone=body is None,
        verdict=body,
    )


def api_url(name: str, number: int | None) -> str:
    return addresses.absolute(reverse(f"api:{name}", args=[number]))


def _claimant(snapshot: Snapshot) -> dict[str, Any] | None:
    claimant = snapshot["claim"]["claimant"]
    return claimant and {**claimant, "id": claimant["number"]}


def _in_words(kind: Kind, snapshot: Snapshot, behind: Collection[Member]) -> dict[str, Any] | None:
    words = snapshot.get(kind.member)
    if words is None:
        return None
    return {
        "url": addresses.absolute(kind.path(snapshot["number"], kind.slug(snapshot))),
        "claim": kind.plain(words["claim"]),
        "finding": kind.plain(words["finding"]),
        "summary": [kind.plain(line) for line in words["summary"]],
        "is_behind": kind.member in behind,
    }


def _images(snapshot: Snapshot) -> list[dict[str, Any]]:
    number = snapshot["number"]
    return [
        {"url": addresses.absolute(reverse("public:claim-image", args=[number, image["sha256"]])), **image}
        for image in snapshot.get("images", [])
    ]


def _leading_openly(row: Mapping[str, Any]) -> dict[str, Any]:
    """A source as it may be told: older snapshots hold addresses as they were typed."""
    return {**row, **{name: shown(row[name]) for name in ("url", "archive_url") if row.get(name)}}


def _correction(snapshot: Snapshot, previous: Snapshot | None) -> dict[str, Any] | None:
    if snapshot["correction"] is None:
        return None
    changed = changes.between(previous, snapshot) if previous else []
    return snapshot["correction"] | {"changes": [change._asdict() for change in changed]}
