"""`match/`: was this checked? A POST, so that the message is in no URL and no log; it changes and keeps nothing."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from articles import quotas
from articles.api import problems, received
from articles.api.openapi import operation
from articles.api.read import queries, representations
from articles.api.read.base import PublicView
from articles.api.read.shapes import Match, MatchAnswer, MatchDifference, MatchRating, MatchRequest, MatchStatement
from articles.models import PublishedVerdict, Rating, Scope
from articles.public import pace
from articles.public.check import beginning
from articles.public.message import legible
from articles.search import matching, public
from articles.search.matching import Answer


class MatchView(PublicView):
    scope = Scope.MATCH
    quota = quotas.MATCHES
    http_method_names = ["post", "options"]
    parser_classes = [received.JSONObject]
    body_class = MatchRequest

    @operation(
        "match",
        "Was this checked?",
        "Splits a message into its statements and answers each with the published verdicts whose claims are the same, "
        "near or related. Nothing of the message is stored or logged. Another number, name, place, date, a negation or "
        "another certainty (it may come, is considered) makes a claim another one: `differs` says which part, and the band is `near`. At most 200 statements of a "
        "message are told apart and 30 answered.",
        asked=MatchRequest,
        answers={200: (MatchAnswer, "Never cached.")},
        failures={
            429: "Too often from one address: wait as long as Retry-After says.",
            503: "Busy: wait as long as Retry-After says.",
        },
    )
    def post(self, request: Request) -> HttpResponse:
        queries.parse(request.query_params, queries.Query)
        asked = received.read(MatchRequest, request)
        try:
            with pace.MATCHING.turn():
                answer = _answer(asked)
        except pace.Busy as error:
            raise problems.TooBusy(error.seconds, 503) from error
        response = HttpResponse(answer.encoded(), content_type="application/json")
        response["Cache-Control"] = "no-store"
        return response


def _answer(asked: MatchRequest) -> MatchAnswer:
    """Two queries beside those of the index."""
    read, left_out = beginning(legible(asked.text))
    answers = matching.answers(read, public.index(), date=asked.date, today=timezone.localdate(), limit=asked.limit)
    numbers = {match.key for answer in answers for match in answer.matches}
    verdicts = PublishedVerdict.objects.visible().in_bulk(numbers) if numbers else {}
    ratings = Rating.objects.in_bulk() if numbers else {}
    results = [_statement(answer, asked.text, verdicts, ratings) for answer in answers]
    return MatchAnswer(results=results, left_out=left_out)


def _statement(
    answer: Answer, text: str, verdicts: Mapping[int, PublishedVerdict], ratings: Mapping[str, Rating]
) -> MatchStatement:
    start, end = answer.statement.start, answer.statement.end
    matches = [_match(match, verdicts[match.key], ratings) for match in answer.matches if match.key in verdicts]
    return MatchStatement(text=text[start:end], start=start, end=end, matches=matches)


def _match(match: matching.Match, verdict: PublishedVerdict, ratings: Mapping[str, Rating]) -> Match:
    is_live = verdict.state == PublishedVerdict.State.LIVE
    rating = ratings[verdict.rating_code]
    return Match(
        band=match.band,
        score=round(float(match.score), 3),
        shared=list(match.shared),
        differs=[MatchDifference(kind=each.kind, ours=each.ours, theirs=each.theirs) for each in match.differs],
        claim=representations.claim(verdict),
        rating=MatchRating(code=rating.code, name=rating.name) if is_live else None,
    )
