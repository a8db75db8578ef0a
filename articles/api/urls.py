"""URLs of the partners' API. What matches nothing below /api/ is answered here too, as a problem.

/v1alpha1/ speaks Google's language, in its errors too."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from articles.api.read import google
from articles.api.read.views import ArticleList, UnknownURL
from articles.api.write.articles import HandIn


def by_method(read: Callable[..., HttpResponseBase], write: Callable[..., HttpResponseBase]) -> Callable[..., Any]:
    """One address whose POST is for keys and whose GET is open to all: two views, which know nothing of each other."""

    @csrf_exempt  # there is no cookie to ride on
    def dispatch(request: HttpRequest, **parts: object) -> HttpResponseBase:
        asked = (
            request.headers.get("Access-Control-Request-Method", "") if request.method == "OPTIONS" else request.method
        )
        response = (write if asked == "POST" else read)(request, **parts)
        if "Allow" in response:
            response["Allow"] = "GET, HEAD, POST, OPTIONS"
        return response

    return dispatch


urlpatterns = [
    # Before the views themselves, whose addresses openapi.json and `reverse` take from below.
    path("api/v1/articles/", by_method(ArticleList.as_view(), HandIn.as_view()), name="articles"),
    path("api/v1/", include(("articles.api.read.urls", "api"))),
    path("api/v1/", include(("articles.api.write.urls", "write"))),
    path("v1alpha1/claims:search", google.ClaimSearch.as_view(), name="google-claims"),
    re_path(r"^v1alpha1(?:/|$)", google.Unknown.as_view(), name="google-unknown"),
    re_path(r"^api(?:/|$)", UnknownURL.as_view(), name="api-unknown"),
]
