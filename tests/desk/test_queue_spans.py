"""Marking a passage and moving the ends of one, without JavaScript."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.desk.queue_spans import clauses
from articles.models import Candidate, Event
from tests import factories
from tests.desk import recorded
from tests.desk.conftest import told

pytestmark = pytest.mark.django_db

TEXT = "𠮟られた市長は、来館者が増えた。\n担当者は「減った」と述べた。"


def test_clauses_cover_the_text_in_code_points() -> None:
    found = list(clauses(TEXT, 0, 16))

    assert [(one.text, one.is_in) for one in found] == [
        ("𠮟られた市長は、", True),
        ("来館者が増えた。", True),
        ("担当者は「減った」と述べた。", False),
    ]
    assert all(TEXT[one.start : one.end] == one.text for one in found)


def test_ends_of_the_passage_are_offered_where_no_sentence_ends() -> None:
    assert [one.text for one in clauses("来館者は増えたと市は述べた。", 0, 7)] == ["来館者は増えた", "と市は述べた。"]


@pytest.mark.timeout(60)
def test_long_text_without_an_end_is_cut_once() -> None:
    assert len(list(clauses("あ" * 100_000, 0, 100_000))) == 1
    assert len(list(clauses("、" * 100_000, 0, 1))) == 2


def test_missed_passage_becomes_the_candidate_that_follows(as_reporter: Client) -> None:
    row, following = recorded.candidates(2)
    text = row.revision.text
    offered = as_reporter.get(reverse("queue-span", args=[row.pk]))
    clause = offered.context["clauses"][0]

    answer = as_reporter.post(
        reverse("queue-span", args=[row.pk]), {"start": clause.start + 3, "end": clause.end - 2, "what": "mark"}
    )
    after = as_reporter.post(reverse("queue-leave", args=[row.pk]), {"to": "next"})["Location"]

    marked = Candidate.objects.get(origin="hand")
    assert answer["Location"] == f"{reverse('queue-candidate', args=[row.pk])}#passage"
    assert (marked.quote, marked.priority) == (text[clause.start + 3 : clause.end - 2], row.priority)
    assert after == f"{reverse('queue-candidate', args=[marked.pk])}#passage"
    assert following.priority < marked.priority


def test_ends_are_moved_and_the_statement_is_the_new_quote(as_reporter: Client) -> None:
    (row,) = recorded.candidates(1)

    answer = as_reporter.post(reverse("queue-span", args=[row.pk]), {"start": 0, "end": 4, "what": "move"}, follow=True)

    assert answer.context["candidate"].quote == row.revision.text[:4]
    assert answer.context["accept_new"].initial["statement"] == row.revision.text[:4]


def test_span_outside_the_text_is_refused_in_words(as_reporter: Client) -> None:
    row = factories.candidate()

    for sent in ({"start": 0, "end": 10_000, "what": "mark"}, {"start": "x", "end": 3, "what": "mark"}):
        answer = as_reporter.post(reverse("queue-span", args=[row.pk]), sent)
        assert told(answer) == "選んだ範囲が本文の外にあるか、空です。もう一度選んでください。"
    assert Candidate.objects.count() == 1


def test_undo_takes_back_the_passage_that_was_added_last(as_reporter: Client) -> None:
    decided, shown = recorded.candidates(2)
    as_reporter.post(reverse("queue-decide", args=[decided.pk, "reject"]), {"reason": "trivial"})
    text = shown.revision.text
    as_reporter.post(reverse("queue-span", args=[shown.pk]), {"start": 1, "end": len(text) - 1, "what": "mark"})

    first = as_reporter.post(reverse("queue-undo"))
    added_is_gone = not Candidate.objects.filter(origin="hand").exists()
    second = as_reporter.post(reverse("queue-undo"))

    assert added_is_gone
    assert [answer["Location"].partition("#")[0] for answer in (first, second)] == [
        reverse("queue-candidate", args=[row.pk]) for row in (shown, decided)
    ]
    assert Event.objects.filter(action="candidate.unmarked", subject_type="candidate").count() == 1
