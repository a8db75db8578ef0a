"""A verdict's page, its versions and its embed."""

from __future__ import annotations

from typing import cast

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from articles.models import Publication, PublishedVerdict, Rating
from articles.models.snapshot import Snapshot
from articles.public import addresses, claim_review, frame, rendering
from articles.public.converters import Reference


@require_safe
@cache_control(public=True, no_cache=True)
def detail(request: HttpRequest, reference: Reference) -> HttpResponse:
    verdict = _verdict(reference)
    if verdict.state == PublishedVerdict.State.HIDDEN:
        return _gone(request)
    if reference.text != Reference(verdict.verdict_number, verdict.slug).text:
        return HttpResponsePermanentRedirect(addresses.verdict_path(verdict.verdict_number, verdict.slug))
    etag = quote_etag(f"{verdict.sequence}-{frame.fingerprint()}")
    modified = int(verdict.updated_at.timestamp())
    response = get_conditional_response(request, etag, modified) or _version_page(request, verdict, verdict.version)
    response.headers["ETag"], response.headers["Last-Modified"] = etag, http_date(modified)
    return response


@require_safe
@cache_control(public=True, no_cache=True)
def version(request: HttpRequest, reference: Reference, version: int) -> HttpResponse:
    if reference.text != str(reference.number):
        return redirect("public:version-detail", Reference(reference.number, ""), version, permanent=True)
    return _version_page(request, _verdict(reference), version, is_permanent=True)


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # it types views without URL arguments
@cache_control(public=True, no_cache=True)
def embed(request: HttpRequest, reference: Reference) -> HttpResponse:
    if reference.text != str(reference.number):
        return redirect("public:verdict-embed", Reference(reference.number, ""), permanent=True)
    verdict = _verdict(reference)
    if verdict.state == PublishedVerdict.State.HIDDEN:
        return render(request, "public/embed_gone.html", status=410)
    rating = Rating.objects.get(code=verdict.rating_code)
    address = addresses.verdict_url(verdict.verdict_number, verdict.slug)
    return render(request, "public/embed.html", {"verdict": verdict, "rating": rating, "address": address})


def _verdict(reference: Reference) -> PublishedVerdict:
    return get_object_or_404(PublishedVerdict.objects, pk=reference.number)


def _version_page(
    request: HttpRequest, verdict: PublishedVerdict, version: int, *, is_permanent: bool = False
) -> HttpResponse:
    """One version in its frame; `is_permanent` for the page that goes on showing it when it is an old one."""
    versions = list(Publication.objects.of(verdict.verdict_number).with_outline().order_by("version"))
    chosen = next((publication for publication in versions if publication.version == version), None)
    if chosen is None:
        raise Http404
    if chosen.kind in Publication.NOTICES:
        return render(request, "public/notice.html", {"verdict": verdict, "publication": chosen})
    if not chosen.content.is_visible:
        return _gone(request)
    publication = Publication.objects.with_rendering().get(sequence=chosen.sequence)
    snapshot = cast(Snapshot, publication.content.snapshot)
    return render(
        request,
        "public/verdict_detail.html",
        {
            "verdict": verdict,
            "snapshot": snapshot,
            "article": _article(publication, snapshot, versions),
            "claim_review": "" if is_permanent else _claim_review(publication, snapshot),
            "versions": versions,
            "is_permanent": is_permanent,
            "address": addresses.verdict_url(verdict.verdict_number, verdict.slug),
        },
    )


def _article(publication: Publication, snapshot: Snapshot, versions: list[Publication]) -> str:
    """The kept fragment; made anew, without keeping it, where the cache has been dropped."""
    if hasattr(publication, "rendering"):
        return publication.rendering.html
    return rendering.verdict(snapshot, _previous(publication, versions))


def _claim_review(publication: Publication, snapshot: Snapshot) -> str:
    if hasattr(publication, "rendering"):
        return publication.rendering.claim_review
    return claim_review.script_text(snapshot)


def _previous(publication: Publication, versions: list[Publication]) -> Snapshot | None:
    """The version before, None where there is none or it may not be shown."""
    earlier = [row for row in versions if row.version < publication.version and row.kind not in Publication.NOTICES]
    if not earlier or not earlier[-1].content.is_visible:
        return None
    return cast(Snapshot, Publication.objects.with_content().get(sequence=earlier[-1].sequence).content.snapshot)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "public/gone.html", status=410)
