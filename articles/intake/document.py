from __future__ import annotations

from articles.intake import html, text
from articles.intake.html import Page


def read(data: bytes) -> Page:
    """Title and text of a file as it was saved: plain text in any Japanese encoding, or a web page.

    The title of plain text is empty: importing takes the first line.

    Raises:
        text.TooLarge, text.Undecodable, html.PageWithoutText
    """
    decoded = text.decode(data)
    return html.article_of(decoded) if html.is_html(decoded) else Page(title="", text=decoded)
