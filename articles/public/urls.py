"""URLs of the public wing. `<reference>` is a number with an optional slug; `<number>` is ASCII digits only."""

from django.urls import path, register_converter

from articles.models import PublishedRendition
from articles.public import (
    archive,
    cards,
    check,
    claimants,
    corrections,
    feeds,
    health,
    icons,
    images,
    indexes,
    news_sitemap,
    newsroom_pages,
    pages,
    people,
    print_codes,
    rendition_pages,
    selection,
    sitemaps,
    topics,
    verdict_list,
    verdicts,
)
from articles.public.converters import (
    FeedFormConverter,
    MonthConverter,
    NumberConverter,
    ReferenceConverter,
    Sha256Converter,
    YearConverter,
)
from articles.public.freshness import with_the_log

register_converter(NumberConverter, "number")
register_converter(ReferenceConverter, "reference")
register_converter(FeedFormConverter, "form")
register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")
register_converter(Sha256Converter, "sha256")

app_name = "public"
urlpatterns = [
    path("", with_the_log(pages.home), name="home"),
    path("check/", check.index, name="check"),
    path("verdicts/", with_the_log(verdict_list.index, and_with=indexes.figures_shown), name="verdict-list"),
    path("verdicts/<reference:reference>/", verdicts.detail, name="verdict-detail"),
    path(
        "verdicts/<reference:reference>/versions/<number:version>/",
        verdicts.version,
        name="version-detail",
    ),
    *(
        path(f"{language}/{tail}", with_the_log(view), {"language": language}, name=f"{language}-{name}")
        for language in PublishedRendition.Language.values
        for tail, view, name in (
            ("", rendition_pages.index, "list"),
            ("verdicts/<reference:reference>/", rendition_pages.detail, "detail"),
            ("verdicts/<reference:reference>/versions/<number:version>/", rendition_pages.version, "version"),
        )
    ),
    path("verdicts/<reference:reference>/fragment.html", verdicts.fragment, name="verdict-fragment"),
    path("verdicts/<reference:reference>/print.txt", verdicts.upright, name="verdict-print"),
    path("verdicts/<reference:reference>/qr.svg", print_codes.code, name="verdict-qr"),
    path("embed/verdicts/<reference:reference>/", verdicts.embed, name="verdict-embed"),
    path("site.webmanifest", icons.manifest, name="manifest"),
    path("cards/logo.png", cards.logo, name="logo"),
    path("cards/newsroom.png", cards.newsroom, name="newsroom-card"),
    path("cards/verdicts/<number:number>/<number:version>.png", cards.version, name="version-card"),
    path("claimants/", with_the_log(indexes.claimants, and_with=indexes.figures_shown), name="claimant-list"),
    path("claimants/<number:number>/", with_the_log(claimants.detail), name="claimant-detail"),
    path("topics/", with_the_log(indexes.topics), name="topic-list"),
    path("people/<number:number>/", with_the_log(people.detail), name="person-detail"),
    path("images/<number:number>/<sha256:sha256>", images.picture, name="claim-image"),
    path("topics/<slug:slug>/", with_the_log(topics.detail), name="topic-detail"),
    path("archive/", with_the_log(archive.index), name="archive"),
    path("archive/<year:year>/", with_the_log(archive.year), name="archive-year"),
    path("archive/<year:year>/<month:month>/", with_the_log(archive.month), name="archive-month"),
    path("corrections/", with_the_log(corrections.index), name="correction-list"),
    path("methodology/", with_the_log(pages.methodology), name="methodology"),
    path("statistics/", with_the_log(pages.statistics), name="statistics"),
    path("selection/", with_the_log(selection.ledger, and_with=selection.depends_on), name="selection"),
    path("ratings/", with_the_log(pages.ratings), name="ratings"),
    *(
        path(
            f"{name}/",
            with_the_log(newsroom_pages.page, and_with=newsroom_pages.depends_on(name)),
            {"name": name},
            name=name,
        )
        for name in newsroom_pages.KINDS
    ),
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
    path("sitemap-news.xml", with_the_log(news_sitemap.index, and_with=news_sitemap.the_hour), name="news-sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("healthz", health.ready, name="healthz"),
    path("livez", health.live, name="livez"),
]
