"""Where a request comes from: its network, and whether this browser has signed this member in before."""

from __future__ import annotations

import re
import secrets
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from articles.actions.limits import Origin
from articles.actions.sign_ins import Device
from articles.models import User

COOKIE = "known-browser"
COOKIE_PATH = "/admin/"
COOKIE_SECONDS = 180 * 24 * 60 * 60
COOKIE_SALT = "articles.known_browser"
MEMBERS_OF_A_BROWSER = 5
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


def origin(request: HttpRequest, user: User | None) -> Origin:
    known = _known(request)
    return Origin(counted_network(address(request)), known.get(str(user.pk), "") if user else "")


def device(request: HttpRequest) -> Device:
    said = request.headers.get("User-Agent", "")[:500]
    found = [next((name for sign, name in names if sign in said), "") for names in (BROWSERS, SYSTEMS)]
    return Device("・".join(filter(None, found)), shown_network(address(request)))


def address(request: HttpRequest) -> str:
    """The client's address. Behind the proxy it is the last that X-Forwarded-For names: the only one the proxy wrote."""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    if settings.BEHIND_PROXY and forwarded:
        return forwarded
    return str(request.META.get("REMOTE_ADDR", ""))


def counted_network(text: str) -> str:
    """An address by itself, of IPv6 the /64 that one subscriber has; empty for what is no address."""
    return _network(text, 32, 64)


def shown_network(text: str) -> str:
    """What a list of sessions tells of an address: the network, which is enough to know home from newsroom."""
    return _network(text, 24, 48)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let this browser be known for having signed this member in."""
    known = {key: mark for key, mark in _known(request).items() if key != str(user.pk)}
    newest = dict([*known.items()][-MEMBERS_OF_A_BROWSER + 1 :])
    newest[str(user.pk)] = _known(request).get(str(user.pk)) or secrets.token_hex(8)
    response.set_cookie(
        COOKIE,
        signing.dumps(newest, salt=COOKIE_SALT),
        max_age=COOKIE_SECONDS,
        path=COOKIE_PATH,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> dict[str, str]:
    try:
        known: dict[str, str] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE_SALT, max_age=COOKIE_SECONDS)
    except signing.BadSignature:
        return {}
    return known


def _network(text: str, ipv4: int, ipv6: int) -> str:
    try:
        found = ip_address(re.sub(r"%.*", "", text))
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, ipv6 if found.version == 6 else ipv4), strict=False))
