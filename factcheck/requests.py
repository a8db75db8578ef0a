"""Every request has an id, a line in the access log and a place in the figures; none of them tells who read what."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from factcheck import counters, logs

HEADER = "X-Request-ID"
ACCEPTED = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
ENDPOINTS = 'csp="/csp-reports/"'  # what report-to in the Content-Security-Policy means by its name
NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
PROGRAMS = ("/api/", "/v1alpha1/")
WITHOUT_BODY = frozenset({204, 304})
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

access = logging.getLogger("factcheck.access")


class RequestMiddleware:
    """The outermost: whatever answers, it is counted, and every line written on the way has its id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        request_id = identify(request)
        token = logs.REQUEST_ID.set(request_id)
        try:
            response = self.get_response(request)
            self._tell(request, response, time.perf_counter() - began)
        finally:
            logs.REQUEST_ID.reset(token)
        response[HEADER] = request_id
        if response.status_code in WITHOUT_BODY:
            del response["Content-Length"]  # Django's 0 would be the length of the answer that this one stands for
        response["Reporting-Endpoints"] = ENDPOINTS
        return response

    def _tell(self, request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
        view, method = view_of(request), request.method if request.method in METHODS else "other"
        counters.REQUESTS.labels(view, method, str(response.status_code)).observe(seconds)
        if access.isEnabledFor(logging.INFO):
            fields = {
                "method": method,
                "view": view,
                "numbers": numbers_of(request),
                "status": response.status_code,
                "seconds": round(seconds, 4),
                "staff": staff_of(request),
            }
            line = "%(method)s %(view)s %(numbers)s %(status)s %(seconds)ss staff=%(staff)s"
            access.info(line, fields, extra={"fields": fields})


def identify(request: HttpRequest) -> str:
    """The proxy's id, or that of a program which looks for its requests in our log later; made anew for anybody else."""
    given = request.headers.get(HEADER, "")
    is_named = settings.BEHIND_PROXY or request.path_info.startswith(PROGRAMS)
    return given if is_named and ACCEPTED.fullmatch(given) else uuid.uuid4().hex


def view_of(request: HttpRequest) -> str:
    """The name of the view: a path may hold a word of a headline, an invitation's secret, or whatever somebody typed."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or "unnamed"
    return "static" if request.path_info.startswith(settings.STATIC_URL) else "unresolved"


def numbers_of(request: HttpRequest) -> list[int]:
    """Which row: the numbers of the path, in its order, and nothing else of it."""
    values = request.resolver_match.kwargs.values() if request.resolver_match else ()
    plain = (getattr(value, "number", value) for value in values)  # a reference is a number with a slug
    return [int(value) for value in plain if NUMBER.fullmatch(str(value))]


def staff_of(request: HttpRequest) -> int | None:
    """The number of the member who asked, where the page looked for one: asking costs a query that readers' pages lack."""
    user = getattr(request, "_cached_user", None)  # where django.contrib.auth keeps it
    return user.pk if user is not None else None
