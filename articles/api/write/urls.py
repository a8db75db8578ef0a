"""URLs of /api/v1/ that need a key. An article's number is the same whether it is read here or in public.

The converter `id` is registered by those of the reading, which come first.
"""

from django.urls import path

from articles.api.write import articles, extract, tips, webhooks

urlpatterns = [
    path("articles/", articles.HandIn.as_view(), name="hand-in"),
    path("articles/<id:number>/revisions/", articles.Revise.as_view(), name="revise"),
    path("articles/<id:number>/extraction/", articles.ExtractionDetail.as_view(), name="extraction"),
    path("articles/<id:number>/candidates/", articles.CandidateList.as_view(), name="candidate-list"),
    path("tips/", tips.SendTip.as_view(), name="tip-send"),
    path("tips/<slug:token>/", tips.TipDetail.as_view(), name="tip"),
    path("webhooks/", webhooks.EndpointList.as_view(), name="webhook-list"),
    path("webhooks/<id:number>/", webhooks.EndpointDetail.as_view(), name="webhook"),
    path("webhooks/<id:number>/deliveries/", webhooks.DeliveryList.as_view(), name="delivery-list"),
    path("webhooks/<id:number>/replay/", webhooks.Replay.as_view(), name="webhook-replay"),
    path("webhooks/<id:number>/test/", webhooks.Test.as_view(), name="webhook-test"),
    path("webhooks/<id:number>/enable/", webhooks.Enable.as_view(), name="webhook-enable"),
    path("extract/", extract.ExtractView.as_view(), name="extract"),
]
