"""sitemap.xml, an index of files with at most 10,000 addresses each, and robots.txt.

A file holds the rows of one stretch of numbers, so that a new verdict changes the last file alone. The XML is written as
text: Django's sitemaps take 9 s and one file for 50,000 addresses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from xml.sax.saxutils import escape

from django.conf import settings
from django.db.models import F, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import PublicMember, PublishedClaimant, PublishedEntry, PublishedRendition, PublishedVerdict
from articles.public import addresses, archive, newsroom_pages, renditions

SIZE = 10_000
PAGES = (
    *("home", "check", "verdict-list", "topic-list", "claimant-list", "archive"),
    *("correction-list", "methodology", "ratings", "statistics"),
)
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


class Address(NamedTuple):
    path: str
    changed_at: datetime | None = None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    parts = [
        Address(_file("pages", 1)),
        *_verdict_files(),
        *_claimant_files(),
        *_topic_files(),
        *_archive_files(),
        *_people_files(),
        *_rendition_files(),
    ]
    return _xml("sitemapindex", "sitemap", parts)


@require_safe
def part(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """One file of the index. Raises Http404 for one that the index does not name."""
    if kind not in KINDS:
        raise Http404
    found = list(KINDS[kind](number))
    if not found:
        raise Http404
    return _xml("urlset", "url", found)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    found = [addresses.absolute(reverse(f"public:{name}")) for name in ("sitemap", "news-sitemap")]
    return render(request, "public/robots.txt", {"sitemaps": found}, content_type="text/plain; charset=utf-8")


def _pages(number: int) -> Iterator[Address]:
    if number != 1:
        return
    figures = ["selection"] if settings.PUBLISH_SELECTION else []
    written = PublishedRendition.objects.order_by("language").values_list("language", flat=True).distinct()
    lists = [f"{language}-list" for language in written]
    for name in (*PAGES, *figures, *newsroom_pages.shown(), *lists):
        yield Address(reverse(f"public:{name}"))
    if settings.READER_TIPS:
        yield Address(reverse("letterbox:form"))


def _verdicts(number: int) -> Iterator[Address]:
    rows = PublishedVerdict.objects.visible().filter(verdict_number__range=_stretch(number)).order_by("verdict_number")
    for verdict_number, slug, updated_at in rows.values_list("verdict_number", "slug", "updated_at"):
        yield Address(addresses.verdict_path(verdict_number, slug), updated_at)


def _claimants(number: int) -> Iterator[Address]:
    rows = PublishedClaimant.objects.filter(number__range=_stretch(number)).order_by("number")
    for claimant in rows.values_list("number", flat=True).distinct():
        yield Address(reverse("public:claimant-detail", args=[claimant]))


def _topics(number: int) -> Iterator[Address]:
    slugs = PublishedEntry.objects.topics().order_by("key").values_list("key", flat=True)
    for slug in slugs[(number - 1) * SIZE : number * SIZE]:
        yield Address(reverse("public:topic-detail", args=[slug]))


def _archive(number: int) -> Iterator[Address]:
    """Months; a year lists again what they do."""
    return (Address(month.path) for month in archive.months() if number == 1)


def _people(number: int) -> Iterator[Address]:
    rows = PublicMember.objects.named().filter(number__range=_stretch(number)).order_by("number")
    return (Address(reverse("public:person-detail", args=[member])) for member in rows.values_list("number", flat=True))


def _renditions(number: int) -> Iterator[Address]:
    """Verdicts in English and in easy Japanese."""
    rows = PublishedRendition.objects.filter(verdict_number__range=_stretch(number))
    for row in rows.order_by("verdict_number", "language"):
        yield Address(renditions.kind_of(row.language).path(row.verdict_number, row.slug), row.updated_at)


KINDS: dict[str, Callable[[int], Iterator[Address]]] = {
    "pages": _pages,
    "verdicts": _verdicts,
    "claimants": _claimants,
    "topics": _topics,
    "archive": _archive,
    "people": _people,
    "renditions": _renditions,
}


def _stretch(number: int) -> tuple[int, int]:
    """The lowest and the highest number of the rows in a file."""
    return (number - 1) * SIZE + 1, number * SIZE


def _verdict_files() -> Iterator[Address]:
    numbered = PublishedVerdict.objects.visible().annotate(file=(F("verdict_number") - 1) / SIZE + 1)
    for number, changed_at in numbered.values_list("file").annotate(Max("updated_at")).order_by("file"):
        yield Address(_file("verdicts", number), changed_at)


def _claimant_files() -> Iterator[Address]:
    numbered = PublishedClaimant.objects.annotate(file=(F("number") - 1) / SIZE + 1).order_by("file")
    return (Address(_file("claimants", number)) for number in numbered.values_list("file", flat=True).distinct())


def _topic_files() -> Iterator[Address]:
    files = -(-PublishedEntry.objects.topics().count() // SIZE)
    return (Address(_file("topics", number + 1)) for number in range(files))


def _archive_files() -> Iterator[Address]:
    return (Address(_file("archive", 1)) for _any in PublishedEntry.objects.months()[:1])


def _people_files() -> Iterator[Address]:
    numbered = PublicMember.objects.named().annotate(file=(F("number") - 1) / SIZE + 1).order_by("file")
    return (Address(_file("people", number)) for number in numbered.values_list("file", flat=True).distinct())


def _rendition_files() -> Iterator[Address]:
    numbered = PublishedRendition.objects.annotate(file=(F("verdict_number") - 1) / SIZE + 1)
    for number, changed_at in numbered.values_list("file").annotate(Max("updated_at")).order_by("file"):
        yield Address(_file("renditions", number), changed_at)


def _file(kind: str, number: int) -> str:
    return reverse("public:sitemap-part", args=[kind, number])


def _xml(root: str, element: str, found: Iterable[Address]) -> HttpResponse:
    body = "".join(f"<{element}>{_entry(address)}</{element}>\n" for address in found)
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n{body}</{root}>\n'
    return HttpResponse(text, content_type="application/xml", headers={"X-Robots-Tag": "noindex"})


def _entry(address: Address) -> str:
    location = f"<loc>{escape(addresses.absolute(address.path))}</loc>"
    if address.changed_at is None:
        return location
    return f"{location}<lastmod>{address.changed_at.isoformat(timespec='seconds')}</lastmod>"
