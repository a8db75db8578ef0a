"""Pages that show nothing but what is published: they change with the publication log, and with a release."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

from articles.models import Publication
from articles.public import frame

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def with_the_log(
    view: View[P], *, and_with: Callable[[HttpRequest], str] | None = None
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """The view, asked only by who has not its newest answer: 304 costs one query. Caches always ask again.

    `and_with` says in a few words what else the page depends on. The ETag is the same for every address, so a page that is
    none stays a 404: `*` asks whether there is one.
    """

    @wraps(view)
    def conditional(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        head = Publication.objects.head().sequence  # read first: an answer may be newer, never older
        further = sha256(and_with(request).encode()).hexdigest()[:8] if and_with else ""
        etag = quote_etag("-".join(filter(None, (str(head), frame.fingerprint(), further))))
        known = None if request.headers.get("If-None-Match") == "*" else get_conditional_response(request, etag)
        response = known or view(request, *args, **kwargs)
        if response.status_code in (200, 304):
            response.headers["ETag"] = etag
        patch_cache_control(response, public=True, no_cache=True)
        return response

    return conditional
