"""A verdict's page, its versions and its embed."""

from __future__ import annotations

from collections.abc import Callable

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from articles.models import PublishedVerdict, Rating
from articles.models.publication import stamp_of
from articles.models.snapshot import Snapshot
from articles.models.verdict_page import Head
from articles.public import embeds, face, fragments, frame, people, related, rendering, renditions, versions
from articles.public.converters import Reference
from articles.public.face import Face
from articles.public.people import Named
from articles.public.versions import Shown

CONDITIONS = frozenset(("If-None-Match", "If-Modified-Since", "If-Match", "If-Unmodified-Since"))


@require_safe
@cache_control(public=True, no_cache=True)
def detail(request: HttpRequest, reference: Reference) -> HttpResponse:
    if not CONDITIONS.isdisjoint(request.headers):
        unchanged = _unchanged(request, reference, versions.head(reference.number))
        if unchanged is not None:
            return unchanged
    try:
        shown = versions.newest(reference.number)
    except versions.Withdrawn:
        return _gone(request)
    if not _is_named(reference, shown.verdict):
        return HttpResponsePermanentRedirect(face.of_row(shown.verdict).path)
    return _validated(_page(request, shown), shown.row.head)


@require_safe
@cache_control(public=True, no_cache=True)
def version(request: HttpRequest, reference: Reference, version: int) -> HttpResponse:
    if reference.text != str(reference.number):
        return redirect("public:version-detail", Reference(reference.number, ""), version, permanent=True)
    try:
        return _page(request, versions.find(reference.number, version), is_permanent=True)
    except versions.Withdrawn:
        return _gone(request)
    except versions.Noticed as notice:
        context = {"line": notice.line, "newest": face.of_row(notice.verdict), "verdict": notice.verdict}
        return render(request, "public/notice.html", context)


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # it types views without URL arguments
@cache_control(public=True, no_cache=True)
def embed(request: HttpRequest, reference: Reference) -> HttpResponse:
    if reference.text != str(reference.number):
        return redirect("public:verdict-embed", Reference(reference.number, ""), permanent=True)
    verdict = versions.verdict(reference.number)
    if verdict.state == PublishedVerdict.State.HIDDEN:
        return render(request, "public/embed_gone.html", status=410)
    rating = Rating.objects.get(code=verdict.rating_code)
    return render(request, "public/embed.html", {"verdict": verdict, "rating": rating, "face": face.of_row(verdict)})


@require_safe
@cache_control(public=True, no_cache=True)
def fragment(request: HttpRequest, reference: Reference) -> HttpResponse:
    """The verdict as HTML without style, for an editing system."""
    return _text(request, reference, fragments.html, "text/html; charset=utf-8")


@require_safe
@cache_control(public=True, no_cache=True)
def upright(request: HttpRequest, reference: Reference) -> HttpResponse:
    """The verdict as text for upright print."""
    return _text(request, reference, fragments.upright, "text/plain; charset=utf-8")


def _text(
    request: HttpRequest, reference: Reference, write: Callable[[Snapshot, Face, Named], str], kind: str
) -> HttpResponse:
    try:
        shown = versions.newest(reference.number)
    except versions.Withdrawn:
        return _gone(request)
    etag = quote_etag(f"{shown.verdict.sequence}-{stamp_of(shown.row.head.people_at)}-{frame.fingerprint()}")
    response = get_conditional_response(request, etag) or HttpResponse(
        write(shown.snapshot, shown.face, people.by_mark(shown.row.people)), kind
    )
    response.headers["ETag"], response.headers["X-Robots-Tag"] = etag, "noindex"
    return response


def _is_named(reference: Reference, verdict: PublishedVerdict) -> bool:
    """Whether the address is the one that search engines shall know."""
    return reference.text == Reference(verdict.verdict_number, face.of_row(verdict).slug).text


def _unchanged(request: HttpRequest, reference: Reference, head: Head) -> HttpResponse | None:
    """304 or 412, without asking for the text; None where the page has to be sent."""
    if head.verdict.state == PublishedVerdict.State.HIDDEN or not _is_named(reference, head.verdict):
        return None
    response = get_conditional_response(request, *_validators(head))
    return _validated(response, head) if response else None


def _validators(head: Head) -> tuple[str, int]:
    """The ETag and the second of the last change."""
    return quote_etag(f"{head.etag}-{frame.fingerprint()}"), int(head.changed_at.timestamp())


def _validated(response: HttpResponse, head: Head) -> HttpResponse:
    etag, modified = _validators(head)
    response.headers["ETag"], response.headers["Last-Modified"] = etag, http_date(modified)
    return response


def _page(request: HttpRequest, shown: Shown, *, is_permanent: bool = False) -> HttpResponse:
    """One version in its frame; `is_permanent` for the page that goes on showing it when it is an old one."""
    return render(
        request,
        "public/verdict_detail.html",
        {
            "verdict": shown.verdict,
            "snapshot": shown.snapshot,
            "face": shown.face,
            "newest": face.of_row(shown.verdict),
            "article": _article(shown).partition(rendering.UNDER_HEAD),
            "related": None if is_permanent else related.to(shown.verdict),
            "claim_review": "" if is_permanent else shown.claim_review,
            "log": shown.log,
            "is_permanent": is_permanent,
            "languages": renditions.links(shown.snapshot, is_permanent=is_permanent),
            "embed_height": embeds.height(shown.verdict),
        },
    )


def _article(shown: Shown) -> str:
    return shown.article if shown.is_newest else rendering.superseded(shown.article, shown.face.lead)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "public/gone.html", status=410)
