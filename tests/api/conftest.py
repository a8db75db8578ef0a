"""A partner's client, which holds every body against openapi.json, and verdicts worth reading."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.http import HttpResponse
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from articles.actions import candidates, claims, publications, replies, topics, verdicts
from articles.api.read.views import openapi
from articles.models import Claimant, Outlet, Publication, RightOfReply, Verdict
from tests import factories
from tests.test_wings import newsroom

__all__ = ["newsroom"]  # a fixture
ASKED_AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


class Partner:
    """Reads the API without a key. `page` and `body` fail on anything but a 200 that openapi.json describes."""

    def __init__(self) -> None:
        self.client = Client()
        self.description = orjson.loads(openapi())

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.client.get(path, headers=headers)

    def body(self, path: str, schema: str) -> dict[str, Any]:
        response = self.get(path)
        assert (response.status_code, response["Content-Type"]) == (200, "application/json"), response.content.decode()
        body = orjson.loads(response.content)
        self.check(body, schema)
        return body

    def results(self, path: str, schema: str) -> list[dict[str, Any]]:
        return self.body(path, schema)["results"]

    def problem(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and code of a well-formed problem."""
        response = self.get(path, **headers)
        assert response["Content-Type"] == "application/problem+json", response.content.decode()
        body = orjson.loads(response.content)
        self.check(body, "Problem")
        assert body["status"] == response.status_code
        return response.status_code, body["code"]

    def check(self, body: object, schema: str) -> None:
        reference = {"$ref": f"#/components/schemas/{schema}", "components": self.description["components"]}
        Draft202012Validator(reference, format_checker=FormatChecker()).validate(body)


@pytest.fixture
def partner(db: None) -> Partner:
    return Partner()


def verdict_with_everything(text: str = "", quote: str = "", **content: Any) -> Verdict:
    """Published: a named claimant, a topic, an appearance in an article, evidence and a right of reply."""
    reporter, desk = factories.reporter(), factories.desk_editor()
    topic = topics.register(slug="libraries", name="図書館", by=reporter)
    claimant = content.pop("claimant", None) or factories.claimant(kind=Claimant.Kind.ORGANISATION)
    claim = claims.word(statement="来館者は２倍に増えた", claimant=claimant, topics=[topic], by=reporter)
    outlet, _ = Outlet.objects.get_or_create(name="みなと日報")
    number = next(factories.numbers)
    revision = factories.revision(text, outlet=outlet, url=f"https://news.example/{number}")
    candidates.accept(factories.candidate(revision, quote, by=reporter), claim=claim, by=reporter)
    verdict = factories.complete_draft(claim, by=reporter, **content)
    replies.add(
        verdict,
        party="みなと市広報課",
        asked_at=ASKED_AT,
        deadline=ASKED_AT + timedelta(days=3),
        outcome=RightOfReply.Outcome.NO_ANSWER,
        by=reporter,
    )
    verdict = verdicts.approve(verdicts.submit(verdict, by=reporter), by=desk)
    publications.publish(verdict, by=desk)
    verdict.refresh_from_db()
    return verdict


def corrected(verdict: Verdict, headline: str = "直した見出し") -> Verdict:
    return factories.corrected(verdict, kind=Publication.Kind.AMENDMENT, note="見出しを直した", headline=headline)
