"""A program with a key: what it sends, what it is answered, held against openapi.json."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.http import HttpResponse

from articles import quotas
from articles.models import ApiKey
from tests import factories
from tests.api.conftest import Partner

ARTICLES = "/api/v1/articles/"


class Program:
    """`said` fails on a body that openapi.json does not describe."""

    def __init__(self, *scopes: str, **fields: Any) -> None:
        self.partner = Partner()
        self.key: ApiKey
        self.key, self.token = factories.api_key(*scopes, **fields)

    def send(self, path: str, body: object, **headers: str) -> HttpResponse:
        """`body` as JSON, bytes as they are."""
        content_type = headers.pop("content_type", "application/json")
        headers.setdefault("Authorization", f"Bearer {self.token}")
        sent = body if isinstance(body, bytes) else orjson.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.partner.client.generic("POST", path, sent, content_type=content_type, headers=named)

    def get(self, path: str) -> HttpResponse:
        return self.partner.get(path, Authorization=f"Bearer {self.token}")

    def said(self, response: HttpResponse, schema: str) -> dict[str, Any]:
        assert response["Content-Type"] == "application/json", response.content.decode()
        assert response["Cache-Control"] == "no-store"
        body: dict[str, Any] = orjson.loads(response.content)
        self.partner.check(body, schema)
        return body

    def problem(self, response: HttpResponse) -> tuple[int, str]:
        """Status and code of a well-formed problem."""
        assert response["Content-Type"] == "application/problem+json", response.content.decode()
        body = orjson.loads(response.content)
        self.partner.check(body, "Problem")
        assert body["status"] == response.status_code
        return response.status_code, body["code"]

    def wrong(self, response: HttpResponse) -> set[tuple[str, str]]:
        """Which members are wrong, and how."""
        assert self.problem(response) == (400, "invalid_parameters")
        return {(error["parameter"], error["code"]) for error in orjson.loads(response.content)["errors"]}

    def hand_in(self, **body: Any) -> dict[str, Any]:
        response = self.send(ARTICLES, {"text": factories.TEXT, **body})
        assert response.status_code in (200, 201), response.content.decode()
        return self.said(response, "HandedIn")


@pytest.fixture
def program(db: None) -> Program:
    return Program()


@pytest.fixture(autouse=True)
def _nobody_refused_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "_refusals", quotas.Refusals())
