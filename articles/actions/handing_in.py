"""Texts that programs give us: taken in like those of the desk, and remembered as theirs, so that they may ask after them."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import QuerySet

from articles import permissions
from articles.actions import articles, events, outlets, withdrawals
from articles.models import ApiKey, Article, ArticleRevision, HandedIn, PublishedArticle
from articles.search import alike
from articles.search.alike import Alike


class Taken(NamedTuple):
    """A text as it is kept. `alike` are other articles with nearly this text that its key knows of already."""

    revision: ArticleRevision
    is_new: bool
    alike: list[Alike]


def hand_in(
    *,
    text: str,
    by: ApiKey,
    title: str = "",
    kind: str = Article.Kind.NEWS,
    outlet: str = "",
    url: str = "",
    account: str = "",
    byline: str = "",
    published_at: datetime | None = None,
    reach: int | None = None,
    reach_date: date | None = None,
) -> Taken:
    """Store a text, have it read, and note whose it is. An outlet is registered by its name.

    Articles are told apart as by the desk, among those that this key brought in: a known address with another text is the
    next revision, the same text again is what is already there. What others have is left alone: under an address of theirs
    the text is an article of its own, and the address is noted beside it.
    """
    permissions.require(permissions.can_hand_in(by))
    with transaction.atomic():
        withdrawals.hold()  # before the outlet, which another may be registering
        imported = articles.import_article(
            text=text,
            by=by,
            title=title,
            kind=kind,
            outlet=outlets.register(name=outlet, by=by) if outlet else None,
            url=url,
            account=account,
            byline=byline,
            published_at=published_at,
            reach=reach,
            reach_date=reach_date,
        )
        withheld = url if imported.revision.number == 1 and not imported.article.url_keys else ""
        return _taken(imported.revision, is_new=imported.is_new, by=by, url=withheld)


def revise(article: Article, *, text: str, by: ApiKey) -> Taken:
    """Store the newer text of an article that this key brought in; the text it gave last is simply found."""
    permissions.require(permissions.can_hand_in(by) and texts_of(by).filter(revision__article=article).exists())
    with transaction.atomic():
        try:
            revision, is_new = articles.add_revision(article, text=text, by=by), True
        except articles.TextUnchanged:
            revision, is_new = articles.newest_of(article, by=by), False
        return _taken(revision, is_new=is_new, by=by)


def texts_of(key: ApiKey) -> QuerySet[HandedIn]:
    """What a key handed in, of the articles that it brought in: whose first text is its own."""
    own = HandedIn.objects.filter(key=key, revision__number=1).values("revision__article")
    return HandedIn.objects.filter(key=key, revision__article__in=own)


def others_at(article: Article) -> list[HandedIn]:
    """Texts that programs gave under an address of this article, which are articles of their own."""
    given = HandedIn.objects.exclude(url_key="").filter(url_key__in=article.url_keys).exclude(revision__article=article)
    return list(given.select_related("key", "revision__article").order_by("pk"))


class Withheld(NamedTuple):
    """A text given under an address that another article held; `holder` is who has it now, if anybody."""

    given: HandedIn
    holder: Article | None


def withheld_from(article: Article) -> Withheld | None:
    given = HandedIn.objects.filter(revision__article=article).exclude(url_key="").select_related("key").first()
    return Withheld(given, Article.objects.at([given.url_key]).order_by("pk").first()) if given else None


def _taken(revision: ArticleRevision, *, is_new: bool, by: ApiKey, url: str = "") -> Taken:
    _note(revision, by=by, url=url)
    found = alike.articles_like(revision.text, revision.sha256, but=revision.article)
    known = _known_to(by, [one.article.pk for one in found])
    return Taken(revision, is_new, [one for one in found if one.article.pk in known])


def _note(revision: ArticleRevision, *, by: ApiKey, url: str) -> None:
    address = {"url": url, "url_key": articles.address_key(url)}
    _noted, is_new = HandedIn.objects.get_or_create(key=by, revision=revision, defaults=address)
    if is_new:
        events.record("article.handed_in", revision.article, by=by)


def _known_to(key: ApiKey, articles: list[int]) -> set[int]:
    """Those of them that this key has handed in, or that everybody can read of. What else the desk has is nobody's business."""
    own = texts_of(key).filter(revision__article__in=articles)
    public = PublishedArticle.objects.filter(number__in=articles)
    return set(own.values_list("revision__article", flat=True)) | set(public.values_list("number", flat=True))
