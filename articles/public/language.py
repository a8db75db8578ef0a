"""The language of a response: Japanese, except at the desk for somebody who chose English there, and of verdicts in English."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

DESK = "/admin/"
ENGLISH = "/en/"  # verdicts in English: articles.public.renditions


class JapaneseFirstMiddleware:
    """Ignores Accept-Language: a Japanese newsroom's shared machine may well run an English browser.

    Other pages and the API are always Japanese: they are assembled from fragments rendered in Japanese at publication. The desk
    follows the cookie that its language switch sets (Django's `set_language`).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def language_of(request: HttpRequest) -> str:
    if request.path_info.startswith(ENGLISH):
        return "en"
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if request.path_info.startswith(DESK) and chosen in dict(settings.LANGUAGES):
        return chosen
    return settings.LANGUAGE_CODE
