"""What a page says about itself: title, outlet, author, time of publication and address, from meta, link and JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from articles.intake.page import Page

ARTICLE_TYPES = ("Article", "NewsArticle", "ReportageNewsArticle", "AnalysisNewsArticle", "OpinionNewsArticle", "BlogPosting", "SocialMediaPosting", "Report", "LiveBlogPosting", "WebPage", "VideoObject")  # fmt: skip
OUTLET = ("og:site_name", "application-name", "apple-mobile-web-app-title")
AUTHOR = ("author", "article:author", "parsely-author", "dc.creator", "cxenseparse:author")
PUBLISHED = ("article:published_time", "og:article:published_time", "og:published_time", "datepublished", "date.issued", "dc.date.issued", "dcterms.issued", "dc.date", "date", "pubdate", "publishdate", "parsely-pub-date", "cxenseparse:recs:publishtime", "sailthru.date")  # fmt: skip
ITEMS_LOOKED_AT = 500  # of JSON-LD
NESTED = 8


def of(tree: HtmlElement) -> Page:
    """The metadata of a page, with an empty text."""
    metas = _metas(tree)
    article = _article(tree)
    outlet = _first(metas, OUTLET[:1]) or _name(article.get("publisher")) or _first(metas, OUTLET[1:])
    return Page(
        title=_title(tree, metas, article, outlet),
        text="",
        outlet=outlet,
        url=_address(tree, metas),
        byline=_byline(metas, article, outlet),
        published_at=_text(article.get("datePublished")) or _first(metas, PUBLISHED) or _time(tree),
    )


def _metas(tree: HtmlElement) -> dict[str, str]:
    """By name in lower case; the first of a name that says something counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(metas: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((metas[name] for name in names if name in metas), "")


def _title(tree: HtmlElement, metas: Mapping[str, str], article: Mapping[str, Any], outlet: str) -> str:
    """Of OpenGraph or JSON-LD, else the only h1, else the title; without the outlet's name at its end."""
    said = metas.get("og:title") or _text(article.get("headline"))
    headings = [" ".join("".join(heading.itertext()).split()) for heading in tree.iter("h1")]
    if not said and len(headings) == 1 and headings[0]:
        return headings[0]
    title = said or next((" ".join("".join(title.itertext()).split()) for title in tree.iter("title")), "")
    return _without_outlet(title, outlet, is_meta=bool(said)) or (headings[0] if headings else "")


def _without_outlet(title: str, outlet: str, *, is_meta: bool) -> str:
    """「…が倍増 | みなと新報」. Of a title element what follows the last bar is the site's, known or not."""
    if outlet and title.endswith(outlet) and len(title) > len(outlet):
        return title.removesuffix(outlet).rstrip(" |｜-–—:：　(（/／") or title
    head, separator, _rest = title.replace("｜", "|").rpartition("|")
    return title[: len(head)].strip() if separator and head.strip() and not is_meta else title


def _address(tree: HtmlElement, metas: Mapping[str, str]) -> str:
    """The canonical address; not that of a whole site, which careless pages give."""
    links = (
        link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    )
    for address in (*links, metas.get("og:url", "")):
        address = address.strip()
        if is_article_address(address):
            return address
    return ""


def is_article_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and bool(parts.netloc) and (parts.path.strip("/") != "" or bool(parts.query))
    )


def _byline(metas: Mapping[str, str], article: Mapping[str, Any], outlet: str) -> str:
    """Who wrote it, where that is a name and not an address or the outlet again."""
    said = _name(article.get("author")) or _first(metas, AUTHOR)
    is_name = not said.startswith(("http://", "https://", "@")) and said != outlet
    return said if is_name else ""


def _time(tree: HtmlElement) -> str:
    """<time> that is marked as the publication's, or the only one within the article."""
    times = [time for time in tree.iter("time") if time.get("datetime")]
    marked = [t for t in times if "datepublished" in (t.get("itemprop") or "").lower() or t.get("pubdate") is not None]
    inside = [t for t in times if next(t.iterancestors("article"), None) is not None]
    best = marked[0] if marked else inside[0] if len(inside) == 1 else None
    return (best.get("datetime") or "").strip() if best is not None else ""


def _article(tree: HtmlElement) -> Mapping[str, Any]:
    """The JSON-LD of the article, empty where there is none."""
    items = [item for script in tree.iter("script") if _is_json_ld(script) for item in _items(_json(script.text or ""))]
    for wanted in ARTICLE_TYPES:
        for item in items[:ITEMS_LOOKED_AT]:
            kinds = item.get("@type")
            if kinds == wanted or (isinstance(kinds, list) and wanted in kinds):
                return item
    return {}


def _is_json_ld(script: HtmlElement) -> bool:
    return (script.get("type") or "").strip().lower().startswith("application/ld+json")


def _json(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):  # damaged JSON-LD is common, and says nothing then
        return None


def _items(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list) and depth < NESTED:
        for part in value:
            yield from _items(part, depth + 1)
    elif isinstance(value, dict):
        yield value
        if depth < NESTED:
            yield from _items([value.get("@graph"), value.get("mainEntity")], depth + 1)


def _name(value: Any) -> str:
    """The names of a person or organisation, or of several."""
    if isinstance(value, list):
        names = (_name(part) for part in value[:10] if not isinstance(part, list))
        return "、".join(dict.fromkeys(filter(None, names)))
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _text(value: Any) -> str:
    if isinstance(value, list) and value:
        value = value[0]
    return " ".join(value.split()) if isinstance(value, str) else ""
