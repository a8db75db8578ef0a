"""What somebody is told who sends something to a page that readers only read: that it takes nothing (405), not a word of cookies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed

READERS = frozenset({"public", "letterbox"})
CHANGES_NOTHING = frozenset({"GET", "HEAD", "OPTIONS"})


class OnlyReadMiddleware:
    """Views that do take something from readers are exempt from the question for a token, and say themselves what they take.

    The address of a tip is the key to its page: no answer to it is kept by anybody, and none names it to another site.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        is_readers = match is not None and match.app_name in READERS and not getattr(view, "csrf_exempt", False)
        if not is_readers or request.method in CHANGES_NOTHING:
            return None
        headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        return HttpResponseNotAllowed(["GET", "HEAD"], headers=headers)
