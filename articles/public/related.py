"""Other verdicts that who reads this one may look for: of the same claimant, on the same topics."""

from __future__ import annotations

from typing import NamedTuple

from articles.models import PublishedVerdict, Rating
from articles.public.listing import Entry

OF_CLAIMANT, ON_TOPICS = 3, 3


class Related(NamedTuple):
    of_claimant: list[Entry]
    on_topics: list[Entry]

    def __bool__(self) -> bool:
        return bool(self.of_claimant or self.on_topics)


def to(verdict: PublishedVerdict) -> Related:
    """At most three queries. None of them is named twice, and nothing but what stands."""
    others = PublishedVerdict.objects.live().exclude(pk=verdict.pk).newest_first()
    number, slugs = verdict.claimant_number, verdict.topic_slugs
    same = list(others.of_claimant(number)[:OF_CLAIMANT]) if number else []
    near = list(others.about_any(slugs)[: ON_TOPICS + len(same)]) if slugs else []
    near = [row for row in near if row not in same][:ON_TOPICS]
    ratings = Rating.objects.in_bulk() if same or near else {}
    return Related(*([Entry(row, ratings[row.rating_code]) for row in rows] for rows in (same, near)))
