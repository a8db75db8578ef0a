"""Texts by the thousand: what `articles.import_article` does for one, in a dozen statements for a whole batch of rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from articles import permissions
from articles.actions import articles, events, extractions, outlets, withdrawals
from articles.actions.withdrawals import TextWithdrawn
from articles.models import Article, ArticleRevision, Outlet, TextFingerprint, User
from articles.search import alike, fingerprints


@dataclass(frozen=True, slots=True)
class Row:
    """One article of an archive. Its text is as `articles.usable` returns it, and every value fits into its column."""

    text: str
    title: str
    kind: str = Article.Kind.NEWS
    outlet: str = ""  # by name
    url: str = ""
    account: str = ""
    byline: str = ""
    published_at: datetime | None = None
    reach: int | None = None
    reach_date: date | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a batch: the first three add up to its rows, but for those that were `refused`."""

    articles: int
    revisions: int  # of articles that were here with another text
    known: int
    alike: tuple[tuple[int, int], ...] = field(default=(), compare=False)
    """(new article, an older one that has nearly the same text under another address)"""
    refused: tuple[tuple[int, TextWithdrawn], ...] = field(default=(), compare=False)
    """(place in the batch, why)"""


Digests = dict[str, Row]  # SHA-256 of the text: the first row that has it, in the order of the archive


def import_batch(rows: Sequence[Row], *, by: User | None, extract: bool = True) -> Stored:
    """Store rows in one transaction and, if asked, enqueue their extraction behind every fresh article.

    Articles are told apart as in `import_article`: by address, without one by text. A text that its article has had in any
    revision is known, so importing an archive again changes nothing, even where it holds several texts of one URL. Rows whose
    text a redaction erased are left out.
    """
    permissions.require(by is None or permissions.can_write(by))
    with transaction.atomic():
        withdrawals.hold()
        withdrawn = withdrawals.found({row.text for row in rows})
        refused = [(n, TextWithdrawn(withdrawn[row.text])) for n, row in enumerate(rows) if row.text in withdrawn]
        rows = [row for row in rows if row.text not in withdrawn]
        # Outlets, keys, articles: import_article locks in this order too, and whoever did otherwise could wait in a ring.
        register = outlets.register_each({row.outlet for row in rows if row.outlet}, by=by)
        texts = _by_key(rows)
        articles.serialise_imports_of(texts)
        known = _known(texts)
        created = _create(
            {key: next(iter(digests.values())) for key, digests in texts.items() if key not in known}, register, by=by
        )
        new = _add_texts({**known, **created}, texts, by=by)
        if extract:
            newest = _newest([*known.values(), *created.values()])
            extractions.request_many(newest, by=by, priority=extractions.Priority.ARCHIVE)
        same = alike.pairs([article.pk for article in created.values()])
    return Stored(len(created), new - len(created), len(rows) - new, tuple(same), tuple(refused))


def _by_key(rows: Iterable[Row]) -> dict[str, Digests]:
    """{key of the address, or digest where there is none: the distinct texts under it}"""
    texts: dict[str, Digests] = {}
    for row in rows:
        digest = articles.sha256(row.text)
        texts.setdefault(articles.address_key(row.url) or digest, {}).setdefault(digest, row)
    return texts


def _known(texts: Mapping[str, Digests]) -> dict[str, Article]:
    """The articles that are here already, by key."""
    keys = {key for key, digests in texts.items() if key not in digests}
    by_url = Article.objects.at(keys).order_by("-pk")
    by_text = (
        ArticleRevision.objects.filter(sha256__in=[key for key, digests in texts.items() if key in digests])
        .filter(article__url="")
        .select_related("article")
        .order_by("-article_id", "-pk")
        .defer("text")
    )  # of several articles with one text the oldest comes last, and stays
    return {key: article for article in by_url for key in keys.intersection(article.url_keys)} | {
        revision.sha256: revision.article for revision in by_text
    }


def _create(first: Mapping[str, Row], register: Mapping[str, Outlet], *, by: User | None) -> dict[str, Article]:
    created = Article.objects.bulk_create(
        Article(
            kind=row.kind,
            outlet=register.get(row.outlet),
            url=row.url,
            url_keys=[key] if row.url else [],
            title=row.title,
            account=row.account,
            byline=row.byline,
            published_at=row.published_at,
            reach=row.reach,
            reach_date=row.reach_date,
            imported_by=by,
        )
        for key, row in first.items()
    )
    events.record_each("article.imported", created, by=by)
    return dict(zip(first, created, strict=True))


def _add_texts(stored: Mapping[str, Article], texts: Mapping[str, Digests], *, by: User | None) -> int:
    """Add what is new under each key as the next revisions of its article; how many there were."""
    here = _digests(stored.values())
    changed = [key for key, article in stored.items() if not texts[key].keys() <= here.get(article.pk, {}).keys()]
    revisable = [stored[key] for key in changed if stored[key].pk in here]
    # As add_revision does, which may be at work on them; then what it has added is to be seen.
    list(Article.objects.select_for_update().filter(pk__in=[row.pk for row in revisable]).order_by("pk"))
    here |= _digests(revisable)
    revisions = [
        ArticleRevision(article=article, number=number, text=row.text, sha256=digest, created_by=by)
        for key in changed
        for article in [stored[key]]
        for number, (digest, row) in _numbered(texts[key], here.get(article.pk, {}))
    ]
    ArticleRevision.objects.bulk_create(revisions)
    TextFingerprint.objects.bulk_create(
        TextFingerprint(revision=revision, bands=fingerprints.bands(revision.text)) for revision in revisions
    )
    events.record_each("article.revised", [revision.article for revision in revisions], by=by)
    return len(revisions)


def _numbered(texts: Digests, here: Mapping[str, int]) -> Iterable[tuple[int, tuple[str, Row]]]:
    new = [(digest, row) for digest, row in texts.items() if digest not in here]
    return enumerate(new, start=max(here.values(), default=0) + 1)


def _digests(rows: Iterable[Article]) -> dict[int, dict[str, int]]:
    """{article: {SHA-256: number of the last revision that has it}}"""
    found: dict[int, dict[str, int]] = {}
    revisions = ArticleRevision.objects.filter(article__in=[row.pk for row in rows]).order_by("article_id", "number")
    for article, digest, number in revisions.values_list("article_id", "sha256", "number"):
        found.setdefault(article, {})[digest] = number
    return found


def _newest(rows: Iterable[Article]) -> list[ArticleRevision]:
    """The current revision of each article, without its text."""
    revisions = ArticleRevision.objects.filter(article__in=[row.pk for row in rows])
    return list(revisions.order_by("article_id", "-number").distinct("article_id").defer("text"))
