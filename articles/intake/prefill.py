"""What a file says of itself → values that the columns of an article take; what they do not take says nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, TypeVar

from articles.intake import fields
from articles.intake.page import Page
from articles.models import Article, Outlet

Value = TypeVar("Value")


class Said(NamedTuple):
    title: str
    kind: str
    outlet: str  # its name
    url: str
    byline: str
    published_at: datetime | None


def of(page: Page) -> Said:
    return Said(
        title=_taken(fields.short_text, page.title[: fields.longest(Article, "title")], Article, "title") or "",
        kind=page.kind if page.kind in Article.Kind.values else "",
        outlet=_taken(fields.short_text, page.outlet, Outlet, "name") or "",
        url=_taken(fields.web_address, page.url) or "",
        byline=_taken(fields.short_text, page.byline, Article, "byline") or "",
        published_at=_taken(fields.moment, page.published_at.replace("/", "-")) if page.published_at else None,
    )


def _taken(read: Callable[..., Value], *arguments: object) -> Value | None:
    try:
        return read(*arguments)
    except fields.FieldUnusable:
        return None
