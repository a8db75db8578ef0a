"""What the desk's search keeps of claims and candidates, and what it concludes: which candidates say the same thing, and
which say what a published verdict has checked."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import NamedTuple

import numpy as np
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from numpy.typing import NDArray
from procrastinate.contrib.django import app

from articles.models import ArticleRevision, Candidate, CandidateScore, CandidateSearch, Claim, ClaimSearch, Verdict
from articles.models.desk_search import WritingTransaction
from articles.search import described, desk, fingerprints, meaning
from articles.search.described import with_vector
from articles.search.differences import differences
from articles.search.folding import folded
from articles.search.matching import Band
from articles.search.traits import traits
from articles.search.words import morphemes, words

RECHECK = "articles.tasks.recheck_recurrences"
COMPARE = "articles.tasks.compare_candidates"
COMPARED = 8
"""Earlier statements a new one is compared with, of those whose letters are nearly the same."""
SHORTEST = 12
"""Letters of a statement that may stand for another without a name in it: 「来年始まる」 means another thing in every article."""
AT_ONCE = 5_000
RECHECKED = 10 * AT_ONCE
"""Undecided candidates, newest first, that a newly published verdict is held against."""
NEAREST, LEAST_COSINE = 40, 0.4

NO_VECTOR = np.zeros(meaning.DIMENSIONS, np.int8)

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")


class Said(NamedTuple):
    """What a candidate says, with pronouns resolved where the extraction could, and when it was said."""

    candidate: Candidate
    text: str
    day: date | None


def describe(claim: Claim) -> None:
    """Keep how the claim is found as it is worded now, inside the caller's transaction."""
    claimant = claim.claimant
    description = described.described(
        claim.statement,
        date=claim.claimed_date,
        speaker=claimant.name if claimant else None,
        aliases=claimant.aliases if claimant else (),
        topics=[topic.name for topic in claim.topics.all()],
    )
    _keep(
        claim,
        description=description.plain(),
        vector=description.vector.tobytes(),
        keys=description.keys().astype(np.dtype("<u4")).tobytes(),
    )


def forget(claim: Claim) -> None:
    """Blank what was derived from the words of an erased claim."""
    if ClaimSearch.objects.filter(pk=claim.pk).exists():
        _keep(claim, description=None, vector=b"", keys=b"")


def _keep(claim: Claim, **values: object) -> None:
    ClaimSearch.objects.update_or_create(
        claim=claim, defaults={**values, "described_by": described.VERSION, "written_in": WritingTransaction()}
    )


def request_comparison(revision: ArticleRevision) -> None:
    """Have the worker compare what was found in a text, once the caller's transaction has ended."""
    app.configure_task(COMPARE).defer(revision_id=revision.pk)


def compare_found_in(revision_id: int) -> None:
    """Compare the candidates of a text that never were. Running it again, or after a kill, ends in the same."""
    found = Candidate.objects.legible().filter(revision=revision_id, search__isnull=True).order_by("pk")
    compare(list(found.values_list("pk", flat=True)))


def compare(candidates: Collection[int]) -> None:
    """Hold candidates against earlier ones and against published verdicts. For the worker: some 10 ms each, so what has
    been compared is not compared again."""
    done = CandidateSearch.objects.filter(pk__in=candidates).values_list("pk", flat=True)
    new = said_by(set(candidates) - set(done))
    vectors = meaning.vectors([folded(said.text) for said in new])
    published = _published()
    for said, vector in zip(new, vectors, strict=True):
        bands = fingerprints.bands(said.text)
        recurs = _checked_by(said, published)
        with transaction.atomic():
            _join_earlier(said, bands)
            CandidateSearch.objects.get_or_create(
                candidate=said.candidate, defaults={"vector": vector.tobytes(), "bands": bands, "recurs_id": recurs}
            )


def request_recheck(verdict: Verdict) -> None:
    """Have the worker look which candidates a verdict answers, once the caller's transaction has ended."""
    app.configure_task(RECHECK).defer(verdict_id=verdict.pk)


def recheck(verdict: Verdict) -> int:
    """Mark undecided candidates that say what the verdict has checked, and unmark those that it does not answer any more.

    Returns how many are marked with it now.
    """
    published = _published()
    with transaction.atomic():
        marked = set(CandidateSearch.objects.filter(recurs=verdict).values_list("pk", flat=True))
        nearest = _nearest(verdict.claim) if verdict.state == Verdict.State.PUBLISHED else set()
        found = {said.candidate.pk: _checked_by(said, published) for said in said_by(marked | nearest)}
        answered = [pk for pk, number in found.items() if number == verdict.pk]
        for pk in marked.difference(answered):
            CandidateSearch.objects.filter(pk=pk).update(recurs=found.get(pk))
        CandidateSearch.objects.filter(pk__in=answered).update(recurs=verdict)
    return len(answered)


