"""Hiding versions of a verdict, and the second person who erases or restores them."""

import pytest
from django.test import Client
from django.urls import reverse

from articles.actions import redactions, verdicts
from articles.models import Redaction, User, Verdict
from tests import factories
from tests.desk.conftest import take, told

pytestmark = pytest.mark.django_db


def step(verdict: Verdict, name: str) -> str:
    return reverse(f"admin:articles_verdict_{name}", args=[verdict.pk])


def page(verdict: Verdict) -> str:
    return reverse("admin:articles_verdict_change", args=[verdict.pk])


def hide(verdict: Verdict) -> str:
    return step(verdict, "hide")


def test_versions_are_hidden_at_once_and_erased_by_a_second_person(
    as_desk_editor: Client, desk_editor: User, client: Client
) -> None:
    verdict = factories.published_verdict()
    take(as_desk_editor, hide(verdict), {"versions": ["1"], "reason": "裁判所の決定"})
    redaction = Redaction.objects.get()
    confirm = reverse("admin:articles_redaction_confirm", args=[redaction.pk])

    yes = {"reason": "裁判所の決定", "sure": "on", "with_texts": "on"}
    own = take(as_desk_editor, confirm, yes)
    client.force_login(factories.desk_editor())
    unsure = take(client, confirm, {**yes, "sure": ""})
    confirmed = take(client, confirm, yes)

    redaction.refresh_from_db()
    assert own.context["form"].non_field_errors() == [str(redactions.SecondPersonNeeded.message)]
    assert list(unsure.context["form"].errors) == ["sure"]
    assert (confirmed.status_code, redaction.state) == (302, Redaction.State.CONFIRMED)
    workspace = client.get(reverse("admin:articles_verdict_change", args=[verdict.pk])).context
    assert [entry.is_erased for entry in workspace["entries"][1:]] == [True] * (len(workspace["entries"]) - 1)


def test_only_visible_versions_can_be_hidden(as_desk_editor: Client) -> None:
    verdict = factories.published_verdict()
    other = take(as_desk_editor, hide(verdict), {"versions": ["7"], "reason": "裁判所の決定"})
    take(as_desk_editor, hide(verdict), {"versions": ["1"], "reason": "裁判所の決定"})

    again = as_desk_editor.get(hide(verdict))

    assert list(other.context["form"].errors) == ["versions"]
    assert told(again) == "今の状態では「非表示にする」はできません。"


def test_redaction_made_by_mistake_is_lifted_by_another_editor_for_a_reason(
    as_desk_editor: Client, client: Client
) -> None:
    verdict = factories.published_verdict()
    take(as_desk_editor, hide(verdict), {"versions": ["1"], "reason": "取り違え"})
    redaction = Redaction.objects.get()
    lift = reverse("admin:articles_redaction_lift", args=[redaction.pk])

    own = take(as_desk_editor, lift, {"reason": "間違えた"})
    shown = as_desk_editor.get(reverse("admin:articles_redaction_change", args=[redaction.pk]))
    client.force_login(factories.desk_editor())
    silent = take(client, lift, {"reason": " "})
    lifted = take(client, lift, {"reason": "別の記事と取り違えた"})
    again = take(client, lift, {"reason": "別の記事と取り違えた"})

    redaction.refresh_from_db()
    assert own.context["form"].non_field_errors() == [str(redactions.SecondPersonNeededToLift.message)]
    assert [step.name for step, _url in shown.context["buttons"]] == []
    assert list(silent.context["form"].errors) == ["reason"]
    assert (redaction.state, lifted.status_code) == (Redaction.State.LIFTED, 302)
    assert redaction.closing_reason == "別の記事と取り違えた"
    assert again.context["form"].non_field_errors() == [str(redactions.RedactionAlreadyClosed.message)]


def test_hidden_verdict_is_neither_revised_nor_published_until_a_blank_one_is_begun(
    as_desk_editor: Client, desk_editor: User, as_reporter: Client
) -> None:
    """The sequences that put an erased text back on the page: revising after the erasure, publishing while hidden."""
    verdict = factories.published_verdict(headline="消される見出し")
    draft = verdicts.revise(factories.published_verdict(headline="書き直す見出し"), by=desk_editor)
    hidden = redactions.hide(verdict, reason="決定", by=factories.desk_editor())
    redactions.hide(draft, reason="決定", by=factories.desk_editor())

    revised = take(as_desk_editor, step(verdict, "revise"))
    published = take(as_desk_editor, step(draft, "correct"))
    written = as_desk_editor.post(page(draft), {"headline": "上書き"})
    early = take(as_desk_editor, step(verdict, "start-blank"))
    redactions.confirm(hidden, by=factories.desk_editor())
    after = take(as_desk_editor, step(verdict, "revise"))
    refused = take(as_reporter, step(verdict, "start-blank"))
    begun = take(as_desk_editor, step(verdict, "start-blank"))

    withdrawn = str(verdicts.VerdictWithdrawn.message)
    assert [told(revised), told(after)] == [withdrawn, withdrawn]
    assert published.context["form"].non_field_errors() == [withdrawn]
    assert (written.status_code, refused.status_code, begun.status_code) == (403, 403, 302)
    assert told(early) == str(verdicts.VerdictNotErased.message)
    verdict.refresh_from_db()
    assert (verdict.state, verdict.headline, verdict.rating, verdict.evidence.count()) == ("draft", "", None, 0)
    missing = as_desk_editor.get(page(verdict)).context["missing"]
    assert missing[:2] == ["検証する主張", "判定"]


def test_page_of_confirmation_lists_what_goes_and_what_stays(client: Client) -> None:
    claimant = factories.claimant(name="港野花子", kind="private_person")
    claim = factories.claim(claimant=claimant)
    factories.appearance(claim, title="港野さんの投稿")
    redaction = redactions.hide(factories.published_verdict(claim), reason="決定", by=factories.desk_editor())
    client.force_login(factories.desk_editor())
    confirm = reverse("admin:articles_redaction_confirm", args=[redaction.pk])

    shown = client.get(confirm).context
    narrowed = take(client, confirm, {"reason": "決定"}).context

    proposed = "法的理由等による消去"  # not why it was hidden: that may say the very name
    assert [shown["form"][name].value() for name in ("with_texts", "with_claimant", "reason")] == [True, True, proposed]
    assert "出どころの本文、見出し、URL、署名、アカウント：1 件" in shown["gone"]
    assert "発信者の名前、別名、所属、種類" in shown["gone"]
    assert "出どころの本文：港野さんの投稿" in narrowed["stays"]
    assert "発信者の登録：港野花子" in narrowed["stays"]
