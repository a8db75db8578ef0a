"""The list of verdicts with its search, a verdict's page, its versions and its embed."""

from __future__ import annotations

from typing import NamedTuple, cast

from csp.decorators import csp_replace
from django.db.models import Count, F, Func, JSONField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from articles import search
from articles.models import Publication, PublishedVerdict, Rating
from articles.models.publication import PublishedVerdictQuerySet
from articles.models.snapshot import Snapshot, TopicSnapshot
from articles.public import addresses, claim_review, frame, listing, rendering
from articles.public.converters import Reference

TOPICS_SHOWN = 30


class Selection(NamedTuple):
    """What a reader asks the list for. Values that mean nothing here are dropped, like unknown parameters."""

    query: str
    terms: list[str]
    is_cut: bool
    rating: Rating | None
    topic: TopicSnapshot | None

    @classmethod
    def of(cls, parameters: QueryDict, ratings: dict[str, Rating], topics: list[TopicSnapshot]) -> Selection:
        query = " ".join(parameters.get("q", "").replace("\0", " ").split())
        return cls(
            query=query[: search.MAX_QUERY],
            terms=search.terms(query),
            is_cut=len(query) > search.MAX_QUERY,
            rating=ratings.get(parameters.get("rating", "")),
            topic=next((topic for topic in topics if topic["slug"] == parameters.get("topic", "")), None),
        )

    @property
    def is_wordless(self) -> bool:
        """Something was asked for in which there is no word to look for."""
        return bool(self.query) and not self.terms

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query or self.rating or self.topic)

    def verdicts(self) -> PublishedVerdictQuerySet:
        chosen = PublishedVerdict.objects.none() if self.is_wordless else PublishedVerdict.objects.live()
        if self.terms:
            chosen = chosen.filter(search.matches(self.terms))
        if self.rating:
            chosen = chosen.rated(self.rating.code)
        if self.topic:
            chosen = chosen.about(self.topic["slug"])
        return chosen


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    ratings = Rating.objects.in_bulk()
    topics = _topics()
    selection = Selection.of(request.GET, ratings, topics)
    page = listing.page(selection.verdicts(), ratings, after=request.GET.get("after", ""))
    return render(
        request,
        "public/verdict_list.html",
        {
            "selection": selection,
            "page": page,
            "is_continued": "after" in request.GET,
            "ratings": _ratings_in_use(ratings),
            "topics": topics,
        },
    )


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
    return get_object_or_404(PublishedVerdict.objects.defer("search_vector"), pk=reference.number)


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


def _ratings_in_use(ratings: dict[str, Rating]) -> list[Rating]:
    """Ratings of live verdicts, in the order of their scale."""
    used = PublishedVerdict.objects.live().values_list("rating_code", flat=True).distinct()
    return sorted((ratings[code] for code in used), key=lambda rating: (rating.scale_id, rating.position))


def _topics() -> list[TopicSnapshot]:
    """Topics of live verdicts, those with most verdicts first."""
    rows = (
        PublishedVerdict.objects.live()
        .annotate(
            topic=Func(F("topics"), function="jsonb_array_elements", output_field=JSONField(), set_returning=True)
        )
        .values_list("topic")
        .annotate(count=Count("*"))
        .order_by("-count", "topic")[:TOPICS_SHOWN]
    )
    return [topic for topic, _count in rows]
