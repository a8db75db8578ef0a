"""What browsers report of the Content-Security-Policy: counted by kind, and now and then a line in the log.

Anybody can send anything here, as fast as they like. So little is read, less is kept, and nothing a visitor did: not the
address of the page, not the source of a script.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from factcheck import counters

MAX_BYTES = 16_384
MAX_REPORTS = 20  # of one body: browsers gather them
PER_SECOND, BURST = 10.0, 50.0
LINE_SECONDS = 60.0  # between two lines about the same thing
MAX_KINDS = 500
TYPES = ("application/csp-report", "application/reports+json", "application/json")
DIRECTIVES = frozenset(
    {
        *("default-src", "img-src", "script-src", "script-src-elem", "script-src-attr", "style-src", "style-src-elem"),
        *("style-src-attr", "font-src", "connect-src", "media-src", "frame-src", "worker-src", "manifest-src"),
        *("object-src", "base-uri", "form-action", "frame-ancestors"),
    }
)
KEYWORDS = frozenset({"inline", "eval", "wasm-eval", "trusted-types-policy", "trusted-types-sink"})
SCHEMES = frozenset({"data", "blob", "http", "https", "about", "filesystem", "mediastream", "ws", "wss"})

logger = logging.getLogger(__name__)


class Bucket:
    """So many at once, then so many a second. Of one process: threads may let one too many pass."""

    def __init__(self, per_second: float, burst: float) -> None:
        self.per_second, self.burst = per_second, burst
        self.tokens, self.seen = burst, time.monotonic()

    def take(self) -> bool:
        now = time.monotonic()
        self.tokens = min(self.burst, self.tokens + (now - self.seen) * self.per_second)
        self.seen = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True


bucket = Bucket(PER_SECOND, BURST)
said: dict[tuple[str, str, str], float] = {}  # (directive, blocked, view): when it was last in the log


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """204 whatever comes: a browser does nothing with another answer, and somebody who tries learns nothing."""
    if not bucket.take() or (body := _body(request)) is None:
        counters.CSP_REPORTS_DROPPED.inc()
        return HttpResponse(status=204)
    for report in _reports(body):
        directive, blocked = directive_of(report), blocked_of(report)
        counters.CSP_REPORTS.labels(directive, blocked).inc()
        _tell(directive, blocked, view_of(report))
    return HttpResponse(status=204)


def _body(request: HttpRequest) -> Any:
    """The parsed body; None where it is too large, of another type or no JSON."""
    if request.content_type not in TYPES:
        return None
    raw = request.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        return None
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None


def _reports(body: Any) -> Iterator[dict[str, Any]]:
    """Of both forms: `{"csp-report": {…}}` of report-uri, `[{"type": "csp-violation", "body": {…}}]` of report-to."""
    found = [body.get("csp-report")] if isinstance(body, dict) else []
    if isinstance(body, list):
        gathered = [item for item in body[:MAX_REPORTS] if isinstance(item, dict)]
        found = [item.get("body") for item in gathered if item.get("type") == "csp-violation"]
    yield from (report for report in found if isinstance(report, dict))


def directive_of(report: dict[str, Any]) -> str:
    named = _text(report, "effectiveDirective", "effective-directive", "violated-directive").split(" ")[0]
    return named if named in DIRECTIVES else "other"


def blocked_of(report: dict[str, Any]) -> str:
    """Kind of source: a keyword, a scheme, `self`, or `other`. The very address may be a browser's extension, or a tracker's."""
    uri = _text(report, "blockedURL", "blocked-uri")
    if uri in KEYWORDS:
        return uri
    if uri.startswith(settings.SITE_URL + "/"):
        return "self"
    scheme = uri.partition(":")[0].lower()
    return scheme if scheme in SCHEMES else "other"


def view_of(report: dict[str, Any]) -> str:
    try:
        path = urlsplit(_text(report, "documentURL", "document-uri")).path
        return resolve(path).view_name or "unnamed"
    except (ValueError, Resolver404):
        return "unresolved"


def _text(report: dict[str, Any], *names: str) -> str:
    values = (report.get(name) for name in names)
    return next((value for value in values if isinstance(value, str)), "")


def _tell(directive: str, blocked: str, view: str) -> None:
    """A line the first time and then once a minute; the rest is in the figures."""
    kind, now = (directive, blocked, view), time.monotonic()
    if now - said.get(kind, -LINE_SECONDS) < LINE_SECONDS or (kind not in said and len(said) >= MAX_KINDS):
        return
    said[kind] = now
    fields = {"directive": directive, "blocked": blocked, "view": view}
    logger.warning("CSP: %(directive)s refused %(blocked)s on %(view)s", fields, extra={"fields": fields})
