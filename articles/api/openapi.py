"""What openapi.json says: shapes as JSON Schema, and of every operation alike the keys it takes, its quota, who is refused.

A view describes a method by `@operation(…)`; examples are put together from those of the members.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from articles.api import deprecation, problems
from articles.api.base import JSON, ApiView
from articles.api.deprecation import OPERATION, Deprecation
from articles.api.problems import Problem
from articles.api.shapes import Body, Shape

Header = tuple[str, dict[str, Any]]
"""What it says, and its schema."""
HEADERS: dict[str, Header] = {
    "RateLimit-Policy": (
        'The quota and its window in seconds: `"requests";q=3000;w=60`.',
        {"type": "string", "pattern": r'^"[a-z]+";q=[0-9]+;w=60$'},
    ),
    "RateLimit": (
        'What is left of it, and the seconds until it is whole again: `"requests";r=2999;t=60`.',
        {"type": "string", "pattern": r'^"[a-z]+";r=[0-9]+;t=[0-9]+$'},
    ),
}
DEPRECATION: dict[str, Header] = {
    "Deprecation": ("Since when what was asked for is to go (RFC 9745).", {"type": "string", "pattern": "^@[0-9]+$"}),
    "Sunset": ("Until when it answers (RFC 8594).", {"type": "string"}),
    "Link": (
        '`rel="deprecation"` says what to do, `rel="successor-version"` what takes its place; on a list also `rel="next"`.',
        {"type": "string"},
    ),
}
CHALLENGE = {"type": "string", "pattern": "^Bearer "}
REFUSALS: dict[str, tuple[str, dict[str, Header]]] = {
    "400": ("The URL holds a key or what is unknown, or the key came without https.", {}),
    "401": (
        "No key where one is needed, or one that is unknown, expired or revoked.",
        {"WWW-Authenticate": ("RFC 6750.", CHALLENGE)},
    ),
    "403": ("The key lacks the scope.", {"WWW-Authenticate": ("Names the scope.", CHALLENGE)}),
    "429": (
        "Too often: wait as long as Retry-After says.",
        {"Retry-After": ("Seconds.", {"type": "integer", "minimum": 1}), **HEADERS},
    ),
}
BODY_FAILURES = {
    400: "The body is no JSON object, or a member is unknown, missing or malformed.",
    411: "The body came in chunks, without a `Content-Length`.",
    413: "The body is larger than any that makes sense.",
    415: "The body is not application/json in UTF-8.",
}

FORMAT_FAILURES = {406: "The Accept header allows nothing that this answers with."}
KEPT_FAILURES = {412: "An `If-Match` names another version."}
ETAG = r'^(W/)?"[^"]+"$'

Method = TypeVar("Method", bound=Callable[..., Any])


def operation(
    operation_id: str,
    summary: str,
    description: str,
    *,
    asked: type[Body] | None = None,
    answers: Mapping[int, tuple[Any, str]],
    failures: Mapping[int, str] | None = None,
    parameters: Sequence[Any] = (),
    media_type: str = JSON,
    is_kept: bool = False,
    is_paged: bool = False,
    deprecated: Deprecation | None = None,
    deprecated_parameters: Mapping[str, Deprecation] | None = None,
) -> Callable[[Method], Method]:
    """Describes a view's method: the shapes by status, and in words the problems it may answer instead.

    What every operation may answer (REFUSALS), every one with a body (BODY_FAILURES), and one whose answer clients may keep
    (KEPT_FAILURES, 304) needs no words of its own. `parameters` as extend_schema takes them; those of the query that are to go
    are in `deprecated_parameters` by name, as the whole is in `deprecated`.
    """
    to_go = {**({OPERATION: deprecated} if deprecated else {}), **(deprecated_parameters or {})}
    words = (
        FORMAT_FAILURES | (BODY_FAILURES if asked else {}) | (KEPT_FAILURES if is_kept else {}) | dict(failures or {})
    )
    decorate: Callable[[Method], Method] = extend_schema(
        operation_id=operation_id,
        summary=summary,
        description=f"{description} {deprecated.in_words}" if deprecated else description,
        deprecated=deprecated is not None,
        request=asked,
        parameters=[*parameters, *(CONDITIONS if is_kept else ()), *(PAGED if is_paged else ())],
        responses={
            **{(status, media_type): OpenApiResponse(shape, told) for status, (shape, told) in answers.items()},
            **({304: OpenApiResponse(None, "What you have is what there is.")} if is_kept else {}),
            **{(status, problems.CONTENT_TYPE): OpenApiResponse(Problem, told) for status, told in words.items()},
        },
    )

    def declare(method: Method) -> Method:
        deprecation.declare(method, to_go)
        return decorate(method)

    return declare


def with_choices_in_place(result: Any, **_of_the_generator: Any) -> Any:
    """A hook after the description is made: without the marks by which choices would become components."""
    if isinstance(result, dict):
        result.pop("x-spec-enum-id", None)
    for member in result.values() if isinstance(result, dict) else result if isinstance(result, list) else ():
        with_choices_in_place(member)
    return result


def _header(
    name: str, description: str, pattern: str | None = None, *, on: list[int] | None = None
) -> OpenApiParameter:
    """Of requests, or of the answers named."""
    schema: Any = {"type": "string", **({"pattern": pattern} if pattern else {})}
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, description=description, response=on or False)


CONDITIONS = (
    _header("If-None-Match", "ETags of what you have, or `*`: 304 where one of them is the current one."),
    _header("If-Match", "412 where none of these is the current ETag; reading wants `If-None-Match`."),
    _header("ETag", "The same body as long as it is the same; weak where it came compressed.", ETAG, on=[200, 304]),
    _header("Cache-Control", "`public, no-cache`: keep it, and ask each time.", on=[200, 304]),
)
PAGED = (_header("Link", '`<URL>; rel="next"`: the next page, where there is one.', on=[200]),)


class Schema(AutoSchema):
    """REST_FRAMEWORK's DEFAULT_SCHEMA_CLASS."""

    def get_auth(self) -> list[dict[str, list[str]]]:
        view = self.view
        assert isinstance(view, ApiView)
        return [*([{}] if view.is_open else []), {"key": [view.scope.value] if view.scope else []}]

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        assert isinstance(self.view, ApiView)
        operation["x-quota"] = self.view.quota
        operation["responses"] = dict(sorted(_refusals(operation["responses"]).items()))
        _mark_deprecated(operation, deprecation.declared(getattr(self.view, self.method.lower(), None)))
        for parameter in operation.get("parameters", ()):
            _state_style(parameter)
        for response in operation["responses"].values():
            _link(response)
        for status, content in _contents(operation):
            _show_example(status, content)
            if any(parameter["name"] == "fields" for parameter in operation.get("parameters", ())):
                self._allow_chosen(content)
        return operation

    def _allow_chosen(self, content: dict[str, Any]) -> None:
        """What `fields` leaves of an answer, beside the whole of it."""
        shape = _named(content["schema"]["$ref"].rpartition("/")[2])
        if shape and shape.chosen:
            part: Any = _named(shape.chosen)
            component = self.resolve_serializer(part, "response")
            content["schema"] = {"anyOf": [content["schema"], component.ref]}


