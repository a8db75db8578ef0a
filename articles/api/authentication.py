"""Who asks: nobody in particular, or a program with a key in `Authorization: Bearer` (docs/adr/0034)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, QueryDict
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from articles.actions import api_keys
from articles.api import problems
from articles.models import ApiKey

# As others call a key in a URL. Whatever else a parameter is called, a key of ours is known by its form.
NAMES = frozenset({"key", "api_key", "apikey", "api-key", "access_token", "token", "authorization"})


class KeyAuthentication(BaseAuthentication):
    """`request.auth` is the ApiKey, or None for whoever showed none. Who shows one that opens nothing is told so."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ApiKey] | None:
        key = key_of(request)
        return (AnonymousUser(), key) if key else None


def key_of(request: HttpRequest | Request) -> ApiKey | None:
    """Raises problems.KeyRefused, problems.KeyInClear."""
    header = request.headers.get("Authorization")
    if header is None:
        return None
    if settings.HTTPS and not request.is_secure():
        raise problems.KeyInClear
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise problems.KeyMalformed
    try:
        return api_keys.recognise(token.strip())
    except api_keys.KeyRefused as refused:
        raise problems.KeyInvalid(refused.code, str(refused)) from None


def refuse_key_in(query: QueryDict, names: frozenset[str] = NAMES, *, path: str = "") -> None:
    """Raises problems.KeyInURL."""
    if api_keys.TOKEN.search(path):
        raise problems.KeyInURL
    if any(name.lower() in names for name in query):
        raise problems.KeyInURL
    if any(api_keys.TOKEN.search(part) for name, values in query.lists() for part in (name, *values)):
        raise problems.KeyInURL
