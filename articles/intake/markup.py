"""Whether a text is markup, told by scanners that never look at a character twice; and caps before a parser sees it.

A pattern such as (<!--.*?-->\\s*)* takes minutes for 225 bytes, libxml2 80 seconds for a tag with 90,000 attributes.
"""

from __future__ import annotations

import re

from articles.intake.formats import FormatUnread

ATTRIBUTES = 1_000  # of one tag; pages have some dozens
PAGE_TAGS = ("html", "head", "body")
BLOCK_TAGS = frozenset(
    [
        "article",
        "section",
        "main",
        "div",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "dl",
        "table",
        "blockquote",
        "figure",
        "header",
        "span",
        "a",
        "b",
        "strong",
        "center",
        "font",
        "pre",
    ]
)
INLINE_TAGS = frozenset(("a", "b", "span", "strong", "font"))
FEWEST_BREAKS = 2
_BREAK = re.compile(r"<br ?/?>[ \t]{0,9}\r?\n", re.I)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9:_.-]{0,40}")
_PIECE = re.compile(r"[^\"'>]*")
_RAW = ("script", "style")
_RAW_END = re.compile(r"</(?:script|style)", re.I)


def opening_tag(text: str) -> str:
    """The name of the first tag, in lower case, behind declarations and comments; empty where the text begins otherwise.

    A document type declaration counts as a tag: `!doctype html`, `!doctype`.
    """
    position = _behind_comments(text)
    if text[position : position + 10].lower().startswith("<!doctype"):
        declared = text[position + 9 : position + 100].split(None, 1)
        is_page = bool(declared) and declared[0].lower().startswith("html")
        return "!doctype html" if is_page else "!doctype"
    name = _NAME.match(text, position + 1) if text.startswith("<", position) else None
    if name is None or text[name.end() : name.end() + 1] not in ("", ">", "/", " ", "\t", "\n", "\r", "\f"):
        return ""
    return name[0].lower()


def _behind_comments(text: str) -> int:
    """Where the first tag may begin: behind spaces, <?…?> and <!-- … -->."""
    position = _behind_spaces(text, 0)
    while True:
        if text.startswith("<!--", position):
            end = text.find("-->", position + 2)
            length = 3
        elif text.startswith("<?", position):
            end = text.find(">", position)
            length = 1
        else:
            return position
        if end < 0:
            return len(text)
        position = _behind_spaces(text, end + length)


def _behind_spaces(text: str, position: int) -> int:
    while position < len(text) and (text[position].isspace() or text[position] == "\ufeff"):
        position += 1
    return position


def is_page(text: str) -> bool:
    """Whether a text is a whole HTML page. A stray tag in a pasted text does not make it one."""
    return opening_tag(text) in ("!doctype html", *PAGE_TAGS)


def is_fragment(text: str) -> bool:
    """Whether a text is a piece of a page: begins with a block that closes, or with words of an element and ends with a
    tag; or several of its lines end with <br>.
    """
    name = opening_tag(text)
    is_closed = name in BLOCK_TAGS and "</" in text and (name not in INLINE_TAGS or text.rstrip().endswith(">"))
    return is_closed or len(_BREAK.findall(text)) >= FEWEST_BREAKS


def is_blank(text: str) -> bool:
    """Whether nothing but comments and declarations is there."""
    return text.lstrip().startswith("<") and _behind_comments(text) >= len(text)


def is_xml(text: str) -> bool:
    """Whether a text is XML other than a page."""
    name = opening_tag(text)
    is_declared = text.lstrip("\ufeff \t\r\n").startswith("<?xml")
    known = ("rss", "feed", "rdf:rdf", "data", "svg", "newsml", "nitf", "urlset", "opml")
    return name not in ("!doctype html", *PAGE_TAGS) and (is_declared or name in known)


def check(text: str) -> None:
    """Raise FormatUnread where one tag has more attributes than any page needs."""
    position = text.find("<")
    while position >= 0:
        if text.startswith("<!--", position):
            end = text.find("-->", position + 2)
        elif name := _NAME.match(text, position + 1):
            end = _end_of_tag(text, name.end())
            if name[0].lower() in _RAW and end >= 0:
                end = _end_of_raw(text, end)
        else:
            end = position + 1
        position = text.find("<", end) if end >= 0 else -1


def _end_of_tag(text: str, position: int) -> int:
    """Where the tag closes; -1 where it does not. A quotation mark quotes behind = only, as it does for the parser."""
    attributes = 0
    while True:
        piece = _PIECE.match(text, position)
        assert piece is not None
        attributes += len(piece[0].split()) + piece[0].count("/")
        if attributes > ATTRIBUTES:
            raise FormatUnread("attributes")
        position = piece.end()
        if position >= len(text):
            return -1
        if text[position] == ">":
            return position
        position = _behind_quote(text, position) if piece[0].rstrip().endswith("=") else position + 1
        if position == 0:
            return -1


def _behind_quote(text: str, position: int) -> int:
    """Behind the mark that closes what the one at `position` opens; 0 where none does."""
    return text.find(text[position], position + 1) + 1


def _end_of_raw(text: str, position: int) -> int:
    """Behind the content of a script or style, whose signs are no markup."""
    closing = _RAW_END.search(text, position)
    return closing.start() if closing else -1
