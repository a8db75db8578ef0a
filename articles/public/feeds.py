"""Atom, RSS and JSON Feed of the verdicts last published, corrected or retracted."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Publication, PublishedVerdict, Rating
from articles.public import addresses, face

SIZE = 50
NAMESPACE = "https://schema.factcheck.example/record"  # of the element that holds the head of the publication log
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class WitnessedAtom(Atom1Feed):
    """Atom with the head of the publication log: who keeps the feed keeps a witness of the record."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:record": NAMESPACE}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        _add_head(handler, self.feed)


class WitnessedRss(Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:record": NAMESPACE}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        _add_head(handler, self.feed)


def _add_head(handler: Any, feed: dict[str, Any]) -> None:
    handler.addQuickElement("record:head", feed["record_head"])


class Item(NamedTuple):
    id: str
    url: str
    title: str
    text: str
    topics: list[str]
    published_at: datetime
    updated_at: datetime


@require_safe
def atom(request: HttpRequest) -> HttpResponseBase:
    return _conditional(request, lambda items, head: _syndicated(request, WitnessedAtom, items, head))


@require_safe
def rss(request: HttpRequest) -> HttpResponseBase:
    return _conditional(request, lambda items, head: _syndicated(request, WitnessedRss, items, head))


@require_safe
def json(request: HttpRequest) -> HttpResponseBase:
    return _conditional(request, lambda items, head: _json_feed(request, items, head))


def _conditional(request: HttpRequest, respond: Callable[[list[Item], str], HttpResponse]) -> HttpResponseBase:
    """The response, or 304 while no verdict has changed since the client's ETag."""
    head = Publication.objects.head()  # read first: an answer may be newer, never older
    etag = quote_etag(str(head.sequence))
    rows = list(PublishedVerdict.objects.visible().order_by("-sequence")[:SIZE])
    response = get_conditional_response(request, etag) or respond(_items(rows), str(head))
    response.headers["ETag"] = etag
    return response


def _items(rows: list[PublishedVerdict]) -> list[Item]:
    ratings = Rating.objects.in_bulk()
    return [_item(row, ratings[row.rating_code]) for row in rows]


def _item(verdict: PublishedVerdict, rating: Rating) -> Item:
    shown = face.of_row(verdict)
    title = shown.title if shown.is_void else shown._replace(rating=rating.name).rated_title
    text = _("検証した主張：「%(statement)s」") % {"statement": verdict.statement}
    if verdict.claimant_label:
        text += _("（発信者：%(claimant)s）") % {"claimant": verdict.claimant_label}
    return Item(
        id=addresses.verdict_url(verdict.verdict_number, ""),
        url=shown.url,
        title=title,
        text=_NOT_XML.sub("", text),
        topics=[topic["name"] for topic in verdict.topics],
        published_at=verdict.first_published_at,
        updated_at=verdict.updated_at,
    )


def _title() -> str:
    return _("%(newsroom)s：検証記事") % {"newsroom": settings.NEWSROOM_NAME}


def _description() -> str:
    return _("新しい検証記事と、公開後の訂正・取り消し")


def _syndicated(
    request: HttpRequest, kind: type[Atom1Feed | Rss201rev2Feed], items: list[Item], head: str
) -> HttpResponse:
    feed = kind(
        title=_title(),
        link=addresses.absolute(reverse("public:home")),
        description=_description(),
        subtitle=_description(),
        language="ja",
        author_name=settings.NEWSROOM_NAME,
        feed_url=addresses.absolute(request.path),
        feed_guid=addresses.absolute(request.path),
        record_head=head,
    )
    for item in items:
        feed.add_item(
            title=item.title,
            link=item.url,
            description=escape(item.text),  # both formats take it for HTML
            unique_id=item.id,
            unique_id_is_permalink=False,
            pubdate=item.published_at,
            updateddate=item.updated_at,
            categories=item.topics,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _json_feed(request: HttpRequest, items: list[Item], head: str) -> HttpResponse:
    """JSON Feed 1.1, https://jsonfeed.org/version/1.1"""
    return JsonResponse(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": _title(),
            "description": _description(),
            "home_page_url": addresses.absolute(reverse("public:home")),
            "feed_url": addresses.absolute(request.path),
            "language": "ja",
            "authors": [{"name": settings.NEWSROOM_NAME}],
            "_record": {"head": head},
            "items": [
                {
                    "id": item.id,
                    "url": item.url,
                    "title": item.title,
                    "content_text": item.text,
                    "tags": item.topics,
                    "date_published": item.published_at.isoformat(),
                    "date_modified": item.updated_at.isoformat(),
                }
                for item in items
            ],
        },
        json_dumps_params={"ensure_ascii": False},
        content_type="application/feed+json; charset=utf-8",
    )
