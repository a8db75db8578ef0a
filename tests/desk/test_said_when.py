"""On what day something was said, where the text has it; nothing is said where it could be the day of anything else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from articles.desk import said_when
from articles.models import Article, CandidateScore


def read(text: str, day: str, source: str, content: str, cue: str, value: str | None = "2026-02-15") -> CandidateScore:
    """A score as the extraction would record it of one sentence; parts are found by their words."""

    def span(part: str) -> dict[str, Any]:
        return {"start": text.index(part), "end": text.index(part) + len(part)}

    said = {"source": span(source) if source else None, "cue": span(cue), "content": span(content), "speaker": source}
    dates = [{**span(day), "text": day, "value": value}]
    return CandidateScore(attributions=[said], dates=dates, sentence_start=0, sentence_end=len(text), speaker=source)


@pytest.mark.parametrize(
    ("text", "day", "source", "content", "cue", "is_sure"),
    [
        ("市長は15日、来館者が増えたと述べた。", "15日", "市長", "来館者が増えた", "述べ", True),
        ("市長は15日の定例会見で、来館者が増えたと述べた。", "15日", "市長", "来館者が増えた", "述べ", True),
        ("15日、市長は来館者が増えたと述べた。", "15日", "市長", "来館者が増えた", "述べ", True),
        ("4月1日に就任した市長は、来館者が増えたと述べた。", "4月1日", "市長", "来館者が増えた", "述べ", False),
        ("市長は15日に開館した図書館で、客が増えたと述べた。", "15日", "市長", "客が増えた", "述べ", False),
        ("市長は15日の来館者が増えたと述べた。", "15日", "市長", "15日の来館者が増えた", "述べ", False),
        ("市によると、15日、来館者が増えた。", "15日", "市", "15日、来館者が増えた", "によると", False),
        ("市長は「15日、客が増えた」と述べた。", "15日", "市長", "「15日、客が増えた」", "述べ", False),
    ],
)
def test_day_is_that_of_saying_or_none(text: str, day: str, source: str, content: str, cue: str, is_sure: bool) -> None:
    found = said_when.proposed(read(text, day, source, content, cue), Article(), text)

    assert (found.day if found else None) == (date(2026, 2, 15) if is_sure else None)


@pytest.mark.parametrize("value", [None, "2026-02", "2026-02-15/2026-02-17", "2026-02-18"])
def test_day_that_is_none_or_after_the_article_is_not_offered(value: str | None) -> None:
    text = "市長は15日、来館者が増えたと述べた。"
    article = Article(published_at=datetime(2026, 2, 16, tzinfo=UTC))

    assert said_when.proposed(read(text, "15日", "市長", "来館者が増えた", "述べ", value), article, text) is None


def test_post_is_said_by_its_account_when_it_is_posted() -> None:
    posted = {"account": "みなとの台所", "published_at": datetime(2026, 2, 15, 15, tzinfo=UTC)}
    post, report = Article(kind="social_post", **posted), Article(kind="news", **posted)
    own, other = CandidateScore(speaker="みなとの台所"), CandidateScore(speaker="市長")

    found = [said_when.proposed(score, of, "") for score, of in ((own, post), (other, post), (own, report))]

    assert [one and one.day for one in found] == [date(2026, 2, 16), None, None]
