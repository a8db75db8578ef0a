"""The page of a verdict: rows put together from two editors, arranging, the preview, the letter, the checklist."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.actions import evidence, publications, replies, verdicts
from articles.models import Claimant, Event, Evidence, PublicationRendering, RightOfReply, User, Verdict
from articles.public import rendering
from tests import factories
from tests.desk.conftest import at_the_desk, take
from tests.desk.test_lost_updates import form_in
from tests.desk.test_verdicts import new_evidence, page, posted

pytestmark = pytest.mark.django_db

MOMENT = factories.PUBLISHED_AT + timedelta(days=30)


def shown_form(response: HttpResponse) -> dict[str, Any]:
    return form_in(response.content.decode(), "seen_version")


def without(sent: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in sent.items() if name not in names}


# Two editors


def test_anonymised_source_does_not_come_back_on_record(as_reporter: Client, as_desk_editor: Client) -> None:
    verdict = factories.complete_draft()
    row = evidence.add(verdict, by=factories.reporter(), title="聞き取り", source_name="髙垣内 ゆみゑ", position=2)
    mine, theirs = posted(as_reporter, verdict), posted(as_desk_editor, verdict)
    hidden = without(theirs, "evidence-1-is_on_record") | {"evidence-1-anonymity_reason": ["報復のおそれ"]}
    assert as_desk_editor.post(page(verdict), hidden).status_code == 302

    saved = as_reporter.post(page(verdict), mine | {"evidence-1-locator": ["録音の12分"], "headline": ["私の見出し"]})

    row.refresh_from_db()
    verdict.refresh_from_db()
    assert saved.status_code == 302
    assert (row.is_on_record, row.source_name, row.locator) == (False, "", "録音の12分")
    assert verdict.headline == "私の見出し"


def test_rows_that_came_and_went_meanwhile_are_kept_and_asked_about(as_reporter: Client, reporter: User) -> None:
    verdict = factories.complete_draft(by=reporter)
    gone, stays = (evidence.add(verdict, by=reporter, title=title, position=2) for title in ("消える資料", "残る資料"))
    verdict.refresh_from_db()
    mine = posted(as_reporter, verdict, **{"evidence-1-locator": "私の12ページ", "evidence-2-DELETE": "on"})
    other = factories.reporter()
    evidence.remove(gone, by=other)
    evidence.edit(stays, by=other, quoted_passage="先に直した引用")
    evidence.add(verdict, by=other, title="増えた資料", position=9)

    asked = as_reporter.post(page(verdict), mine)

    assert asked.context["conflict"].notes == [
        "「残る資料」を削除しようとしていますが、ほかで直されました。内容を確かめてください。",
        "「消える資料」はほかで削除されました。あなたが直していたので、新しい行として残してあります。",
    ]
    assert Evidence.objects.filter(title="残る資料").exists()
    again = as_reporter.post(page(verdict), without(shown_form(asked), "evidence-1-DELETE"))

    rows = Evidence.objects.order_by("position", "pk").values_list("title", "locator", "quoted_passage")
    assert again.status_code == 302
    assert list(rows)[1:] == [
        ("残る資料", "", "先に直した引用"),
        ("消える資料", "私の12ページ", ""),
        ("増えた資料", "", ""),
    ]


def test_texts_changed_apart_are_put_together_and_shown(as_reporter: Client, as_desk_editor: Client) -> None:
    verdict = factories.complete_draft(reasoning="一つめ。\n二つめ。\n三つめ。")
    mine, theirs = posted(as_reporter, verdict), posted(as_desk_editor, verdict)
    as_desk_editor.post(page(verdict), theirs | {"reasoning": ["一つめ、直し。\n二つめ。\n三つめ。"]})

    asked = as_reporter.post(page(verdict), mine | {"reasoning": ["一つめ。\n二つめ。\n三つめ、直し。"]})

    [clash] = asked.context["conflict"].clashes
    assert clash.is_merged
    assert as_reporter.post(page(verdict), shown_form(asked)).status_code == 302
    verdict.refresh_from_db()
    assert verdict.reasoning == "一つめ、直し。\n二つめ。\n三つめ、直し。"


def test_who_saves_a_page_without_a_change_wrote_nothing_and_may_approve(
    as_desk_editor: Client, desk_editor: User
) -> None:
    verdict = factories.complete_draft()
    authors = set(verdict.authors.values_list("user", flat=True))

    assert as_desk_editor.post(page(verdict), posted(as_desk_editor, verdict)).status_code == 302

    assert set(verdict.authors.values_list("user", flat=True)) == authors
    assert not Event.objects.about(verdict).filter(actor_id=desk_editor.pk).exists()


# Arranging


def test_evidence_is_moved_with_the_references_to_it_and_nothing_is_saved(as_reporter: Client, reporter: User) -> None:
    verdict = factories.complete_draft(by=reporter, reasoning="年報[^1]と議事録[^2]。")
    evidence.add(verdict, by=reporter, title="議事録", position=2)
    verdict.refresh_from_db()

    moved = as_reporter.post(page(verdict), posted(as_reporter, verdict, headline="書きかけ", _arrange="up 1"))
    added = as_reporter.post(page(verdict), shown_form(moved) | {"_arrange": "add-evidence"})

    verdict.refresh_from_db()
    assert (verdict.headline == "書きかけ", verdict.reasoning) == (False, "年報[^1]と議事録[^2]。")
    assert [row.instance.title for row in moved.context["forms"].evidence.in_order] == [
        "議事録",
        "図書館年報（令和7年度）",
    ]
    sent = shown_form(added) | {"evidence-2-title": ["三つめ"]}
    assert as_reporter.post(page(verdict), sent).status_code == 302
    verdict.refresh_from_db()
    assert (verdict.headline, verdict.reasoning) == ("書きかけ", "年報[^2]と議事録[^1]。")
    assert list(verdict.evidence.order_by("position").values_list("title", flat=True)) == [
        "議事録",
        "図書館年報（令和7年度）",
        "三つめ",
    ]


def test_references_follow_the_evidence_that_stays(as_reporter: Client, reporter: User) -> None:
    verdict = factories.complete_draft(by=reporter, reasoning="年報[^1]、議事録[^2]、写真[^3]。")
    for number, title in enumerate(("議事録", "写真"), start=2):
        evidence.add(verdict, by=reporter, title=title, position=number)
    verdict.refresh_from_db()
    removed = {"evidence-1-DELETE": "on"}

    refused = as_reporter.post(page(verdict), posted(as_reporter, verdict, **removed))
    text = "年報[^1]と写真[^3]。"
    shown = as_reporter.post(
        reverse("verdict-preview", args=[verdict.pk]), posted(as_reporter, verdict, **removed, reasoning=text)
    )
    saved = as_reporter.post(page(verdict), posted(as_reporter, verdict, **removed, reasoning=text))

    told = "本文の [^2] は、削除する根拠を指しています。本文から除くか、根拠を残してください。"
    assert refused.context["form"].errors == {"reasoning": [told]}
    assert saved.status_code == 302
    verdict.refresh_from_db()
    assert shown.content.decode().count('href="#evidence-2"') == 1
    assert verdict.reasoning == "年報[^1]と写真[^2]。"
    assert [row.title for row in verdict.evidence.order_by("position")] == ["図書館年報（令和7年度）", "写真"]


@pytest.mark.parametrize("arrange", ["up 99", "down -1", "down １", "up", "", "add-evidence x"])
def test_arranging_what_is_not_there_changes_nothing(arrange: str, as_reporter: Client) -> None:
    verdict = factories.complete_draft()

    answer = as_reporter.post(page(verdict), posted(as_reporter, verdict, _arrange=arrange))

    assert answer.status_code == 200
    assert [row.instance.title for row in answer.context["forms"].evidence.in_order][:1] == ["図書館年報（令和7年度）"]


def test_uploaded_snapshot_is_hashed_and_not_kept(as_reporter: Client) -> None:
    verdict = factories.complete_draft()
    upload = SimpleUploadedFile("page.html", b"<p>saved</p>")

    as_reporter.post(page(verdict), {**posted(as_reporter, verdict), "evidence-0-snapshot": upload})

    assert verdict.evidence.get().snapshot_sha256 == hashlib.sha256(b"<p>saved</p>").hexdigest()


# The page as readers will see it


def first(by: User) -> tuple[Verdict, str]:
    return factories.approved_verdict(reasoning="年報[^1]による。\n\n- 一つ\n- 二つ"), "publish"


def correction(by: User) -> tuple[Verdict, str]:
    verdict = verdicts.revise(factories.published_verdict(), by=by)
    told = {"correction_kind": "correction", "correction_note": "集計の誤りを直しました。", "correction_apology": True}
    verdict = verdicts.edit(verdict, by=by, headline="「２倍」は誤り", **told)
    return verdicts.approve(verdicts.submit(verdict, by=by), by=factories.desk_editor()), "correct"


def update(by: User) -> tuple[Verdict, str]:
    english = {"english_claim": "Visitors doubled.", "english_summary": "One.\nTwo.\nThree."}
    verdict = verdicts.revise(factories.corrected(factories.published_verdict(**english)), by=by)
    evidence.add(verdict, by=by, title="新しい議事録", position=2)
    verdict = verdicts.edit(verdict, by=by, correction_kind="addition", correction_note="議事録を加えました。")
    return verdicts.approve(verdicts.submit(verdict, by=by), by=factories.desk_editor()), "correct"


def typo(by: User) -> tuple[Verdict, str]:
    verdict = verdicts.revise(factories.published_verdict(reasoning="市は誤りを認めた"), by=by)
    return verdicts.edit(verdict, by=by, reasoning="市は誤りを認めた。"), "correct"


def retraction(by: User) -> tuple[Verdict, str]:
    return factories.published_verdict(), "retract"


def reason_for_it(by: User) -> tuple[Verdict, str]:
    verdict = factories.published_verdict()
    publications.retract(verdict, note="前提が誤っていた。", by=by)
    return Verdict.objects.get(pk=verdict.pk), "publish-reason"


def published_page() -> str:
    kept = PublicationRendering.objects.select_related("publication__content").order_by("-publication_id").first()
    assert kept is not None
    return rendering.with_names(kept.html, kept.publication.content.snapshot, {})


@pytest.mark.parametrize("prepare", [first, correction, update, typo, retraction, reason_for_it])
def test_preview_is_the_page_that_is_published(
    prepare: Callable[[User], tuple[Verdict, str]], as_desk_editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdict, name = prepare(factories.desk_editor())
    step = reverse(f"admin:articles_verdict_{name}", args=[verdict.pk])
    monkeypatch.setattr(timezone, "now", lambda: MOMENT)  # both at the same time: the page says when

    shown = as_desk_editor.get(step).context_data["preview"]
    taken = take(as_desk_editor, step, {"sure": "on"})

    assert taken.status_code == 302
    assert shown == published_page()


@pytest.mark.parametrize("prepare", [first, correction, update])
def test_approval_and_writing_show_the_page_that_is_published(
    prepare: Callable[[User], tuple[Verdict, str]], as_desk_editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = factories.desk_editor()
    verdict, _name = prepare(by)
    verdict = verdicts.send_back(verdict, by=factories.desk_editor(), reason="もう一度")
    monkeypatch.setattr(timezone, "now", lambda: MOMENT)
    author = at_the_desk(by if verdict.published_version else verdict.authors.first().user)
    written = author.post(reverse("verdict-preview", args=[verdict.pk]), posted(author, verdict)).content.decode()
    verdicts.submit(verdict, by=by)
    step = reverse("admin:articles_verdict_approve", args=[verdict.pk])

    shown = as_desk_editor.get(step).context_data["preview"]
    taken = take(as_desk_editor, step, {"publish_now": "on"})

    assert taken.status_code == 302
    published = re.sub("<li><a[^>]*>編集者1名が承認</a></li>", "", published_page())  # nobody had approved it yet
    assert shown == published
    assert published in written


def test_preview_has_what_is_not_saved_and_warns_of_names(as_reporter: Client, reporter: User) -> None:
    minor = factories.claimant(name="港野太郎", kind=Claimant.Kind.MINOR)
    verdict = verdicts.draft(factories.claim(claimant=minor), by=reporter)
    preview = reverse("verdict-preview", args=[verdict.pk])

    unrated = as_reporter.post(preview, posted(as_reporter, verdict)).content.decode()
    text = {"rating": "fij-false", "headline": "書きかけ", "reasoning": "港**野**太郎さん[^1]"}
    written = as_reporter.post(preview, posted(as_reporter, verdict, **text, **new_evidence())).content.decode()

    assert "判定を選ぶと" in unrated
    lacking = written[written.index('<template id="lacking">') :]
    assert re.findall('#field-(.*?)"', lacking) == ["summary", "selection_reason", "finding"]
    assert [word in written for word in ("書きかけ", "教育委員会", 'href="#evidence-1"', "名前を出せない発信者")] == [
        True
    ] * 4
    assert not Evidence.objects.exists()


def test_who_may_not_write_gets_no_preview(as_administrator: Client, as_reporter: Client) -> None:
    draft, approved = factories.complete_draft(), factories.approved_verdict()

    answers = [as_administrator.post(reverse("verdict-preview", args=[draft.pk]))]
    answers.append(as_reporter.post(reverse("verdict-preview", args=[approved.pk])))

    assert [answer.status_code for answer in answers] == [403, 403]


# Around the text


def test_public_figure_who_is_rated_down_was_asked_or_readers_are_told_why_not(reporter: User) -> None:
    figure = factories.claimant(kind=Claimant.Kind.PUBLIC_FIGURE)
    verdict = factories.complete_draft(factories.claim(claimant=figure), by=reporter)
    verdict = verdicts.edit(verdict, by=reporter, no_reply_reason="")
    missing = ["当事者への確認か、確認していない理由"]
    assert verdicts.missing_for_review(verdict) == missing

    kinder = verdicts.edit(verdict, by=reporter, rating=factories.Rating.objects.get(code="fij-accurate"))
    assert verdicts.missing_for_review(kinder) == []
    told = verdicts.edit(
        verdict, by=reporter, rating=factories.Rating.objects.get(code="fij-false"), no_reply_reason="連絡先がない。"
    )
    assert verdicts.missing_for_review(told) == []
    untold = verdicts.edit(verdict, by=reporter, no_reply_reason="")
    replies.add(untold, by=reporter, party="事務所", asked_at=factories.PUBLISHED_AT)
    assert verdicts.missing_for_review(untold) == []


def test_reference_without_evidence_keeps_a_draft_from_review(reporter: User) -> None:
    verdict = factories.complete_draft(by=reporter, reasoning="年報[^1]と、ない資料[^2]。")

    with pytest.raises(verdicts.VerdictIncomplete) as refused:
        verdicts.submit(verdict, by=reporter)

    assert refused.value.missing == ["本文の［^番号］にあたる根拠"]


def test_checklist_leads_to_the_fields(as_reporter: Client, reporter: User) -> None:
    verdict = verdicts.draft(factories.claim(), by=reporter)

    shown = as_reporter.get(page(verdict)).content.decode()

    places = [check.place for check in verdicts.checklist(verdict) if not check.is_met]
    *of_the_page, day = places
    assert of_the_page == ["rating", "headline", "summary", "reasoning", "selection_reason", "evidence", "finding"]
    assert day == "claimed_date"  # it is the claim's
    assert f'<a href="{reverse("claim", args=[verdict.claim_id])}">発信日（まだ確かめていません）</a>' in shown
    assert [
        place for place in of_the_page if f'id="field-{place}"' not in shown or f'href="#field-{place}"' not in shown
    ] == []


def test_primary_source_on_the_web_says_where_it_is(reporter: User) -> None:
    verdict = factories.complete_draft(by=reporter)
    row = verdict.evidence.get()
    nowhere = {"kind": "web", "url": "", "archive_url": ""}

    evidence.edit(row, by=reporter, **nowhere)
    lacking = verdicts.missing_for_review(verdict)
    evidence.edit(row, by=reporter, archive_url="https://archive.example/1")

    assert lacking == ["一次情報（ウェブ）のURLか、保存した写し"]
    assert verdicts.missing_for_review(verdict) == []


def test_approval_shows_the_sentence_that_changed(as_desk_editor: Client) -> None:
    by = factories.desk_editor()
    verdict = factories.published_verdict(reasoning="年報は2006年度の版である。\n\n" + "来館者数は年報の表による。" * 4)
    verdict = verdicts.revise(verdict, by=by)
    told = {"correction_kind": "correction", "correction_note": "年度の誤り。"}
    changed = verdict.reasoning.replace("2006", "2005")
    verdicts.submit(verdicts.edit(verdict, by=by, reasoning=changed, **told), by=by)

    shown = as_desk_editor.get(reverse("admin:articles_verdict_approve", args=[verdict.pk])).content.decode()

    table = shown[shown.index('<table class="changes">') : shown.index("</table>")]
    assert re.findall("<(?:del|ins)>(.*?)</", table) == ["年報は2006年度の版である。", "年報は2005年度の版である。"]


def test_letter_is_filled_in_and_reminds(as_reporter: Client, reporter: User) -> None:
    verdict = factories.complete_draft(by=reporter)
    late = {"asked_at": factories.PUBLISHED_AT, "deadline": factories.PUBLISHED_AT}
    asked = replies.add(verdict, by=reporter, party="みなと市広報課", **late)
    letter = reverse("verdict-letter", args=[verdict.pk])

    first = as_reporter.get(letter, {"reply": asked.pk}).content.decode()
    again = as_reporter.get(letter, {"reply": asked.pk, "again": ""}).content.decode()
    blank = as_reporter.get(letter, {"reply": "１"})
    workspace = as_reporter.get(page(verdict)).content.decode()

    assert [("みなと市広報課" in text, verdict.claim.statement in text) for text in (first, again)] == [
        (True, True)
    ] * 2
    assert ("まだご回答を" in first, "まだご回答を" in again, blank.status_code) == (False, True, 200)
    assert ("過ぎています" in workspace, RightOfReply.objects.get().is_overdue) == (True, True)


def test_why_a_draft_was_sent_back_stands_on_its_page(as_reporter: Client) -> None:
    by = factories.desk_editor()
    verdict = verdicts.submit(factories.complete_draft(), by=factories.reporter())
    verdicts.send_back(verdict, by=by, reason="「８％」\n年度を確かめてください。")

    shown = as_reporter.get(page(verdict))
    assert (shown.context["sent_back"].reason, shown.context["sent_back"].actor) == (
        "「８％」\n年度を確かめてください。",
        str(by),
    )
    verdicts.submit(Verdict.objects.get(pk=verdict.pk), by=factories.reporter())
    assert as_reporter.get(page(verdict)).context["sent_back"] is None


def test_page_asks_no_more_for_three_replies(
    as_reporter: Client, reporter: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    verdict = factories.complete_draft(by=reporter)
    replies.add(verdict, by=reporter, party="一つめ", asked_at=factories.PUBLISHED_AT)

    with django_assert_num_queries(28):
        as_reporter.get(page(verdict))
    for party in ("二つめ", "三つめ"):
        replies.add(verdict, by=reporter, party=party, asked_at=factories.PUBLISHED_AT)
    with django_assert_num_queries(28):
        as_reporter.get(page(verdict))


def test_verdict_that_is_not_there_leads_to_the_list(as_reporter: Client) -> None:
    answer = as_reporter.get(reverse("verdict", args=[999_999]))

    assert answer["Location"] == reverse("admin:articles_verdict_changelist")


def test_finding_is_asked_for_and_holds_nothing_up(as_reporter: Client, reporter: User) -> None:
    verdict = factories.complete_draft(factories.claim(date_certainty="unknown"), by=reporter)

    asked = as_reporter.get(page(verdict)).content.decode()
    long, two = (
        as_reporter.post(page(verdict), posted(as_reporter, verdict) | {"finding": [text]}).content.decode()
        for text in ("あ" * 101, "８％増だった。市は認めた。")
    )
    saved = as_reporter.post(page(verdict), posted(as_reporter, verdict) | {"finding": ["８％増だった。"]})

    assert 'あるとよいもの：<a href="#field-finding">事実は（1文）</a>' in asked
    assert "必要なものはそろっています。" in asked
    assert "100 文字以下でなければなりません( 101 文字" in long
    assert "「事実は」は、1文で書いてください。" in two
    assert (saved.status_code, "あるとよいもの" in as_reporter.get(page(verdict)).content.decode()) == (302, False)
    assert verdicts.submit(verdict, by=reporter).finding == "８％増だった。"
