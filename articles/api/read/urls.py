"""URLs of /api/v1/: a number is ASCII digits and nothing follows it, so every object has one address."""

from django.urls import path, register_converter

from articles.api.read import dumps, guides, matches, views
from articles.public.converters import NumberConverter

register_converter(NumberConverter, "id")

urlpatterns = [
    path("", views.Index.as_view(), name="index"),
    path("verdicts/", views.VerdictList.as_view(), name="verdict-list"),
    path("verdicts/<id:number>/", views.VerdictDetail.as_view(), name="verdict-detail"),
    path("verdicts/<id:number>/versions/<id:version>/", views.VersionDetail.as_view(), name="version-detail"),
    path("claims/", views.ClaimList.as_view(), name="claim-list"),
    path("claims/<id:number>/", views.ClaimDetail.as_view(), name="claim-detail"),
    path("articles/", views.ArticleList.as_view(), name="article-list"),
    path("articles/<id:number>/", views.ArticleDetail.as_view(), name="article-detail"),
    path("claimants/", views.ClaimantList.as_view(), name="claimant-list"),
    path("claimants/<id:number>/", views.ClaimantDetail.as_view(), name="claimant-detail"),
    path("ratings/", views.RatingList.as_view(), name="rating-list"),
    path("topics/", views.TopicList.as_view(), name="topic-list"),
    path("claim-reviews/", views.ClaimReviewList.as_view(), name="claim-review-list"),
    path("dumps/", dumps.DumpList.as_view(), name="dump-list"),
    path("dumps/<str:name>", dumps.DumpFile.as_view(), name="dump-file"),
    path("changes/", views.ChangeList.as_view(), name="change-list"),
    path("match/", matches.MatchView.as_view(), name="match"),
    path("openapi.json", views.OpenAPI.as_view(), name="openapi"),
    path("docs/", views.Docs.as_view(), name="docs"),
    path("guide/", guides.Guide.as_view(), name="guide"),
    path("guide/factcheck-client.zip", guides.PythonClient.as_view(), name="python-client"),
    path("guide/webhooks/", guides.Guide.as_view(name="webhooks"), name="guide-webhooks"),
]
