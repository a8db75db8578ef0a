"""Partners' API, reading: open to all, without key, session or cookie, from publications only."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from django.db.models import Prefetch, QuerySet
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.generic import TemplateView
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from articles.api import problems
from articles.api.authentication import refuse_key_in
from articles.api.read import bodies, changes, feeds, pages, queries, representations, shapes
from articles.api.read.base import ListView, PublicView, described, json
from articles.api.read.changes import fragment
from articles.api.shapes import Shape
from articles.models import Publication, PublishedArticle, PublishedClaimant, PublishedVerdict, Rating, RatingScale
from articles.models.publication import OncePerVerdictQuerySet, PublishedVerdictQuerySet, published_topics
from articles.public import addresses, people
from articles.search import public as search


@described("index", "Where everything is", "The addresses of all collections.", shapes.Index)
class Index(PublicView):
    def get(self, request: Request) -> HttpResponseBase:
        names = {
            "verdicts": "verdict-list",
            "claims": "claim-list",
            "articles": "article-list",
            "claimants": "claimant-list",
            "ratings": "rating-list",
            "topics": "topic-list",
            "changes": "change-list",
            "dumps": "dump-list",
            "claim_reviews": "claim-review-list",
            "match": "match",
            "openapi": "openapi",
            "docs": "docs",
            "guide": "guide",
        }
        with_a_key = {"tips": "tip-send", "extract": "extract", "webhooks": "webhook-list"}
        found = {
            name: addresses.absolute(reverse(f"{room}:{url}"))
            for room, urls in (("api", names), ("write", with_a_key))
            for name, url in urls.items()
        }
        return self.respond_with(shapes.Index(**found))


@described(
    "listVerdicts",
    "Published verdicts, newest first",
    "Live and retracted verdicts in the order of their first publication. To keep a mirror, use `changes/`.",
    shapes.VerdictPage,
)
class VerdictList(ListView):
    query_class = queries.VerdictListQuery
    keyset = pages.VERDICTS

    def rows(self) -> QuerySet[Any]:
        rows = published(self.query).with_json().newest_first()
        return rows.only("verdict_number", "version", "state", "first_published_at")

    def results(self, rows: list[PublishedVerdict]) -> list[Any]:
        named = people.named()
        return [fragment(chosen(bodies.of_row(row, named), self.query)) for row in rows]


@described(
    "getVerdict",
    "The newest version of a verdict",
    "Its body is the bytes rendered at publication; `fields` picks top-level members out of them.",
    shapes.Verdict,
    missing=[404, 410],
)
class VerdictDetail(PublicView):
    query_class = queries.VerdictQuery

    def get(self, request: Request, number: int) -> HttpResponseBase:
        return self.respond_with(chosen(bodies.of_verdict(number), self.query))


@described(
    "getVerdictVersion",
    "One version of a verdict, for good",
    "A version's text never changes. What it is worth may: `state` is that of the verdict today, and `current_version` says "
    "which version stands. It can be withdrawn, together with the verdict or alone.",
    shapes.VerdictVersion,
    missing=[404, 410],
)
class VersionDetail(PublicView):
    query_class = queries.VersionQuery

    def get(self, request: Request, number: int, version: int) -> HttpResponseBase:
        return self.respond_with(chosen(bodies.of_version(number, version), self.query))


@described(
    "listClaims",
    "Checked claims, newest first",
    "A claim is checked by one verdict, so the filters are those of the verdicts.",
    shapes.ClaimPage,
)
class ClaimList(ListView):
    query_class = queries.PublishedQuery
    keyset = pages.CLAIMS

    def rows(self) -> QuerySet[Any]:
        return published(self.query).newest_first()

    def results(self, rows: list[PublishedVerdict]) -> list[Any]:
        return [representations.claim(row) for row in rows]


@described("getClaim", "A checked claim", "The claim as its verdict words it.", shapes.Claim, missing=[404])
class ClaimDetail(PublicView):
    def get(self, request: Request, number: int) -> HttpResponseBase:
        row = PublishedVerdict.objects.visible().filter(claim_number=number).first()
        if row is None:
            raise problems.Unknown
        return self.respond_with(representations.claim(row))


@described(
    "listArticles",
    "Texts in which checked claims appeared",
    "As the newest live verdict about each shows it; highest id first.",
    shapes.ArticlePage,
)
class ArticleList(ListView):
    keyset = pages.ARTICLES

    def rows(self) -> QuerySet[Any]:
        return PublishedArticle.objects.newest_of_each_number()

    def results(self, rows: list[PublishedArticle]) -> list[Any]:
        return articles(rows)


@described(
    "getArticle",
    "A text in which a checked claim appeared",
    "As the newest live verdict about it shows it.",
    shapes.Article,
    missing=[404],
)
class ArticleDetail(PublicView):
    def get(self, request: Request, number: int) -> HttpResponseBase:
        [article] = articles([newest(PublishedArticle.objects.newest_of_each_number(), number)])
        return self.respond_with(article)


@described(
    "listClaimants",
    "Who made checked claims",
    "Public figures and organisations named by a live verdict; highest id first.",
    shapes.ClaimantPage,
)
class ClaimantList(ListView):
    keyset = pages.CLAIMANTS

    def rows(self) -> QuerySet[Any]:
        return PublishedClaimant.objects.newest_of_each_number()

    def results(self, rows: list[PublishedClaimant]) -> list[Any]:
        return [representations.claimant(row) for row in rows]


@described(
    "getClaimant",
    "Who made a checked claim",
    "As the newest live verdict that names it shows it.",
    shapes.Claimant,
    missing=[404],
)
class ClaimantDetail(PublicView):
    def get(self, request: Request, number: int) -> HttpResponseBase:
        row = newest(PublishedClaimant.objects.newest_of_each_number(), number)
        return self.respond_with(representations.claimant(row))


@described(
    "listRatings",
    "Rating scales, with a crosswalk between them",
    "Codes are stable for ever. `equivalents` names the nearest ratings of other scales.",
    shapes.ScalePage,
)
class RatingList(PublicView):
    def get(self, request: Request) -> HttpResponseBase:
        ratings = Prefetch("ratings", Rating.objects.prefetch_related("equivalents"))
        scales = RatingScale.objects.prefetch_related(ratings).order_by("code")
        return self.respond_with(shapes.ScalePage(results=[representations.scale(row) for row in scales], next=None))


@described(
    "listTopics",
    "Topics of live verdicts",
    "With how many live verdicts are about each; in the order of their slugs.",
    shapes.TopicPage,
)
class TopicList(PublicView):
    def get(self, request: Request) -> HttpResponseBase:
        topics = [shapes.CountedTopic(**topic._asdict()) for topic in published_topics()]
        return self.respond_with(shapes.TopicPage(results=topics, next=None))


@described(
    "listClaimReviews",
    "ClaimReviews, for aggregators",
    "A schema.org DataFeed of the live verdicts, newest first. The next page is in the `Link` header. All at once: `dumps/`.",
    shapes.DataFeed,
)
class ClaimReviewList(ListView):
    keyset = pages.CLAIM_REVIEWS
    media_type = "application/ld+json"

    def rows(self) -> QuerySet[Any]:
        return PublishedVerdict.objects.live().with_claim_review().newest_first()

    def results(self, rows: list[PublishedVerdict]) -> list[Any]:
        return [feeds.element(row) for row in rows]

    def page(self, results: list[Any]) -> Shape:
        return feeds.data_feed(results)


@described(
    "listChanges",
    "The publication log, in order",
    "Every publication, correction, retraction and redaction. Apply the rows in order: a tombstone deletes your copy of the verdict, anything else replaces it. Rows of a withdrawn text are tombstones, however old.",
    shapes.ChangePage,
    missing=[409],
)
class ChangeList(ListView):
    query_class = queries.ChangesQuery

    def body(self) -> bytes:
        """Raises LogRewound."""
        limit, since = self.query["limit"], self.query["since"]
        rows = list(Publication.objects.with_json().after(since)[: limit + 1])
        head = Publication.objects.head()  # after the rows: a head that the page does not reach yet is the next page's
        self.require_continued(head.sequence)
        shown = rows[:limit]
        last = shown[-1] if len(rows) > limit else None
        self.following = self.url_with(since=last.sequence, hash=last.hash) if last else None
        log = Publication.objects.identity()
        page = shapes.ChangePage(
            results=changes.of_rows(shown),
            next=self.following,
            head=shapes.Head(**head._asdict()),
            log=log,
            names=self.edition.people,  # asked for before the rows were
        )
        return page.encoded()

    def require_continued(self, newest: int) -> None:
        since, kept = self.query["since"], self.query.get("hash")
        if since > newest or (kept and not Publication.objects.holds(since, kept)):
            raise problems.LogRewound


class OpenAPI(PublicView):
    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponseBase:
        return self.respond_with(openapi())


class Docs(TemplateView):
    """The reference in a browser, by Swagger UI from our own host."""

    template_name = "api/docs.html"


class UnknownURL(PublicView):
    """The rest of /api/: a program gets a problem it can read, not a page."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        refuse_key_in(request.query_params, path=request.path)
        raise problems.UnknownURL


