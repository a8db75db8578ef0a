"""How often somebody may ask: counted in the database, exactly, whichever process answers (docs/adr/0034).

A minute, or whatever a quota is for, begins with the first request of whoever had none left running. Counting is one
statement; whoever has used one up is refused from the memory of the process until it is over, so that asking on costs the
database nothing.
"""

from __future__ import annotations

import ipaddress
import math
import threading
import time
from collections import OrderedDict
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import DurationField, ExpressionWrapper, F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles.models import QuotaUse

REQUESTS, MATCHES = "requests", "matches"  # what is counted apart; readers' tips: articles/letterbox/flood.py
WINDOW_SECONDS = 60
MAX_REFUSED = 10_000  # remembered; the one refused longest ago is forgotten first

# `EXCLUDED.began_at` is one reading of the clock for the whole row. A minute that begins in the future was written before the
# server's clock was set back.
COUNT = f"""
INSERT INTO {QuotaUse._meta.db_table} AS running (client, began_at, used, seconds)
VALUES (%(client)s, clock_timestamp(), 1, %(window)s)
ON CONFLICT (client) DO UPDATE SET
    began_at = CASE WHEN EXCLUDED.began_at - running.began_at < %(window)s * interval '1 second'
        AND running.began_at - EXCLUDED.began_at < %(window)s * interval '1 second'
        THEN running.began_at ELSE EXCLUDED.began_at END,
    used = CASE WHEN EXCLUDED.began_at - running.began_at < %(window)s * interval '1 second'
        AND running.began_at - EXCLUDED.began_at < %(window)s * interval '1 second'
        THEN LEAST(running.used, %(quota)s) + 1 ELSE 1 END,
    seconds = EXCLUDED.seconds
RETURNING used, extract(epoch FROM began_at - clock_timestamp())::float8 + %(window)s
"""  # noqa: S608 - a table of our own


class Use(NamedTuple):
    """What is left of a quota after a request: `remaining` requests for the next `seconds`."""

    policy: str
    quota: int
    remaining: int
    seconds: float
    is_exceeded: bool
    window: int = WINDOW_SECONDS

    @property
    def wait(self) -> int:
        """Whole seconds until the quota is fresh."""
        return max(1, math.ceil(self.seconds))

    @property
    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers has them."""
        return {
            "RateLimit-Policy": f'"{self.policy}";q={self.quota};w={self.window}',
            "RateLimit": f'"{self.policy}";r={self.remaining};t={self.wait}',
        }


class Refusals:
    """Who has used up a quota, and until when by this process's clock."""

    def __init__(self) -> None:
        self._until: OrderedDict[tuple[str, int], float] = OrderedDict()
        self._lock = threading.Lock()

    def seconds_left(self, client: str, quota: int) -> float:
        with self._lock:
            left = self._until.get((client, quota), 0.0) - time.monotonic()
            if left <= 0:
                self._until.pop((client, quota), None)
            return left

    def remember(self, client: str, quota: int, seconds: float) -> None:
        with self._lock:
            self._until[client, quota] = time.monotonic() + seconds
            if len(self._until) > MAX_REFUSED:
                self._until.popitem(last=False)


_refusals = Refusals()


def take(policy: str, who: str, quota: int, *, window: int = WINDOW_SECONDS) -> Use:
    """Count one request of `who` ("key 7", an address) against `quota` in `window` seconds. A policy has one window."""
    client = salted_hmac("articles.quotas", f"{policy}\0{who}", algorithm="sha256").hexdigest()
    left = _refusals.seconds_left(client, quota)
    if left > 0:
        return Use(policy, quota, 0, left, is_exceeded=True, window=window)
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"client": client, "window": window, "quota": quota})
        used, seconds = cursor.fetchone()
    if used > quota:
        _refusals.remember(client, quota, seconds)
    return Use(policy, quota, max(0, quota - used), max(0.0, seconds), is_exceeded=used > quota, window=window)


def clear_away() -> None:
    """Delete minutes and days that are over."""
    length = ExpressionWrapper(F("seconds") * timedelta(seconds=1), DurationField())
    QuotaUse.objects.filter(began_at__lt=timezone.now() - length).delete()


def client_of(request: HttpRequest) -> str:
    """An address, of IPv6 the network that one household has; behind a proxy the one that the proxy saw."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.BEHIND_PROXY:
        address = request.headers.get("X-Forwarded-For", address).split(",")[-1].strip()
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:  # a socket in the file system has none
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))
