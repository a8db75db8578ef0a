"""Saved web pages → the article in them. Nothing is fetched here; trafilatura only parses what it is given."""

from __future__ import annotations

import copy
import re
from typing import NamedTuple

import trafilatura
from django.utils.translation import gettext_lazy as _
from trafilatura.settings import DEFAULT_CONFIG, Document

from articles.actions.errors import Refused

# Below this many characters trafilatura doubts its find and takes the whole page, navigation and all. Its own 250 is
# meant for alphabets; a Japanese news item is often shorter.
SHORTEST_ARTICLE = 50
SETTINGS = copy.deepcopy(DEFAULT_CONFIG)
SETTINGS["DEFAULT"]["MIN_EXTRACTED_SIZE"] = str(SHORTEST_ARTICLE)

OPENING = re.compile(r"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b", re.I | re.S)


class PageWithoutText(Refused):
    message = _(
        "このHTMLには、記事の本文が見つかりません。ページを表示し終えてから保存し直すか、本文をコピーしてテキストで取り込んでください。"
    )


class Page(NamedTuple):
    title: str  # empty where the page names none
    text: str


def is_html(text: str) -> bool:
    """Whether a text is a whole HTML page. A stray tag in a pasted text does not make it one."""
    return OPENING.match(text) is not None


def article_of(markup: str) -> Page:
    """Title and article text of a page, without navigation, related links, scripts and comments.

    Raises:
        PageWithoutText
    """
    document = trafilatura.bare_extraction(markup, include_comments=False, with_metadata=True, config=SETTINGS)
    assert document is None or isinstance(document, Document)  # a dict is only for callers who ask for one
    text = (document.text or "").strip() if document else ""
    if document is None or not text:
        raise PageWithoutText
    return Page(title=(document.title or "").strip(), text=text)
