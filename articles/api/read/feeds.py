"""ClaimReviews as a schema.org DataFeed, as aggregators of fact-checks read it (https://schema.org/DataFeed)."""

from __future__ import annotations

import orjson
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.api.read import bodies
from articles.api.read.shapes import DataFeed, DataFeedItem
from articles.models import PublishedVerdict
from articles.public import addresses


def data_feed(elements: list[DataFeedItem]) -> DataFeed:
    """`dataFeedElement` is the last member."""
    with override("ja"):
        name = _("%(newsroom)s：検証記事") % {"newsroom": settings.NEWSROOM_NAME}
    url = addresses.absolute(reverse("api:claim-review-list"))
    return DataFeed.model_validate({"name": name, "url": url, "elements": elements})


def element(row: PublishedVerdict) -> DataFeedItem:
    """`row` is live and comes from `with_claim_review()`."""
    review = orjson.Fragment(bodies.review_of_row(row))
    return DataFeedItem.model_validate(
        {"created": row.first_published_at, "modified": row.updated_at, "item": [review]}
    )
