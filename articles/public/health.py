"""Answers for load balancers and supervisors, apart from readers: this is the one place here that knows the queue's table."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.japanese import loader


@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when database, queue and model are there, else 503; the body says which is missing, not why."""
    checks = {name: check() for name, check in CHECKS.items()}
    states = {name: "ok" if holds else "unavailable" for name, holds in checks.items()}
    return JsonResponse(states, status=200 if all(checks.values()) else 503)


def _database() -> bool:
    return _answers("SELECT 1")


def _queue() -> bool:
    return _answers("SELECT 1 FROM procrastinate_jobs LIMIT 1")


def _model() -> bool:
    """Installed, by its package's metadata: loading it would cost two seconds and half a gigabyte."""
    try:
        loader.versions()
    except PackageNotFoundError:
        return False
    return True


def _answers(query: str) -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
    except Error:
        return False
    return True


CHECKS: dict[str, Callable[[], bool]] = {"database": _database, "queue": _queue, "model": _model}
