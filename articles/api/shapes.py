"""What goes in and out over /api/, declared once: a shape validates, serialises and is described in openapi.json (docs/adr/0037).

Members are a contract: add, never rename; their order is that of the bytes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, Union, cast, get_args, get_origin

import orjson
from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

LARGEST_INTEGER = 10**18 - 1  # fits a bigint
LARGEST_EXACT = 2**53  # of the integers that a float tells apart


class Shape(BaseModel):
    """An answer, or a part of one. What a source has beyond the declared members stays out of the bytes.

    Every member is required unless it has a default, and says an example: `Field(examples=["…"])`; a member that is a shape
    takes that shape's. `leads_to` says where one may go on from it: operations, and for each of their parameters the JSON
    pointer into the answer. `chosen` names the shape of what `fields` leaves of it, which `is_partial`.
    """

    chosen: ClassVar[str] = ""
    is_partial: ClassVar[bool] = False
    leads_to: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="ignore",
        allow_inf_nan=False,
        validate_by_name=True,
        validate_by_alias=True,
        json_schema_serialization_defaults_required=True,
    )

    def encoded(self) -> bytes:
        """JSON in UTF-8, members in declared order, times in UTC."""
        return orjson.dumps(self.model_dump(by_alias=True), option=orjson.OPT_UTC_Z)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """As plain JSON values."""
        return {field.alias or name: _example(field) for name, field in cls.model_fields.items()}


class Body(Shape):
    """What is sent to us: an unknown member is refused, and NUL in any string (`articles.api.received` says how)."""

    model_config = ConfigDict(extra="forbid")
    largest: ClassVar[int] = 200_000  # bytes of the whole, as sent

    @field_validator("*", mode="after")
    @classmethod
    def _refuse_nul(cls, value: object) -> object:
        if any("\0" in text for text in _texts(value)):
            raise PydanticCustomError("null_characters_not_allowed", "NUL")
        return value


def _whole(value: object) -> object:
    """3.0 is an integer in JSON Schema."""
    if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_EXACT:
        return int(value)
    return value


def _day(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise PydanticCustomError("invalid_date", "date")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise PydanticCustomError("invalid_date", "date") from error


_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})"
)


def _moment(value: object) -> object:
    if not isinstance(value, str):
        return value
    if not _MOMENT.fullmatch(value):
        raise PydanticCustomError("invalid_datetime", "date-time")
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise PydanticCustomError("invalid_datetime", "date-time") from error


Whole = Annotated[int, BeforeValidator(_whole)]
"""An integer that is sent to us; it needs bounds: `Field(ge=1, le=LARGEST_INTEGER)`."""
Day = Annotated[date, BeforeValidator(_day)]
"""`2026-11-01`, and nothing else that ISO 8601 allows."""
Moment = Annotated[datetime, BeforeValidator(_moment)]
"""A date-time of RFC 3339; in UTC once it is read."""
DayText = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
"""A day as a snapshot keeps it."""
MomentText = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
"""A moment as a snapshot keeps it: in UTC."""
URL = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]
"""An address of ours, complete."""


def _texts(value: object) -> list[str]:
    """All strings of a member, those of its lists among them; a part that is a Body has seen to its own."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list | tuple):
        return [text for each in value for text in _texts(each)]
    if isinstance(value, Mapping):
        return [text for name, each in value.items() for text in (name, *_texts(each))]
    return []


def _example(field: FieldInfo) -> Any:
    if field.examples:
        return field.examples[0]
    made = _example_of(field.annotation)
    if made is None:
        raise LookupError(f"an example is missing: {field}")
    return made


def _example_of(annotation: Any) -> Any:
    """Of a shape, a list of shapes, or either of them or null; None for anything else."""
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return annotation.example()
    arguments = [each for each in get_args(annotation) if each is not NoneType]
    if get_origin(annotation) in (Union, UnionType):
        return _example_of(arguments[0])
    if get_origin(annotation) is list and arguments:
        made = _example_of(arguments[0])
        return None if made is None else [made]
    if get_origin(annotation) is Annotated:
        return _example_of(cast(Any, arguments[0]))
    return None
