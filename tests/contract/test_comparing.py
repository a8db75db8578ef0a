"""The comparer sees each kind of break, and none where programs may go on as they are."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.contract.comparing import breaks

RED = {"type": "string", "enum": ["red", "amber"]}
THING = {
    "type": "object",
    "required": ["id", "colour", "owner"],
    "properties": {
        "id": {"type": "integer", "minimum": 1},
        "colour": {"allOf": [{"$ref": "#/components/schemas/Colour"}], "description": "Of it."},
        "name": {"type": ["string", "null"], "maxLength": 9},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
        "owner": {"oneOf": [{"$ref": "#/components/schemas/Owner"}, {"type": "null"}]},
    },
}
OPERATION = {
    "security": [{}, {"key": ["read"]}],
    "parameters": [
        {"in": "query", "name": "limit", "schema": {"type": "integer", "minimum": 1, "maximum": 100}},
        {"in": "query", "name": "colour", "schema": {"$ref": "#/components/schemas/Colour"}},
    ],
    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Asked"}}}},
    "responses": {
        "200": {
            "headers": {"ETag": {}},
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
        },
        "404": {"content": {"application/problem+json": {"schema": {"type": "object"}}}},
    },
}
OWNER = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}
ASKED = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string", "maxLength": 10}, "day": {"type": ["string", "null"], "format": "date"}},
}
OLD: dict[str, Any] = {
    "paths": {"/things/": {"post": OPERATION}},
    "components": {"schemas": {"Thing": THING, "Colour": RED, "Asked": ASKED, "Owner": OWNER}},
}
MISSING = object()


def changed(place: str, value: Any) -> dict[str, Any]:
    """OLD with `value` at `place`, or without what is there; of the operation, or of a schema."""
    new = deepcopy(OLD)
    found = new["components"]["schemas"] if place[0].isupper() else new["paths"]["/things/"]["post"]
    *way, last = [int(part) if len(part) == 1 else part for part in place.split(".")]
    for part in way:
        found = found[part]
    if value is MISSING:
        del found[last]
    else:
        found[last] = value
    return new


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("Thing.properties.more", {"type": "string"}),
        ("Thing.properties.id.minimum", 2),
        ("Thing.properties.tags.maxItems", 2),
        ("Thing.properties.name.type", "string"),
        ("Thing.properties.owner", {"$ref": "#/components/schemas/Owner"}),
        ("Thing.required", ["id", "colour", "owner", "name"]),
        ("Thing.description", "In other words."),
        ("Asked.properties.more", {"type": "string"}),
        ("Asked.properties.text.maxLength", 11),
        ("Asked.properties.text.type", ["string", "null"]),
        ("Asked.required", []),
        ("parameters.0.schema.maximum", 200),
        ("parameters.0.schema.type", "number"),
        ("responses.201", {"content": {}}),
        ("responses.404", MISSING),
        ("responses.200.headers.Link", {}),
        ("security", [{}]),
        ("requestBody.content.text/plain", {}),
    ],
)
def test_what_programs_may_go_on_with(place: str, value: Any) -> None:
    assert breaks(OLD, changed(place, value)) == []


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ("responses.200", MISSING, "200: is gone"),
        ("responses.200.headers.ETag", MISSING, "200: header ETag: is gone"),
        ("responses.200.content", {"text/html": {}}, "200: application/json: is gone"),
        ("Thing.properties.name", MISSING, "200: name: is gone"),
        ("Thing.required", ["id", "colour"], "200: owner: may be missing now"),
        ("Thing.properties.id.type", "string", "200: id: was integer, is string"),
        ("Thing.properties.id.type", ["integer", "null"], "200: id: was integer, is null"),
        ("Thing.properties.id.type", "number", "200: id: was integer, is number"),
        ("Thing.properties.id.minimum", 0, "200: id: minimum: 1 there, 0 here"),
        ("Thing.properties.id.minimum", MISSING, "200: id: minimum: 1 there, none here"),
        ("Thing.properties.name.maxLength", 10, "200: name: maxLength: 9 there, 10 here"),
        ("Thing.properties.tags.items.type", "integer", "200: tags[]: was string, is integer"),
        ("Asked.required", ["text", "day"], "body: day: is required now"),
        ("Asked.properties.day", MISSING, "body: day: is gone"),
        ("Asked.properties.day.type", "string", "body: day: was null, is string"),
        ("Asked.properties.day.format", "date-time", "body: day: format: 'date-time' there, 'date' here"),
        ("Asked.properties.text.maxLength", 9, "body: text: maxLength: 9 there, 10 here"),
        ("Asked.properties.text.pattern", "^a", "body: text: pattern: '^a' there, None here"),
        ("Asked.properties.text.enum", ["a"], "body: text: is one of few values now"),
        ("requestBody", MISSING, "body: is gone"),
        ("requestBody.required", True, "body: is required now"),
        ("requestBody.content", {"text/plain": {}}, "body: application/json: is taken no more"),
        ("parameters.0", MISSING, "query limit: is gone, and what is unknown is refused"),
        ("parameters.0.required", True, "query limit: is required now"),
        ("parameters.0.schema.maximum", 50, "query limit: maximum: 50 there, 100 here"),
        ("security", [{"key": ["read"]}], "without a key opens it no more"),
        ("security", [{}, {"key": ["read"]}, {"other": []}][1:], "without a key opens it no more"),
    ],
)
def test_each_break_is_said_once_and_where(place: str, value: Any, said: str) -> None:
    assert breaks(OLD, changed(place, value)) == [f"POST /things/: {said}"]


def test_values_are_missed_and_new_ones_surprise() -> None:
    """In answers both; in requests only what is taken no more."""
    assert breaks(OLD, changed("Colour.enum", ["red"])) == [
        "POST /things/: query colour: 'amber' is taken no more",
        "POST /things/: 200: colour: 'amber' is gone",
    ]
    assert breaks(OLD, changed("Colour.enum", ["red", "amber", "green"])) == [
        "POST /things/: 200: colour: 'green' is a new value"
    ]
    assert breaks(OLD, changed("Colour", {"type": "string"})) == [
        "POST /things/: 200: colour: may be something else than one of its values"
    ]


def test_scopes_and_new_parameters() -> None:
    closed = [{"key": ["read"]}, {"key": ["write"]}]
    old, new = changed("security", closed[:1]), changed("security", closed[1:])
    assert breaks(old, new) == ["POST /things/: {'key': ['read']} opens it no more"]
    further = [*OPERATION["parameters"], {"in": "header", "name": "If-Match", "required": True}]
    assert breaks(OLD, changed("parameters", further)) == ["POST /things/: header If-Match: is new and required"]


def test_operations_that_are_gone() -> None:
    assert breaks(OLD, {"paths": {}}) == ["POST /things/: is gone"]
    assert breaks(OLD, {"paths": {"/things/": {"get": OPERATION}}}) == ["POST /things/: is gone"]
    assert breaks({"paths": {}}, OLD) == []


def test_a_shape_within_itself_is_compared_to_its_end() -> None:
    old = changed("Thing.properties.owner", {"oneOf": [{"$ref": "#/components/schemas/Thing"}, {"type": "null"}]})
    new = deepcopy(old)
    new["components"]["schemas"]["Thing"]["properties"]["id"]["type"] = "string"

    assert breaks(old, old) == []
    assert breaks(old, new)[0] == "POST /things/: 200: id: was integer, is string"
