"""What all reading views share: who may ask, how parameters are read, how an answer is cached and described."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any, ClassVar, TypeVar
from urllib.parse import urlencode

import orjson
from django.db.models import QuerySet
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import extend_schema_view
from rest_framework import status
from rest_framework.request import Request

from articles.api import problems
from articles.api.base import ApiView
from articles.api.openapi import operation
from articles.api.read import kept, pages, queries, representations
from articles.api.shapes import Shape
from articles.models import Publication, Scope
from articles.models.publication import Edition
from articles.public import addresses
from articles.public.compression import PackedOnce

FAILURES = {
    404: "Nothing of this number is public.",
    409: "The log does not hold the row `since`: empty your copy and begin at 0.",
    410: "Withdrawn for legal reasons: delete your copy.",
}


class PublicView(ApiView):
    """Base of everything that anybody may read; with a key, more often."""

    scope = Scope.READ
    is_open = True
    http_method_names = ["get", "head", "options"]
    query_class: ClassVar[type[queries.Query]] = queries.Query
    query: dict[str, Any]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            self.query = queries.parse(request.query_params, self.query_class)

    def respond(self, body: Callable[[], bytes | HttpResponseBase], *, etag: str) -> HttpResponseBase:
        """200 with the body, or 304 without making it. `body` may come as a whole answer.

        Caches always ask again, which costs a 304: what a redaction hides must be gone everywhere at once.
        """
        response: HttpResponseBase | None = get_conditional_response(self.request, etag)
        if response is None:
            made = body()
            response = made if isinstance(made, HttpResponseBase) else HttpResponse(made, content_type=self.media_type)
        elif response.status_code == status.HTTP_412_PRECONDITION_FAILED:
            raise problems.PreconditionFailed
        response["ETag"] = etag
        response["Cache-Control"] = "public, no-cache"
        return response

    def respond_with(self, answer: Shape | bytes) -> HttpResponseBase:
        body = answer.encoded() if isinstance(answer, Shape) else answer
        return self.respond(lambda: body, etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"')


class ListView(PublicView):
    """A page of a list. Its ETag is the edition: nothing that a list shows changes without a publication or a name."""

    query_class: ClassVar[type[queries.Query]] = queries.PageQuery
    keyset: ClassVar[pages.Keyset[Any]]
    page_class: ClassVar[type[Shape]]
    following: str | None = None  # the address of the next page, once the body is made
    edition: Edition

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """A cursor that is none is told before any condition is looked at: all pages of a list have one ETag."""
        super().initial(request, *args, **kwargs)
        if self.request.method in ("GET", "HEAD") and "cursor" in self.query:
            self.keyset.read(self.query["cursor"])

    def get(self, request: Request) -> HttpResponseBase:
        # The edition is read before the rows: an answer may be newer than its ETag says, never older.
        # The log's hash belongs to it: a log that was restored counts the same numbers again.
        self.edition = Publication.objects.edition()
        etag = f'"{self.edition}-{representations.REVISION}"'
        response = self.respond(lambda: self.made(etag), etag=etag)
        if self.following:
            response["Link"] = f'<{self.following}>; rel="next"'
        return response

    def made(self, etag: str) -> PackedOnce:
        """The answer, which somebody may have asked for before. What is searched comes from an index that may lag."""
        address = self.request.get_full_path()
        found = kept.PAGES.find(address, etag)
        if found is None:
            body = self.body()
            found = kept.Made(body, self.following)
            if "q" not in self.query:
                kept.PAGES.keep(address, etag, found)
        self.following = found.following
        return PackedOnce(found.body, self.media_type, lambda: found.packed)

    def body(self) -> bytes:
        page = self.keyset.page(self.rows(), limit=self.query["limit"], cursor=self.query.get("cursor"))
        self.following = self.url_with(cursor=page.cursor) if page.cursor else None
        return self.page(self.results(page.rows)).encoded()

    def page(self, results: list[Any]) -> Shape:
        return self.page_class.model_validate({"results": results, "next": self.following})

    def rows(self) -> QuerySet[Any]:
        raise NotImplementedError

    def results(self, rows: list[Any]) -> list[Any]:
        raise NotImplementedError

    def url_with(self, **parameters: object) -> str:
        query = self.request.query_params.dict() | parameters
        return addresses.absolute(f"{self.request.path}?{urlencode(query)}")


V = TypeVar("V", bound=type[PublicView])


def described(
    operation_id: str, summary: str, description: str, answer: type[Shape], *, missing: Iterable[int] = ()
) -> Callable[[V], V]:
    """What openapi.json says of a view's GET: its answer, its parameters, and the problems it may answer instead."""

    def decorate(view: V) -> V:
        if issubclass(view, ListView) and "page_class" not in vars(view):
            view.page_class = answer
        describe: Any = operation(
            operation_id,
            summary,
            description,
            answers={200: (answer, "Carries a strong ETag.")},
            failures={status: FAILURES[status] for status in missing},
            media_type=view.media_type,
            is_kept=True,
            is_paged=issubclass(view, ListView),
            parameters=[view.query_class] if view.query_class is not queries.Query else [],
        )
        return extend_schema_view(get=describe)(view)

    return decorate


def json(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_UTC_Z)
