import re
from collections.abc import Iterator

import orjson
from django.urls import get_resolver
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from articles.api.read.shapes import VERDICT_FIELDS
from tests.api.conftest import Partner

EXAMPLES = {"example", "examples"}  # Japanese, as answers are
CLOSED = {  # by operation: the scope of a key, and what it counts against
    "handInArticle": ("articles:write", "requests"),
    "reviseArticle": ("articles:write", "requests"),
    "getExtraction": ("candidates:read", "requests"),
    "listCandidates": ("candidates:read", "requests"),
    "extract": ("extract", "matches"),
    "sendTip": ("tips:write", "requests"),
    **dict.fromkeys(("listWebhooks", "getWebhook", "listDeliveries"), ("webhooks", "requests")),
    **dict.fromkeys(("replayWebhook", "testWebhook", "enableWebhook"), ("webhooks", "requests")),
}
OPEN = {"match": ("match", "matches"), "getTip": ("", "requests")}
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
    included = [entry for entry in get_resolver("articles.api.urls").url_patterns if hasattr(entry, "url_patterns")]
    patterns = [entry.pattern for each in included for entry in each.url_patterns]
    urls = {re.sub(r"<\w+:(\w+)>", r"{\1}", f"/api/v1/{pattern}") for pattern in patterns}

    pages = {
        f"/api/v1/{name}"
        for name in ("openapi.json", "docs/", "guide/", "guide/webhooks/", "guide/factcheck-client.zip")
    }
    assert set(description(partner)["paths"]) == urls - pages


def test_every_operation_has_a_schema_and_an_example_for_each_answer_and_is_described(partner: Partner) -> None:
    for path, methods in description(partner)["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], (path, method)
            assert operation["description"], (path, method)
            for what, content in contents(operation):
                if content["schema"].get("format") == "binary":
                    continue
                [reference, *_chosen] = content["schema"].get("anyOf", [content["schema"]])
                name = reference["$ref"].rpartition("/")[2]
                partner.check(content["example"], name)
                if what.startswith(("4", "5")):
                    assert (name, content["example"]["status"]) == ("Problem", int(what)), (path, what)


def contents(operation: dict) -> Iterator[tuple[str, dict]]:
    """With the status it is for, or `asked`."""
    for what, part in (("asked", operation.get("requestBody", {})), *operation["responses"].items()):
        for content in part.get("content", {}).values():
            yield what, content


def test_what_may_be_kept_says_its_etag_and_what_conditions_answer(partner: Partner) -> None:
    kept = 0
    for path, methods in description(partner)["paths"].items():
        operation = methods.get("get", {"responses": {}})
        if "304" in operation["responses"]:
            kept += 1
            assert {"ETag", "Cache-Control"} <= set(operation["responses"]["304"]["headers"]), path
            assert {"ETag", "Cache-Control"} <= set(operation["responses"]["200"]["headers"]), path
            assert {"406", "412", "429"} <= set(operation["responses"]), path
            assert {"If-None-Match", "If-Match"} <= {each["name"] for each in operation["parameters"]}, path
    assert kept >= 16


def test_bounds_are_those_that_hold(partner: Partner) -> None:
    paths = description(partner)["paths"]
    asked = {each["name"]: each for each in paths["/api/v1/verdicts/"]["get"]["parameters"]}
    changes = {each["name"]: each["schema"] for each in paths["/api/v1/changes/"]["get"]["parameters"]}
    [number] = [each for each in paths["/api/v1/verdicts/{number}/"]["get"]["parameters"] if each["name"] == "number"]

    assert (asked["fields"]["style"], asked["fields"]["explode"]) == ("form", False)
    assert asked["fields"]["schema"]["items"]["enum"] == list(VERDICT_FIELDS)
    assert asked["state"]["schema"] == {"enum": ["live", "retracted"], "type": "string"}
    assert (asked["limit"]["schema"]["minimum"], asked["limit"]["schema"]["maximum"]) == (1, 100)
    assert (changes["since"]["minimum"], changes["hash"]["pattern"]) == (0, "^[0-9a-f]{64}$")
    assert number["schema"] == {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}


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


def operations(document: dict) -> list[tuple[str, str, dict]]:
    return [(path, *each) for path, methods in document["paths"].items() for each in methods.items()]


def texts(node: object) -> list[str]:
    if isinstance(node, dict):
        return [text for key, value in node.items() if key not in EXAMPLES for text in texts(value)]
    if isinstance(node, list):
        return [text for value in node for text in texts(value)]
    return [node] if isinstance(node, str) else []


def test_every_operation_says_who_may_call_it_and_how_often(partner: Partner) -> None:
    document = description(partner)

    assert document["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    for path, _method, operation in operations(document):
        name = operation["operationId"]
        scope, quota = (CLOSED | OPEN).get(name, ("read", "requests"))
        keyless = [] if name in CLOSED else [{}]
        assert (operation["security"], operation["x-quota"]) == (
            [*keyless, {"key": [scope] if scope else []}],
            quota,
        ), path
        assert {"400", "401", "403", "429"} <= set(operation["responses"]), path
        answered = min(operation["responses"])  # 200, or 201
        assert {"RateLimit", "RateLimit-Policy"} <= set(operation["responses"][answered]["headers"]), path
        assert {"Retry-After", "RateLimit"} <= set(operation["responses"]["429"]["headers"]), path
        assert set(operation["responses"]["401"]["headers"]) == {"WWW-Authenticate"}, path
