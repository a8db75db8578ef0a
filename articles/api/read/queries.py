"""Query parameters, read strictly: an unknown, repeated or malformed one is a 400 that names it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from articles.api.problems import ParameterError, ParametersInvalid
from articles.api.read.shapes import VERDICT_FIELDS, VERSION_FIELDS
from articles.models import PublishedVerdict, Rating

LARGEST = 10**18 - 1  # fits a bigint
MOST_FOUND = 1_000


class Number(serializers.IntegerField):
    """ASCII digits only: int() also reads full-width ones, signs, spaces and underscores."""

    def to_internal_value(self, data: Any) -> int:
        if not re.fullmatch(r"[0-9]{1,18}", str(data)):
            self.fail("invalid")
        return super().to_internal_value(data)


class Moment(serializers.DateTimeField):
    default_error_messages = {
        "invalid": gettext_lazy(
            "時差まで書いた日時にしてください（例：2026-11-01T00:00:00Z。「+09:00」の「+」はURLでは %2B）。"
        ),
    }

    def to_internal_value(self, value: Any) -> datetime:
        try:
            moment = parse_datetime(value.upper()) if str(value).isascii() else None
            if moment is None or moment.tzinfo is None:
                self.fail("invalid")
            return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("invalid")


@extend_schema_field({"type": "string", "pattern": r"^[^\x00]*[^\s\x00][^\x00]*$", "minLength": 1, "maxLength": 200})
class Words(serializers.CharField):
    """Something to search for: not only blanks, and no NUL."""


@extend_schema_field({"type": "string", "pattern": "^[0-9a-f]{64}$"})
class Hash(serializers.RegexField):
    def __init__(self, **options: Any) -> None:
        super().__init__(r"\A[0-9a-f]{64}\Z", **options)


@extend_schema_field({"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "maxLength": 200})
class Cursor(serializers.CharField):
    pass


@extend_schema_field({"type": "string", "pattern": "^[a-z0-9-]+$", "maxLength": 30})
class RatingCode(serializers.CharField):
    pass


@extend_schema_field({"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "maxLength": 60})
class TopicSlug(serializers.CharField):
    pass


class FieldList(serializers.CharField):
    """Comma-separated names out of those of a shape's members."""

    def __init__(self, members: tuple[str, ...], **options: Any) -> None:
        super().__init__(**options)
        self.members = members

    default_error_messages = {"unknown_field": gettext_lazy("この項目はありません：{names}")}

    def to_internal_value(self, data: Any) -> Any:
        names = super().to_internal_value(data).split(",")
        unknown = [name for name in names if name not in self.members]
        if unknown:
            self.fail("unknown_field", names="、".join(unknown))
        if len(names) > len(self.members):
            self.fail("max_length", max_length=len(self.members))
        return names


@cache
def listed(members: tuple[str, ...]) -> type[FieldList]:
    """A field that openapi.json describes as some of these."""
    names = {
        "type": "array",
        "items": {"type": "string", "enum": list(members)},
        "minItems": 1,
        "maxItems": len(members),
    }
    return extend_schema_field(names)(type(f"FieldListOf{len(members)}", (FieldList,), {}))


class Query(serializers.Serializer[None]):
    """No parameters at all, and the base of the others."""


class VerdictQuery(Query):
    members = VERDICT_FIELDS

    def get_fields(self) -> dict[str, Any]:
        # declared here because `fields` as a class attribute is the serializer's own
        return super().get_fields() | {
            "fields": listed(self.members)(
                self.members,
                required=False,
                max_length=1_000,
                help_text="Comma-separated top-level members to keep, e.g. `id,headline,rating`.",
            )
        }


class VersionQuery(VerdictQuery):
    members = VERSION_FIELDS


class PageQuery(Query):
    limit = Number(min_value=1, max_value=100, default=50, help_text="Items per page, 1 to 100.")
    cursor = Cursor(required=False, max_length=200, help_text="Opaque; taken from the `next` URL of the page before.")


class PublishedQuery(PageQuery):
    """Filters over published verdicts, and over the claims they are about."""

    rating = RatingCode(required=False, max_length=30, help_text="A rating code of `/api/v1/ratings/`.")
    topic = TopicSlug(required=False, max_length=60, help_text="A topic's slug.")
    claimant = Number(required=False, min_value=1, max_value=LARGEST, help_text="A claimant's id.")
    state = serializers.ChoiceField(
        choices=[PublishedVerdict.State.LIVE.value, PublishedVerdict.State.RETRACTED.value],
        required=False,
        help_text="Without it both: look at `state` before you show a verdict.",
    )
    updated_since = Moment(
        required=False,
        help_text="Verdicts whose newest change is at or after this moment (with offset). To mirror, use `changes/`.",
    )
    q = Words(
        required=False,
        max_length=200,
        help_text=f"Words to search for, as on the readers' page: the best {MOST_FOUND} verdicts, newest first.",
    )

    def validate_topic(self, value: str) -> str:
        if not PublishedVerdict.objects.visible().about(value).exists():
            raise serializers.ValidationError(
                _("このテーマの検証記事はありません。/api/v1/topics/ を見てください。"), code="unknown_topic"
            )
        return value

    def validate_claimant(self, value: int) -> int:
        if not PublishedVerdict.objects.visible().of_claimant(value).exists():
            raise serializers.ValidationError(
                _("この発信者の検証記事はありません。/api/v1/claimants/ を見てください。"), code="unknown_claimant"
            )
        return value

    def validate_rating(self, value: str) -> str:
        if not Rating.objects.filter(code=value).exists():
            raise serializers.ValidationError(
                _("この判定コードはありません。/api/v1/ratings/ を見てください。"), code="unknown_rating"
            )
        return value


class VerdictListQuery(PublishedQuery, VerdictQuery):
    pass


class ChangesQuery(Query):
    since = Number(
        min_value=0,
        max_value=LARGEST,
        default=0,
        help_text="The last sequence you have applied; 0 or nothing for the beginning.",
    )
    hash = Hash(
        required=False,
        help_text="The `hash` of the row `since`: the answer is 409 where the log holds another one there.",
    )
    limit = Number(min_value=1, max_value=100, default=50, help_text="Items per page, 1 to 100.")


def parse(parameters: QueryDict, query_class: type[Query]) -> dict[str, Any]:
    """Validated values by name, defaults filled in. Raises ParametersInvalid with everything that is wrong."""
    query = _kept(query_class)
    errors = [
        *_each(set(parameters) - set(query.fields), "unknown_parameter", _("このパラメータはありません。")),
        *_each(
            {name for name in parameters if len(parameters.getlist(name)) > 1},
            "repeated_parameter",
            _("同じパラメータは一度だけ書けます。"),
        ),
    ]
    try:
        values = query.run_validation(parameters.dict())
    except serializers.ValidationError as error:
        errors += problems_in(error)
    if errors:
        raise ParametersInvalid(errors)
    return dict(values)


def problems_in(error: serializers.ValidationError) -> list[ParameterError]:
    return [
        {"parameter": name, "code": detail.code, "detail": str(detail)}
        for name, details in cast(dict[str, list[Any]], error.detail).items()
        for detail in details
    ]


@cache
def _kept(query_class: type[Query]) -> Query:
    """Made once, for a serializer copies all its fields for each instance. Of a request they remember nothing; the words of
    an error they do, which are Japanese for everybody here."""
    return query_class()


def _each(names: set[str], code: str, detail: str) -> list[ParameterError]:
    return [{"parameter": name, "code": code, "detail": detail} for name in sorted(names)]
