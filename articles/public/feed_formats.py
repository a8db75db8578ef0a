"""Atom (RFC 4287, with the tombstones of RFC 6721), RSS 2.0, SmartFormat 2.1 and JSON Feed 1.1 of the same entries."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, rfc2822_date, rfc3339_date
from django.utils.html import escape
from django.utils.translation import gettext as _

from articles.public import addresses
from articles.public.feed_items import Entries, Item

NAMESPACE = "https://schema.factcheck.example/record"  # of the element that holds the head of the publication log
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
DC, DC_TERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
MEDIA, SMARTNEWS = "http://search.yahoo.com/mrss/", "http://www.smartnews.be/snf"
MINUTES_TO_LIVE = "15"
LONGEST_DESCRIPTION = 30  # of a SmartFormat channel


class Feed(NamedTuple):
    """`head` is that of the publication log: who keeps the feed keeps a witness of the record."""

    title: str
    description: str
    path: str
    head: str
    entries: Entries


class _Atom(Atom1Feed):
    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:record": NAMESPACE, "xmlns:at": TOMBSTONES}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("record:head", self.feed["record_head"])
        for tombstone in self.feed["tombstones"]:
            attributes = {"ref": tombstone.id, "when": rfc3339_date(tombstone.when)}
            handler.startElement("at:deleted-entry", attributes)
            handler.addQuickElement("at:comment", _("法的理由等により非表示"))
            handler.endElement("at:deleted-entry")

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        for author in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", author)
            handler.endElement("author")
        if item["html"]:
            handler.addQuickElement("content", item["html"], {"type": "html"})


class _Rss(Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        more = {"record": NAMESPACE, "content": CONTENT, "dc": DC, "dcterms": DC_TERMS}
        return {**super().rss_attributes(), **{f"xmlns:{prefix}": name for prefix, name in more.items()}}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("record:head", self.feed["record_head"])

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("dcterms:modified", rfc3339_date(item["updateddate"]))
        for author in item["authors"]:
            handler.addQuickElement("dc:creator", author)
        if item["html"]:
            handler.addQuickElement("content:encoded", item["html"])


class _SmartFormat(_Rss):
    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:media": MEDIA, "xmlns:snf": SMARTNEWS}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        handler.addQuickElement("pubDate", rfc2822_date(self.latest_post_date()))
        handler.startElement("snf:logo", {})
        handler.addQuickElement("url", addresses.absolute(reverse("public:logo")))
        handler.endElement("snf:logo")

    def write_items(self, handler: Any) -> None:
        super().write_items(handler)
        for tombstone in self.feed["tombstones"]:
            handler.startElement("item", {})
            handler.addQuickElement("title", _("法的理由等により非表示"))
            handler.addQuickElement("link", tombstone.url)
            handler.addQuickElement("guid", tombstone.id, {"isPermaLink": "false"})
            handler.addQuickElement("pubDate", rfc2822_date(tombstone.when))
            handler.addQuickElement("media:status", attrs={"state": "deleted"})
            handler.endElement("item")

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("dc:language", "ja")
        handler.addQuickElement("media:thumbnail", attrs={"url": item["picture"]})
        handler.addQuickElement("media:status", attrs={"state": "active"})


def atom(feed: Feed) -> tuple[str, str]:
    """The text and its media type, like the others here."""
    return _syndicated(_Atom, feed, lambda item: item.id)


def rss(feed: Feed) -> tuple[str, str]:
    """Readers of RSS show an entry once: one that was corrected is another entry to them."""
    return _syndicated(_Rss, feed, lambda item: item.edition)


def smartformat(feed: Feed) -> tuple[str, str]:
    """SmartNews follows a guid: the same one, changed, takes the place of what it shows."""
    short = feed._replace(description=feed.description[:LONGEST_DESCRIPTION])
    return _syndicated(_SmartFormat, short, lambda item: item.id)


def _syndicated(kind: type[Atom1Feed | Rss201rev2Feed], feed: Feed, identify: Any) -> tuple[str, str]:
    made = kind(
        title=feed.title,
        link=addresses.absolute(reverse("public:home")),
        description=feed.description,
        subtitle=feed.description,
        language="ja",
        author_name=settings.NEWSROOM_NAME,
        feed_copyright=settings.NEWSROOM_NAME,
        feed_url=addresses.absolute(feed.path),
        feed_guid=addresses.absolute(feed.path),
        ttl=MINUTES_TO_LIVE,  # type: ignore[arg-type]  # it is written as it is, and a number cannot be
        record_head=feed.head,
        tombstones=feed.entries.tombstones,
    )
    for item in feed.entries.items:
        made.add_item(
            title=item.title,
            link=item.url,
            description=escape(item.summary),  # both formats take it for HTML
            unique_id=identify(item),
            unique_id_is_permalink=False,
            pubdate=item.published_at,
            updateddate=item.updated_at,
            categories=item.topics,
            authors=item.authors,
            html=item.html,
            picture=item.picture,
        )
    return made.writeString("utf-8"), made.content_type


def json_feed(feed: Feed) -> tuple[str, str]:
    """https://jsonfeed.org/version/1.1, with `_deleted` for what is to be deleted."""
    written = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": addresses.absolute(reverse("public:home")),
        "feed_url": addresses.absolute(feed.path),
        "language": "ja",
        "authors": [{"name": settings.NEWSROOM_NAME}],
        "_record": {"head": feed.head},
        "_deleted": [{"id": each.id, "when": each.when.isoformat()} for each in feed.entries.tombstones],
        "items": [_json_item(item) for item in feed.entries.items],
    }
    return json.dumps(written, ensure_ascii=False), "application/feed+json; charset=utf-8"


def _json_item(item: Item) -> dict[str, Any]:
    told = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "content_html" if item.html else "content_text": item.html or item.summary,
        "tags": item.topics,
        "authors": [{"name": author} for author in item.authors],
        "date_published": item.published_at.isoformat(),
        "date_modified": item.updated_at.isoformat(),
    }
    return told | ({"image": item.picture} if item.picture else {})
