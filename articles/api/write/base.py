"""What all views share that take something in: strict bodies, requests that may be sent again, refusals as problems."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from articles.actions import idempotency
from articles.actions.errors import Refused
from articles.actions.idempotency import Answer, Holds
from articles.actions.withdrawals import TextWithdrawn
from articles.api import problems, received
from articles.api.base import JSON, ApiView
from articles.api.read import queries
from articles.api.read.pages import Page
from articles.api.shapes import Body, Shape
from articles.models import ApiKey

IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    description=(
        "A name of your own for this request, such as a UUID: 1 to 255 visible ASCII characters, kept for 48 hours. Sent "
        "again with the same body it is answered as the first time, and nothing is done twice."
    ),
)
CREATING = (
    IDEMPOTENCY_KEY,
    OpenApiParameter(
        "Location",
        location=OpenApiParameter.HEADER,
        description="Where to ask after it.",
        response=[200, 201],
    ),
)
WRITING_FAILURES = {
    409: "The same request is being worked on: wait as long as Retry-After says and send it again.",
    422: "The `Idempotency-Key` stands for another request, or the desk does not take this; `detail` says why. "
    "`text_withdrawn`: it erased this very text for legal reasons; do not send it again.",
}
NAME = re.compile(r"[!#-\[\]-~]{1,255}")  # visible ASCII without quotation marks and backslashes


class ClosedView(ApiView):
    """For keys only. Answers are of the moment and of this key: nothing keeps them."""

    @property
    def asker(self) -> ApiKey:
        assert self.key is not None  # MayCall has asked
        return self.key

    def answer(self, shape: Shape, *, status: int = 200) -> HttpResponse:
        return respond(Answer(status, shape.encoded()))


class ClosedList(ClosedView):
    """A list of what is a key's, page by page."""

    http_method_names = ["get", "head", "options"]
    query_class: ClassVar[type[queries.Query]] = queries.PageQuery

    def query(self, request: Request) -> dict[str, Any]:
        """Raises problems.ParametersInvalid."""
        return queries.parse(request.query_params, self.query_class)

    def answer_page(
        self, request: Request, page: Page, shape_of: Callable[[list[Any], str | None], Shape]
    ) -> HttpResponse:
        """`shape_of` makes the answer of the rows and the address of the next page, which is in the `Link` header too."""
        following = None
        if page.cursor:
            query = request.query_params.dict() | {"cursor": page.cursor}
            following = f"{settings.SITE_URL}{request.path}?{urlencode(query)}"
        response = self.answer(shape_of(page.rows, following))
        if following:
            response["Link"] = f'<{following}>; rel="next"'
        return response


class WritingView(ClosedView):
    """A POST with a JSON body and no parameters, which may carry an `Idempotency-Key`."""

    http_method_names = ["post", "options"]
    parser_classes = [received.JSONObject]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "POST":
            refuse_parameters(request)

    def once(
        self, request: Request, body: Body, perform: Callable[[], Answer], *, holds: Holds = idempotency.always
    ) -> HttpResponse:
        """Raises problems.RequestInFlight, RequestDiffers, Withdrawn, TextWithdrawn, NotTaken."""
        try:
            answer = idempotency.once(
                name_of(request),
                operation=f"POST {request.path}",
                request=body.encoded(),
                by=self.asker,
                perform=perform,
                holds=holds,
            )
        except idempotency.RequestInFlight as error:
            raise problems.RequestInFlight from error
        except idempotency.RequestDiffers as error:
            raise problems.RequestDiffers from error
        except idempotency.AnswerErased as error:
            raise problems.Withdrawn from error
        except TextWithdrawn as refused:
            raise problems.TextWithdrawn from refused
        except Refused as refused:
            raise problems.NotTaken(str(refused)) from refused
        return respond(answer)


def respond(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type=JSON)
    response["Cache-Control"] = "no-store"
    if answer.location:
        response["Location"] = answer.location
    return response


def name_of(request: Request) -> str:
    """The Idempotency-Key, as it is or as a quoted string; empty where there is none. Raises problems.IdempotencyKeyInvalid."""
    header = request.headers.get("Idempotency-Key")
    if header is None:
        return ""
    name = header.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1]
    if not NAME.fullmatch(name):
        raise problems.IdempotencyKeyInvalid
    return name


def refuse_parameters(request: Request) -> None:
    """Raises problems.ParametersInvalid."""
    detail = _("このパラメータはありません。")
    if request.query_params:
        raise problems.ParametersInvalid(
            [
                {"parameter": name, "code": "unknown_parameter", "detail": detail}
                for name in sorted(request.query_params)
            ]
        )
