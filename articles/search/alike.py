"""Articles whose text is here already, or nearly so, under another address. Nothing of the public wing may import this."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import QuerySet
from django.db.models.functions import Substr

from articles.models import Article, ArticleRevision, TextFingerprint
from articles.search import fingerprints

NEARLY = 0.8
"""Share of the shorter text that the other one has as well."""
SHOWN, COMPARED = 5, 12
SHARED_BANDS = 4
"""Of twelve: what two texts with four fifths in common share at the least, nearly always. Without a look at the texts."""
MOST_READ = 1_000
"""Fingerprints that one batch of an archive is held against, newest first."""


class Alike(NamedTuple):
    """`share` of the shorter text is in the other, 1.0 where they are equal letter by letter."""

    article: Article
    share: float

    @property
    def percent(self) -> int:
        return int(self.share * 100)

    @property
    def is_equal(self) -> bool:
        return self.share == 1.0


def articles_like(text: str, digest: str, *, but: Article | None = None, at_most: int | None = SHOWN) -> list[Alike]:
    """Other articles that have, or had, this text (`digest` is its SHA-256) or nearly this text; two queries.

    `at_most` of them, equal ones first; None: all there are.
    """
    others = ArticleRevision.objects.exclude(article=but) if but else ArticleRevision.objects.all()
    found = {row.article_id: Alike(row.article, 1.0) for row in _newest(others.filter(sha256=digest))[:at_most]}
    near = others.filter(fingerprint__bands__overlap=fingerprints.bands(text)).exclude(article__in=found)
    most = None if at_most is None else max(COMPARED, at_most)
    for row in _newest(near).annotate(read=Substr("text", 1, fingerprints.LONGEST_READ))[:most]:
        share = min(fingerprints.likeness(text, row.read), 0.99)
        if share >= NEARLY:
            found.setdefault(row.article_id, Alike(row.article, share))
    return sorted(found.values(), key=lambda one: (-one.share, one.article.pk))[:at_most]


def _newest(revisions: QuerySet[ArticleRevision]) -> QuerySet[ArticleRevision]:
    return revisions.select_related("article__outlet").defer("text").order_by("-article_id", "-number")


def pairs(new: Collection[int]) -> list[tuple[int, int]]:
    """(new article, an older one with nearly its text) by fingerprints alone; two queries however many are new."""
    mine = dict(TextFingerprint.objects.filter(revision__article__in=new).values_list("revision__article", "bands"))
    if not mine:
        return []
    wanted = defaultdict(set)
    for article, bands in mine.items():
        for band in bands:
            wanted[band].add(article)
    rows = TextFingerprint.objects.filter(bands__overlap=list(wanted)).order_by("-pk")
    found: dict[int, int] = {}
    for other, bands in rows.values_list("revision__article", "bands")[:MOST_READ]:
        shared = Counter(article for band in bands for article in wanted.get(band, ()) if other < article)
        found |= {article: other for article, count in shared.items() if count >= SHARED_BANDS}
    return sorted(found.items())