class ShapeSchema(GenerateJsonSchema):
    """Plain JSON Schema: no titles made of names, and what may be null says so in its type."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        inner = self.generate_inner(schema["schema"])
        if not isinstance(inner.get("type"), str):
            return {"oneOf": [inner, {"type": "null"}]}
        choices = {"enum": [*inner["enum"], None]} if "enum" in inner else {}
        return inner | {"type": [inner["type"], "null"]} | choices


class ShapeExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]  # drf-spectacular registers it
    """How drf-spectacular comes to the schema of a shape; its own of pydantic's models knows neither bodies nor null."""

    target_class = Shape
    match_subclasses = True
    priority = 1

    def get_name(self, auto_schema: AutoSchema, direction: str) -> str:
        return str(self.target.__name__)

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> dict[str, Any]:
        schema = described(self.target)
        for name, part in schema.pop("$defs", {}).items():
            component = ResolvedComponent(name, ResolvedComponent.SCHEMA, part, _named(name))  # type: ignore[no-untyped-call]  # its own
            auto_schema.registry.register_on_missing(component)
        return schema


def described(shape: type[Shape]) -> dict[str, Any]:
    schema = shape.model_json_schema(
        ref_template="#/components/schemas/{model}",
        schema_generator=ShapeSchema,
        mode="validation" if issubclass(shape, Body) else "serialization",
    )
    for name, each in ((shape.__name__, schema), *schema.get("$defs", {}).items()):
        each.pop("title", None)
        if (made := _named(name)) and made.is_partial:
            each.pop("required")
    return schema


def _show_example(status: str, content: dict[str, Any]) -> None:
    shape = _named(content["schema"].get("$ref", "").rpartition("/")[2])
    if shape is Problem:
        content.setdefault("example", problems.example(int(status)))
    elif shape:
        content.setdefault("example", shape.example())


def _link(response: dict[str, Any]) -> None:
    """Where one may go on from an answer."""
    for content in response.get("content", {}).values():
        shape = _named(content["schema"].get("$ref", "").rpartition("/")[2])
        if shape and shape.leads_to:
            response["links"] = {
                name: {"operationId": name, "parameters": {key: f"$response.body#{at}" for key, at in pointers.items()}}
                for name, pointers in shape.leads_to.items()
            }


def _mark_deprecated(operation: dict[str, Any], deprecated: Mapping[str, Deprecation]) -> None:
    """Its parameters, and the headers of all its answers; the operation itself is marked by its decorator."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "query" and (found := deprecated.get(parameter["name"])):
            parameter |= {
                "deprecated": True,
                "description": f"{parameter.get('description', '')} {found.in_words}".strip(),
            }
    if deprecated:
        for response in operation["responses"].values():
            response["headers"] = _described(DEPRECATION) | response.get("headers", {})


def _state_style(parameter: dict[str, Any]) -> None:
    """A list is written with commas. What is one of some words needs no length."""
    if parameter["schema"].get("type") == "array":
        parameter |= {"style": "form", "explode": False}
    if "enum" in parameter["schema"]:
        parameter["schema"].pop("minLength", None)


def _named(name: str) -> type[Shape] | None:
    return next((shape for shape in _all(Shape) if shape.__name__ == name), None)


def _all(shape: type[Shape]) -> Iterator[type[Shape]]:
    for each in shape.__subclasses__():
        yield each
        yield from _all(each)


def _contents(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """With the status it is for, "" for the request's."""
    for status, part in (("", operation.get("requestBody", {})), *operation["responses"].items()):
        for content in part.get("content", {}).values():
            yield status, content


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


def _described(headers: dict[str, Header]) -> dict[str, Any]:
    return {name: {"description": words, "schema": schema} for name, (words, schema) in headers.items()}
