"""Programs and what was erased: their nightly re-send is refused, and their kept answers say that it is gone."""

from __future__ import annotations

import orjson
import pytest

from articles.actions import redactions
from articles.models import Article, ArticleRevision, Candidate, Tip
from tests import factories
from tests.api.write.conftest import ARTICLES, Program

pytestmark = pytest.mark.django_db

TEXT = "市立図書館の来館者は、前年度の２倍に増えたと館長が話した。増えた理由は分かっていない。"
BODY = {"text": TEXT, "url": "https://news.example/toshokan"}
TIPS = "/api/v1/tips/"


def erase(article: int) -> None:
    """Confirm a redaction of a verdict whose claim was found in what a program handed in."""
    claim, by = factories.claim(), factories.reporter()
    found = factories.candidate(ArticleRevision.objects.get(article=article))
    factories.candidates.accept(Candidate.objects.get(pk=found.pk), claim=claim, by=by)
    redactions.confirm(factories.hidden(factories.published_verdict(claim)), by=factories.desk_editor())


def test_what_was_erased_is_refused_however_it_is_sent_and_the_kept_answer_is_gone(program: Program) -> None:
    made = program.said(program.send(ARTICLES, BODY, Idempotency_Key="n-1"), "HandedIn")
    erase(made["id"])
    other = Program()
    own = other.hand_in(text="別の本文を先に渡していた。")

    replayed = program.send(ARTICLES, BODY, Idempotency_Key="n-1")
    refused = [
        program.send(ARTICLES, BODY),
        program.send(ARTICLES, BODY, Idempotency_Key="n-2"),
        program.send(ARTICLES, {"text": f"  {TEXT}\r\n"}),
        other.send(ARTICLES, {**BODY, "url": "https://wire.example/1"}),
        other.send(f"{ARTICLES}{own['id']}/revisions/", {"text": TEXT}),
        other.send("/api/v1/tips/", {"text": TEXT}),
    ]

    assert program.problem(replayed) == (410, "withdrawn")
    assert [program.problem(each) for each in refused] == [(422, "text_withdrawn")] * len(refused)
    assert [word for each in refused for word in ("非表示措置", TEXT[:6]) if word in each.content.decode()] == []
    assert {orjson.loads(each.content)["errors"] == [] for each in refused} == {True}
    assert (Article.objects.count(), ArticleRevision.objects.count(), Tip.objects.count()) == (2, 2, 0)


def test_a_tip_with_the_erased_words_goes_too_and_its_kept_answer_is_gone(program: Program) -> None:
    made = program.hand_in(**BODY)
    tip = {"text": "これは本当ですか。", "contact": "x@minato.example"}
    sent = [
        program.send(TIPS, each, Idempotency_Key=f"n-{n}")
        for n, each in enumerate([{**tip, "text": f" {TEXT}"}, {**tip, "contact": TEXT}, tip])
    ]
    assert [each.status_code for each in sent] == [201] * 3
    erase(made["id"])

    again = program.send(TIPS, {**tip, "text": f" {TEXT}"}, Idempotency_Key="n-0")
    refused = program.send(TIPS, {**tip, "contact": TEXT})

    assert [program.problem(each) for each in (again, refused)] == [(410, "withdrawn"), (422, "text_withdrawn")]
    assert list(Tip.objects.order_by("pk").values_list("text", "contact")) == [("", ""), ("", ""), tuple(tip.values())]
    assert program.send(TIPS, tip, Idempotency_Key="n-2").content == sent[2].content


def test_a_kept_answer_about_a_text_that_stands_is_given_again(program: Program) -> None:
    first = program.send(ARTICLES, BODY, Idempotency_Key="n-1")
    gone = program.said(
        program.send(ARTICLES, {"text": "別の本文。来館者は２倍だ。"}, Idempotency_Key="n-2"), "HandedIn"
    )
    erase(gone["id"])

    again = program.send(ARTICLES, BODY, Idempotency_Key="n-1")

    assert (again.status_code, again.content) == (201, first.content)
