"""The verdict workspace: writing with evidence, a second pair of eyes, publishing, and everything after it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.actions import evidence, notes, publications, replies, verdicts
from articles.desk.verdict_page import APPROVAL_FIRST
from articles.desk.verdict_parts import DESK_SCALE
from articles.models import Event, Evidence, Publication, Rating, RightOfReply, TypoFix, User, Verdict
from tests import factories
from tests.desk.conftest import at_the_desk, take, told
from tests.desk.test_lost_updates import form_in

pytestmark = pytest.mark.django_db


def step(verdict: Verdict, name: str) -> str:
    return reverse(f"admin:articles_verdict_{name}", args=[verdict.pk])


def page(verdict: Verdict) -> str:
    return reverse("admin:articles_verdict_change", args=[verdict.pk])


def posted(client: Client, verdict: Verdict, **changes: Any) -> dict[str, Any]:
    """What a browser would send back of the form as it is now, with `changes`."""
    return {**form_in(client.get(page(verdict)).content.decode(), "seen_version"), **changes}


def new_evidence(number: int = 0, **fields: str) -> dict[str, Any]:
    values = {
        "kind": "document",
        "stance": "refutes",
        "position": "1",
        "title": "図書館年報",
        "source_name": "教育委員会",
        "is_primary": "on",
        "is_on_record": "on",
        **fields,
    }
    rows = {f"evidence-{number}-{name}": value for name, value in values.items() if value != ""}
    return {**rows, "evidence-TOTAL_FORMS": number + 1}


def steps_shown(client: Client, verdict: Verdict) -> list[str]:
    return [button.name for button, _url in client.get(page(verdict)).context["buttons"]]


# Writing


def test_verdict_begins_on_the_page_of_its_claim(as_reporter: Client, reporter: User) -> None:
    claim = factories.claim()
    draft = reverse("admin:articles_claim_draft", args=[claim.pk])

    begun = as_reporter.post(draft)
    again = as_reporter.post(draft)

    verdict = Verdict.objects.get(claim=claim)
    assert begun["Location"] == page(verdict)
    assert [author.user for author in verdict.authors.all()] == [reporter]
    assert told(again) == str(verdicts.ClaimAlreadyHasVerdict.message)
    assert as_reporter.get(reverse("admin:articles_verdict_add")).status_code == 403


def test_form_shows_every_rating_with_its_definition(as_reporter: Client, reporter: User) -> None:
    verdict = verdicts.draft(factories.claim(), by=reporter)

    response = as_reporter.get(page(verdict))

    labels = [str(choice.data["label"]) for choice in response.context["form"]["rating"]]
    assert len(labels) == 9
    assert "事実の誤りはなく、重要な要素が欠けていない。" in labels[0]
    assert response.context["missing"] == verdicts.missing_for_publication(verdict)


def test_save_writes_texts_evidence_and_replies_through_actions(as_reporter: Client, reporter: User) -> None:
    verdict = verdicts.draft(factories.claim(), by=reporter)
    asked = {
        "rights_of_reply-0-party": "みなと市広報課",
        "rights_of_reply-0-channel": "email",
        "rights_of_reply-0-asked_at_0": "2026-03-02",
        "rights_of_reply-0-asked_at_1": "10:00",
        "rights_of_reply-0-outcome": "waiting",
        "rights_of_reply-TOTAL_FORMS": 1,
    }
    texts = {"headline": "「２倍」は誤り", "summary": "一行目\r\n二行目\r\n三行目", "rating": "fij-false"}

    response = as_reporter.post(page(verdict), posted(as_reporter, verdict, **texts, **new_evidence(), **asked))

    verdict.refresh_from_db()
    assert response.status_code == 302
    assert (verdict.headline, verdict.summary, verdict.rating_id) == (
        "「２倍」は誤り",
        "一行目\n二行目\n三行目",
        "fij-false",
    )
    assert (Evidence.objects.get().source_name, RightOfReply.objects.get().party) == ("教育委員会", "みなと市広報課")
    actions = list(Event.objects.about(verdict).order_by("pk").values_list("action", flat=True))
    assert actions == ["verdict.drafted", "verdict.edited", "evidence.added", "reply.added"]


def test_form_saved_as_it_was_makes_nobody_an_author(as_desk_editor: Client, reporter: User) -> None:
    verdict = factories.complete_draft(by=reporter)
    evidence.add(verdict, by=reporter, title="年報", quoted_passage="一行目\n二行目")
    events = Event.objects.count()
    sent = posted(as_desk_editor, verdict)
    crlf = {name: [one.replace("\n", "\r\n") for one in values] for name, values in sent.items()}

    saved = as_desk_editor.post(page(verdict), crlf)

    assert sent != crlf
    assert saved.status_code == 302
    assert [author.user for author in verdict.authors.all()] == [reporter]
    assert Event.objects.count() == events


def test_reply_is_asked_on_a_day_and_due_by_the_end_of_one(as_reporter: Client, reporter: User) -> None:
    verdict = verdicts.draft(factories.claim(), by=reporter)
    asked = {
        "rights_of_reply-0-party": "みなと市広報課",
        "rights_of_reply-0-channel": "email",
        "rights_of_reply-0-asked_at_0": "2026-03-02",
        "rights_of_reply-0-deadline_0": "2026-03-02",
        "rights_of_reply-0-outcome": "waiting",
        "rights_of_reply-TOTAL_FORMS": 1,
    }

    as_reporter.post(page(verdict), posted(as_reporter, verdict, **asked))

    reply = RightOfReply.objects.get()
    assert [f"{timezone.localtime(at):%d %H:%M}" for at in (reply.asked_at, reply.deadline)] == ["02 00:00", "02 23:59"]


def test_evidence_is_edited_and_removed(as_reporter: Client, reporter: User) -> None:
    verdict = factories.complete_draft(by=reporter)
    first = verdict.evidence.get()
    second = evidence.add(verdict, by=reporter, title="消す資料")

    data = posted(as_reporter, verdict, **{"evidence-0-locator": "12ページ", "evidence-1-DELETE": "on"})
    as_reporter.post(page(verdict), data)

    first.refresh_from_db()
    assert first.locator == "12ページ"
    assert not Evidence.objects.filter(pk=second.pk).exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"source_name": ""}, str(evidence.PrimaryEvidenceUnnamed.message)),
        ({"is_primary": "", "is_on_record": ""}, str(evidence.AnonymityUnexplained.message)),
        ({"snapshot_sha256": "abc"}, "SHA-256は、0〜9とa〜fの64文字です。"),
    ],
)
def test_unlawful_evidence_is_explained_and_every_text_kept(
    fields: dict[str, str], message: str, as_reporter: Client, reporter: User
) -> None:
    verdict = verdicts.draft(factories.claim(), by=reporter)

    response = as_reporter.post(
        page(verdict), posted(as_reporter, verdict, headline="書きかけの見出し", **new_evidence(**fields))
    )

    form = response.context["form"]
    rows = response.context["forms"].evidence.forms
    assert message in response.content.decode()
    assert (form["headline"].value(), rows[0]["title"].value()) == ("書きかけの見出し", "図書館年報")
    verdict.refresh_from_db()
    assert (verdict.headline, Evidence.objects.count()) == ("", 0)


def test_refused_save_is_rolled_back_whole_and_explained(as_reporter: Client, reporter: User) -> None:
    """A reply whose rule only the action knows: blank to the database's constraint, not to the desk."""
    verdict = verdicts.draft(factories.claim(), by=reporter)
    reply = replies.add(verdict, by=reporter, party="広報課", asked_at=factories.PUBLISHED_AT)
    changes = {"rights_of_reply-0-outcome": "answered", "rights_of_reply-0-answer": ""}
    asked = {"rights_of_reply-0-asked_at_0": "2026-03-01", "rights_of_reply-0-asked_at_1": "12:00"}

    response = as_reporter.post(
        page(verdict), posted(as_reporter, verdict, headline="書きかけの見出し", **changes, **asked)
    )

    verdict.refresh_from_db()
    reply.refresh_from_db()
    assert str(replies.AnswerMissing.message) in response.content.decode()
    assert response.context["form"]["headline"].value() == "書きかけの見出し"
    assert (verdict.headline, reply.outcome) == ("", RightOfReply.Outcome.WAITING)


