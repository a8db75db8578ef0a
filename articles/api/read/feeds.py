"""ClaimReviews as a schema.org DataFeed, as aggregators of fact-checks read it (https://schema.org/DataFeed)."""

from __future__ import annotations

from typing import Any

import orjson
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.api.read import bodies
from articles.models import PublishedVerdict
from articles.public import addresses


def data_feed(elements: list[dict[str, Any]]) -> dict[str, Any]:
    """`dataFeedElement` is the last member."""
    with override("ja"):
        name = _("%(newsroom)s：検証記事") % {"newsroom": settings.NEWSROOM_NAME}
    return {
        "@context": "https://schema.org",
        "@type": "DataFeed",
        "name": name,
        "url": addresses.absolute(reverse("api:claim-review-list")),
        "inLanguage": "ja",
        "dataFeedElement": elements,
    }


def element(row: PublishedVerdict) -> dict[str, Any]:
    """`row` is live and comes from `with_claim_review()`."""
    return {
        "@type": "DataFeedItem",
        "dateCreated": row.first_published_at,
        "dateModified": row.updated_at,
        "item": [orjson.Fragment(bodies.review_of_row(row))],
    }
