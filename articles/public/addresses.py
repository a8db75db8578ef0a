"""Addresses of reader pages: one canonical URL per verdict, the same in page, feeds, sitemap and ClaimReview."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from articles.public.converters import Reference


def verdict_path(number: int, slug: str) -> str:
    """The path that answers without a redirect, percent-encoded."""
    return reverse("public:verdict-detail", args=[Reference(number, slug)])


def verdict_url(number: int, slug: str) -> str:
    return absolute(verdict_path(number, slug))


def absolute(path: str) -> str:
    """Built from SITE_URL, never from the request's Host header: it goes into feeds and caches."""
    return f"{settings.SITE_URL}{path}"