OFF_RECORD = {"is_primary": "", "is_on_record": "", "anonymity_reason": "報復のおそれ", "source_position": "総務課"}


def test_anonymous_source_is_entered_in_the_form_and_moves_into_a_note(as_reporter: Client, reporter: User) -> None:
    verdict = verdicts.draft(factories.claim(), by=reporter)

    saved = as_reporter.post(
        page(verdict), posted(as_reporter, verdict, **new_evidence(source_name="髙垣内 ゆみゑ", **OFF_RECORD))
    )

    row = Evidence.objects.get()
    assert saved.status_code == 302
    assert (row.is_on_record, row.source_name, row.source_position) == (False, "", "")
    assert notes.read(row.notes.get(), by=reporter) == ("髙垣内 ゆみゑ", "総務課")


def test_source_goes_off_the_record_in_the_form(as_reporter: Client, reporter: User) -> None:
    verdict = factories.complete_draft(by=reporter)
    row = evidence.add(verdict, by=reporter, title="聞き取り", source_name="髙垣内 ゆみゑ", position=2)
    sent = posted(as_reporter, verdict, **{"evidence-1-anonymity_reason": "報復のおそれ"})
    del sent["evidence-1-is_on_record"]

    saved = as_reporter.post(page(verdict), sent)

    row.refresh_from_db()
    assert saved.status_code == 302
    assert (row.is_on_record, row.source_name) == (False, "")
    assert notes.protected_names(verdict) == ["髙垣内 ゆみゑ"]
    assert "髙垣内" not in as_reporter.get(page(verdict)).content.decode()


