"""What openapi.json says of every operation alike: the keys it takes, the quota it counts against, and who is refused."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema

from articles.api import problems
from articles.api.base import ApiView

HEADERS = {
    "RateLimit-Policy": 'The quota and its window in seconds: `"requests";q=3000;w=60`.',
    "RateLimit": 'What is left of it, and the seconds until it is whole again: `"requests";r=2999;t=60`.',
}
REFUSALS: dict[str, tuple[str, dict[str, str]]] = {
    "400": ("The URL holds a key or what is unknown, or the key came without https.", {}),
    "401": (
        "No key where one is needed, or one that is unknown, expired or revoked.",
        {"WWW-Authenticate": "RFC 6750."},
    ),
    "403": ("The key lacks the scope.", {"WWW-Authenticate": "Names the scope."}),
    "429": ("Too often: wait as long as Retry-After says.", {"Retry-After": "Seconds.", **HEADERS}),
}


class Schema(AutoSchema):
    """REST_FRAMEWORK's DEFAULT_SCHEMA_CLASS."""

    def get_auth(self) -> list[dict[str, list[str]]]:
        view = self.view
        assert isinstance(view, ApiView)
        return [*([{}] if view.is_open else []), {"key": [view.scope.value]}]

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        assert isinstance(self.view, ApiView)
        operation["x-quota"] = self.view.quota
        operation["responses"] = dict(sorted(_refusals(operation["responses"]).items()))
        return operation


def _refusals(responses: dict[str, Any]) -> dict[str, Any]:
    """With what every operation may answer; what one says itself of 429 stays."""
    for response in responses.values():
        response["headers"] = response.get("headers", {}) | _described(HEADERS)
    for status, (words, headers) in REFUSALS.items():
        schema = {"$ref": "#/components/schemas/Problem"}
        refusal = {"description": words, "content": {problems.CONTENT_TYPE: {"schema": schema}}}
        response = responses.setdefault(status, refusal)
        response["headers"] = response.get("headers", {}) | _described(headers)
    return responses


def _described(headers: dict[str, str]) -> dict[str, Any]:
    return {name: {"description": words, "schema": {"type": "string"}} for name, words in headers.items()}
