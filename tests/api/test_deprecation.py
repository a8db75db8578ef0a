"""What is declared deprecated says so in each answer and in openapi.json, and is gone after its sunset. Nothing of ours is today."""

from __future__ import annotations

from datetime import date
from typing import Any

import orjson
import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from pydantic import Field
from pytest_django import Settings
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.deprecation import Deprecation
from articles.api.openapi import described as schema_of
from articles.api.openapi import operation
from articles.api.read import shapes
from articles.api.read.base import described
from articles.api.read.views import VerdictList
from articles.api.shapes import Shape
from tests import factories
from tests.api.conftest import Partner

TO_GO = Deprecation(on=date(2026, 12, 1), sunset=date(2999, 1, 1), instead="/api/v2/verdicts/")
OVER = Deprecation(on=date(2024, 12, 1), sunset=date(2026, 1, 1))
TOLD = {
    "Deprecation": "@1796083200",
    "Sunset": "Tue, 01 Jan 2999 00:00:00 GMT",
    "Link": (
        '<https://factcheck.example/api/v1/guide/#what-stays>; rel="deprecation"; type="text/html", '
        '<https://factcheck.example/api/v2/verdicts/>; rel="successor-version"'
    ),
}


@described("oldList", "An old list", "As it was.", shapes.VerdictPage, deprecated=TO_GO)
class OldList(VerdictList):
    pass


@described("goneList", "A list that is gone", "As it was.", shapes.VerdictPage, deprecated=OVER)
class GoneList(VerdictList):
    pass


class Renamed(VerdictList):
    """`topic` is to go, `claimant` is gone; the rest stays."""

    @operation(
        "renamed",
        "A list",
        "With a parameter of another name.",
        answers={200: (shapes.VerdictPage, "A page.")},
        parameters=[VerdictList.query_class],
        deprecated_parameters={"rating": TO_GO, "claimant": OVER},
    )
    def get(self, request: Request) -> Any:
        return super().get(request)


@pytest.fixture(autouse=True)
def _site(settings: Settings, db: None) -> None:
    settings.SITE_URL = "https://factcheck.example"


def asked(view: Any, query: str = "", method: str = "GET", **headers: str) -> HttpResponse:
    answer: HttpResponse = view.as_view()(RequestFactory().generic(method, f"/api/v1/old/{query}", headers=headers))
    return answer.render() if isinstance(answer, Response) else answer


def told(answer: HttpResponse) -> dict[str, str]:
    return {name: answer[name] for name in TOLD if name in answer}


def test_every_answer_of_what_is_to_go_says_until_when_and_what_instead() -> None:
    for _verdict in range(2):
        factories.published_verdict()
    etag = asked(OldList)["ETag"]

    unchanged, wrong = asked(OldList, **{"If-None-Match": etag}), asked(OldList, "?colour=red")
    page = asked(OldList, "?limit=1")

    assert [(each.status_code, told(each)) for each in (unchanged, wrong)] == [(304, TOLD), (400, TOLD)]
    assert told(asked(OldList, method="HEAD")) == TOLD
    following = orjson.loads(page.content)["next"]
    assert told(page) == {**TOLD, "Link": f'<{following}>; rel="next", {TOLD["Link"]}'}
    assert set(TOLD) <= set(page["Access-Control-Expose-Headers"].split(", "))
    assert told(asked(VerdictList)) == {}


def test_after_its_sunset_it_is_not_there() -> None:
    answer = asked(GoneList)

    assert (answer.status_code, orjson.loads(answer.content)["code"], told(answer)) == (404, "unknown_url", {})
    assert "RateLimit" not in answer


def test_a_parameter_is_told_to_whoever_uses_it() -> None:
    factories.published_verdict()

    assert (told(asked(Renamed, "?rating=fij-false")), told(asked(Renamed, "?limit=1"))) == (TOLD, {})
    gone = asked(Renamed, "?claimant=1")
    assert (gone.status_code, orjson.loads(gone.content)["errors"][0]["code"]) == (400, "unknown_parameter")


def test_openapi_says_it(partner: Partner) -> None:
    patterns = [path("old/", OldList.as_view()), path("renamed/", Renamed.as_view())]
    document = SchemaGenerator(patterns=patterns).get_schema(public=True)  # type: ignore[no-untyped-call]  # drf-spectacular's own
    old, renamed = (document["paths"][name]["get"] for name in ("/old/", "/renamed/"))
    parameters = {each["name"]: each for each in renamed["parameters"]}

    assert (old["deprecated"], "deprecated" in renamed) == (True, False)
    assert old["description"].endswith("since 2026-12-01, gone from 2999-01-01 on. Instead: `/api/v2/verdicts/`.")
    assert all(set(TOLD) <= set(response["headers"]) for response in old["responses"].values())
    assert [name for name, each in parameters.items() if each.get("deprecated")] == ["claimant", "rating"]
    assert "gone from 2999-01-01" in parameters["rating"]["description"]
    today = [each for methods in partner.description["paths"].values() for each in methods.values()]
    assert [each["operationId"] for each in today if each.get("deprecated")] == []
    assert not any("Deprecation" in response["headers"] for each in today for response in each["responses"].values())


def test_a_member_is_marked_and_still_said() -> None:
    class Renaming(Shape):
        name: str = Field(examples=["a"])
        label: str = Field(deprecated="Use `name`.", examples=["a"])

    assert Renaming(name="a", label="b").encoded() == b'{"name":"a","label":"b"}'
    assert schema_of(Renaming)["properties"]["label"]["deprecated"] is True