@pytest.mark.parametrize("fields", [{"is_primary": "on"}, {"anonymity_reason": ""}])
def test_anonymous_source_that_is_refused_stays_in_the_form(
    fields: dict[str, str], as_reporter: Client, reporter: User
) -> None:
    verdict = verdicts.draft(factories.claim(), by=reporter)
    sent = new_evidence(source_name="髙垣内 ゆみゑ", **{**OFF_RECORD, **fields})

    refused = as_reporter.post(page(verdict), posted(as_reporter, verdict, **sent))

    [row] = refused.context["forms"].evidence.forms
    assert (refused.status_code, row["source_name"].value()) == (200, "髙垣内 ゆみゑ")
    assert "anonymous_evidence_names_nobody" not in refused.content.decode()
    assert (Evidence.objects.count(), verdict.notes.count()) == (0, 0)


def test_conflict_shows_both_texts_and_the_second_save_goes_through(
    as_reporter: Client, reporter: User, desk_editor: User
) -> None:
    verdict = factories.complete_draft(by=reporter)
    mine = posted(as_reporter, verdict, headline="私の見出し")
    verdicts.edit(verdict, by=desk_editor, headline="別の人の見出し")

    refused = as_reporter.post(page(verdict), mine)

    form = refused.context["form"]
    assert form.non_field_errors() == [str(verdicts.VerdictChangedMeanwhile.message)]
    assert form["headline"].value() == "私の見出し"
    [clash] = refused.context["conflict"].clashes
    assert (clash.label, clash.theirs, clash.mine) == ("見出し", "別の人の見出し", "私の見出し")
    verdict.refresh_from_db()
    assert verdict.headline == "別の人の見出し"

    again = as_reporter.post(page(verdict), {**mine, "seen_version": form["seen_version"].value()})

    verdict.refresh_from_db()
    assert (again.status_code, verdict.headline) == (302, "私の見出し")


def test_verdict_under_review_cannot_be_written_on(as_reporter: Client, reporter: User) -> None:
    verdict = factories.complete_draft(by=reporter)
    data = posted(as_reporter, verdict, headline="遅れた直し")
    verdicts.submit(verdict, by=reporter)

    response = as_reporter.post(page(verdict), data)

    assert response.status_code == 403
    assert "遅れた直し" in [typed.text for typed in response.context["typed"]]
    assert as_reporter.get(page(verdict)).context["may_write"] is False
    assert Verdict.objects.get().headline == verdict.headline


