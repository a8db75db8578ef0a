"""The pages of verdicts in other words: one verdict, one of its versions, and the list of all that have them."""

from __future__ import annotations

from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from articles.models import PublishedRendition, PublishedVerdict, Rating
from articles.public import face, listing, renditions, versions
from articles.public.converters import Reference
from articles.public.face import Face
from articles.public.renditions import Kind
from articles.public.versions import Shown

SIZE = 20


@require_safe
def detail(request: HttpRequest, reference: Reference, language: str) -> HttpResponse:
    kind = renditions.kind_of(language)
    try:
        shown = versions.newest(reference.number)
    except versions.Withdrawn:
        return _gone(request)
    if kind.member not in shown.snapshot:
        return _absent(request, kind, shown)
    slug = kind.slug(shown.snapshot)
    if reference.text != Reference(reference.number, slug).text:
        return HttpResponsePermanentRedirect(kind.path(reference.number, slug))
    return _page(request, kind, shown)


@require_safe
def version(request: HttpRequest, reference: Reference, version: int, language: str) -> HttpResponse:
    kind = renditions.kind_of(language)
    if reference.text != str(reference.number):
        return redirect(kind.version_path(reference.number, version), permanent=True)
    try:
        shown = versions.find(reference.number, version)
    except versions.Withdrawn:
        return _gone(request)
    except versions.Noticed as notice:
        raise Http404 from notice
    if kind.member not in shown.snapshot:
        return _absent(request, kind, shown)
    return _page(request, kind, shown, is_permanent=True)


class Entry(NamedTuple):
    """`rating` is void where the verdict is retracted."""

    verdict: PublishedVerdict
    statement: (
        str  # as it was written, with its readings; "" where it is too long for a list, which then has `face.name`
    )
    face: Face
    path: str
    rating: Rating

    @property
    def is_retracted(self) -> bool:
        return self.face.is_void


class Page(NamedTuple):
    """`cursor` continues the list; empty at its end."""

    entries: list[Entry]
    cursor: str


@require_safe
def index(request: HttpRequest, language: str) -> HttpResponse:
    kind = renditions.kind_of(language)
    after = request.GET.get("after", "")
    context = {"page": _listed(kind, after), "is_continued": bool(after), "kind": kind}
    return render(request, f"public/{kind.template}_list.html", context)


def _listed(kind: Kind, after: str) -> Page:
    """Three queries. Raises Http404 for an `after` that is no cursor of ours."""
    rows = PublishedRendition.objects.newest_first(kind.language)
    if after:
        rows = rows.older_than(*listing.position(after))
    found = list(rows[: SIZE + 1])
    shown = found[:SIZE]
    verdicts = PublishedVerdict.objects.in_bulk([row.verdict_number for row in shown])
    ratings = Rating.objects.in_bulk()
    entries = [_entry(kind, row, verdicts[row.verdict_number], ratings) for row in shown]
    return Page(entries, listing.cursor_of(entries[-1].verdict) if len(found) > SIZE else "")


def _entry(kind: Kind, row: PublishedRendition, verdict: PublishedVerdict, ratings: dict[str, Rating]) -> Entry:
    named = ratings[verdict.rating_code]
    rating = Rating(code=named.code, name=kind.rating(named.name), symbol=named.symbol)
    is_void = verdict.state == PublishedVerdict.State.RETRACTED
    shown = renditions.face_of(
        *(kind, row.verdict_number, row.statement, rating.name, verdict.change),
        is_void=is_void,
        is_behind=row.is_behind,
    )
    statement = row.statement if len(kind.plain(row.statement)) <= renditions.LONGEST_NAME else ""
    return Entry(verdict, statement, shown, kind.path(row.verdict_number, row.slug), rating)


def _page(request: HttpRequest, kind: Kind, shown: Shown, *, is_permanent: bool = False) -> HttpResponse:
    snapshot, number = shown.snapshot, shown.verdict.verdict_number
    row = PublishedRendition.objects.filter(verdict_number=number, language=kind.language).first()
    is_newest = shown.is_newest
    is_behind = is_newest and row is not None and row.is_behind
    called = (
        renditions.face_of_snapshot(kind, snapshot, shown.change, is_behind=is_behind)
        if is_newest
        else renditions.face_of_version(kind, shown.line.version, shown.verdict, shown.later)
    )
    context = {
        "kind": kind,
        "verdict": shown.verdict,
        "snapshot": snapshot,
        "face": called,
        "article": renditions.article(
            kind,
            snapshot,
            called,
            is_behind=is_behind,
            japanese=renditions.japanese_path(snapshot, is_permanent=is_permanent),
            earlier=shown.corrected,
        ),
        "newest": kind.path(number, row.slug) if row else face.of_row(shown.verdict).path,
        "is_permanent": is_permanent,
        "is_newest": is_newest,
        "languages": renditions.links(snapshot, current=kind.language, is_permanent=is_permanent),
    }
    return render(request, f"public/{kind.template}_detail.html", context)


def _absent(request: HttpRequest, kind: Kind, shown: Shown) -> HttpResponse:
    """That there are no such words, and where the Japanese ones are."""
    context = {"kind": kind, "number": shown.verdict.verdict_number, "japanese": face.of_row(shown.verdict).path}
    return render(request, f"public/{kind.template}_absent.html", context, status=404)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "public/gone.html", status=410)
