"""The list of candidates: rejecting in bulk, taking a decision back."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.actions import leases
from articles.models import Candidate
from tests import factories
from tests.desk import recorded
from tests.desk.conftest import told

pytestmark = pytest.mark.django_db


def test_bulk_rejection_says_the_number_and_leaves_decided_candidates_alone(as_reporter: Client) -> None:
    rows = recorded.candidates(4)
    as_reporter.post(reverse("queue-decide", args=[rows[0].pk, "reject"]), {"reason": "opinion"})

    asked = as_reporter.post(
        reverse("admin:articles_candidate_changelist"),
        {"action": "reject_all", "_selected_action": [row.pk for row in rows[:3]]},
        follow=True,
    )
    named = {"candidate": [row.pk for row in asked.context["rows"]]}
    unsaid = as_reporter.post(reverse("queue-reject-all"), {**named, "reason": "other"})
    as_reporter.post(reverse("queue-reject-all"), {**named, "reason": "trivial"})

    assert (asked.context["title"], asked.context["rows"]) == ("2 件をまとめて見送る", rows[1:3])
    assert list(unsaid.context["form"].errors) == ["note"]
    reasons = list(Candidate.objects.order_by("pk").values_list("rejection_reason", flat=True))
    assert reasons == ["opinion", "trivial", "trivial", ""]


def test_all_of_an_article_are_rejected_and_come_back_with_one_undo(as_reporter: Client) -> None:
    rows, elsewhere = recorded.candidates(3), recorded.candidates(1)
    held = factories.reporter()
    leases.look(rows[1], by=held)

    asked = as_reporter.get(reverse("queue-reject-all"), {"article": rows[0].revision.article_id})
    rejected = as_reporter.post(
        reverse("queue-reject-all"),
        {"candidate": [row.pk for row in asked.context["rows"]], "reason": "out_of_scope"},
    )
    left = set(Candidate.objects.pending())
    undone = as_reporter.post(reverse("queue-undo"))

    assert (asked.context["rows"], left) == ([rows[0], rows[2]], {rows[1], *elsewhere})
    assert told(rejected) == "2 件を見送りました。「取り消す」で、まとめて元に戻せます。"
    assert told(undone).startswith("一緒に下した 2 件の判断をまとめて取り消しました。もう一度判断できます。")
    assert Candidate.objects.pending().count() == 4


def test_list_names_who_has_a_candidate_and_goes_on(
    as_reporter: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    (row,) = recorded.candidates(1, priority=0.9)
    kuroda = factories.reporter(display_name="黒田")
    leases.look(row, by=kuroda)

    with django_assert_num_queries(11):
        page = as_reporter.get(reverse("queue-list"))
    others = recorded.candidates(2, priority=0.5)
    with django_assert_num_queries(11):
        as_reporter.get(reverse("queue-list"))
    after = as_reporter.get(reverse("queue-list"), {"after": row.pk})

    assert "黒田さんが見ています" in page.content.decode()
    assert after.context["rows"] == others


def test_decision_is_taken_back_on_the_candidates_page(as_reporter: Client) -> None:
    (row,) = recorded.candidates(1)
    reopen = reverse("admin:articles_candidate_reopen", args=[row.pk])
    as_reporter.post(reverse("queue-decide", args=[row.pk, "reject"]), {"reason": "opinion"})

    as_reporter.post(reopen)
    again = as_reporter.post(reopen)

    row.refresh_from_db()
    assert row.state == Candidate.State.PENDING
    assert told(again) == "この候補はまだ判断されていないため、取り消すものがありません。"
