"""The language of a response: negotiated for the desk, always Japanese for readers and partners."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

NEGOTIATED = ("/admin/",)


class ReadersLanguageMiddleware(LocaleMiddleware):
    """Django's LocaleMiddleware, except that pages and API ignore Accept-Language and so do not vary by it.

    They are assembled from fragments that were rendered in Japanese when the verdict was published.
    """

    def process_request(self, request: HttpRequest) -> None:
        if _is_negotiated(request):
            super().process_request(request)
        else:
            translation.activate(settings.LANGUAGE_CODE)
            request.LANGUAGE_CODE = settings.LANGUAGE_CODE

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if _is_negotiated(request):
            return super().process_response(request, response)
        response.headers.setdefault("Content-Language", settings.LANGUAGE_CODE)
        return response


def _is_negotiated(request: HttpRequest) -> bool:
    return request.path_info.startswith(NEGOTIATED)
