"""The page of a topic: the verdicts on claims about it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import PublishedEntry, PublishedVerdict, Rating
from articles.public import listing


@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    verdicts = PublishedVerdict.objects.live().about(slug)
    page = listing.page(verdicts, Rating.objects.in_bulk(), after=request.GET.get("after", ""))
    if not page.entries:
        raise Http404
    topic = next(topic for topic in page.entries[0].verdict.topics if topic["slug"] == slug)
    entry = PublishedEntry.objects.topics().filter(key=slug).first()
    context = {"topic": topic, "page": page, "verdicts": entry.verdicts if entry else 0}
    return render(request, "public/topic_detail.html", context)
