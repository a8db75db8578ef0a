"""Hiding versions of a verdict, and the second person who erases or restores them."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.actions import redactions
from articles.models import Redaction, User, Verdict
from tests import factories
from tests.desk.conftest import told

pytestmark = pytest.mark.django_db


def hide(verdict: Verdict) -> str:
    return reverse("admin:articles_verdict_hide", args=[verdict.pk])


def test_versions_are_hidden_at_once_and_erased_by_a_second_person(
    as_desk_editor: Client, desk_editor: User, client: Client
) -> None:
    verdict = factories.published_verdict()
    as_desk_editor.post(hide(verdict), {"versions": ["1"], "reason": "裁判所の決定"})
    redaction = Redaction.objects.get()
    confirm = reverse("admin:articles_redaction_confirm", args=[redaction.pk])

    own = as_desk_editor.post(confirm, {"sure": "on"})
    client.force_login(factories.desk_editor())
    unsure = client.post(confirm)
    confirmed = client.post(confirm, {"sure": "on"})

    redaction.refresh_from_db()
    assert own.context["form"].non_field_errors() == [str(redactions.SecondPersonNeeded.message)]
    assert list(unsure.context["form"].errors) == ["sure"]
    assert (confirmed.status_code, redaction.state) == (302, Redaction.State.CONFIRMED)
    workspace = client.get(reverse("admin:articles_verdict_change", args=[verdict.pk])).context
    assert [entry.is_erased for entry in workspace["entries"][1:]] == [True] * (len(workspace["entries"]) - 1)


def test_only_visible_versions_can_be_hidden(as_desk_editor: Client) -> None:
    verdict = factories.published_verdict()
    other = as_desk_editor.post(hide(verdict), {"versions": ["7"], "reason": "裁判所の決定"})
    as_desk_editor.post(hide(verdict), {"versions": ["1"], "reason": "裁判所の決定"})

    again = as_desk_editor.get(hide(verdict))

    assert list(other.context["form"].errors) == ["versions"]
    assert told(again) == "今の状態では「非表示にする」はできません。"


def test_redaction_made_by_mistake_is_lifted(as_desk_editor: Client) -> None:
    verdict = factories.published_verdict()
    as_desk_editor.post(hide(verdict), {"versions": ["1"], "reason": "取り違え"})
    redaction = Redaction.objects.get()
    lift = reverse("admin:articles_redaction_lift", args=[redaction.pk])

    lifted = as_desk_editor.post(lift)
    again = as_desk_editor.post(lift)

    redaction.refresh_from_db()
    assert (redaction.state, lifted.status_code) == (Redaction.State.LIFTED, 302)
    assert told(again) == str(redactions.RedactionAlreadyClosed.message)
