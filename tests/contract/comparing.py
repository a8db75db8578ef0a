"""What of an API's description would break a program that was written against an older one. For JSON Schema in OpenAPI 3.1.

An answer may say less than it might have, a request may be allowed more than it was: so each new answer has to be one that the old
description allows, and each old request one that the new one allows. What is added is ignored by programs (docs/api.md), what
is gone is missed whether or not it was required. The comparers there are for OpenAPI are programs in Go and Java.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
JSON = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
SAME = ("pattern", "format", "const", "multipleOf", "uniqueItems")
WORDS = ("description", "title", "example", "examples", "default", "deprecated", "readOnly", "writeOnly")
WIDE = {"integer": ("number",)}
ANYTHING: JSON = {}


def breaks(old: JSON, new: JSON) -> list[str]:
    """A line for each thing that programs written for `old` may trip over in `new`; none: they may go on as they are."""
    return list(_Comparison(old, new).paths())


@dataclass(frozen=True)
class _Comparison:
    old: JSON
    new: JSON

    def paths(self) -> Iterator[str]:
        for path, methods in self.old.get("paths", {}).items():
            for method in METHODS:
                if method not in methods:
                    continue
                name, now = f"{method.upper()} {path}", self.new["paths"].get(path, {}).get(method)
                if now is None:
                    yield f"{name}: is gone"
                else:
                    yield from self.operation(name, methods[method], now)

    def operation(self, name: str, was: JSON, now: JSON) -> Iterator[str]:
        yield from _told(name, _security(was, now))
        yield from _told(name, self.parameters(_by_name(was), _by_name(now)))
        yield from _told(f"{name}: body", self.body(was.get("requestBody"), now.get("requestBody")))
        for status, answer in was.get("responses", {}).items():
            place, now_answer = f"{name}: {status}", now.get("responses", {}).get(status)
            if now_answer is None:
                if status.startswith("2"):
                    yield f"{place}: is gone"
            else:
                yield from _told(place, self.answer(answer, now_answer))

    def parameters(self, was: dict[str, JSON], now: dict[str, JSON]) -> Iterator[str]:
        for name, parameter in was.items():
            if name not in now:
                yield f"{name}: is gone, and what is unknown is refused"
            else:
                yield from _told(name, self.asked(parameter, now[name]))
                if now[name].get("required") and not parameter.get("required"):
                    yield f"{name}: is required now"
        yield from (f"{name}: is new and required" for name in now if name not in was and now[name].get("required"))

    def body(self, was: JSON | None, now: JSON | None) -> Iterator[str]:
        if now and now.get("required") and not (was and was.get("required")):
            yield "is required now"
        if not was:
            return
        if not now:
            yield "is gone"
            return
        for media_type, content in was["content"].items():
            if media_type not in now["content"]:
                yield f"{media_type}: is taken no more"
            else:
                yield from self.asked(content, now["content"][media_type])

    def answer(self, was: JSON, now: JSON) -> Iterator[str]:
        yield from (f"header {name}: is gone" for name in was.get("headers", {}) if name not in now.get("headers", {}))
        for media_type, content in was.get("content", {}).items():
            found = now.get("content", {}).get(media_type)
            if found is None:
                yield f"{media_type}: is gone"
            else:
                answers = _Fit(inner=self.new, outer=self.old, old_is_inner=False)
                yield from answers.misfits(found.get("schema", ANYTHING), content.get("schema", ANYTHING))

    def asked(self, was: JSON, now: JSON) -> Iterator[str]:
        asked = _Fit(inner=self.old, outer=self.new, old_is_inner=True)
        yield from asked.misfits(was.get("schema", ANYTHING), now.get("schema", ANYTHING))


@dataclass(frozen=True)
class _Fit:
    """Whether everything that one schema allows another allows too. `inner` and `outer`: the documents that they stand in."""

    inner: JSON
    outer: JSON
    old_is_inner: bool

    def misfits(self, inner: Schema, outer: Schema, seen: tuple[tuple[str, str], ...] = ()) -> list[str]:
        pair = (
            repr(inner),
            repr(outer),
        )  # with references in them as they are, there are no more than the documents have
        if pair in seen:
            return []  # a shape within itself
        among = [
            self._one(each, _alternatives(outer, self.outer), (*seen, pair))
            for each in _alternatives(inner, self.inner)
        ]
        return [line for lines in among for line in lines]

    def _one(self, inner: Schema, outer: list[Schema], seen: tuple[tuple[str, str], ...]) -> list[str]:
        """Against the alternative that it fits best: one of its own type, if there is one."""
        alike = [each for each in outer if _is_type(inner.get("type"), each.get("type"))] or outer
        return min((self._plain(inner, each, seen) for each in alike), key=len)

    def _plain(self, inner: Schema, outer: Schema, seen: tuple[tuple[str, str], ...]) -> list[str]:
        if not _is_type(inner.get("type"), outer.get("type")):
            was, now = (inner, outer) if self.old_is_inner else (outer, inner)
            return [f"was {was.get('type', 'anything')}, is {now.get('type', 'anything')}"]
        items = self.misfits(inner.get("items", ANYTHING), outer["items"], seen) if "items" in outer else []
        members = self._members(inner, outer, seen)
        return [*_beyond(inner, outer), *self._values(inner, outer), *members, *_told("[]", items)]

    def _values(self, inner: Schema, outer: Schema) -> Iterator[str]:
        """Also a value that answers never have again: programs wait for it."""
        if "enum" in outer and "enum" not in inner:
            yield (
                "may be something else than one of its values" if not self.old_is_inner else "is one of few values now"
            )
        extra = [value for value in inner.get("enum", []) if value not in outer.get("enum", [value])]
        yield from (f"{value!r} is {'taken no more' if self.old_is_inner else 'a new value'}" for value in extra)
        if not self.old_is_inner and "enum" in inner:
            yield from (f"{value!r} is gone" for value in outer.get("enum", []) if value not in inner["enum"])

    def _members(self, inner: Schema, outer: Schema, seen: tuple[tuple[str, str], ...]) -> Iterator[str]:
        has, takes = inner.get("properties", {}), outer.get("properties", {})
        old, new = (has, takes) if self.old_is_inner else (takes, has)
        yield from (f"{name}: is gone" for name in old if name not in new)
        for name in outer.get("required", []):
            if name not in inner.get("required", []) and (self.old_is_inner or name in has):
                yield f"{name}: {'is required now' if self.old_is_inner else 'may be missing now'}"
        for name in (name for name in has if name in takes):
            yield from _told(name, self.misfits(has[name], takes[name], seen))


def _alternatives(schema: Schema, document: JSON) -> list[Schema]:
    """Schemas of one type each, without references, that together allow the same."""
    if "$ref" in schema:
        return _alternatives(_resolved(schema["$ref"], document), document)
    for several in ("oneOf", "anyOf"):
        if several in schema:
            return [found for each in schema[several] for found in _alternatives(each, document)]
    if "allOf" in schema:
        parts = [found for each in schema["allOf"] for found in _alternatives(each, document)]
        return [_joined([*parts, {name: value for name, value in schema.items() if name != "allOf"}])]
    if isinstance(schema.get("type"), list):
        return [_of_type(schema, kind) for kind in schema["type"]]
    return [schema]


def _of_type(schema: Schema, kind: str) -> Schema:
    """null is none of the values that are listed for the others, unless it is listed too."""
    values = schema.get("enum")
    if values is None:
        return {**schema, "type": kind} if kind != "null" else {"type": "null"}
    return {**schema, "type": kind, "enum": [value for value in values if (value is None) == (kind == "null")]}


def _joined(parts: list[Schema]) -> Schema:
    joined: JSON = {}
    for part in parts:
        for name, value in part.items():
            if name == "properties":
                joined[name] = {**joined.get(name, {}), **value}
            elif name == "required":
                joined[name] = [*joined.get(name, []), *value]
            elif name not in WORDS:
                joined[name] = value
    return joined


def _resolved(reference: str, document: JSON) -> Schema:
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part.replace("~1", "/").replace("~0", "~")]
    schema: Schema = found
    return schema


def _is_type(inner: str | None, outer: str | None) -> bool:
    return outer is None or inner == outer or outer in WIDE.get(inner or "", ())


def _beyond(inner: Schema, outer: Schema) -> Iterator[str]:
    """Bounds of `outer` that `inner` does not keep."""
    for bound in (*LOWER, *UPPER):
        if bound not in outer:
            continue
        ours, theirs = inner.get(bound), outer[bound]
        if ours is None or (ours < theirs if bound in LOWER else ours > theirs):
            yield f"{bound}: {theirs} there, {'none' if ours is None else ours} here"
    for rule in SAME:
        if rule in outer and inner.get(rule) != outer[rule]:
            yield f"{rule}: {outer[rule]!r} there, {inner.get(rule)!r} here"


def _by_name(operation: JSON) -> dict[str, JSON]:
    return {f"{each['in']} {each['name']}": each for each in operation.get("parameters", [])}


def _security(was: JSON, now: JSON) -> Iterator[str]:
    """Every way in that there was, with no scope more."""
    for way in was.get("security", []):
        if not any(_opens(way, other) for other in now.get("security", [{}])):
            yield f"{way or 'without a key'} opens it no more"


def _opens(way: JSON, other: JSON) -> bool:
    return other.keys() <= way.keys() and all(set(scopes) <= set(way[name]) for name, scopes in other.items())


def _told(place: str, lines: Any) -> Iterator[str]:
    yield from (f"{place}: {line}" if not line.startswith("[]") else f"{place}{line}" for line in lines)
