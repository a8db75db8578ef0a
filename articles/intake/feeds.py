"""RSS and Atom → their items: title and words of each, a blank line between them."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import NamedTuple

from lxml import etree

from articles.actions.errors import Refused
from articles.intake import html, metadata, xml
from articles.intake.formats import FormatUnread
from articles.intake.page import Page

ITEMS = 500
_ITEMS = ("item", "entry")
_ROOTS = ("rss", "feed", "RDF")
_WORDS = ("encoded", "content", "description", "summary")  # the fullest first
_DATES = ("pubDate", "published", "date", "updated")


class _Item(NamedTuple):
    title: str
    words: str
    url: str
    published_at: str


def is_feed(root: etree._Element) -> bool:
    return xml.name(root) in _ROOTS


def read(root: etree._Element) -> Page:
    """A feed of one item is that article; of several, a list of what each says. Raises FormatUnread."""
    elements = [element for element in root.iter("{*}item", "{*}entry") if xml.name(element) in _ITEMS][:ITEMS]
    items = [item for item in map(_item, elements) if item.words or item.title]
    if not items:
        raise FormatUnread("feed_empty")
    outlet = _feed_title(root)
    if len(items) == 1:
        (item,) = items
        return Page(item.title, _both(item), "", outlet, item.url, "", item.published_at)
    return Page(title=outlet, text="\n".join(map(_both, items)), outlet=outlet)


def _both(item: _Item) -> str:
    return "\n".join(part for part in (item.title, item.words) if part) + "\n"


def _feed_title(root: etree._Element) -> str:
    return next((" ".join(xml.words(e).split()) for e in root.iter("{*}title") if _is_feeds(e)), "")


def _is_feeds(title: etree._Element) -> bool:
    parent = title.getparent()
    return parent is not None and xml.name(parent) in ("channel", "feed")


def _item(element: etree._Element) -> _Item:
    children = {xml.name(child): child for child in reversed(element)}
    words = next((text for name in _WORDS if (text := _plain(xml.words(children.get(name))))), "")
    link = children.get("link")
    url = (xml.words(link) or link.get("href") or "") if link is not None else ""
    date = next((xml.words(children[name]) for name in _DATES if name in children), "")
    return _Item(
        _plain(xml.words(children.get("title"))), words, url if metadata.is_article_address(url) else "", _moment(date)
    )


def _plain(words: str) -> str:
    """The words of HTML within XML."""
    if "<" not in words and "&" not in words:
        return words
    try:
        return html.fragment(words).text
    except Refused:
        return ""


def _moment(date: str) -> str:
    """RFC 822 of RSS as ISO 8601; Atom's is that already."""
    if not date or date[:4].isdigit():
        return date
    try:
        return parsedate_to_datetime(date).isoformat()
    except (ValueError, IndexError, TypeError, OverflowError):  # a date that is none says nothing
        return ""
