"""Articles that programs hand in, and what became of them. Whoever has not handed an article in is told that there is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from rest_framework.request import Request

from articles.actions import handing_in
from articles.actions.handing_in import Taken
from articles.actions.idempotency import Answer
from articles.api import problems, received
from articles.api.openapi import operation
from articles.api.read import queries
from articles.api.read.pages import Keyset
from articles.api.shapes import Body
from articles.api.write import claims, shapes
from articles.api.write.base import (
    CREATING,
    WRITING_FAILURES,
    ClosedList,
    ClosedView,
    WritingView,
    refuse_parameters,
)
from articles.models import ApiKey, ArticleRevision, Candidate, CandidateScore, ExtractionRun, Scope
from articles.models.candidate import CandidateQuerySet

STATES: dict[str, shapes.State] = {
    ExtractionRun.State.PENDING: "queued",
    ExtractionRun.State.RUNNING: "running",
    ExtractionRun.State.SUCCEEDED: "done",
    ExtractionRun.State.FAILED: "failed",
    ExtractionRun.State.SUPERSEDED: "queued",  # by the run of a newer ruleset, which is not there yet
}
TAKEN = {
    201: (shapes.HandedIn, "Taken in and queued to be read. `Location` says where to ask after it."),
    200: (shapes.HandedIn, "This key had handed this very text in already; nothing was added."),
}
ERASED_SINCE = {410: "Handed in by this very request, and withdrawn for legal reasons since."}
NOT_THEIRS = {404: "This key has handed in no article of this number.", 410: "Withdrawn for legal reasons."}
IN_TEXT_ORDER: Keyset[CandidateQuerySet] = Keyset(
    "candidates", position=lambda row: (row.start, row.end), length=2, after=CandidateQuerySet.after_span
)


class TakingView(WritingView):
    def take(self, request: Request, body: Body, taking: Callable[[], Taken]) -> HttpResponse:
        return self.once(request, body, lambda: told(taking()), holds=is_legible)


class HandIn(TakingView):
    scope = Scope.ARTICLES_WRITE
    body_class = shapes.ArticleBody

    @operation(
        "handInArticle",
        "Hand in an article",
        "Takes a text in as the desk does, and queues it to be read. Without an `Idempotency-Key` too, the same text under the "
        "same URL is there once. A URL under which this key handed in another text makes it the next revision of that article; "
        "what others brought under it is left alone, and nothing is said of it. The text is never said back.",
        asked=shapes.ArticleBody,
        answers=TAKEN,
        failures=WRITING_FAILURES | ERASED_SINCE,
        parameters=CREATING,
    )
    def post(self, request: Request) -> HttpResponse:
        body = received.read(shapes.ArticleBody, request)
        return self.take(request, body, lambda: handing_in.hand_in(**body.source(), by=self.asker))


class Revise(TakingView):
    scope = Scope.ARTICLES_WRITE
    body_class = shapes.RevisionBody

    @operation(
        "reviseArticle",
        "Hand in a newer text",
        "Of an article that this key brought in. What was found in the text before stays with it.",
        asked=shapes.RevisionBody,
        answers=TAKEN,
        failures=WRITING_FAILURES | NOT_THEIRS,
        parameters=CREATING,
    )
    def post(self, request: Request, number: int) -> HttpResponse:
        body = received.read(shapes.RevisionBody, request)
        article = handed_in(number, self.asker).article
        return self.take(request, body, lambda: handing_in.revise(article, text=body.text, by=self.asker))


class ExtractionDetail(ClosedView):
    scope = Scope.CANDIDATES_READ
    http_method_names = ["get", "head", "options"]

    @operation(
        "getExtraction",
        "How the reading of an article stands",
        "Of the newest text that this key has handed in. Ask every few seconds until `state` is `done` or `failed`.",
        answers={200: (shapes.ExtractionStatus, "Of this moment.")},
        failures=NOT_THEIRS,
    )
    def get(self, request: Request, number: int) -> HttpResponse:
        refuse_parameters(request)
        return self.answer(status_of(handed_in(number, self.asker)))


class CandidateList(ClosedList):
    """In the order of the text: what a run finds later never pushes anything onto a page that was read."""

    scope = Scope.CANDIDATES_READ

    @operation(
        "listCandidates",
        "What was found in an article",
        "Passages of the newest text that this key has handed in, in their order, as the extraction reads them: what editors "
        "think of them is not said. Empty until the extraction is `done`.",
        answers={200: (shapes.CandidatePage, "A page.")},
        failures=NOT_THEIRS,
        parameters=[queries.PageQuery],
        is_paged=True,
    )
    def get(self, request: Request, number: int) -> HttpResponse:
        query = self.query(request)
        revision = handed_in(number, self.asker)
        found = Candidate.objects.found_in(revision).order_by("start", "end")
        page = IN_TEXT_ORDER.narrowed({"article": number}).page(found, limit=query["limit"], cursor=query.get("cursor"))
        return self.answer_page(
            request, page, lambda rows, following: shapes.CandidatePage(results=with_scores(rows), next=following)
        )


def handed_in(number: int, key: ApiKey) -> ArticleRevision:
    """The newest text of an article that this key has handed in. Raises problems.NotHandedIn, problems.Withdrawn."""
    theirs = handing_in.texts_of(key).filter(revision__article=number).order_by("-revision__number")
    found = theirs.select_related("revision__article").first()
    if found is None:
        raise problems.NotHandedIn
    if found.revision.redacted_at is not None:
        raise problems.Withdrawn
    return found.revision


def told(taken: Taken) -> Answer:
    revision = taken.revision
    places = {name: reverse(f"write:{name}", args=[revision.article_id]) for name in ("extraction", "candidate-list")}
    shape = shapes.HandedIn(
        id=revision.article_id,
        revision=revision.number,
        is_new=taken.is_new,
        extraction=state_of(newest_run(revision)),
        extraction_url=f"{settings.SITE_URL}{places['extraction']}",
        candidates_url=f"{settings.SITE_URL}{places['candidate-list']}",
        similar=[shapes.Similar(id=one.article.pk, share=round(one.share, 3)) for one in taken.alike],
    )
    return Answer(201 if taken.is_new else 200, shape.encoded(), shape.extraction_url)


def is_legible(answer: Answer) -> bool:
    """Whether the text that an earlier answer tells of has not been erased since."""
    said = orjson.loads(answer.body)
    erased = ArticleRevision.objects.filter(article=said["id"], number=said["revision"], redacted_at__isnull=False)
    return not erased.exists()


def status_of(revision: ArticleRevision) -> shapes.ExtractionStatus:
    run = newest_run(revision)
    found: Any = Candidate.objects.found_in(revision)  # with `score_id`
    labels = list(CandidateScore.objects.filter(pk__in=found.values("score_id")).values_list("label", flat=True))
    return shapes.ExtractionStatus(
        id=revision.article_id,
        revision=revision.number,
        state=state_of(run),
        reason=run.error if run else "",
        candidates=len(labels),
        worth_checking=labels.count(CandidateScore.Label.CFS),
        requested_at=run.created_at if run else None,
        finished_at=run.finished_at if run else None,
    )


def newest_run(revision: ArticleRevision) -> ExtractionRun | None:
    return revision.runs.order_by("-pk").first()


def state_of(run: ExtractionRun | None) -> shapes.State | None:
    return STATES[run.state] if run else None


def with_scores(rows: list[Any]) -> list[shapes.Candidate]:
    scores = CandidateScore.objects.in_bulk([row.score_id for row in rows])
    return [claims.of_candidate(row, scores[row.score_id]) for row in rows]
