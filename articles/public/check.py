"""「その話、本当ですか。」: a pasted message, answered sentence by sentence from what is published.

The words of an answer matter more than its reach: nothing but a match of the same claim is called checked, and a
retracted verdict is answered with its retraction, never with what it said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles import quotas
from articles.models import PublishedVerdict, Rating
from articles.models.snapshot import TopicSnapshot
from articles.public import differences, pace
from articles.public.message import Message, Unreadable
from articles.search import matching, public
from articles.search.folding import folded
from articles.search.links import links_in, without_links
from articles.search.matching import Answer, Band, Match
from articles.search.statements import statements
from articles.search.words import morphemes, words

STATEMENTS = 30  # answered of one message
VERDICTS = 3  # shown for one statement or link
LINKS = 5  # looked up of one message
SEARCHED = 3  # statements without any answer that are searched for by their words, as a list does
SHORT = 20  # code points of a statement that may be mere words: 津久田氏
LEAST_COVERED = 0.6  # share of a statement's words that an answer to all of it has
MANY_WORDS = 3  # that an answer leaves out


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
    is_partial: bool = False
    """The claim is the statement's, which says more than that."""

    @property
    def is_retracted(self) -> bool:
        return self.verdict.state == PublishedVerdict.State.RETRACTED


class Listed(NamedTuple):
    """The first verdicts of a list's search, and how many it finds."""

    findings: list[Finding]
    total: int


class Linked(NamedTuple):
    """An address in the message, and verdicts whose claim was found there."""

    link: str
    listed: Listed


class Answered(NamedTuple):
    """One statement; `findings` are those of its best band, `topics` those of what is only related. `listed` is what its
    words find, where nothing else was found.
    """

    statement: str
    band: Band | None
    findings: list[Finding]
    topics: list[TopicSnapshot]
    listed: Listed | None = None

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
    links: list[Linked]

    @classmethod
    def of(cls, answers: Sequence[Answered], left_out: int, links: list[Linked]) -> Result:
        same = [answer for answer in answers if answer.band == Band.SAME]
        return cls(
            same=[answer for answer in same if not answer.is_withdrawn],
            withdrawn=[answer for answer in same if answer.is_withdrawn],
            near=[answer for answer in answers if answer.band == Band.NEAR],
            unknown=[answer for answer in answers if answer.band not in (Band.SAME, Band.NEAR)],
            left_out=left_out,
            links=links,
        )

    @property
    def statements(self) -> int:
        return len(self.same) + len(self.withdrawn) + len(self.near) + len(self.unknown)

    @property
    def is_open(self) -> bool:
        """Whether something that was asked is answered by no verdict of the same claim."""
        return bool(self.near or self.unknown or any(not link.listed.total for link in self.links))

    @property
    def outcome(self) -> str:
        """For the title of the page, which a screen reader says first."""
        counted = (
            (sum(link.listed.total > 0 for link in self.links), _("リンクの検証")),
            (len(self.same), _("検証済み")),
            (len(self.withdrawn), _("検証を取り消した主張")),
            (len(self.near), _("似た主張の検証")),
            (len(self.unknown), _("見つかりません")),
        )
        said = [_("%(count)d件 %(what)s") % {"count": count, "what": what} for count, what in counted if count]
        return "・".join(said)


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
    use = quotas.take(quotas.MATCHES, quotas.client_of(request), settings.MATCHES_PER_MINUTE)
    if use.is_exceeded:
        return _later(request, message, status=429, seconds=use.wait)
    try:
        with pace.MATCHING.turn():
            result = answered(message.text)
    except pace.Busy as error:
        return _later(request, message, status=503, seconds=error.seconds)
    return _page(request, message=message, result=result)


def _later(request: HttpRequest, message: Message, *, status: int, seconds: int) -> HttpResponse:
    response = _page(request, status=status, message=message, wait=seconds)
    response["Retry-After"] = str(seconds)
    return response


