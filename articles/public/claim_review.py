"""schema.org ClaimReview of a snapshot, by Google's rules of September 2026: it says what the page says, no more."""

from __future__ import annotations

from typing import Any

import orjson
from django.urls import reverse

from articles.models.snapshot import AppearanceSnapshot, ClaimantSnapshot, Snapshot
from articles.public import addresses

WORST, BEST = 1, 5
ORGANISATION = "organisation"


def claim_review(snapshot: Snapshot) -> dict[str, Any] | None:
    """The ClaimReview as plain data; None for a retracted verdict, which reviews nothing any more."""
    if snapshot["state"] != "live":
        return None
    claim = snapshot["claim"]
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": addresses.verdict_url(snapshot["number"], snapshot["slug"]),
        "inLanguage": "ja",
        "headline": snapshot["headline"],
        "claimReviewed": claim["statement"],
        "datePublished": snapshot["first_published_at"],
        "dateModified": snapshot["published_at"],
        "author": {
            "@type": "NewsMediaOrganization",
            "name": snapshot["publisher"]["name"],
            "url": addresses.absolute(reverse("public:home")),
            "correctionsPolicy": addresses.absolute(reverse("public:methodology")),
        },
        "reviewRating": _rating(snapshot),
        "itemReviewed": _claim(snapshot),
    }


def script_text(snapshot: Snapshot) -> str:
    """JSON-LD for a <script> element: `<` is escaped so that no claim can close the element. Empty where there is none."""
    review = claim_review(snapshot)
    return orjson.dumps(review).decode().replace("<", "\\u003c") if review else ""


def _rating(snapshot: Snapshot) -> dict[str, Any]:
    rating = snapshot["rating"]
    described = {"@type": "Rating", "alternateName": rating["name"], "ratingExplanation": rating["definition"]}
    if rating["truth_value"] is None:
        return described
    return described | {"ratingValue": rating["truth_value"], "bestRating": BEST, "worstRating": WORST}


def _claim(snapshot: Snapshot) -> dict[str, Any]:
    claim = snapshot["claim"]
    described: dict[str, Any] = {"@type": "Claim", "name": claim["statement"]}
    if claim["claimed_date"]:
        described["datePublished"] = claim["claimed_date"]
    if claim["claimant"]:
        described["author"] = _claimant(claim["claimant"])
    appearances = [_appearance(a) for a in snapshot["appearances"] if a["url"]]
    if appearances:
        described["appearance"] = appearances
    return described


def _claimant(claimant: ClaimantSnapshot) -> dict[str, Any]:
    kind = "Organization" if claimant["kind"]["code"] == ORGANISATION else "Person"
    if not claimant["name"]:  # who may not be named is described as on the page: a description is not a name
        return {"@type": kind, "description": claimant["label"]}
    described = {"@type": kind, "name": claimant["name"]}
    if claimant["affiliation"] and kind == "Person":
        described["jobTitle"] = claimant["affiliation"]
    if claimant["wikidata_id"]:
        described["sameAs"] = f"https://www.wikidata.org/wiki/{claimant['wikidata_id']}"
    return described


def _appearance(appearance: AppearanceSnapshot) -> dict[str, Any]:
    described: dict[str, Any] = {"@type": "CreativeWork", "url": appearance["url"], "headline": appearance["title"]}
    if appearance["published_at"]:
        described["datePublished"] = appearance["published_at"]
    if appearance["outlet"]:
        described["publisher"] = {"@type": "Organization", "name": appearance["outlet"]}
    return described
