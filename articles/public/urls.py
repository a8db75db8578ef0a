"""URLs of the public wing. `<reference>` is a number with an optional slug; `<number>` is ASCII digits only."""

from django.urls import path, register_converter

from articles.public import (
    cards,
    check,
    claimants,
    corrections,
    feeds,
    health,
    icons,
    images,
    pages,
    people,
    sitemaps,
    topics,
    verdict_list,
    verdicts,
)
from articles.public.converters import FeedFormConverter, NumberConverter, ReferenceConverter, Sha256Converter
from articles.public.freshness import with_the_log

register_converter(NumberConverter, "number")
register_converter(ReferenceConverter, "reference")
register_converter(FeedFormConverter, "form")
register_converter(Sha256Converter, "sha256")

app_name = "public"
urlpatterns = [
    path("", with_the_log(pages.home), name="home"),
    path("check/", check.index, name="check"),
    path("verdicts/", with_the_log(verdict_list.index), name="verdict-list"),
    path("verdicts/<reference:reference>/", verdicts.detail, name="verdict-detail"),
    path(
        "verdicts/<reference:reference>/versions/<number:version>/",
        verdicts.version,
        name="version-detail",
    ),
    path("verdicts/<reference:reference>/fragment.html", verdicts.fragment, name="verdict-fragment"),
    path("verdicts/<reference:reference>/print.txt", verdicts.upright, name="verdict-print"),
    path("embed/verdicts/<reference:reference>/", verdicts.embed, name="verdict-embed"),
    path("site.webmanifest", icons.manifest, name="manifest"),
    path("cards/logo.png", cards.logo, name="logo"),
    path("cards/newsroom.png", cards.newsroom, name="newsroom-card"),
    path("cards/verdicts/<number:number>/<number:version>.png", cards.version, name="version-card"),
    path("claimants/<number:number>/", with_the_log(claimants.detail), name="claimant-detail"),
    path("people/<number:number>/", with_the_log(people.detail), name="person-detail"),
    path("images/<number:number>/<sha256:sha256>", images.picture, name="claim-image"),
    path("topics/<slug:slug>/", with_the_log(topics.detail), name="topic-detail"),
    path("corrections/", with_the_log(corrections.index), name="correction-list"),
    path("methodology/", with_the_log(pages.methodology), name="methodology"),
    path("statistics/", with_the_log(pages.statistics), name="statistics"),
    path("feeds/verdicts.atom", feeds.verdicts, {"form": "atom"}, name="verdict-atom"),
    path("feeds/verdicts.rss", feeds.verdicts, {"form": "rss"}, name="verdict-rss"),
    path("feeds/verdicts.json", feeds.verdicts, {"form": "json"}, name="verdict-json"),
    path("feeds/smartnews.xml", feeds.verdicts, {"form": "smartformat"}, name="smartformat"),
    path("feeds/corrections.<form:form>", feeds.changes, name="correction-feed"),
    path("feeds/ratings/<slug:code>.<form:form>", feeds.rating, name="rating-feed"),
    path("feeds/topics/<slug:slug>.<form:form>", feeds.topic, name="topic-feed"),
    path("feeds/claimants/<number:number>.<form:form>", feeds.claimant, name="claimant-feed"),
    path("sitemap.xml", with_the_log(sitemaps.index), name="sitemap"),
    path("sitemap-<slug:kind>-<number:number>.xml", with_the_log(sitemaps.part), name="sitemap-part"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("healthz", health.ready, name="healthz"),
    path("livez", health.live, name="livez"),
]