def answered(text: str) -> Result:
    """Two queries beside those of the index."""
    read, left_out = beginning(without_links(text))
    library = public.library()
    answers = matching.answers(read, public.PublicIndex(library), today=timezone.localdate(), limit=VERDICTS)
    mere = _mere_words(read, answers)
    sought = [*mere, *_links(text)]
    found = {asked: library.search(asked, filters={}, most=VERDICTS, with_facets=False) for asked in sought}
    keys = [match.key for answer in answers for match in answer.matches]
    known = Known.of([*keys, *(key for each in found.values() for key in each.keys)])
    listed = {asked: Listed(known.findings(each.keys), each.total) for asked, each in found.items()}
    shown = [_answered(answer, known, listed.get(answer.statement.text.strip())) for answer in answers]
    if not answers:
        shown = [Answered(word, None, [], [], listed[word]) for word in mere if listed[word].findings]
    return Result.of(shown, left_out, [Linked(link, listed[link]) for link in _links(text)])


def _links(text: str) -> list[str]:
    return list(dict.fromkeys(links_in(text)))[:LINKS]


def _mere_words(text: str, answers: Sequence[Answer]) -> list[str]:
    """Short statements without an answer, or the whole of a message that says as good as nothing: 市長."""
    found = [answer.statement.text.strip() for answer in answers if not answer.matches]
    if not answers and text.strip():
        found = [text.strip()]
    return [each for each in dict.fromkeys(found) if len(each) <= SHORT][:SEARCHED]


class Known(NamedTuple):
    """Verdicts that may be shown at this moment, and the ratings."""

    verdicts: Mapping[int, PublishedVerdict]
    ratings: Mapping[str, Rating]

    @classmethod
    def of(cls, numbers: Sequence[int]) -> Known:
        """Two queries, none without numbers."""
        if not numbers:
            return cls({}, {})
        return cls(PublishedVerdict.objects.visible().in_bulk(set(numbers)), Rating.objects.in_bulk())

    def findings(self, keys: Sequence[int]) -> list[Finding]:
        shown = [self.verdicts[key] for key in keys if key in self.verdicts]
        return [Finding(verdict, self.ratings[verdict.rating_code], [], ()) for verdict in shown]


def beginning(text: str) -> tuple[str, int]:
    """The message up to its last statement that is answered, and how many others come after it; repeats do not count."""
    found = list({each.text.strip(): each for each in reversed(statements(text))}.values())[::-1]
    if len(found) <= STATEMENTS:
        return text, 0
    return text[: found[STATEMENTS - 1].end], len(found) - STATEMENTS


def _answered(answer: Answer, known: Known, listed: Listed | None) -> Answered:
    shown = [match for match in answer.matches if match.key in known.verdicts]  # one may be withdrawn at this moment
    band = shown[0].band if shown else None
    asked = answer.statement.text.strip()
    findings = [_finding(match, asked, known) for match in shown if match.band == band]
    return Answered(asked, band, findings, _topics(findings), listed if listed and listed.findings else None)


def _finding(match: Match, asked: str, known: Known) -> Finding:
    verdict = known.verdicts[match.key]
    differs = [Difference(differences.kind_in_words(each), differences.in_words(each)) for each in match.differs]
    is_partial = match.band == Band.SAME and _says_more(asked, match, verdict.statement)
    return Finding(verdict, known.ratings[verdict.rating_code], differs, match.shared, is_partial)


def _says_more(asked: str, match: Match, claim: str) -> bool:
    """Whether a good part of the statement's words is neither shared with the claim nor in it."""
    said = {word.form for text in (*match.shared, claim) for word in words(morphemes(folded(text)))}
    own = [word.form for word in words(morphemes(folded(asked)))]
    besides = [form for form in own if form not in said]
    return len(besides) >= MANY_WORDS and len(own) - len(besides) < LEAST_COVERED * len(own)


def _topics(findings: Sequence[Finding]) -> list[TopicSnapshot]:
    """Without repeats, those of the best first. A topic has a page only while a live verdict is about it."""
    live = [finding.verdict for finding in findings if not finding.is_retracted]
    return list({topic["slug"]: topic for verdict in live for topic in verdict.topics}.values())


def _page(request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
    return render(request, "public/check.html", context, status=status)


def _is_from_elsewhere(request: HttpRequest) -> bool:
    """Sent by a page of another site, as every browser of today says of itself."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") == "cross-site"
