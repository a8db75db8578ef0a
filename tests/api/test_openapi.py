import re

import orjson
from django.urls import get_resolver
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from articles.api.read.representations import VERDICT_FIELDS
from tests.api.conftest import Partner

JAPANESE = re.compile(r"[぀-ヿ㐀-鿿]")


def description(partner: Partner) -> dict:
    return orjson.loads(partner.get("/api/v1/openapi.json").content)


def test_openapi_is_valid_and_its_schemas_are_json_schema(partner: Partner) -> None:
    document = description(partner)

    validate_schema(document)
    assert document["openapi"] == "3.1.0"
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_openapi_names_every_url_but_itself_and_pages_for_people(partner: Partner) -> None:
    [api] = [entry for entry in get_resolver("articles.api.urls").url_patterns if hasattr(entry, "url_patterns")]
    urls = {re.sub(r"<\w+:(\w+)>", r"{\1}", f"/api/v1/{entry.pattern}") for entry in api.url_patterns}

    pages = {f"/api/v1/{name}" for name in ("openapi.json", "docs/", "guide/", "guide/webhooks/")}
    assert set(description(partner)["paths"]) == urls - pages


def test_every_operation_has_a_schema_for_each_answer_and_is_described(partner: Partner) -> None:
    for path, methods in description(partner)["paths"].items():
        [(method, operation)] = methods.items()
        assert method == ("post" if path == "/api/v1/match/" else "get"), path
        assert operation["summary"], path
        assert operation["description"], path
        if operation["operationId"] == "getDump":
            continue  # a file
        for status, response in operation["responses"].items():
            kind = "application/json" if status == "200" else "application/problem+json"
            if path == "/api/v1/claim-reviews/" and status == "200":
                kind = "application/ld+json"
            assert "$ref" in response["content"][kind]["schema"], (path, status)


def test_descriptions_are_english(partner: Partner) -> None:
    document = description(partner)
    words = [*texts(document["paths"]), *texts(document["components"])]

    japanese = [word for word in words if JAPANESE.search(word.replace("匿名アカウント", ""))]
    assert japanese == []
    assert len(words) > 100


def test_verdict_schema_has_exactly_the_members_of_a_verdict(partner: Partner) -> None:
    schema = description(partner)["components"]["schemas"]["Verdict"]

    assert tuple(schema["properties"]) == VERDICT_FIELDS
    assert sorted(schema["required"]) == sorted(VERDICT_FIELDS)


def test_docs_page_runs_no_inline_script(partner: Partner) -> None:
    html = partner.get("/api/v1/docs/").content.decode()

    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert re.findall(r"<style|\sstyle=|\son\w+=|https?://", html) == []


def texts(node: object) -> list[str]:
    if isinstance(node, dict):
        return [text for value in node.values() for text in texts(value)]
    if isinstance(node, list):
        return [text for value in node for text in texts(value)]
    return [node] if isinstance(node, str) else []


def test_every_operation_says_who_may_call_it_and_how_often(partner: Partner) -> None:
    document = description(partner)

    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    for path, [operation] in ((path, methods.values()) for path, methods in document["paths"].items()):
        scope, quota = ("match", "matches") if path == "/api/v1/match/" else ("read", "requests")
        assert (operation["security"], operation["x-quota"]) == ([{}, {"key": [scope]}], quota), path
        assert {"400", "401", "403", "429"} <= set(operation["responses"]), path
        assert {"RateLimit", "RateLimit-Policy"} <= set(operation["responses"]["200"]["headers"]), path
        assert {"Retry-After", "RateLimit"} <= set(operation["responses"]["429"]["headers"]), path
        assert set(operation["responses"]["401"]["headers"]) == {"WWW-Authenticate"}, path
