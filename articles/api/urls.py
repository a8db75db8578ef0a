"""URLs of the partners' API. What matches nothing below /api/ is answered here too, as a problem."""

from django.urls import include, path, re_path

from articles.api.read.views import UnknownURL

urlpatterns = [
    path("api/v1/", include(("articles.api.read.urls", "api"))),
    re_path(r"^api(?:/|$)", UnknownURL.as_view(), name="api-unknown"),
]
