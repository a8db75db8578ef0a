"""Editors' decisions as labelled documents, in the form that bench/ learns from: one article a line (docs/adr/0028).

What nobody decided is the machine's own reading, so each sentence says in `by_editor` which of its answers are an
editor's: to learn from the others would be to learn from oneself. A decision that says nothing of worth is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

import orjson
from django.db import transaction

from articles import permissions
from articles.actions import events, notes
from articles.japanese.name_variants import Name, Searched
from articles.models import ArticleRevision, Candidate, CandidateScore, Claimant, Outlet, User

BATCH = 100


class Worth(NamedTuple):
    """`priority` as the sets of bench/ have it, 0 to 4 (3: worth checking)."""

    priority: float
    label: str


REASON = Candidate.RejectionReason
ACCEPTED = Worth(3.0, CandidateScore.Label.CFS)
REJECTED = {
    REASON.OPINION: Worth(0.0, CandidateScore.Label.NFS),
    REASON.NOT_A_CLAIM: Worth(0.0, CandidateScore.Label.NFS),
    REASON.UNCHECKABLE: Worth(0.0, CandidateScore.Label.NFS),
    REASON.TRIVIAL: Worth(1.0, CandidateScore.Label.UFS),
}
"""What a rejection says of the sentence. A bad span, another desk's topic and other reasons say nothing of it."""


class Told(NamedTuple):
    """One decided candidate and the score of the newest run, where that proposes it."""

    candidate: Candidate
    score: CandidateScore | None
    worth: Worth

    @property
    def span(self) -> tuple[int, int]:
        """The sentence around it, where the extraction has said which."""
        return (
            (self.score.sentence_start, self.score.sentence_end)
            if self.score
            else (self.candidate.start, self.candidate.end)
        )


def lines(*, since: datetime | None = None, by: User | None) -> Iterator[bytes]:
    """The articles with decisions since then as JSON lines; by None is the console. Raises KeyMissing, KeyLost at once.

    Articles that name a protected source, and those with a claim of somebody who may not be named, are left out.
    """
    permissions.require(by is None or permissions.can_export_decisions(by))
    protected = [Name(name) for name in notes.all_protected_names()]
    if by is not None:
        with transaction.atomic():
            events.record("user.decisions_exported", by, by=by)
    return (orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in _rows(since, protected))


def _rows(since: datetime | None, protected: Sequence[Name]) -> Iterator[dict[str, Any]]:
    decided = Candidate.objects.decided().legible()
    if since is not None:
        decided = decided.filter(decided_at__gte=since)
    numbers = iter(list(decided.order_by("revision").values_list("revision", flat=True).distinct()))
    while batch := list(islice(numbers, BATCH)):
        yield from _batch(decided.filter(revision__in=batch), protected)


def _batch(decided: Any, protected: Sequence[Name]) -> Iterator[dict[str, Any]]:
    rows = decided.select_related("revision__article__outlet", "claim__claimant", "duplicate_of").order_by(
        "revision", "start", "pk"
    )
    scored: list[Any] = list(rows.with_latest_score())
    scores = CandidateScore.objects.in_bulk([row.score_id for row in scored if row.score_id])
    shared = {
        row.revision_id for row in scored if row.claim and row.claim.claimant and not row.claim.claimant.is_nameable
    }
    by_revision: dict[ArticleRevision, list[Told]] = {}
    for row in scored:
        worth = _worth(row)
        if worth is not None and row.revision_id not in shared:
            by_revision.setdefault(row.revision, []).append(Told(row, scores.get(row.score_id), worth))
    known = _nameable(by_revision)
    for revision, told in by_revision.items():
        document = _document(revision, told, known)
        if not _names(document, protected):
            yield document


def _worth(candidate: Candidate) -> Worth | None:
    if candidate.state == Candidate.State.ACCEPTED:
        return ACCEPTED
    if candidate.state == Candidate.State.DUPLICATE and candidate.duplicate_of:
        return ACCEPTED if candidate.duplicate_of.state == Candidate.State.ACCEPTED else None
    return REJECTED.get(REASON(candidate.rejection_reason)) if candidate.rejection_reason else None


def _nameable(revisions: Iterable[ArticleRevision]) -> set[str]:
    """Of those whose documents these are, who may be named: bodies and public figures the desk knows, and outlets."""
    speakers = {speaker for revision in revisions if (speaker := revision.article.own_speaker)}
    found = {name for claimant in Claimant.objects.nameable().called(*speakers) for name in claimant.names}
    return (found | set(Outlet.objects.confirmed().filter(name__in=speakers).values_list("name", flat=True))) & speakers


def _document(revision: ArticleRevision, told: Sequence[Told], known: set[str]) -> dict[str, Any]:
    article, sentences = revision.article, _sentences(told)
    day, speaker = article.published_date, article.own_speaker
    return {
        "article": str(revision.pk),
        "kind": article.kind,
        **({"date": day.isoformat()} if day else {}),
        **({"speaker": speaker} if speaker in known else {}),
        "title": article.title,
        "text": revision.text,
        "sentences": [{"id": f"{revision.pk}-{number}", **sentence} for number, sentence in enumerate(sentences)],
    }


def _sentences(told: Sequence[Told]) -> list[dict[str, Any]]:
    """In text order; of a sentence that holds several candidates the one most worth checking."""
    best: dict[tuple[int, int], Told] = {}
    for one in told:
        if one.span not in best or one.worth.priority > best[one.span].worth.priority:
            best[one.span] = one
    return [_sentence(best[span]) for span in sorted(best)]


def _sentence(told: Told) -> dict[str, Any]:
    (start, end), score, claim = told.span, told.score, told.candidate.claim
    by_editor = ["priority", "label", *(["speaker", "standalone"] if claim else [])]
    speaker = (claim.claimant.name if claim.claimant else None) if claim else (score.speaker or None if score else None)
    return {
        "start": start,
        "end": end,
        "priority": told.worth.priority,
        "label": str(told.worth.label),
        "speaker": [speaker],
        "via": [score.via or None if score else None],
        "quote": [score.quote if score else "none"],
        "modality": [score.modality if score else "other"],
        "numeric": [bool(score and score.numeric)],
        **({"standalone": claim.statement} if claim else {}),
        "by_editor": by_editor,
    }


def _names(document: Mapping[str, Any], protected: Sequence[Name]) -> bool:
    """Whether a protected source's full name is anywhere in it, in whatever spelling."""
    if not protected:
        return False
    standalone = [sentence.get("standalone", "") for sentence in document["sentences"]]
    speakers = [speaker or "" for sentence in document["sentences"] for speaker in sentence["speaker"]]
    beside = [document["title"], document.get("speaker", ""), *standalone, *speakers]
    searched = Searched([document["text"]], *([text] for text in beside))
    return any(
        name.is_wholly_in(searched) or any(whole in text for text in searched.texts for whole in name.forms)
        for name in protected
    )
