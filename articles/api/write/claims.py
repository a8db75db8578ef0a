"""A found passage as programs read it: of a run that is kept, or of a text that was read just now."""

from __future__ import annotations

from articles.api.write import shapes
from articles.extraction import ClaimSpan, Sentence
from articles.models import Candidate, CandidateScore
from articles.models.candidate import CONTEXT


def of_candidate(candidate: Candidate, score: CandidateScore) -> shapes.Candidate:
    return shapes.Candidate(
        id=candidate.pk,
        start=candidate.start,
        end=candidate.end,
        prefix=candidate.prefix,
        quote=candidate.quote,
        suffix=candidate.suffix,
        statement=score.standalone,
        missing=score.incomplete,
        speaker=score.speaker or None,
        via=score.via or None,
        quotation=score.quote,
        modality=score.modality,
        numeric=score.numeric,
        label=score.label,
        score=float(score.priority),
    )


def of_span(text: str, sentence: Sentence, claim: ClaimSpan) -> shapes.FoundClaim:
    return shapes.FoundClaim(
        start=claim.start,
        end=claim.end,
        prefix=text[max(0, claim.start - CONTEXT) : claim.start],
        quote=claim.text,
        suffix=text[claim.end : claim.end + CONTEXT],
        statement=claim.standalone,
        missing=list(claim.incomplete),
        speaker=sentence.speaker,
        via=sentence.via,
        quotation=sentence.quote,
        modality=sentence.modality,
        numeric=sentence.numeric,
        label=sentence.label,
        score=round(sentence.priority, 4),
    )
