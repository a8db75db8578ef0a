"""Steps taken from a page that is no longer so: approving, publishing and hiding are of what was read, or are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from articles.actions import claimants, evidence, publications, redactions, verdicts
from articles.actions.sight import ChangedSinceSeen
from articles.models import Event, Publication, PublicationContent, Redaction, User, Verdict
from tests import factories
from tests.desk.conftest import at_the_desk, told

pytestmark = pytest.mark.django_db

REFUSED = str(ChangedSinceSeen.message)


def step(row: Verdict | Redaction, name: str) -> str:
    return reverse(f"admin:articles_{row._meta.model_name}_{name}", args=[row.pk])


def seen(client: Client, row: Verdict | Redaction, name: str = "change") -> str:
    return str(client.get(step(row, name)).context["seen"])


def in_review(**content: str) -> Verdict:
    return verdicts.submit(factories.complete_draft(**content), by=factories.reporter())


def headline_exchanged(verdict: Verdict) -> None:
    reporter = factories.reporter()
    row = verdicts.send_back(verdict, by=factories.desk_editor(), reason="直す")
    verdicts.submit(verdicts.edit(row, by=reporter, headline="見ていない見出し"), by=reporter)


def evidence_exchanged(verdict: Verdict) -> None:
    reporter = factories.reporter()
    row = verdicts.send_back(verdict, by=factories.desk_editor(), reason="直す")
    evidence.edit(row.evidence.get(), by=reporter, title="見ていない資料")
    verdicts.submit(row, by=reporter)


def claimant_renamed(verdict: Verdict) -> None:
    claimants.describe(verdict.claim.claimant, by=factories.reporter(), name="見ていない名前")


@pytest.mark.parametrize("change", [headline_exchanged, evidence_exchanged, claimant_renamed])
def test_approval_is_of_what_was_read(change: Callable[[Verdict], None], as_desk_editor: Client) -> None:
    claim = factories.claim(claimant=factories.claimant())
    verdict = verdicts.submit(factories.complete_draft(claim), by=factories.reporter())
    old = seen(as_desk_editor, verdict)
    change(verdict)

    stale = as_desk_editor.post(step(verdict, "approve"), {"seen": old})

    verdict.refresh_from_db()
    assert (verdict.state, verdict.approvals.count()) == (Verdict.State.IN_REVIEW, 0)
    assert stale.context["form"].non_field_errors() == [REFUSED]
    as_desk_editor.post(step(verdict, "approve"), {"seen": seen(as_desk_editor, verdict)})
    verdict.refresh_from_db()
    assert verdict.state == Verdict.State.APPROVED


def test_typo_is_published_as_it_was_shown(as_desk_editor: Client, desk_editor: User, reporter: User) -> None:
    verdict = verdicts.revise(factories.published_verdict(reasoning="市は誤りを認めた"), by=desk_editor)
    verdict = verdicts.edit(verdict, by=desk_editor, reasoning="市は誤りを認めた。")
    shown = seen(as_desk_editor, verdict, "correct")
    verdicts.edit(verdict, by=reporter, headline=f"{verdict.headline}。")

    stale = as_desk_editor.post(step(verdict, "correct"), {"seen": shown})

    assert stale.context["form"].non_field_errors() == [REFUSED]
    assert [change.label for change in stale.context_data["changes"]] == ["見出し", "検証の内容"]
    assert Publication.objects.count() == 1
    fresh = {"seen": stale.context_data["seen"]}
    assert as_desk_editor.post(step(verdict, "correct"), fresh).status_code == 302


def test_hiding_does_not_leave_a_version_that_came_meanwhile(as_desk_editor: Client) -> None:
    """Once: 「すぐに非表示にしました」 while the new version said the same to every reader."""
    verdict = factories.published_verdict()
    old = seen(as_desk_editor, verdict, "hide")
    factories.corrected(verdict, headline="新しい見出し")
    values = {"versions": ["1"], "reason": "裁判所の決定", "seen": old}

    stale = as_desk_editor.post(step(verdict, "hide"), values)

    form = stale.context["form"]
    assert (form.non_field_errors(), form["reason"].value()) == ([REFUSED], "裁判所の決定")
    assert [version for version, _label in form.fields["versions"].choices] == [2, 1]
    assert "訂正などを公開" in [entry.action for entry in stale.context_data["news"]]
    assert not Redaction.objects.exists()
    both = {**values, "versions": ["1", "2"], "seen": stale.context_data["seen"]}
    assert as_desk_editor.post(step(verdict, "hide"), both).status_code == 302
    assert not PublicationContent.objects.filter(snapshot__state="live", hidden_at=None).exists()


def test_erasure_is_of_what_was_read(as_desk_editor: Client) -> None:
    verdict = factories.corrected(factories.published_verdict(), headline="新しい見出し")
    redaction = factories.hidden(verdict, versions=[1])
    old = seen(as_desk_editor, redaction, "confirm")
    factories.corrected(verdict, headline="さらに新しい見出し")

    stale = as_desk_editor.post(step(redaction, "confirm"), {"reason": "決定", "sure": "on", "seen": old})

    redaction.refresh_from_db()
    assert stale.context["form"].non_field_errors() == [REFUSED]
    assert redaction.state == Redaction.State.HIDDEN


def published() -> Verdict:
    return factories.published_verdict()


def revised() -> Verdict:
    row = verdicts.revise(factories.published_verdict(reasoning="市は認めた"), by=factories.reporter())
    return verdicts.edit(row, by=factories.reporter(), reasoning="市は認めた。")


def erased() -> Verdict:
    verdict = factories.published_verdict()
    redactions.confirm(factories.hidden(verdict), by=factories.desk_editor())
    return verdict


def retracted(verdict: Verdict) -> Verdict:
    publications.retract(verdict, note="前提が誤っていた", by=factories.desk_editor())
    return verdict


STEPS: dict[str, tuple[Callable[[], Verdict | Redaction], dict[str, object]]] = {
    "submit": (factories.complete_draft, {}),
    "approve": (in_review, {}),
    "send-back": (in_review, {"reason": "直す"}),
    "publish": (factories.approved_verdict, {}),
    "correct": (revised, {}),
    "revise": (published, {}),
    "retract": (published, {"note": "前提が誤っていた", "sure": "on"}),
    "explain": (lambda: retracted(published()), {"note": "前提が誤っていた"}),
    "publish-reason": (lambda: retracted(published()), {}),
    "hide": (published, {"versions": ["1"], "reason": "決定"}),
    "start-blank": (erased, {}),
    "confirm": (lambda: factories.hidden(published()), {"reason": "決定", "sure": "on"}),
    "lift": (lambda: factories.hidden(published()), {"reason": "取り違え"}),
}


@pytest.mark.parametrize("name", STEPS)
def test_step_that_says_nothing_of_what_was_seen_is_refused(name: str, as_desk_editor: Client) -> None:
    prepare, values = STEPS[name]
    row = prepare()
    before = Event.objects.count()

    for forged in ({}, {"seen": ""}, {"seen": "偽"}):
        answer = as_desk_editor.post(step(row, name), {**values, **forged})
        assert says(answer) == [REFUSED]

    assert Event.objects.count() == before
    if name != "submit":  # its button is the form's
        assert as_desk_editor.post(step(row, name), {**values, "seen": seen(as_desk_editor, row)}).status_code == 302
        assert Event.objects.count() > before


def says(answer: HttpResponse) -> list[str]:
    return answer.context["form"].non_field_errors() if answer.status_code == 200 else [told(answer)]


def test_second_of_two_at_once_is_refused(as_desk_editor: Client) -> None:
    verdict = in_review()
    old, other = seen(as_desk_editor, verdict), at_the_desk(factories.desk_editor())
    other.post(step(verdict, "send-back"), {"reason": "直す", "seen": seen(other, verdict)})
    verdicts.submit(Verdict.objects.get(pk=verdict.pk), by=factories.reporter())

    assert says(as_desk_editor.post(step(verdict, "approve"), {"seen": old})) == [REFUSED]
    assert publications.Publication.objects.count() == 0
