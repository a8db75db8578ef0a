"""Other verdicts that who reads this one may look for: of the same claimant, on the same topics."""

from __future__ import annotations

from typing import NamedTuple

from articles.models import PublishedVerdict
from articles.models.verdict_page import related_rows
from articles.public.listing import Entry

OF_CLAIMANT, ON_TOPICS = 3, 3


class Related(NamedTuple):
    of_claimant: list[Entry]
    on_topics: list[Entry]

    def __bool__(self) -> bool:
        return bool(self.of_claimant or self.on_topics)


def to(verdict: PublishedVerdict) -> Related:
    """One query. None of them is named twice, and nothing but what stands."""
    found = related_rows(verdict, of_claimant=OF_CLAIMANT, on_topics=ON_TOPICS)
    return Related(
        *([Entry(row.verdict, row.rating) for row in found if row.is_of_claimant is half] for half in (True, False))
    )
