"""`match/`: was this checked? A POST, so that the message is in no URL and no log; it changes and keeps nothing."""

from __future__ import annotations

import json as stdlib_json
from collections import Counter
from collections.abc import Mapping
from typing import IO, Any, cast

import orjson
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import exceptions
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from articles import quotas
from articles.api import problems
from articles.api.problems import ParameterError
from articles.api.read import queries, representations, schemas
from articles.api.read.base import PublicView, json
from articles.models import PublishedVerdict, Rating, Scope
from articles.public import pace
from articles.public.check import beginning
from articles.public.message import MAX_BODY, legible
from articles.search import matching, public
from articles.search.matching import Answer, Match

FAILURES = {
    400: "The body is no JSON object, or a member is unknown, missing or malformed.",
    406: "The Accept header allows no JSON.",
    413: "The body is larger than any message.",
    415: "The body is not application/json.",
    429: "Too often from one address: wait as long as Retry-After says.",
    503: "Busy: wait as long as Retry-After says.",
}


LONGEST_NAME = 100  # code points of a member's name in an error
MOST_NAMED = 10  # unknown members, the first by name


class JSONObject(BaseParser):
    """JSON of a bounded size and depth; Python's own reader overflows its stack on a kilobyte of brackets."""

    media_type = "application/json"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:
        body = stream.read(MAX_BODY + 1)
        if len(body) > MAX_BODY:
            raise problems.BodyTooLarge
        try:
            found = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise exceptions.ParseError(_("本文をJSONとして読めません。")) from error
        if not isinstance(found, dict):
            raise exceptions.ParseError(_('本文は {"text": "…"} の形のJSONにしてください。'))
        _refuse_repeated(body)
        return found


def _refuse_repeated(body: bytes) -> None:
    """Raises BodyInvalid: of a member that is given twice orjson keeps one in silence."""
    try:
        stdlib_json.loads(body, object_pairs_hook=_members)
    except (ValueError, RecursionError) as error:  # digits or brackets beyond what Python's reader takes
        raise exceptions.ParseError(_("本文をJSONとして読めません。")) from error


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _value in pairs)
        name = next(name for name, count in counts.items() if count > 1)
        raise problems.BodyInvalid(
            [
                {
                    "parameter": name[:LONGEST_NAME],
                    "code": "repeated_member",
                    "detail": _("この項目は一度だけ書いてください。"),
                }
            ]
        )
    return found


@extend_schema_view(
    post=extend_schema(
        operation_id="match",
        summary="Was this checked?",
        description=(
            "Splits a message into its statements and answers each with the published verdicts whose claims are the same, "
            "near or related. Nothing of the message is stored or logged. Another number, name, place, date, a negation or "
            "another certainty (it may come, is considered) makes a claim another one: `differs` says which part, and the band is `near`. At most 200 statements of a "
            "message are told apart and 30 answered."
        ),
        request=schemas.MatchRequest,
        responses={
            200: OpenApiResponse(schemas.MatchAnswer, "Never cached."),
            **{
                (status, problems.CONTENT_TYPE): OpenApiResponse(schemas.Problem, words)
                for status, words in FAILURES.items()
            },
        },
    )
)
class MatchView(PublicView):
    scope = Scope.MATCH
    quota = quotas.MATCHES
    http_method_names = ["post", "options"]
    parser_classes = [JSONObject]

    def post(self, request: Request) -> HttpResponse:
        queries.parse(request.query_params, queries.Query)
        asked = _asked(cast(dict[str, Any], request.data))
        try:
            with pace.MATCHING.turn():
                body = json(_answer(**asked))
        except pace.Busy as error:
            raise problems.TooBusy(error.seconds, 503) from error
        response = HttpResponse(body, content_type="application/json")
        response["Cache-Control"] = "no-store"
        return response


def _asked(body: Mapping[str, Any]) -> dict[str, Any]:
    """Raises BodyInvalid with everything that is wrong."""
    if isinstance(text := body.get("text"), str):
        body = {**body, "text": text.replace("\0", " ")}  # as /check/ reads it; offsets stay
    form = schemas.MatchRequest(data=body)
    unknown = _("この項目はありません。")
    errors: list[ParameterError] = [
        {"parameter": name[:LONGEST_NAME], "code": "unknown_member", "detail": unknown}
        for name in sorted(set(body) - set(form.fields))[:MOST_NAMED]
    ]
    if not form.is_valid():
        errors += [
            {"parameter": name, "code": detail.code, "detail": str(detail)}
            for name, details in form.errors.items()
            for detail in details
        ]
    if errors:
        raise problems.BodyInvalid(errors)
    return dict(form.validated_data)


def _answer(text: str, limit: int, date: Any = None) -> dict[str, Any]:
    """Two queries beside those of the index."""
    read, left_out = beginning(legible(text))
    answers = matching.answers(read, public.index(), date=date, today=timezone.localdate(), limit=limit)
    numbers = {match.key for answer in answers for match in answer.matches}
    verdicts = PublishedVerdict.objects.visible().in_bulk(numbers) if numbers else {}
    ratings = Rating.objects.in_bulk() if numbers else {}
    return {"results": [_statement(answer, text, verdicts, ratings) for answer in answers], "left_out": left_out}


def _statement(
    answer: Answer, text: str, verdicts: Mapping[int, PublishedVerdict], ratings: Mapping[str, Rating]
) -> dict[str, Any]:
    start, end = answer.statement.start, answer.statement.end
    return {
        "text": text[start:end],
        "start": start,
        "end": end,
        "matches": [_match(match, verdicts[match.key], ratings) for match in answer.matches if match.key in verdicts],
    }


def _match(match: Match, verdict: PublishedVerdict, ratings: Mapping[str, Rating]) -> dict[str, Any]:
    is_live = verdict.state == PublishedVerdict.State.LIVE
    rating = ratings[verdict.rating_code]
    return {
        "band": match.band,
        "score": round(float(match.score), 3),
        "shared": match.shared,
        "differs": [{"kind": each.kind, "ours": each.ours, "theirs": each.theirs} for each in match.differs],
        "claim": representations.claim(verdict),
        "rating": {"code": rating.code, "name": rating.name} if is_live else None,
    }
