"""URLs of the partners' API. What matches nothing below /api/ is answered here too, as a problem.

/v1alpha1/ speaks Google's language, in its errors too."""

from django.urls import include, path, re_path

from articles.api.read import google
from articles.api.read.views import UnknownURL

urlpatterns = [
    path("api/v1/", include(("articles.api.read.urls", "api"))),
    path("v1alpha1/claims:search", google.ClaimSearch.as_view(), name="google-claims"),
    re_path(r"^v1alpha1(?:/|$)", google.Unknown.as_view(), name="google-unknown"),
    re_path(r"^api(?:/|$)", UnknownURL.as_view(), name="api-unknown"),
]
