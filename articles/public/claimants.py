"""The page of a claimant who may be named: the verdicts on its claims."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import PublishedClaimant, PublishedVerdict, Rating
from articles.public import listing


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    claimant = PublishedClaimant.objects.filter(number=number).order_by("-sequence").first()
    if claimant is None:
        raise Http404
    verdicts = PublishedVerdict.objects.live().of_claimant(number)
    page = listing.page(verdicts, Rating.objects.in_bulk(), after=request.GET.get("after", ""))
    return render(request, "public/claimant_detail.html", {"claimant": claimant, "page": page})
