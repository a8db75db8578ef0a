"""An article as the desk reads it: the current text with its candidates marked, and how the extraction stands."""

from __future__ import annotations

from typing import Any, NamedTuple

from articles.desk.passages import Mark, Stretch, stretches
from articles.models import Article, ArticleRevision, Candidate, CandidateScore, ExtractionRun


class Scored(NamedTuple):
    """A candidate and what the newest run says of it; None where it was marked by hand."""

    candidate: Candidate
    score: CandidateScore | None


class Reading(NamedTuple):
    revision: ArticleRevision
    stretches: list[Stretch]
    candidates: list[Scored]  # best first
    runs: list[ExtractionRun]  # newest first
    revisions: list[ArticleRevision]  # newest first


def of(article: Article) -> Reading:
    revisions = list(article.revisions.select_related("created_by").order_by("-number"))
    revision = revisions[0]
    scored = scored_candidates(revision)
    marks = [Mark(c.start, c.end, f"candidate {c.state}", f"c{c.pk}") for c, _score in scored]
    runs = list(revision.runs.order_by("-pk"))
    return Reading(revision, list(stretches(revision.text, marks)), scored, runs, revisions)


def scored_candidates(revision: ArticleRevision) -> list[Scored]:
    """All candidates of a revision with their newest scores, best first; two queries."""
    found: list[Any] = list(
        Candidate.objects.filter(revision=revision).best_first().select_related("claim", "decided_by")
    )
    scores = CandidateScore.objects.in_bulk([candidate.score_id for candidate in found if candidate.score_id])
    return [Scored(candidate, scores.get(candidate.score_id)) for candidate in found]
