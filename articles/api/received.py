"""The JSON body of a request, read strictly: what is wrong is a problem that names each member, never a 500.

A view with a body says `parser_classes = [received.JSONObject]` and `body_class`, and calls `received.read(its class, request)`.
"""

from __future__ import annotations

import heapq
import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import IO, Any, NoReturn, TypeVar, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rest_framework import exceptions
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from articles.api import problems
from articles.api.problems import ParameterError
from articles.api.shapes import Body

LONGEST_NAME = 100  # code points of a member's name in an error
MOST_NAMED = 10  # members that are wrong in one way, the first by name
MOST_MEMBERS = 100  # that are looked at one by one; no body has half as many

CHARSET = re.compile(r"charset\s*=\s*(?!\"?utf-8\"?\s*(?:;|$))", re.IGNORECASE)  # any but the one that JSON has

B = TypeVar("B", bound=Body)

# Of pydantic's kinds of errors, ours: codes are a contract with partners. What is in neither is `invalid`.
CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_member",
    "string_too_long": "max_length",
    "string_too_short": "min_length",
    "too_long": "max_length",
    "too_short": "min_length",
    "greater_than_equal": "min_value",
    "less_than_equal": "max_value",
    "literal_error": "invalid_choice",
    "enum": "invalid_choice",
    "null_characters_not_allowed": "null_characters_not_allowed",
}
DETAILS = {
    "required": gettext_lazy("この項目は必須です。"),
    "unknown_member": gettext_lazy("この項目はありません。"),
    "null": gettext_lazy("この項目はnullにできません。"),
    "blank": gettext_lazy("この項目は空にできません。"),
    "min_length": gettext_lazy("短すぎます（%(min_length)sから）。"),
    "max_length": gettext_lazy("長すぎます（%(max_length)sまで）。"),
    "min_value": gettext_lazy("小さすぎます（%(ge)sから）。"),
    "max_value": gettext_lazy("大きすぎます（%(le)sまで）。"),
    "invalid_choice": gettext_lazy("次のどれかにしてください：%(expected)s"),
    "null_characters_not_allowed": gettext_lazy("NUL文字は使えません。"),
}
INVALID = {
    "string": gettext_lazy("文字列にしてください。"),
    "int": gettext_lazy("整数にしてください。"),
    "bool": gettext_lazy("true か false にしてください。"),
    "list": gettext_lazy("配列にしてください。"),
    "model": gettext_lazy("オブジェクトにしてください。"),
    "invalid_date": gettext_lazy("日付（例：2026-11-01）にしてください。"),
    "date": gettext_lazy("日付（例：2026-11-01）にしてください。"),
    "invalid_datetime": gettext_lazy("時差まで書いた日時（例：2026-11-01T00:00:00Z）にしてください。"),
    "datetime": gettext_lazy("時差まで書いた日時（例：2026-11-01T00:00:00Z）にしてください。"),
}


class JSONObject(BaseParser):
    """JSON in UTF-8 of a bounded size; `request.data` is the object. The view's `body_class` says how large it may be."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        """Raises BodyTooLarge, BodyInvalid, ParseError (also where less came than was said), UnsupportedMediaType."""
        if media_type and CHARSET.search(media_type):
            raise exceptions.UnsupportedMediaType(media_type)
        largest = parser_context["view"].body_class.largest
        body = stream.read(largest + 1)
        if len(body) > largest:
            raise problems.BodyTooLarge
        if len(body) < int(parser_context["request"].META["CONTENT_LENGTH"]):
            raise exceptions.ParseError(
                _("本文が途中で切れています。Content-Length のとおりに、全部を送ってください。")
            )
        found = _loaded(body)
        if not isinstance(found, dict):
            raise exceptions.ParseError(_("本文は {…} の形のJSONにしてください。"))
        return found


def read(body_class: type[B], request: Request) -> B:
    """Raises BodyInvalid with everything that is wrong, LengthRequired."""
    if "Transfer-Encoding" in request.headers and not request.META.get("CONTENT_LENGTH"):
        raise problems.LengthRequired  # WSGI ends a body by its length, so that one in chunks would be read as empty
    members = cast(dict[str, Any], request.data)  # by JSONObject
    if len(members) > MOST_MEMBERS:
        raise problems.BodyInvalid(_unknown(members, body_class))
    try:
        return body_class.model_validate(members)
    except ValidationError as error:
        found = [_told(each) for each in error.errors(include_url=False)]
        raise problems.BodyInvalid(_first(found)) from error


def _loaded(body: bytes) -> object:
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_members, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:  # digits or brackets beyond what Python's reader takes, too
        raise exceptions.ParseError(_("本文をJSONとして読めません。")) from error


def _refuse_constant(name: str) -> NoReturn:
    """NaN and Infinity are no JSON."""
    raise ValueError(name)


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _value in pairs)
        name = next(name for name, count in counts.items() if count > 1)
        detail = _("この項目は一度だけ書いてください。")
        raise problems.BodyInvalid([{"parameter": _legible(name), "code": "repeated_member", "detail": detail}])
    return found


def _unknown(members: Mapping[str, object], body_class: type[Body]) -> list[ParameterError]:
    """The first by name of those that the class does not have."""
    names = {field.alias or name for name, field in body_class.model_fields.items()}
    code, first = "unknown_member", heapq.nsmallest(MOST_NAMED, members.keys() - names)
    return [{"parameter": _legible(name), "code": code, "detail": str(DETAILS[code])} for name in first]


def _told(error: ErrorDetails) -> ParameterError:
    """`parameter` is the way to the member: `quotes.0.text`."""
    code = _code(error)
    name = ".".join(_legible(str(part)) for part in error["loc"])
    return {"parameter": name, "code": code, "detail": _detail(error, code)}


def _code(error: ErrorDetails) -> str:
    if error["type"] == "string_too_short" and error["input"] == "":
        return "blank"
    if error["type"] not in CODES and error["input"] is None:
        return "null"
    return CODES.get(error["type"], "invalid")


def _detail(error: ErrorDetails, code: str) -> str:
    context = cast(Mapping[str, object], error.get("ctx", {}))
    if error["type"] == "unfit":
        return str(context["why"])
    if code == "invalid":
        kind = error["type"] if error["type"] in INVALID else error["type"].partition("_")[0]
        return str(INVALID.get(kind, _("この値は使えません。")))
    return str(DETAILS[code]) % context


def _first(errors: list[ParameterError]) -> list[ParameterError]:
    """Unknown members before the others, and the first of them by name: a body may have a hundred thousand."""
    unknown = sorted((each for each in errors if each["code"] == "unknown_member"), key=lambda each: each["parameter"])
    others = [each for each in errors if each["code"] != "unknown_member"]
    return unknown[:MOST_NAMED] + others[: MOST_NAMED * 10]


def _legible(name: str) -> str:
    """A name that can be answered: short, and without lone surrogates, which no UTF-8 has."""
    return name[:LONGEST_NAME].encode("utf-8", "replace").decode()
