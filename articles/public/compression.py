"""gzip of what readers and partners get, where no proxy does it.

The desk's pages are left alone: they hold a token beside text that somebody typed, and the length of both compressed tells
of either (BREACH). Public answers hold neither cookie nor token.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_vary_headers

LEAST = 500  # bytes: a shorter answer fits a packet as it is
LEVEL = 6
_TEXT = re.compile(r"text/|application/(?:[a-z0-9.-]+\+)?(?:json|xml)\b")
_REFUSED = re.compile(r"\s*;\s*q=0(?:\.0{0,3})?\s*$")


class PackedOnce(HttpResponse):
    """An answer of bytes that are kept: whoever keeps them keeps the compressed ones too, and gives them by `packed`."""

    def __init__(self, content: bytes, content_type: str, packed: Callable[[], bytes]) -> None:
        super().__init__(content, content_type=content_type)
        self.packed = packed


class CompressionMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if settings.BEHIND_PROXY:
            raise MiddlewareNotUsed  # it compresses from one copy (docs/adr/0019)
        self.get_response = get_response
        self.desk = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.path_info.startswith(self.desk) or not isinstance(response, HttpResponse) or not _is_text(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if accepts_gzip(request.headers.get("Accept-Encoding", "")):
            _compress(response)
        return response


def accepts_gzip(header: str) -> bool:
    """Whether it names gzip, or anything, without refusing it by a weight of zero."""
    named = {name.strip().lower(): rest for name, _, rest in (each.partition(";") for each in header.split(","))}
    weight = named.get("gzip", named.get("*"))
    return weight is not None and not _REFUSED.match(f";{weight}")


def packed(content: bytes) -> bytes:
    return gzip.compress(content, LEVEL, mtime=0)


def _is_text(response: HttpResponse) -> bool:
    """304 has no type, and stands for an answer that has one."""
    if response.status_code == 304:
        return True
    return not response.has_header("Content-Encoding") and bool(_TEXT.match(response.headers.get("Content-Type", "")))


def _compress(response: HttpResponse) -> None:
    if len(response.content) >= LEAST:
        response.content = response.packed() if isinstance(response, PackedOnce) else packed(response.content)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.content))
    elif response.status_code != 304:
        return
    etag = response.headers.get("ETag", "")
    if etag.startswith('"'):
        response.headers["ETag"] = f"W/{etag}"  # the same page in other bytes (RFC 9110, 8.8.1)
