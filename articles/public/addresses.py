"""Addresses of reader pages: one canonical URL per verdict, the same in page, feeds, sitemap and ClaimReview."""

from __future__ import annotations

import re
from functools import cache

from django.conf import settings
from django.urls import reverse

from articles.public.converters import Reference


def verdict_path(number: int, slug: str) -> str:
    """The path that answers without a redirect, percent-encoded: what `reverse` says, in a twentieth of its time."""
    before, after = _around_reference()
    told = _UNSAFE.sub(_escaped, Reference(number, slug).text)
    return f"{before}{told}{after}"


def verdict_url(number: int, slug: str) -> str:
    return absolute(verdict_path(number, slug))


_UNSAFE = re.compile(r"[^A-Za-z0-9_.~!$&'()*+,;=/:@-]+")  # as django.urls has it: RFC 3986, section 3.3


def _escaped(found: re.Match[str]) -> str:
    """Whole runs, as of Japanese: `quote` goes from byte to byte."""
    return f"%{found[0].encode().hex('%').upper()}"


@cache
def _around_reference() -> tuple[str, str]:
    before, _number, after = reverse("public:verdict-detail", args=[Reference(1, "")]).partition("1")
    return before, after


def path_of(view: str, *numbers: int) -> str:
    """The path of a view that has nothing but numbers in it, or nothing at all: what `reverse` says, in a tenth of its time."""
    return _form(view, len(numbers)) % numbers


@cache
def _form(view: str, count: int) -> str:
    marks = [10**17 + place for place in range(count)]  # no other part of a path
    path = reverse(view, args=marks)
    for mark in marks:
        path = path.replace(str(mark), "%d")
    return path


def absolute(path: str) -> str:
    """Built from SITE_URL, never from the request's Host header: it goes into feeds and caches."""
    return f"{settings.SITE_URL}{path}"
