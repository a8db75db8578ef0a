"""What search keeps of a verdict, derived with the rest of the public index."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any

import numpy as np
from django.db.models import Max

from articles.models import PublishedSearch, PublishedVerdict
from articles.models.snapshot import Snapshot
from articles.public import prose
from articles.search import described, sought

_BLANK: dict[str, Any] = {
    "state": PublishedVerdict.State.HIDDEN,
    "description": None,
    "vector": b"",
    "keys": b"",
    "words": b"",
    "rating": "",
    "claimant": "",
    "topics": [],
    "outlets": [],
}


def refresh(verdict: PublishedVerdict, snapshot: Snapshot | None) -> None:
    """Describe what readers see of the verdict, None where it is hidden. The caller holds the publication counter."""
    last = PublishedSearch.objects.aggregate(last=Max("change"))["last"] or 0
    PublishedSearch.objects.update_or_create(
        verdict_number=verdict.verdict_number,
        defaults={
            **_BLANK,
            **(_values(snapshot) if snapshot else {}),
            "change": last + 1,
            "stamp": secrets.randbits(63),
            "described_by": described.VERSION,
            "first_published_at": verdict.first_published_at,
        },
    )


def _values(snapshot: Snapshot) -> dict[str, Any]:
    claim = snapshot["claim"]
    description = _description(snapshot)
    return {
        "state": snapshot["state"],
        "description": description.plain(),
        "vector": description.vector.tobytes(),
        "keys": _packed(description.keys()),
        "words": _packed(sought.word_keys(_shown(snapshot), _links(snapshot))),
        "rating": snapshot["rating"]["code"],
        "claimant": str(claim["claimant"]["number"] or "") if claim["claimant"] else "",
        "topics": [topic["slug"] for topic in claim["topics"]],
        "outlets": sorted({appearance["outlet"] for appearance in snapshot["appearances"] if appearance["outlet"]}),
    }


def _description(snapshot: Snapshot) -> described.Description:
    claim = snapshot["claim"]
    return described.described(
        claim["statement"],
        date=date.fromisoformat(claim["claimed_date"]) if claim["claimed_date"] else None,
        speaker=claim["claimant"]["name"] if claim["claimant"] else None,
        topics=[topic["name"] for topic in claim["topics"]],
    )


def _packed(keys: described.Keys) -> bytes:
    return keys.astype(np.dtype("<u4")).tobytes()


def _shown(snapshot: Snapshot) -> list[str]:
    """All words of the page that somebody may look for."""
    claimant = snapshot["claim"]["claimant"]
    return [
        snapshot["headline"],
        snapshot["claim"]["statement"],
        *((claimant["label"], claimant["affiliation"]) if claimant else ()),
        *(topic["name"] for topic in snapshot["claim"]["topics"]),
        snapshot.get("finding", ""),
        *snapshot["summary"],
        prose.plain_of(snapshot),
        *(part for seen in snapshot["appearances"] for part in (seen["title"], seen["outlet"], seen["quote"])),
        *(part for each in snapshot.get("images", []) for part in (each["alt"], each["caption"])),
        *(part for each in snapshot["evidence"] for part in (each["title"], each["source_name"])),
    ]


def _links(snapshot: Snapshot) -> list[str]:
    """Where the claim was found, and what the verdict cites."""
    cited = (url for each in snapshot["evidence"] for url in (each["url"], each["archive_url"]))
    return [url for url in (*(seen["url"] for seen in snapshot["appearances"]), *cited) if url]
