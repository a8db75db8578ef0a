"""Results of an extraction built by hand and recorded through the action that records real ones."""

from __future__ import annotations

from typing import Any

from articles.actions import extractions
from articles.extraction.results import (
    Attribution,
    ClaimSpan,
    DateMention,
    Extraction,
    Quantity,
    Reason,
    Sentence,
    Span,
)
from articles.models import ArticleRevision, Candidate, ExtractionRun
from tests import factories


def sentences_of(text: str, priority: float, speaker: str | None) -> tuple[Sentence, ...]:
    """One sentence with one claim for each 。; priorities fall from `priority`, so text order is the queue's order."""
    found, start = [], 0
    for number, part in enumerate(text.split("。")[:-1]):
        end = start + len(part) + 1
        found.append(sentence(text, start, end, priority=priority - number / 100, speaker=speaker))
        start = end
    return tuple(found)


def sentence(text: str, start: int, end: int, **fields: Any) -> Sentence:
    values: dict[str, Any] = {
        "kind": "sentence",
        "priority": 0.75,
        "label": "CFS",
        "speaker": None,
        "via": None,
        "quote": "indirect",
        "modality": "hearsay",
        "numeric": True,
        "quantities": (Quantity(start, start + 2, "約3割", 30, "％", 27, 33),),
        "dates": (),
        "entities": (),
        "attributions": (
            Attribution(Span(start, start + 4), Span(end - 2, end - 1), Span(start, end), "indirect", None),
        ),
        "claims": (ClaimSpan(start, end, text[start:end], f"言い換え：{text[start:end]}"),),
        "reasons": (Reason("numeric", 0.5, "数量が含まれる"), Reason("opinion", -0.25, "意見の言葉がある")),
    }
    return Sentence(start=start, end=end, text=text[start:end], **(values | fields))


def run(
    of: ArticleRevision | None = None, *, priority: float = 0.75, speaker: str | None = "みなと市"
) -> ExtractionRun:
    """A succeeded run over a revision, with one candidate a sentence."""
    of = of or factories.revision()
    requested = extractions.request(of, by=None)
    extractions.record(requested, Extraction("v1", {"ginza": "5.2.1"}, sentences_of(of.text, priority, speaker)))
    requested.refresh_from_db()
    return requested


def read_again(of: ArticleRevision, *, without: Candidate) -> None:
    """Another run, as after an upgrade, that proposes all candidates but one."""
    of.runs.update(ruleset="v2")
    requested = extractions.request(of, by=None)
    sentences = [one for one in sentences_of(of.text, 0.5, "みなと市") if one.start != without.start]
    extractions.record(requested, Extraction("v3", {"ginza": "5.2.1"}, tuple(sentences)))


def candidates(count: int = 1, **fields: Any) -> list[Candidate]:
    """`count` pending candidates of one article, best first."""
    name = f"第{next(factories.numbers)}期"
    text = "".join(f"みなと市は{name}の第{n}回の会合で来館者が{n}割増えたと発表した。" for n in range(1, count + 1))
    of = factories.revision(text, title=fields.pop("title", "図書館の来館者が倍増"))
    run(of, **fields)
    return list(Candidate.objects.filter(revision=of).best_first())


def said_on_a_day() -> Candidate:
    """市長は15日、…: read as the day of saying."""
    of = factories.revision("みなと市長は15日、来館者が2割増えたと述べた。")
    said = Attribution(Span(0, 5), Span(21, 23), Span(10, 20), "indirect", "みなと市長")
    day = DateMention(6, 9, "15日", "2026-02-15")
    only = sentence(of.text, 0, len(of.text), speaker="みなと市長", attributions=(said,), dates=(day,))
    extractions.record(extractions.request(of, by=None), Extraction("v1", {"ginza": "5.2.1"}, (only,)))
    return Candidate.objects.get(revision=of)


def failed_run(of: ArticleRevision | None = None) -> ExtractionRun:
    """A run whose worker died at every attempt."""
    requested = extractions.request(of or factories.revision(), by=None)
    while (begun := extractions.begin(requested.pk)) is not None:
        assert begun.state == ExtractionRun.State.RUNNING
    requested.refresh_from_db()
    return requested
