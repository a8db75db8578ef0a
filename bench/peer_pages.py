"""The product's URLs with an empty view and a verdict page made from the desk's rows, for bench/readers.py. Nothing to run."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import include, path

from articles.actions import snapshots
from articles.models import Publication, PublishedVerdict, Verdict
from articles.models.verdict_page import Line
from articles.public import claim_review, embeds, face, related, rendering
from bench.peer_api import router


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def plain(request: HttpRequest, number: int) -> HttpResponse:
    """The same page as Django's documentation would have it: rows, related rows, a template."""
    rows = Verdict.objects.select_related("claim__claimant", "rating__scale", "published_rating__scale")
    verdict = get_object_or_404(rows.prefetch_related("claim__topics"), pk=number)
    shown = get_object_or_404(PublishedVerdict, pk=number)
    rows_of_log = Publication.objects.of(number).with_outline().order_by("version")
    log = [Line(row.version, row.kind, row.published_at, row.content.is_visible, row.note) for row in rows_of_log]  # type: ignore[attr-defined]  # with_outline
    snapshot = snapshots.assemble(
        verdict,
        version=verdict.published_version,
        kind=Publication.Kind.PUBLISHED,
        now=shown.updated_at,
        first_published_at=shown.first_published_at,
    )
    context = {
        "verdict": shown,
        "snapshot": snapshot,
        "face": face.of_snapshot(snapshot, ""),
        "newest": face.of_row(shown),
        "article": rendering.verdict(snapshot, None).partition(rendering.UNDER_HEAD),
        "related": related.to(shown),
        "claim_review": claim_review.script_text(snapshot),
        "log": log,
        "is_permanent": False,
        "embed_height": embeds.height(shown),
    }
    return render(request, "public/verdict_detail.html", context)


urlpatterns = [
    path("peers/empty/", empty),
    path("peers/verdicts/<int:number>/", plain),
    path("peers/api/", include(router.urls)),
    path("", include("articles.urls")),
]
handler500 = "articles.outages.server_error"
