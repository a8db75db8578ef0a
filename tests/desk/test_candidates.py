"""The list of candidates: rejecting in bulk, taking a decision back."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Candidate, User
from tests.desk import recorded
from tests.desk.conftest import told

pytestmark = pytest.mark.django_db


def test_bulk_rejection_leaves_decided_candidates_alone(as_reporter: Client, reporter: User) -> None:
    rows = recorded.candidates(3)
    as_reporter.post(reverse("queue-decide", args=[rows[0].pk, "reject"]), {"reason": "opinion"})

    as_reporter.post(
        reverse("admin:articles_candidate_changelist"),
        {"action": "reject_trivial", "_selected_action": [row.pk for row in rows]},
    )

    reasons = list(Candidate.objects.order_by("pk").values_list("rejection_reason", flat=True))
    assert reasons == ["opinion", "trivial", "trivial"]


def test_decision_is_taken_back_on_the_candidates_page(as_reporter: Client) -> None:
    (row,) = recorded.candidates(1)
    reopen = reverse("admin:articles_candidate_reopen", args=[row.pk])
    as_reporter.post(reverse("queue-decide", args=[row.pk, "reject"]), {"reason": "opinion"})

    as_reporter.post(reopen)
    again = as_reporter.post(reopen)

    row.refresh_from_db()
    assert row.state == Candidate.State.PENDING
    assert told(again) == "この候補はまだ判断されていないため、取り消すものがありません。"
