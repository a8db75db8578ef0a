"""schema.org ClaimReview of a snapshot, by Google's rules of September 2026: it says what the page says, no more.

The numbers follow the definitions that stand beside them: 1 false, 2 mostly false, 3 half true, 4 mostly true, 5 true, in
the words of Google's guide. A rating that has no place in that order has no number, only its name.
"""

from __future__ import annotations

from typing import Any

import orjson
from django.urls import reverse

from articles.models.snapshot import AppearanceSnapshot, ClaimantSnapshot, Snapshot
from articles.models.web_addresses import shown
from articles.public import addresses, face
from articles.public.dates import calendar_date, instant

WORST, BEST = 1, 5
# By definition, whatever number a snapshot of an earlier release holds.
VALUES = {
    "accurate": 5,  # no error, nothing of weight left out
    "mostly-accurate": 4,  # partly inexact, sound in the main
    "inaccurate": 3,  # right and wrong parts mixed
    "false": 1,  # wrong altogether or at the root
    "fabricated": 1,  # the same, and suspected of knowing it
    "misleading": None,  # says nothing untrue: no step between true and false
}
ORGANISATION = "organisation"


def claim_review(snapshot: Snapshot) -> dict[str, Any] | None:
    """The ClaimReview as plain data; None for a retracted verdict, which reviews nothing any more."""
    if snapshot["state"] != "live":
        return None
    claim = snapshot["claim"]
    finding = {"reviewBody": snapshot["finding"]} if snapshot.get("finding") else {}
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": addresses.verdict_url(snapshot["number"], snapshot["slug"]),
        "inLanguage": "ja",
        "headline": snapshot["headline"],
        "claimReviewed": claim["statement"],
        "datePublished": instant(snapshot["first_published_at"]),
        "dateModified": instant(snapshot["published_at"]),
        "author": {
            "@type": "NewsMediaOrganization",
            "name": snapshot["publisher"]["name"],
            "url": addresses.absolute(reverse("public:home")),
            "correctionsPolicy": addresses.absolute(reverse("public:methodology")),
        },
        "reviewRating": _rating(snapshot),
        **finding,
        **_mended(snapshot),
        "itemReviewed": _claim(snapshot),
    }


def _mended(snapshot: Snapshot) -> dict[str, str]:
    """What the page says above its headline of a version that mends an error."""
    told = snapshot["correction"]
    return {"correction": told["note"]} if told and told["note"] and snapshot["kind"]["code"] in face.LEADING else {}


def script_text(snapshot: Snapshot) -> str:
    """JSON-LD for a <script> element: `<` is escaped so that no claim can close the element. Empty where there is none."""
    review = claim_review(snapshot)
    return face.fit(orjson.dumps(review).decode()).replace("<", "\\u003c") if review else ""


def _rating(snapshot: Snapshot) -> dict[str, Any]:
    rating = snapshot["rating"]
    described = {"@type": "Rating", "alternateName": rating["name"], "ratingExplanation": rating["definition"]}
    _, _, kind = rating["code"].partition("-")
    value = VALUES.get(kind, rating["truth_value"])
    if value is None:
        return described
    return described | {"ratingValue": value, "bestRating": BEST, "worstRating": WORST}


def _claim(snapshot: Snapshot) -> dict[str, Any]:
    claim = snapshot["claim"]
    described: dict[str, Any] = {"@type": "Claim", "name": claim["statement"]}
    if claim["claimed_date"]:
        described["datePublished"] = claim["claimed_date"]
    if (
        claim["claimant"] and claim["claimant"]["name"]
    ):  # Google's rules ask for a name: who may not be named is left out
        described["author"] = _claimant(claim["claimant"])
    appearances = [_appearance(a) for a in snapshot["appearances"] if shown(a["url"])]
    if appearances:
        described["appearance"] = appearances
    return described


def _claimant(claimant: ClaimantSnapshot) -> dict[str, Any]:
    kind = "Organization" if claimant["kind"]["code"] == ORGANISATION else "Person"
    described = {"@type": kind, "name": claimant["name"]}
    if claimant["affiliation"] and kind == "Person":
        described["jobTitle"] = claimant["affiliation"]
    if claimant["wikidata_id"]:
        described["sameAs"] = f"https://www.wikidata.org/wiki/{claimant['wikidata_id']}"
    return described


def _appearance(appearance: AppearanceSnapshot) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "CreativeWork",
        "url": shown(appearance["url"]),
        "headline": appearance["title"],
    }
    if appearance["published_at"]:
        described["datePublished"] = calendar_date(appearance["published_at"])  # in Japan, as on the page
    if appearance["outlet"]:
        described["publisher"] = {"@type": "Organization", "name": appearance["outlet"]}
    return described
