"""Bodies that are sent to us: everything wrong is named at once, and a shape describes what it takes and says."""

import io
from typing import Any

import orjson
import pytest
from jsonschema import Draft202012Validator
from pydantic import Field
from rest_framework.exceptions import APIException, UnsupportedMediaType

from articles.api import problems, received
from articles.api.openapi import described
from articles.api.shapes import LARGEST_INTEGER, Body, Day, Moment, Shape, Whole


class Part(Body):
    text: str = Field(min_length=1, max_length=5, examples=["港"])


class Sent(Body):
    largest = 10_000

    text: str = Field(min_length=1, max_length=10, examples=["みなと"])
    number: Whole = Field(3, ge=0, le=LARGEST_INTEGER, examples=[3])
    day: Day | None = Field(None, examples=["2026-11-01"])
    at: Moment | None = Field(None, examples=["2026-11-01T00:00:00Z"])
    tags: list[str] = Field([], max_length=2, examples=[["a"]])
    parts: list[Part] = []


class View:
    body_class = Sent


class Request:
    def __init__(self, body: bytes, media_type: str = "application/json") -> None:
        self.META = {"CONTENT_LENGTH": str(len(body))}
        self.headers: dict[str, str] = {}
        self.data = received.JSONObject().parse(io.BytesIO(body), media_type, {"view": View, "request": self})


def read(body: bytes) -> Sent:
    return received.read(Sent, Request(body))  # type: ignore[arg-type]  # all of a request that is read


def errors(body: bytes) -> list[tuple[str, str]]:
    with pytest.raises(problems.BodyInvalid) as refused:
        read(body)
    assert all(error["detail"] for error in refused.value.errors)
    orjson.dumps(refused.value.errors)
    return [(error["parameter"], error["code"]) for error in refused.value.errors]


def test_what_is_right_is_read() -> None:
    sent = read(b'{"text": "a", "number": 4.0, "day": "2026-02-28", "at": "2026-02-28t09:00:00+09:00"}')

    assert (sent.number, str(sent.day), str(sent.at)) == (4, "2026-02-28", "2026-02-28 00:00:00+00:00")


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, [("text", "required")]),
        ({"text": None}, [("text", "null")]),
        ({"text": ""}, [("text", "blank")]),
        ({"text": "\0"}, [("text", "null_characters_not_allowed")]),
        ({"text": "あ" * 11, "number": -1}, [("text", "max_length"), ("number", "min_value")]),
        ({"text": "a", "x": 1, "b": 1}, [("b", "unknown_member"), ("x", "unknown_member")]),
        ({"text": "a", "number": True}, [("number", "invalid")]),
        ({"text": "a", "number": "3"}, [("number", "invalid")]),
        ({"text": "a", "number": 10**18}, [("number", "max_value")]),
        ({"text": "a", "day": "20260228"}, [("day", "invalid")]),
        ({"text": "a", "day": "2026-02-30"}, [("day", "invalid")]),
        ({"text": "a", "day": 20260228}, [("day", "invalid")]),
        ({"text": "a", "at": "2026-02-28T00:00:00"}, [("at", "invalid")]),
        ({"text": "a", "at": "0001-01-01T00:00:00+09:00"}, [("at", "invalid")]),
        ({"text": "a", "tags": ["a", "b", "c"]}, [("tags", "max_length")]),
        ({"text": "a", "tags": ["a\0"]}, [("tags", "null_characters_not_allowed")]),
        ({"text": "a", "tags": "a"}, [("tags", "invalid")]),
        (
            {"text": "a", "parts": [{"text": "あ"}, {"text": "", "x": 1}, 3]},
            [("parts.1.x", "unknown_member"), ("parts.1.text", "blank"), ("parts.2", "invalid")],
        ),
    ],
)
def test_everything_wrong_is_named(members: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert errors(orjson.dumps(members)) == expected


def test_of_very_many_members_the_first_unknown_ones_are_named_and_no_more_is_looked_at() -> None:
    many = {"text": 1, "day": 1, **{f"k{number:04}": None for number in reversed(range(200))}}

    assert errors(orjson.dumps(many)) == [(f"k{number:04}", "unknown_member") for number in range(10)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'{"text": "a", "text": "a"}', [("text", "repeated_member")]),
        (b'{"text": "a", "parts": [{"text": "a", "text": "b"}]}', [("text", "repeated_member")]),
        (b'{"text": "\\ud800"}', [("text", "invalid")]),
        (b'{"text": "a", "number": 1e999}', [("number", "invalid")]),
    ],
)
def test_what_json_allows_and_we_do_not(body: bytes, expected: list[tuple[str, str]]) -> None:
    assert errors(body) == expected


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "body",
    [
        *(
            b"",
            b"[]",
            b"null",
            b"{",
            b'{"text": NaN}',
            b'{"text": -Infinity}',
            b"\xff",
            '{"text": "a"}'.encode("utf-16"),
        ),
        b'{"text": ' + b"[" * 9_000,
        b'{"text": ' + b"[" * 4_000 + b"]" * 4_000 + b"}",
        b'{"number": ' + b"9" * 5_000 + b"}",
    ],
)
def test_what_is_no_json_object_is_a_problem(body: bytes) -> None:
    with pytest.raises(APIException) as refused:
        read(body)

    assert (refused.value.status_code, refused.value.get_codes()) == (400, "parse_error")


def test_what_is_too_large_or_in_another_charset_is_refused() -> None:
    with pytest.raises(problems.BodyTooLarge):
        Request(b'"' + b"x" * Sent.largest + b'"')
    with pytest.raises(UnsupportedMediaType):
        Request(b'{"text": "a"}', "application/json; charset=shift_jis")
    assert Request(b'{"text": "a"}', 'application/json; charset="UTF-8"').data == {"text": "a"}


def test_a_body_takes_its_own_example_and_says_so() -> None:
    schema = described(Sent)

    assert read(orjson.dumps(Sent.example())).text == "みなと"
    components = {"schemas": {"Part": described(Part)}}
    Draft202012Validator(schema | {"components": components}).validate(Sent.example())
    assert schema["additionalProperties"] is False
    assert schema["properties"]["day"]["type"] == ["string", "null"]
    assert (schema["properties"]["number"]["minimum"], schema["properties"]["number"]["default"]) == (0, 3)


def test_an_answer_says_its_members_and_no_others() -> None:
    class Said(Shape):
        one: str = Field(examples=["a"])
        other: int | None = Field(examples=[None, 1])

    said = Said.model_validate({"other": None, "secret": "x", "one": "港"})

    assert said.encoded() == '{"one":"港","other":null}'.encode()
    assert Said.example() == {"one": "a", "other": None}
