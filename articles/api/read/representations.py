"""From a snapshot to what partners get. The API's field names are a contract: add, never rename."""

from __future__ import annotations

from typing import Any

from articles.models.snapshot import Snapshot
from articles.public import changes


def verdict(snapshot: Snapshot, previous: Snapshot | None) -> dict[str, Any]:
    """One version of a verdict. Offsets and lengths are in Unicode code points, times in UTC."""
    site = snapshot["publisher"]["url"]
    return {
        "id": snapshot["number"],
        "url": f"{site}/verdicts/{snapshot['number']}-{snapshot['slug']}/",
        "state": snapshot["state"],
        "version": snapshot["version"],
        "kind": snapshot["kind"],
        "first_published_at": snapshot["first_published_at"],
        "published_at": snapshot["published_at"],
        "headline": snapshot["headline"],
        "claim": _claim(snapshot),
        "rating": snapshot["rating"],
        "summary": snapshot["summary"],
        "reasoning": snapshot["reasoning"],
        "selection_reason": snapshot["selection_reason"],
        "intent_reason": snapshot["intent_reason"],
        "appearances": snapshot["appearances"],
        "evidence": snapshot["evidence"],
        "right_of_reply": snapshot["replies"],
        "authors": snapshot["authors"],
        "correction": _correction(snapshot, previous),
        "publisher": snapshot["publisher"],
    }


def _claim(snapshot: Snapshot) -> dict[str, Any]:
    claim = snapshot["claim"]
    return {
        "id": claim["number"],
        "statement": claim["statement"],
        "claimed_date": claim["claimed_date"],
        "claimant": _claimant(snapshot),
        "topics": claim["topics"],
    }


def _claimant(snapshot: Snapshot) -> dict[str, Any] | None:
    claimant = snapshot["claim"]["claimant"]
    if claimant is None:
        return None
    return {
        "id": claimant["number"],
        "label": claimant["label"],
        "kind": claimant["kind"],
        "affiliation": claimant["affiliation"],
        "wikidata_id": claimant["wikidata_id"],
    }


def _correction(snapshot: Snapshot, previous: Snapshot | None) -> dict[str, Any] | None:
    if snapshot["correction"] is None:
        return None
    changed = changes.between(previous, snapshot) if previous else []
    return snapshot["correction"] | {"changes": [change._asdict() for change in changed]}
