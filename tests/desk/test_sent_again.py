"""A button that is pressed twice does once what it says, and the second answer is no refusal; nor is an address empty."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from articles.actions import sight, verdicts
from articles.models import Approval, Claim, Comment, Event, Verdict
from tests import factories

pytestmark = pytest.mark.django_db


def test_comment_and_claim_sent_again_are_one(as_reporter: Client) -> None:
    claim = factories.claim()
    comment = {"text": "出典を探しています"}
    wording = {"statement": "市の人口は十年で倍になった", "claimant": "none", "date_certainty": "unknown"}

    said = [as_reporter.post(reverse("claim-comment", args=[claim.pk]), comment) for _time in range(3)]
    other = as_reporter.post(reverse("claim-comment", args=[claim.pk]), {"text": "見つかりました"})
    made = [as_reporter.post(reverse("claim-new"), wording) for _time in range(3)]

    assert ({answer.headers["Location"] for answer in said}, other.status_code) == (
        {f"{reverse('claim', args=[claim.pk])}#comment-{Comment.objects.order_by('pk')[0].pk}"},
        302,
    )
    assert Comment.objects.count() == 2
    new = Claim.objects.exclude(pk=claim.pk).get()
    assert [answer.headers["Location"] for answer in made] == [reverse("claim", args=[new.pk])] * 3


def test_own_approval_sent_again_is_no_refusal_and_anothers_is(as_desk_editor: Client) -> None:
    verdict = verdicts.submit(factories.complete_draft(), by=factories.reporter())
    address = reverse("admin:articles_verdict_approve", args=[verdict.pk])
    form = {"seen": sight.of_verdict(verdict)}

    answers = [as_desk_editor.post(address, form) for _time in range(2)]
    verdicts.send_back(verdict, by=factories.desk_editor(), reason="直す")
    late = as_desk_editor.post(address, form)

    page = reverse("admin:articles_verdict_change", args=[verdict.pk])
    assert [(one.status_code, one.headers.get("Location")) for one in (*answers, late)] == [
        *[(302, page)] * 2,
        (200, None),
    ]
    assert Approval.objects.filter(verdict=verdict).count() == 1
    assert Event.objects.about(verdict).filter(action="verdict.approved").count() == 1


def test_what_is_certain_to_be_refused_has_no_button(as_desk_editor: Client) -> None:
    verdict = factories.approved_verdict(factories.claim(claimant=factories.claimant()))
    pages = [reverse(f"admin:articles_verdict_{step}", args=[verdict.pk]) for step in ("publish", "schedule")]
    button = 'class="strip-buttons"><button'

    before = [button in as_desk_editor.get(page).content.decode() for page in pages]
    assert verdict.claim.claimant is not None
    factories.claimants.describe(verdict.claim.claimant, by=factories.reporter(), affiliation="別の所属")
    after = [as_desk_editor.get(page).content.decode() for page in pages]

    assert (before, [button in page for page in after]) == ([True, True], [False, False])
    assert all("承認のあとに、主張の出どころ、発信者かテーマが変わりました" in page for page in after)


def test_address_for_forms_alone_tells_the_way_back(as_reporter: Client) -> None:
    claim = factories.claim()

    answer = as_reporter.get(reverse("claim-comment", args=[claim.pk]))

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert f'<a href="{reverse("claim", args=[claim.pk])}">' in answer.content.decode()


def test_nothing_is_ticked_off_that_nobody_had_to_do() -> None:
    verdict = Verdict.objects.get(pk=factories.complete_draft(rating="fij-inaccurate").pk)

    places = [check.place for check in verdicts.checklist(verdict)]

    written = ["claim", "rating", "headline", "summary", "reasoning", "selection_reason", "evidence"]
    assert places == [*written, "finding", "claimed_date"]
