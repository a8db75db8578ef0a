"""When the database is away: 503 with Retry-After in bounded time, a page for people and a problem for programs."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from threading import BoundedSemaphore

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string

from articles.api import problems
from factcheck.database import PULSE

RETRY_SECONDS = 10
SENDER_SECONDS = 3.0
ASK_NOTHING = (
    "/livez",
    "/healthz",
    "/metrics",
    "/csp-reports/",
)  # they answer for the process, and say themselves what is missing
Answering = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger(__name__)


def watch_database() -> None:
    """Let this process notice within WEB_SILENCE_SECONDS that the server has stopped answering."""
    PULSE.start(connection_parameters(), silence_seconds=settings.WEB_SILENCE_SECONDS)


def connection_parameters() -> dict[str, object]:
    """Those of the default connection, for psycopg itself."""
    return {**connection.get_connection_params(), "cursor_factory": None, "context": None}


class DatabaseAwayMiddleware:
    """Answers at once while the server is known to be away: a queue of waiting requests would hold every thread."""

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if PULSE.has_stopped and request.path_info not in ASK_NOTHING:
            return unavailable(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unavailable(request, exception) if is_outage(exception) else None


class RoomForReadersMiddleware:
    """Leaves two threads of a process to whoever reads: what is sent may come slowly, and holds the thread that takes it.

    One more waits a moment, in which a save is done and a slow upload is not. Behind the proxy, which sends on what has come
    in whole, this is never felt.
    """

    def __init__(self, get_response: Answering) -> None:
        self.get_response = get_response
        self.senders = BoundedSemaphore(max(1, settings.WEB_THREADS - 2))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST":
            return self.get_response(request)
        if not self.senders.acquire(timeout=SENDER_SECONDS):
            return unavailable(request)
        try:
            return self.get_response(request)
        finally:
            self.senders.release()


def is_outage(error: BaseException | None) -> bool:
    """Whether an error means that the server is away, full, or too busy to answer in time, rather than a fault of ours."""
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.__cause__
    return False


def unavailable(request: HttpRequest, error: BaseException | None = None) -> HttpResponse:
    if error:  # its class alone: what a statement held belongs into no log. That it is a 503 Django says itself
        view = request.resolver_match.view_name if request.resolver_match else "-"
        logger.warning("The database cannot be used for %s: %s", view, type(error).__name__)
    if request.path_info.startswith(("/api/", "/v1alpha1/")):
        response = problems.unavailable(request)
    else:
        response = HttpResponse(render_to_string("503.html"), status=503)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500. It gets what fails outside of a view too: looking up or saving the session, say."""
    error = sys.exc_info()[1]
    return unavailable(request, error) if is_outage(error) else problems.server_error(request)
