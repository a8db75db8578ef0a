"""sitemap.xml and robots.txt."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles.models import PublishedClaimant, PublishedVerdict
from articles.public import addresses


class NewsroomSitemap(Sitemap):  # type: ignore[type-arg]  # generic in the stubs only
    """Built from SITE_URL, not from the Host header."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: object = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class Pages(NewsroomSitemap):
    def items(self) -> list[str]:
        return ["home", "check", "verdict-list", "correction-list", "methodology", "statistics"]

    def location(self, item: str) -> str:
        return reverse(f"public:{item}")


class Verdicts(NewsroomSitemap):
    def items(self) -> QuerySet[PublishedVerdict]:
        return PublishedVerdict.objects.visible().order_by("verdict_number")

    def location(self, item: PublishedVerdict) -> str:
        return addresses.verdict_path(item.verdict_number, item.slug)

    def lastmod(self, item: PublishedVerdict) -> datetime:
        return item.updated_at


class Claimants(NewsroomSitemap):
    def items(self) -> QuerySet[PublishedClaimant, int]:
        return PublishedClaimant.objects.order_by("number").values_list("number", flat=True).distinct()

    def location(self, item: int) -> str:
        return reverse("public:claimant-detail", args=[item])


SITEMAPS: dict[str, type[NewsroomSitemap]] = {"pages": Pages, "verdicts": Verdicts, "claimants": Claimants}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    sitemap = addresses.absolute(reverse("public:sitemap"))
    return render(request, "public/robots.txt", {"sitemap": sitemap}, content_type="text/plain; charset=utf-8")
