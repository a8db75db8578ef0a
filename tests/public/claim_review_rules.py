"""Google's rules for ClaimReview (September 2026) as a check of plain data: required, recommended where known, types, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

TYPES = {"ClaimReview", "Claim", "Rating", "Person", "Organization", "NewsMediaOrganization", "CreativeWork"}
DATES = ("datePublished", "dateModified")
NEEDS_NAME = {"Person", "Organization", "NewsMediaOrganization", "Claim"}


def problems_of(review: dict[str, Any]) -> list[str]:
    return [*_review(review), *_rating(review.get("reviewRating", {})), *_everywhere(review, "")]


def _review(review: dict[str, Any]) -> Iterator[str]:
    if (review.get("@context"), review.get("@type")) != ("https://schema.org", "ClaimReview"):
        yield "is no ClaimReview"
    for required in ("url", "claimReviewed", "reviewRating", "author", "itemReviewed", "datePublished"):
        if not review.get(required):
            yield f"{required} is missing"
    if urlsplit(review.get("url", "")).netloc != urlsplit(settings.SITE_URL).netloc:
        yield "url is on another host"
    if review.get("reviewRating", {}).get("alternateName", "?") in review.get("claimReviewed", ""):
        yield "the claim holds the rating"


def _rating(rating: dict[str, Any]) -> Iterator[str]:
    if not rating.get("alternateName"):
        yield "alternateName is missing"
    numbers = [rating.get(name) for name in ("worstRating", "ratingValue", "bestRating")]
    if numbers == [None] * 3:
        return
    if not all(isinstance(number, int) for number in numbers):
        yield "a rating has three whole numbers or none"
        return
    worst, value, best = numbers
    if not 1 <= worst <= value <= best or worst == best:  # type: ignore[operator]  # they are whole numbers
        yield "the rating is not between worst and best"


def _everywhere(member: Any, place: str) -> Iterator[str]:
    if isinstance(member, list):
        for each in member:
            yield from _everywhere(each, place)
    elif isinstance(member, dict):
        yield from _thing(member, place)
        for name, each in member.items():
            yield from _everywhere(each, f"{place}.{name}")
    elif member in ("", None):
        yield f"{place} is empty"


def _thing(thing: dict[str, Any], place: str) -> Iterator[str]:
    if thing.get("@type") not in TYPES:
        yield f"{place} has an unknown type"
    if thing.get("@type") in NEEDS_NAME and not thing.get("name"):
        yield f"{place} has no name"
    for name in DATES:
        if name in thing and not _is_date(thing[name]):
            yield f"{place}.{name} is no date"
    for name in ("url", "sameAs", "correctionsPolicy"):
        if name in thing and not re.match(r"https?://[^\s]+$", thing[name]):
            yield f"{place}.{name} is no address"


def _is_date(value: str) -> bool:
    try:
        return bool(date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value).tzinfo)
    except ValueError:
        return False
