"""「その話、本当ですか。」: a pasted message, answered sentence by sentence from what is published.

The words of an answer matter more than its reach: nothing but a match of the same claim is called checked, and a
retracted verdict is answered with its retraction, never with what it said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.models import PublishedVerdict, Rating
from articles.models.snapshot import TopicSnapshot
from articles.public import differences, pace
from articles.public.message import Message, Unreadable
from articles.search import matching, public
from articles.search.matching import Answer, Band, Match
from articles.search.statements import statements

STATEMENTS = 30  # answered of one message
VERDICTS = 3  # shown for one statement


class Difference(NamedTuple):
    """A part in which claim and statement differ, and a sentence about it."""

    kind: str
    words: str


class Finding(NamedTuple):
    """A verdict that matches a statement. Where the claim is the same, `differs` says only what the statement leaves open."""

    verdict: PublishedVerdict
    rating: Rating
    differs: list[Difference]
    shared: tuple[str, ...]

    @property
    def is_retracted(self) -> bool:
        return self.verdict.state == PublishedVerdict.State.RETRACTED


class Answered(NamedTuple):
    """One statement; `findings` are those of its best band, `topics` those of what is only related."""

    statement: str
    band: Band | None
    findings: list[Finding]
    topics: list[TopicSnapshot]

    @property
    def is_withdrawn(self) -> bool:
        return all(finding.is_retracted for finding in self.findings)


class Result(NamedTuple):
    """Statements by what was found, each group in the order of the message."""

    same: list[Answered]
    withdrawn: list[Answered]
    near: list[Answered]
    unknown: list[Answered]
    left_out: int

    @classmethod
    def of(cls, answers: Sequence[Answered], left_out: int) -> Result:
        same = [answer for answer in answers if answer.band == Band.SAME]
        return cls(
            same=[answer for answer in same if not answer.is_withdrawn],
            withdrawn=[answer for answer in same if answer.is_withdrawn],
            near=[answer for answer in answers if answer.band == Band.NEAR],
            unknown=[answer for answer in answers if answer.band not in (Band.SAME, Band.NEAR)],
            left_out=left_out,
        )

    @property
    def statements(self) -> int:
        return len(self.same) + len(self.withdrawn) + len(self.near) + len(self.unknown)


# Exempt: readers' pages carry no cookie, so there is neither a session to ride on nor a token to compare, and this POST
# changes nothing; it is one only to keep the message out of URLs and logs. What is left, another site making its visitors'
# browsers work for it or showing words of its choice under our name, is refused by `_is_from_elsewhere`.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(no_store=True)
def index(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _page(request)
    try:
        message = Message.of(request)
    except Unreadable as error:
        return _page(request, status=error.status, unreadable=error.status)
    if message.is_empty or _is_from_elsewhere(request):
        return _page(request, message=message, is_from_elsewhere=_is_from_elsewhere(request))
    try:
        with pace.MATCHING.turn(request):
            result = answered(message.text)
    except pace.TooOften as error:
        response = _page(
            request, status=503 if isinstance(error, pace.Busy) else 429, message=message, wait=error.seconds
        )
        response["Retry-After"] = str(error.seconds)
        return response
    return _page(request, message=message, result=result)


def answered(text: str) -> Result:
    """Two queries beside those of the index."""
    read, left_out = beginning(text)
    answers = matching.answers(read, public.index(), limit=VERDICTS)
    numbers = {match.key for answer in answers for match in answer.matches}
    verdicts = PublishedVerdict.objects.visible().in_bulk(numbers) if numbers else {}
    ratings = Rating.objects.in_bulk() if numbers else {}
    shown = [_answered(answer, verdicts, ratings) for answer in answers]
    return Result.of(shown, left_out)


def beginning(text: str) -> tuple[str, int]:
    """The message up to its last statement that is answered, and how many come after it."""
    found = statements(text)
    if len(found) <= STATEMENTS:
        return text, 0
    return text[: found[STATEMENTS - 1].end], len(found) - STATEMENTS


def _answered(answer: Answer, verdicts: Mapping[int, PublishedVerdict], ratings: Mapping[str, Rating]) -> Answered:
    known = [match for match in answer.matches if match.key in verdicts]  # one may be withdrawn at this moment
    band = known[0].band if known else None
    findings = [_finding(match, verdicts[match.key], ratings) for match in known if match.band == band]
    return Answered(answer.statement.text.strip(), band, findings, _topics(findings))


def _finding(match: Match, verdict: PublishedVerdict, ratings: Mapping[str, Rating]) -> Finding:
    differs = [Difference(differences.kind_in_words(each), differences.in_words(each)) for each in match.differs]
    return Finding(verdict, ratings[verdict.rating_code], differs, match.shared)


def _topics(findings: Sequence[Finding]) -> list[TopicSnapshot]:
    """Without repeats, those of the best first. A topic has a page only while a live verdict is about it."""
    live = [finding.verdict for finding in findings if not finding.is_retracted]
    return list({topic["slug"]: topic for verdict in live for topic in verdict.topics}.values())


def _page(request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
    return render(request, "public/check.html", context, status=status)


def _is_from_elsewhere(request: HttpRequest) -> bool:
    """Sent by a page of another site, as every browser of today says of itself."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site"
