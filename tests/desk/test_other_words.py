"""English and easy Japanese on a verdict's page: written, seen as readers will, and asked about when they stay behind."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from articles.actions import verdicts
from articles.models import User, Verdict
from tests import factories
from tests.desk.test_verdicts import page, posted

pytestmark = pytest.mark.django_db

ENGLISH = {"english_claim": "Visitors doubled", "english_summary": "One.\nTwo.\nThree."}
EASY = {"easy_claim": "人が２倍になった", "easy_summary": "図書館《としょかん》に行きました。\n二。\n三。"}
ASKED = "日本語を直しました。英語も確かめてください"


def test_readings_are_suggested_and_nothing_is_saved(as_reporter: Client, reporter: User) -> None:
    verdict = factories.complete_draft(by=reporter)

    shown = as_reporter.post(page(verdict), posted(as_reporter, verdict, **EASY, _arrange="furigana"))

    form = shown.context["form"]
    assert form["easy_claim"].value() == "人《ひと》が２倍《ばい》になった"
    assert form["easy_summary"].value().startswith("図書館《としょかん》に行《い》きました。")
    assert '<details id="in-easy" open>' in shown.content.decode()
    verdict.refresh_from_db()
    assert verdict.easy_claim == ""


def test_what_is_written_is_seen_before_it_is_published(as_reporter: Client, as_desk_editor: Client) -> None:
    verdict = factories.complete_draft()
    preview = reverse("verdict-preview", args=[verdict.pk])

    written = as_reporter.post(preview, posted(as_reporter, verdict, **ENGLISH, **EASY)).content.decode()
    saved = as_reporter.post(page(verdict), posted(as_reporter, verdict, **ENGLISH, **EASY))
    verdicts.submit(Verdict.objects.get(pk=verdict.pk), by=factories.reporter())
    approved = as_desk_editor.get(reverse("admin:articles_verdict_approve", args=[verdict.pk])).content.decode()

    assert saved.status_code == 302
    for shown in (written, approved):
        assert "“Visitors doubled”</h1>" in shown
        assert "<ruby>図書館<rp>（</rp><rt>としょかん</rt>" in shown
    assert '<details id="in-english">' in as_reporter.get(page(factories.complete_draft())).content.decode()


def test_english_that_stays_behind_is_asked_about_until_it_is_changed(as_desk_editor: Client) -> None:
    by = factories.desk_editor()
    verdict = verdicts.revise(factories.published_verdict(**ENGLISH), by=by)
    before = as_desk_editor.get(page(verdict)).content.decode()

    changed = as_desk_editor.post(page(verdict), posted(as_desk_editor, verdict, finding="９％増だった。"), follow=True)
    again = as_desk_editor.post(
        page(verdict), posted(as_desk_editor, verdict, english_finding="It was 9% more."), follow=True
    )

    assert ASKED not in before
    assert [str(message) for message in changed.context["messages"]] == [ASKED, "保存しました。"]
    assert f'<a href="#field-english_claim">{ASKED}</a>' in changed.content.decode()
    assert verdicts.missing_for_review(verdict) == ["変更の種別", "読者に見せる説明"]
    assert ASKED not in again.content.decode()


def test_approver_sees_that_english_was_left_behind_by_an_earlier_version(as_desk_editor: Client) -> None:
    by = factories.desk_editor()
    behind = factories.corrected(factories.published_verdict(**ENGLISH), finding="９％増だった。")
    told = {"correction_kind": "addition", "correction_note": "年報を見ました。"}
    verdicts.submit(verdicts.edit(verdicts.revise(behind, by=by), by=by, reasoning="年報を見た。", **told), by=by)

    shown = as_desk_editor.get(reverse("admin:articles_verdict_approve", args=[behind.pk])).content.decode()

    assert '<span class="mark">Not up to date: </span>“Visitors doubled”</h1>' in shown


def test_change_of_english_is_named_to_who_approves(as_desk_editor: Client) -> None:
    by = factories.desk_editor()
    verdict = verdicts.revise(factories.published_verdict(**ENGLISH), by=by)
    told = {"correction_kind": "amendment", "correction_note": "英語を直しました。"}
    verdicts.submit(verdicts.edit(verdict, by=by, english_claim="Visits doubled", **told), by=by)

    shown = as_desk_editor.get(reverse("admin:articles_verdict_approve", args=[verdict.pk]))

    assert [(change.label, change.new) for change in shown.context_data["changes"]] == [
        ("英語", "Visits doubled\nOne.\nTwo.\nThree.")
    ]


def test_claim_that_is_no_title_is_refused_where_it_was_written(as_reporter: Client, reporter: User) -> None:
    verdict = factories.complete_draft(by=reporter)
    long = {
        **ENGLISH,
        "english_claim": "a" * 301,
        **EASY,
        "easy_claim": "二《ふた》" * 300,
        "easy_finding": "二《ふた》" * 301,
    }

    shown = as_reporter.post(page(verdict), posted(as_reporter, verdict, **long))

    refused = "「%s」は、ふりがなを数えずに300文字までです（今は301文字）。"
    assert shown.context["form"].errors == {
        "english_claim": [refused % "検証する主張（英語）"],
        "easy_finding": [refused % "事実は（やさしい日本語）"],
    }
    with pytest.raises(verdicts.RenditionTooLong, match="301"):
        verdicts.edit(verdict, by=reporter, english_claim="a" * 301)
    assert verdicts.edit(verdict, by=reporter, easy_finding="二《ふた》" * 300).easy_finding.count("ふた") == 300
