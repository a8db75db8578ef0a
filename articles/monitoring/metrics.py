"""/metrics for Prometheus: what the processes of this pool counted, and the desk's figures as the database has them now."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily

from articles.monitoring.figures import Figures, families
from factcheck import counters

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via")


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """404 to whoever may not: that there is something here is nobody's business."""
    if not may_scrape(request):
        raise Http404
    return HttpResponse(generate_latest(counters.registry()) + _of_the_database(), content_type=CONTENT_TYPE)


def may_scrape(request: HttpRequest) -> bool:
    """Who has the token; where none is set, this machine itself, but nothing that a proxy passed on."""
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    is_direct = not settings.BEHIND_PROXY and not any(name in request.headers for name in FORWARDED)
    return is_direct and request.META.get("REMOTE_ADDR") in LOOPBACK


def _of_the_database() -> bytes:
    """The figures, or only that there are none: what the processes counted is wanted most while the database is away."""
    registry = CollectorRegistry()
    try:
        found = families(timezone.now())
    except Error:
        found = []
    up = GaugeMetricFamily(
        "factcheck_database_up", "Whether the database answered this scrape.", value=float(bool(found))
    )
    registry.register(Figures([up, *found]))
    return generate_latest(registry)