def test_workspace_asks_no_more_for_three_pieces_of_evidence(
    as_reporter: Client, reporter: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    verdict = factories.complete_draft(by=reporter)
    expected = 28

    with django_assert_num_queries(expected):
        as_reporter.get(page(verdict))
    evidence.add(verdict, by=reporter, title="年報")
    evidence.add(verdict, by=reporter, title="議事録")
    with django_assert_num_queries(expected):
        as_reporter.get(page(verdict))


# Review


def test_save_and_submit_saves_first(as_reporter: Client, reporter: User) -> None:
    verdict = factories.complete_draft(by=reporter)

    response = as_reporter.post(page(verdict), posted(as_reporter, verdict, headline="最後の直し", _submit=""))

    verdict.refresh_from_db()
    assert (verdict.state, verdict.headline) == (Verdict.State.IN_REVIEW, "最後の直し")
    assert told(response) == "確認に出しました。執筆者以外のデスクの承認を待ちます。"


def test_incomplete_draft_is_saved_and_not_submitted(as_reporter: Client, reporter: User) -> None:
    verdict = verdicts.draft(factories.claim(), by=reporter)

    response = as_reporter.post(page(verdict), posted(as_reporter, verdict, headline="見出しだけ", _submit=""))

    verdict.refresh_from_db()
    assert (verdict.state, verdict.headline) == (Verdict.State.DRAFT, "見出しだけ")
    assert told(response).startswith("まだ足りないものがあります：判定、3行まとめ")


def test_steps_follow_state_and_person(as_reporter: Client, as_desk_editor: Client, desk_editor: User) -> None:
    draft = factories.complete_draft()
    in_review = verdicts.submit(factories.complete_draft(), by=factories.reporter())
    own = verdicts.submit(factories.complete_draft(by=desk_editor), by=desk_editor)
    approved, published = factories.approved_verdict(), factories.published_verdict()
    revised = verdicts.revise(factories.published_verdict(), by=desk_editor)

    cast = [draft, in_review, own, approved, published, revised]
    assert [steps_shown(as_desk_editor, verdict) for verdict in cast] == [
        ["note"],
        ["approve", "send-back", "note"],
        ["send-back", "note"],
        ["publish", "schedule", "send-back", "note"],
        ["revise", "retract", "note", "hide"],
        ["correct", "retract", "note", "hide"],
    ]
    assert [steps_shown(as_reporter, verdict) for verdict in cast] == [
        *([["note"]] * 4),
        ["revise", "note"],
        ["note"],
    ]


def test_second_person_approves_and_an_author_cannot(as_desk_editor: Client, desk_editor: User) -> None:
    others = verdicts.submit(factories.complete_draft(), by=factories.reporter())
    own = verdicts.submit(factories.complete_draft(by=desk_editor), by=desk_editor)

    approved = take(as_desk_editor, step(others, "approve"))
    refused = take(as_desk_editor, step(own, "approve"))

    others.refresh_from_db()
    own.refresh_from_db()
    assert (others.state, own.state) == (Verdict.State.APPROVED, Verdict.State.IN_REVIEW)
    assert told(approved) == "承認しました。公開できます。"
    assert refused.context["form"].non_field_errors() == [str(verdicts.AuthorCannotApprove.message)]


def test_who_cannot_approve_reads_for_whom_the_verdict_waits(as_desk_editor: Client, desk_editor: User) -> None:
    others = verdicts.submit(factories.complete_draft(), by=factories.reporter())
    own = verdicts.submit(factories.complete_draft(by=desk_editor), by=desk_editor)

    pages = [as_desk_editor.get(page(verdict)).content.decode() for verdict in (others, own)]

    awaited = f"書いた人（{desk_editor}）は承認できません。ほかのデスクの承認を待っています。"
    assert [awaited in shown for shown in pages] == [False, True]


def test_list_is_filtered_by_the_ratings_of_the_desks_scale(as_desk_editor: Client) -> None:
    verdict = factories.published_verdict()
    factories.complete_draft()

    shown = as_desk_editor.get(reverse("admin:articles_verdict_changelist"), {"rating__code__exact": verdict.rating_id})

    (choices,) = [spec.lookup_choices for spec in shown.context["cl"].filter_specs if spec.title == "判定"]
    assert [name for _code, name in choices] == list(
        Rating.objects.filter(scale=DESK_SCALE).order_by("position").values_list("name", flat=True)
    )


def test_send_back_needs_a_reason(as_desk_editor: Client) -> None:
    verdict = verdicts.submit(factories.complete_draft(), by=factories.reporter())

    refused = take(as_desk_editor, step(verdict, "send-back"), {"reason": " "})
    taken = take(as_desk_editor, step(verdict, "send-back"), {"reason": "根拠が弱い"})
    again = take(as_desk_editor, step(verdict, "send-back"), {"reason": "根拠が弱い"})

    verdict.refresh_from_db()
    assert list(refused.context["form"].errors) == ["reason"]
    assert (taken.status_code, verdict.state, verdict.round) == (302, Verdict.State.DRAFT, 2)
    assert again.context["form"].non_field_errors() == [str(verdicts.VerdictNotInReview.message)]
    assert again.context["form"]["reason"].value() == "根拠が弱い"
    history = [(entry.action, entry.reason) for entry in as_desk_editor.get(page(verdict)).context["entries"]]
    assert ("差し戻し", "根拠が弱い") in history


# Publishing


def test_publication_is_confirmed_on_the_page_that_readers_will_see(as_desk_editor: Client) -> None:
    verdict = factories.approved_verdict(headline="「２倍」は誤り")

    shown = as_desk_editor.get(step(verdict, "publish")).content.decode()
    published = take(as_desk_editor, step(verdict, "publish"))

    verdict.refresh_from_db()
    assert "「２倍」は誤り" in shown
    assert "市は集計の誤りを認めた。" in shown
    assert (verdict.state, told(published)) == (Verdict.State.PUBLISHED, "公開しました。")
    response = as_desk_editor.get(page(verdict))
    assert as_desk_editor.get(response.context["public_url"], follow=True).status_code == 200


def test_second_click_on_publish_is_no_refusal_and_publishes_nothing(as_desk_editor: Client) -> None:
    verdict = factories.approved_verdict()
    take(as_desk_editor, step(verdict, "publish"))

    again = take(as_desk_editor, step(verdict, "publish"))
    told_again = told(again)
    late = as_desk_editor.get(step(verdict, "publish"))

    assert (again.status_code, told_again) == (302, "公開しました。")
    assert told(late) == "今の状態では「公開する」はできません。"
    assert Publication.objects.count() == 1


def test_name_that_may_not_be_published_is_found_before_publishing(as_desk_editor: Client) -> None:
    private = factories.claimant(name="港野", kind="private_person")
    verdict = factories.approved_verdict(factories.claim(claimant=private), reasoning="潮崎太郎さんの投稿は誤りだ。")
    private.aliases = ["潮崎太郎"]  # found out after the approval
    private.save()

    response = as_desk_editor.get(step(verdict, "publish"))
    refused = take(as_desk_editor, step(verdict, "publish"))

    assert "名前を出せない発信者" in response.context["refused"]
    assert "preview" not in response.context
    assert len(refused.context["form"].non_field_errors()) == 1
    assert not Publication.objects.exists()


def test_correction_shows_old_and_new_and_is_published_once(as_desk_editor: Client, desk_editor: User) -> None:
    verdict = verdicts.revise(factories.published_verdict(headline="古い見出し"), by=desk_editor)
    told_then = {"correction_kind": "correction", "correction_note": "見出しを直しました。", "correction_apology": "on"}
    sent = posted(as_desk_editor, verdict, headline="新しい見出し", **told_then, _submit="")
    as_desk_editor.post(page(verdict), sent)
    verdicts.approve(Verdict.objects.get(pk=verdict.pk), by=factories.desk_editor())

    shown = as_desk_editor.get(step(verdict, "correct"))
    published = take(as_desk_editor, step(verdict, "correct"))
    again = take(as_desk_editor, step(verdict, "correct"))

    assert [(change.old, change.new) for change in shown.context_data["changes"]] == [("古い見出し", "新しい見出し")]
    assert shown.context_data["told"] == "見出しを直しました。"
    assert [published.status_code, again.status_code] == [302, 302]
    assert Publication.objects.count() == 2
    newest = Publication.objects.with_content().get(version=2)
    assert newest.content.snapshot["correction"] == {"note": "見出しを直しました。", "apology": True}


def test_what_readers_are_told_is_asked_of_a_revision_only(as_reporter: Client, reporter: User) -> None:
    draft = verdicts.draft(factories.claim(), by=reporter)
    revised = verdicts.revise(factories.published_verdict(), by=reporter)

    names = [set(as_reporter.get(page(row)).context["form"].fields) for row in (draft, revised)]

    assert names[1] - names[0] == set(verdicts.CORRECTION)
    assert as_reporter.get(page(revised)).context["missing"] == ["変更の種別", "読者に見せる説明"]


def test_correction_by_one_person_is_shown_and_refused(as_desk_editor: Client, desk_editor: User) -> None:
    verdict = verdicts.revise(factories.published_verdict(), by=desk_editor)
    verdict = verdicts.edit(verdict, by=desk_editor, reasoning="年報によると、来館者は２０万人だった。")

    shown = as_desk_editor.get(step(verdict, "correct")).context_data
    refused = take(as_desk_editor, step(verdict, "correct"))

    assert shown["refused"].startswith("誤字の修正を超える変更があるため、一人では公開できません：検証の内容。")
    assert len(shown["changes"]) == 1
    assert "preview" not in shown
    assert refused.context["form"].non_field_errors() == [shown["refused"]]
    assert Publication.objects.count() == 1


def test_typo_is_published_alone_and_looked_at_by_another(as_desk_editor: Client, desk_editor: User) -> None:
    verdict = verdicts.revise(factories.published_verdict(reasoning="市は誤りを認めた"), by=desk_editor)
    verdict = verdicts.edit(verdict, by=desk_editor, reasoning="市は誤りを認めた。")
    second = at_the_desk(factories.desk_editor())

    shown = as_desk_editor.get(step(verdict, "correct")).context_data
    published = take(as_desk_editor, step(verdict, "correct"))
    fix = TypoFix.objects.get()
    listed = second.get(reverse("admin:articles_typofix_changelist"), {"seen": "no"}).context["cl"].result_list
    waiting = [row.pk for row in listed]
    changed = second.get(reverse("admin:articles_typofix_change", args=[fix.pk])).context["changes"]
    own = as_desk_editor.post(reverse("admin:articles_typofix_see", args=[fix.pk]))
    second.post(reverse("admin:articles_typofix_see", args=[fix.pk]))

    assert (shown["alone"], published.status_code) == (True, 302)
    assert waiting == [fix.pk]
    assert [(change.old, change.new) for change in changed] == [("市は誤りを認めた", "市は誤りを認めた。")]
    assert told(own) == str(publications.OwnTypoFix.message)
    assert not TypoFix.objects.unseen().exists()


def test_changed_rating_needs_an_approval_before_it_can_be_published(as_desk_editor: Client, desk_editor: User) -> None:
    verdict = verdicts.revise(factories.published_verdict(), by=desk_editor)
    data = posted(as_desk_editor, verdict, rating="fij-inaccurate", _correct="")

    saved = as_desk_editor.post(page(verdict), data)

    assert (saved["Location"], told(saved)) == (page(verdict), APPROVAL_FIRST)
    late = as_desk_editor.get(step(verdict, "correct"))
    assert told(late) == "今の状態では「訂正などを公開する」はできません。"
    forced = take(as_desk_editor, step(verdict, "correct"))
    assert forced.context["form"].non_field_errors() == [str(publications.RatingChangeNotApproved.message)]

    told_then = {"correction_kind": "rating_change", "correction_note": "新資料"}
    verdict = verdicts.edit(Verdict.objects.get(pk=verdict.pk), by=desk_editor, **told_then)
    verdict = verdicts.approve(verdicts.submit(verdict, by=desk_editor), by=factories.desk_editor())
    take(as_desk_editor, step(verdict, "correct"))

    assert list(Publication.objects.values_list("kind", flat=True).order_by("sequence")) == [
        "published",
        "rating_change",
    ]


def test_retraction_is_at_once_and_its_reason_waits_for_another(as_desk_editor: Client, client: Client) -> None:
    verdict = factories.published_verdict()
    other = at_the_desk(factories.desk_editor())

    refused = take(as_desk_editor, step(verdict, "retract"), {"note": "前提が誤っていた"})
    taken = take(as_desk_editor, step(verdict, "retract"), {"note": "前提が誤っていた", "sure": "on"})
    again = take(as_desk_editor, step(verdict, "retract"), {"note": "前提が誤っていた", "sure": "on"})

    verdict.refresh_from_db()
    assert list(refused.context["form"].errors) == ["sure"]
    assert refused.context["form"]["note"].value() == "前提が誤っていた"
    assert (taken.status_code, verdict.state) == (302, Verdict.State.RETRACTED)
    assert again.context["form"].non_field_errors() == [str(publications.NothingToRetract.message)]
    public = as_desk_editor.get(page(verdict)).context["public_url"]
    assert "前提が誤っていた" not in client.get(public).content.decode()
    assert [steps_shown(desk, verdict)[:2] for desk in (as_desk_editor, other)] == [
        ["explain", "note"],
        ["explain", "publish-reason"],
    ]
    assert other.get(step(verdict, "publish-reason")).context_data["told"] == "前提が誤っていた"
    assert take(other, step(verdict, "publish-reason")).status_code == 302
    assert "前提が誤っていた" in client.get(public).content.decode()
