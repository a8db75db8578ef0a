"""What a file is, told by its content, and the text in it. Runs in the reader (docs/adr/0017) for all that needs a parser."""

from __future__ import annotations

from django.conf import settings

from articles.intake import feeds, html, mail, markup, minutes, subtitles, tables, text, word, xml
from articles.intake.formats import FormatUnread, foreign_format
from articles.intake.page import Page

ZIP = b"PK\x03\x04"


def needs_parser(data: bytes) -> bool:
    """Whether a file is more than text: only then a process of its own is worth its start.

    Raises:
        FormatUnread, text.TooLarge, text.Undecodable, text.EncodingUnsure, text.EncodingUnread, text.Garbled
    """
    if foreign := foreign_format(data):
        raise FormatUnread(foreign)
    if data.startswith(ZIP) or mail.is_mail(data):
        return True
    decoded = text.decode(data)
    return (
        bool(markup.opening_tag(decoded))
        or markup.is_fragment(decoded)
        or markup.is_xml(decoded)
        or minutes.is_json(decoded)
    )


def max_bytes(data: bytes) -> int:
    """How large a file like this may be: containers carry pictures beside the text."""
    is_container = data.startswith(ZIP) or mail.is_mail(data)
    return settings.ARTICLE_FILE_MAX_BYTES if is_container else settings.ARTICLE_MAX_BYTES


def page_of(data: bytes) -> Page:
    """Title and text of a file, and what it says of them.

    Raises:
        FormatUnread, text.TooLarge, text.Undecodable, text.EncodingUnsure, text.EncodingUnread, text.Garbled,
        html.PageWithoutText
    """
    if foreign := foreign_format(data):
        raise FormatUnread(foreign)
    if data.startswith(ZIP):
        return word.read(data)
    if mail.is_mail(data):
        return mail.read(data)
    return _of_text(text.decode(data))


def _of_text(decoded: str) -> Page:
    if markup.is_blank(decoded):
        raise html.PageWithoutText
    if markup.is_page(decoded):
        return html.article_of(decoded)
    if markup.is_xml(decoded):
        return _of_xml(decoded)
    if markup.is_fragment(decoded):
        return html.fragment(decoded)
    if minutes.is_json(decoded) and (page := minutes.read_json(decoded)) is not None:
        return page
    if subtitles.is_subtitles(decoded):
        return subtitles.read(decoded)
    if separator := tables.separator_of(decoded):
        return tables.read(decoded, separator)
    return Page(title="", text=decoded)


def _of_xml(decoded: str) -> Page:
    root = xml.parse(decoded)
    if feeds.is_feed(root):
        return feeds.read(root)
    page = minutes.read_xml(root)
    if page is None:
        raise FormatUnread("xml")
    return page
