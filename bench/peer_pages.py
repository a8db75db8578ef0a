"""The product's URLs with an empty view and a verdict page made from the desk's rows, for bench/readers.py. Nothing to run."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import include, path

from articles.actions import snapshots
from articles.models import Publication, PublishedVerdict, Rating, Verdict
from articles.models.verdict_page import Line
from articles.public import claim_review, embeds, face, people, rendering
from articles.public.listing import Entry
from articles.public.related import OF_CLAIMANT, ON_TOPICS, Related
from bench.peer_api import router


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def plain(request: HttpRequest, number: int) -> HttpResponse:
    """The same page as Django's documentation would have it: rows with what they refer to, a template; nothing is kept.

    It shares the product's templates, and so what these keep for every page, and functions that remember where a heading
    may break: the product is compared with a page that is as well made as its own.
    """
    rows = Verdict.objects.select_related("claim__claimant", "rating__scale")
    verdict = get_object_or_404(rows, pk=number)
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
    article = rendering.with_names(rendering.verdict(snapshot), snapshot, people.named())
    context = {
        "verdict": shown,
        "snapshot": snapshot,
        "face": face.of_snapshot(snapshot, ""),
        "newest": face.of_row(shown),
        "article": article.partition(rendering.UNDER_HEAD),
        "related": others(shown),
        "claim_review": claim_review.script_text(snapshot),
        "log": log,
        "is_permanent": False,
        "embed_height": embeds.height(shown),
    }
    return render(request, "public/verdict_detail.html", context)


def others(shown: PublishedVerdict) -> Related:
    live = PublishedVerdict.objects.live().exclude(pk=shown.pk).newest_first()
    of_claimant = list(live.of_claimant(shown.claimant_number)[:OF_CLAIMANT]) if shown.claimant_number else []
    near = live.about_any(shown.topic_slugs).exclude(pk__in=[row.pk for row in of_claimant])
    on_topics = list(near[:ON_TOPICS])
    ratings = Rating.objects.in_bulk({row.rating_code for row in [*of_claimant, *on_topics]})
    entries = [[Entry(row, ratings[row.rating_code]) for row in found] for found in (of_claimant, on_topics)]
    return Related(*entries)


urlpatterns = [
    path("peers/empty/", empty),
    path("peers/verdicts/<int:number>/", plain),
    path("peers/api/", include(router.urls)),
    path("", include("articles.urls")),
]
handler500 = "articles.outages.server_error"
