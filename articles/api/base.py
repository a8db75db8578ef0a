"""What every view of /api/v1/ shares, reading or writing: who asks, what they may, how often, and from where."""

from __future__ import annotations

import re
from typing import Any, ClassVar, cast

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, NotAcceptable
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from articles import quotas
from articles.api import authentication, deprecation, problems
from articles.api.deprecation import OPERATION, Deprecation
from articles.api.shapes import Body
from articles.models import ApiKey, Scope

JSON = "application/json"
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Allow, Deprecation, ETag, Link, Location, RateLimit, RateLimit-Policy, Retry-After, Sunset, WWW-Authenticate, X-Request-ID"
    ),
}
SENT_BY_PAGES = (
    "Content-Type, If-None-Match, If-Match, X-Request-ID"  # no Authorization: a key in a page is everybody's
)


class MayCall(BasePermission):
    """A key with the view's scope; without a key whoever the view is open to."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        assert isinstance(view, ApiView)
        if request.method == "OPTIONS":  # browsers ask beforehand, without the key
            return True
        if view.key is None and not view.is_open:
            raise problems.KeyRefused
        if view.key is not None and view.scope is not None and not view.key.may(view.scope):
            raise problems.ScopeMissing(view.scope)
        return True


class ApiView(APIView):
    """Closed to whoever has no key with `scope`, unless it `is_open`; every request counts against `quota`. Without a `scope`
    any key will do.

    What is open may be asked from pages of every origin (CORS), without a key. What takes a key may not: keys belong in no browser.

    Answers are `media_type`, problems apart; whoever accepts JSON is taken to accept what is JSON under a narrower name.
    """

    authentication_classes = [authentication.KeyAuthentication]
    permission_classes = [MayCall]
    scope: ClassVar[Scope | None]
    is_open: ClassVar[bool] = False
    quota: ClassVar[str] = quotas.REQUESTS
    media_type: ClassVar[str] = JSON
    body_class: ClassVar[type[Body]]  # of a view that is sent one: articles.api.received
    key: ApiKey | None = None  # who asks

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        authentication.refuse_key_in(request.query_params, path=request.path)
        self._refuse_what_is_over(request)
        super().initial(request, *args, **kwargs)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        accepted = request.headers.get("Accept", "*/*")
        if not force and not any(accepts(accepted, form) for form in (self.media_type, JSON)):
            raise NotAcceptable
        return JSONRenderer(), JSON

    def perform_authentication(self, request: Request) -> None:
        """Also counts: whoever tries keys that open nothing is counted by where they ask from."""
        try:
            super().perform_authentication(request)
        except APIException:
            self._count(request)
            raise
        self.key = cast(ApiKey | None, request.auth)
        if request.method != "OPTIONS":
            self._count(request)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        if found := [each for each in self._deprecated(request).values() if not each.is_over]:
            told = deprecation.headers(found)
            links = [response["Link"]] if "Link" in response else []
            for name, value in (told | {"Link": ", ".join([*links, told["Link"]])}).items():
                response[name] = value
        return response

    def _deprecated(self, request: Request) -> dict[str, Deprecation]:
        """What of the operation that this request asks for is to go."""
        method = getattr(self, (request.method or "").lower(), None)
        return deprecation.used(method, request.query_params)

    def _refuse_what_is_over(self, request: Request) -> None:
        """After its sunset an address is not there, and a parameter is an unknown one."""
        over = [name for name, each in self._deprecated(request).items() if each.is_over]
        if OPERATION in over:
            raise problems.UnknownURL
        if over:
            detail = _("このパラメータはありません。")
            raise problems.ParametersInvalid(
                [{"parameter": name, "code": "unknown_parameter", "detail": detail} for name in sorted(over)]
            )

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Response:
        if not self.is_open:
            return Response(status=204)
        methods = ", ".join(name.upper() for name in self.http_method_names if hasattr(self, name) or name == "head")
        preflight = {
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": SENT_BY_PAGES,
            "Access-Control-Max-Age": "86400",
        }
        return Response(status=204, headers=preflight)

    @property
    def default_response_headers(self) -> dict[str, str]:
        return super().default_response_headers | (CORS if self.is_open else {})

    def _count(self, request: Request) -> None:
        """Raises problems.TooBusy."""
        use = take(request, self.key, self.quota)
        self.headers |= use.headers
        if use.is_exceeded:
            raise problems.TooBusy(use.wait, 429)


def accepts(header: str, media_type: str) -> bool:
    """Whether an Accept header allows it, by the range that names it most closely (RFC 9110, 12.5.1)."""
    kind = media_type.partition("/")[0]
    closeness = {"*/*": 1, f"{kind}/*": 2, media_type: 3}
    best, weight = 0, 0.0
    for each in header.split(","):
        name, *parameters = (part.strip().lower() for part in each.split(";"))
        if closeness.get(name, 0) > best:
            best, weight = closeness[name], _weight(parameters)
    return weight > 0


def _weight(parameters: list[str]) -> float:
    found = next((part[2:].strip() for part in parameters if part.startswith("q=")), "1")
    return float(found) if re.fullmatch(r"[01](?:\.[0-9]{0,3})?", found) else 0.0


def take(request: HttpRequest | Request, key: ApiKey | None, quota: str) -> quotas.Use:
    """Count a request of a key, or of the address where it comes from."""
    if key is None:
        whole = settings.MATCHES_PER_MINUTE if quota == quotas.MATCHES else settings.API_REQUESTS_PER_MINUTE
        return quotas.take(quota, quotas.client_of(request), whole)
    if quota == quotas.MATCHES:
        return quotas.take(quota, f"key {key.pk}", key.matches_per_minute or settings.KEY_MATCHES_PER_MINUTE)
    return quotas.take(quota, f"key {key.pk}", key.requests_per_minute or settings.KEY_REQUESTS_PER_MINUTE)