def rebuild() -> tuple[int, int]:
    """Describe claims that never were or by another version, compare undecided candidates that never were: how many."""
    stale = (
        Claim.objects.legible().standing().filter(Q(search__isnull=True) | ~Q(search__described_by=described.VERSION))
    )
    claims = list(stale.select_related("claimant").order_by("pk"))
    for claim in claims:
        describe(claim)
    left = Candidate.objects.pending().legible().filter(search__isnull=True).order_by("pk")
    keys = list(left.values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        compare(keys[start : start + AT_ONCE])
    return len(claims), len(keys)


def said_by(candidates: Collection[int]) -> list[Said]:
    """What these say by their newest scores, in the order they were found; two queries."""
    rows = Candidate.objects.legible().filter(pk__in=candidates).order_by("pk")
    rows = rows.select_related("revision__article").defer("revision__text")
    scores = CandidateScore.objects.filter(candidate__in=candidates).order_by("pk")
    unmoved = scores.exclude(candidate__origin=Candidate.Origin.MOVED)  # the wording is of the ends it had
    standalone = dict(unmoved.values_list("candidate", "standalone"))  # the newest of each stays
    return [Said(row, standalone.get(row.pk) or row.quote, row.revision.article.published_date) for row in rows]


def _published() -> desk.DeskIndex:
    return desk.index(claim__verdict__state=Verdict.State.PUBLISHED)


def _checked_by(said: Said, published: desk.DeskIndex) -> int | None:
    """The published verdict on the same claim, None where there is none or the claim is of this very article."""
    best = next(iter(desk.like(said.text, published, day=said.day, today=timezone.localdate(), limit=1)), None)
    if best is None or best.band != Band.SAME:
        return None
    article = said.candidate.revision.article_id
    if Candidate.objects.filter(claim=best.key, revision__article=article).exists():
        return None
    return Verdict.objects.values_list("pk", flat=True).get(claim=best.key)


def _nearest(claim: Claim) -> set[int]:
    """Undecided candidates whose meaning is near the claim's, at most `NEAREST` of the newest `RECHECKED`."""
    search = ClaimSearch.objects.get(claim=claim)
    wanted = _unit(np.frombuffer(search.vector, np.int8).reshape(1, -1))[0]
    waiting = CandidateSearch.objects.filter(candidate__state=Candidate.State.PENDING).order_by("-pk")
    rows = waiting.values_list("pk", "vector")[:RECHECKED].iterator(chunk_size=AT_ONCE)
    near: list[tuple[float, int]] = []
    while batch := [row for row, _ in zip(rows, range(AT_ONCE), strict=False)]:
        vectors = _unit(np.frombuffer(b"".join(bytes(vector) for _, vector in batch), np.int8).reshape(len(batch), -1))
        cosines = vectors @ wanted
        near += [(float(cosines[at]), batch[at][0]) for at in np.flatnonzero(cosines >= LEAST_COSINE)]
        near = sorted(near, reverse=True)[:NEAREST]
    return {pk for _, pk in near}


def _unit(vectors: NDArray[np.int8]) -> NDArray[np.float32]:
    found = vectors.astype(np.float32)
    found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    return found


def _join_earlier(said: Said, bands: list[int]) -> None:
    """Note the first candidate that says the same, if it is undecided as well."""
    if not _tells_what_it_is_about(said.text):
        return
    alike = CandidateSearch.objects.filter(bands__overlap=bands, candidate__state=Candidate.State.PENDING)
    alike = alike.exclude(pk=said.candidate.pk).order_by("pk")
    for earlier in said_by(alike.values_list("pk", flat=True)[:COMPARED]):
        if says_the_same(said, earlier):
            first = earlier.candidate.first_said_id or earlier.candidate.pk
            Candidate.objects.filter(pk__in=[said.candidate.pk, earlier.candidate.pk]).update(first_said=first)
            return


def _tells_what_it_is_about(text: str) -> bool:
    """By its length, or by a name: 上郷ダムが決壊した is one claim wherever it stands."""
    return len(fingerprints.plain(text)) >= SHORTEST or any(word.is_name for word in words(morphemes(folded(text))))


def says_the_same(one: Said, other: Said) -> bool:
    """Whether a decision on one holds for the other: the same words but for endings, and no fact another one."""
    if _words(one.text) != _words(other.text) or _numbers(one.text) != _numbers(other.text):
        return False
    mine, others = (with_vector(folded(said.text), said.day, (), NO_VECTOR) for said in (one, other))
    return not differences(traits(mine), traits(others))


def _words(text: str) -> set[str]:
    return {word.form for word in words(morphemes(folded(text)))}


def _numbers(text: str) -> list[str]:
    return sorted(_NUMBER.findall(folded(text)))