@cache
def openapi() -> bytes:
    """The description of the API; the same for every request, so it is made once per process."""
    generator = SchemaGenerator(urlconf="articles.api.urls")  # type: ignore[no-untyped-call]  # drf-spectacular's own
    return json(generator.get_schema(public=True))  # type: ignore[no-untyped-call]  # drf-spectacular's own


def published(query: dict[str, Any]) -> PublishedVerdictQuerySet:
    """Verdicts that pass the filters of PublishedQuery."""
    rows = PublishedVerdict.objects.visible()
    if "rating" in query:
        rows = rows.rated(query["rating"])
    if "q" in query:
        rows = rows.filter(pk__in=search.search(query["q"], filters={}, most=queries.MOST_FOUND).keys)
    if "topic" in query:
        rows = rows.about(query["topic"])
    if "claimant" in query:
        rows = rows.of_claimant(query["claimant"])
    if "state" in query:
        rows = rows.filter(state=query["state"])
    if "updated_since" in query:
        rows = rows.filter(updated_at__gte=query["updated_since"])
    return rows


def chosen(body: bytes, query: dict[str, Any]) -> bytes:
    """The members that `fields` asks for, in the body's order."""
    if "fields" not in query:
        return body
    return json({name: value for name, value in orjson.loads(body).items() if name in query["fields"]})


def newest(rows: OncePerVerdictQuerySet, number: int) -> Any:
    row = rows.filter(number=number).first()
    if row is None:
        raise problems.Unknown
    return row


def articles(rows: list[PublishedArticle]) -> list[shapes.Article]:
    verdict_ids: dict[int, list[int]] = {row.number: [] for row in rows}
    pairs = PublishedArticle.objects.filter(number__in=verdict_ids).order_by("number", "verdict_number")
    for number, verdict_id in pairs.values_list("number", "verdict_number"):
        verdict_ids[number].append(verdict_id)
    return [representations.article(row, verdict_ids[row.number]) for row in rows]
