"""Saved web pages → the article in them. Nothing is fetched here; trafilatura only parses what it is given."""

from __future__ import annotations

import copy

import trafilatura
from django.utils.translation import gettext_lazy as _
from lxml.html import HtmlElement
from trafilatura.settings import DEFAULT_CONFIG, Document
from trafilatura.utils import load_html

from articles.actions.errors import Refused
from articles.intake import markup, metadata, rewriting
from articles.intake.page import Page

# Below this many characters trafilatura doubts its find and takes the whole page, navigation and all. Its own 250 is
# meant for alphabets; a Japanese news item is often shorter.
SHORTEST_ARTICLE = 50
BLOCKS = ("p", "div", "li", "td", "th", "br", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "pre", "blockquote")
BLOCKS_COMPARED = 2_000  # beyond, trafilatura does not ask jusText for a second opinion, which is quadratic in blocks
SETTINGS = copy.deepcopy(DEFAULT_CONFIG)
SETTINGS["DEFAULT"]["MIN_EXTRACTED_SIZE"] = str(SHORTEST_ARTICLE)


class PageWithoutText(Refused):
    message = _(
        "このHTMLには、記事の本文が見つかりません。ページを表示し終えてから保存し直すか、本文をコピーしてテキストで取り込んでください。"
    )


def is_html(text: str) -> bool:
    """Whether a text is a whole HTML page."""
    return markup.is_page(text)


def article_of(text: str) -> Page:
    """Article text of a page, without navigation, related links, scripts and comments, and what its metadata say.

    Raises:
        PageWithoutText, FormatUnread
    """
    tree = _tree(text)
    said = metadata.of(tree)
    rewriting.rewrite(tree)
    found = _article(tree)
    if not found:
        raise PageWithoutText
    return said._replace(text=found)


def fragment(text: str) -> Page:
    """All text of a piece of a page, a line a block; its title is the first heading.

    Raises:
        PageWithoutText, FormatUnread
    """
    tree = _tree(f"<html><body>{text}</body></html>")
    said = metadata.of(tree)
    rewriting.rewrite(tree)
    found = rewriting.lines(tree)
    if not found:
        raise PageWithoutText
    return said._replace(text=found)


def _tree(text: str) -> HtmlElement:
    markup.check(text)
    tree = load_html(text)
    if tree is None:
        raise PageWithoutText
    return tree


def _article(tree: HtmlElement) -> str:
    is_long = sum(1 for _element in tree.iter(*BLOCKS)) > BLOCKS_COMPARED
    document = trafilatura.bare_extraction(
        tree, include_comments=False, with_metadata=False, config=SETTINGS, fast=is_long
    )
    assert document is None or isinstance(document, Document)  # a dict is only for callers who ask for one
    return (document.text or "").strip() if document else ""
