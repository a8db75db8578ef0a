"""A newsroom's months, drawn by a seeded generator and written in bulk: for figures that are counted a second time in SQL."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from articles.actions import claimants, outlets, topics
from articles.models import (
    Article,
    ArticleRevision,
    Candidate,
    CandidateScore,
    Claim,
    Claimant,
    ExtractionRun,
    User,
)
from tests import factories

RULESETS = ("v7", "v8")
ORIGINS = (Candidate.Origin.MACHINE, Candidate.Origin.HAND)
SPAN = 10  # characters of a passage


def newsroom(
    seed: int, *, articles: int = 12, passages: int = 8, within_days: int = 120, decided: float = 0.7
) -> list[Candidate]:
    """Articles with candidates in every state, scored by one ruleset or two, over the last `within_days` days.

    Verdicts are left to whoever asks. Passages are all alike: nothing here is read for its words.
    """
    draw = random.Random(seed)
    by = factories.reporter()
    speakers = _speakers(by)
    revisions = _articles(draw, articles, passages, by=by)
    runs = _runs(draw, revisions)
    rows = _candidates(draw, revisions, passages, within_days, by=by, decided=decided, speakers=speakers)
    _scores(draw, rows, runs, speakers)
    return rows


def _speakers(by: User) -> list[Claimant]:
    kinds = [Claimant.Kind.PUBLIC_FIGURE, Claimant.Kind.ORGANISATION, Claimant.Kind.PRIVATE_PERSON, Claimant.Kind.MINOR]
    return [
        claimants.register(
            name=f"汐見{number}郎", kind=kind, aliases=[f"汐見候補{number}"], affiliation=f"党{number % 2}", by=by
        )
        for number, kind in enumerate(kinds)
    ]


def _articles(draw: random.Random, count: int, passages: int, *, by: User) -> list[ArticleRevision]:
    papers = [outlets.register(name=f"汐見新聞{number}", by=by) for number in range(3)]
    text = "".join("汐見の港は毎年浅い。"[:SPAN] for _ in range(passages))
    made = Article.objects.bulk_create(
        Article(
            kind=draw.choice(Article.Kind.values), outlet=draw.choice([*papers, None]), title=f"汐見{n}", imported_by=by
        )
        for n in range(count)
    )
    return ArticleRevision.objects.bulk_create(
        ArticleRevision(article=article, number=1, text=f"{text}{n}", sha256=f"{n:064x}", created_by=by)
        for n, article in enumerate(made)
    )


def _runs(draw: random.Random, revisions: list[ArticleRevision]) -> list[ExtractionRun]:
    """The older ruleset has read all of them, the newer one some, and failed on others."""
    now = timezone.now()
    states = (ExtractionRun.State.SUCCEEDED, ExtractionRun.State.FAILED)
    runs = [
        ExtractionRun(
            revision=revision, ruleset=ruleset, state=state, error="" if state == states[0] else "誤り", finished_at=now
        )
        for ruleset in RULESETS
        for revision in revisions
        for state in [states[0] if ruleset == RULESETS[0] else draw.choices(states, (3, 1))[0]]
    ]
    return ExtractionRun.objects.bulk_create(runs)


def _candidates(
    draw: random.Random,
    revisions: list[ArticleRevision],
    passages: int,
    within_days: int,
    *,
    by: User,
    decided: float,
    speakers: list[Claimant],
) -> list[Candidate]:
    themes = [topics.register(slug=f"shiomi-{number}", name=f"汐見{number}", by=by) for number in range(2)]
    claims = Claim.objects.bulk_create(
        Claim(statement=f"汐見の港は浅い {n}", claimant=draw.choice([*speakers, None]), created_by=by)
        for n in range(20)
    )
    for claim in claims:
        claim.topics.add(*draw.sample(themes, draw.randint(0, 2)))
    rows = [
        Candidate.of_span(revision, at * SPAN, (at + 1) * SPAN, origin=draw.choices(ORIGINS, (9, 1))[0])
        for revision in revisions
        for at in range(passages)
    ]
    arrivals: list[datetime] = []
    for row in rows:
        arrivals.append(timezone.now() - timedelta(seconds=draw.uniform(60, within_days * 86_400)))
        if draw.random() < decided:
            _decide(draw, row, claims, by, arrivals[-1])
        elif row.origin == Candidate.Origin.MACHINE and draw.random() < 0.1:
            row.state = Candidate.State.SUPERSEDED
    rows = Candidate.objects.bulk_create(rows, batch_size=5000)
    for row, at in zip(rows, arrivals, strict=True):
        row.created_at = at  # auto_now_add has written the moment of the test
    Candidate.objects.bulk_update(rows, ["created_at"], batch_size=2000)
    _duplicates(draw, rows)
    return list(Candidate.objects.order_by("pk"))


def _decide(draw: random.Random, row: Candidate, claims: list[Claim], by: User, arrived: datetime) -> None:
    row.decided_by = by
    row.decided_at = arrived + (timezone.now() - arrived) * draw.random()
    if draw.random() < 0.4:
        row.state, row.claim = Candidate.State.ACCEPTED, draw.choice(claims)
    else:
        row.state, row.rejection_reason = Candidate.State.REJECTED, draw.choice(Candidate.RejectionReason.values)


def _duplicates(draw: random.Random, rows: list[Candidate]) -> None:
    accepted = [row for row in rows if row.state == Candidate.State.ACCEPTED]
    for row in rows:
        if row.state == Candidate.State.REJECTED and draw.random() < 0.1 and accepted:
            row.state, row.rejection_reason, row.duplicate_of = Candidate.State.DUPLICATE, "", draw.choice(accepted)
    Candidate.objects.bulk_update(rows, ["state", "rejection_reason", "duplicate_of"], batch_size=2000)


def _scores(draw: random.Random, rows: list[Candidate], runs: list[ExtractionRun], speakers: list[Claimant]) -> None:
    names = [*(name for speaker in speakers for name in speaker.names), "町の人", ""]
    read = {(run.ruleset, run.revision_id): run for run in runs if run.state == ExtractionRun.State.SUCCEEDED}
    scores = []
    for row in rows:
        for ruleset in RULESETS:
            run = read.get((ruleset, row.revision_id))
            if run is None or row.origin == Candidate.Origin.HAND or draw.random() < 0.2:
                continue
            row.priority = Decimal(draw.randint(0, 10_000)) / 10_000
            row.speaker = draw.choice(names)
            scores.append(_score(row, run, row.speaker))
    CandidateScore.objects.bulk_create(scores, batch_size=5000)
    Candidate.objects.bulk_update(rows, ["priority", "speaker"], batch_size=2000)


def _score(row: Candidate, run: ExtractionRun, speaker: str) -> CandidateScore:
    assert row.priority is not None
    return CandidateScore(
        candidate=row,
        run=run,
        priority=row.priority,
        label=CandidateScore.Label.CFS,
        speaker=speaker,
        quote=CandidateScore.Quote.NONE,
        modality=CandidateScore.Modality.ASSERTED,
        sentence_start=row.start,
        sentence_end=row.end,
    )
