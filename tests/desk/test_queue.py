"""The queue without JavaScript: what it shows, what each decision does, and what happens when two people decide."""

from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.actions import articles, candidates, claimants, claims, extractions, leases, verdicts
from articles.extraction.results import ClaimSpan, Extraction, Reason
from articles.models import Candidate, Claim, Claimant, Event, Lease, UnsavedText, User
from tests import factories
from tests.desk import recorded
from tests.desk.conftest import at_the_desk, told

pytestmark = pytest.mark.django_db


def url_of(candidate: Candidate, decision: str = "") -> str:
    if decision:
        return reverse("queue-decide", args=[candidate.pk, decision])
    return reverse("queue-candidate", args=[candidate.pk])


def go(client: Client, row: Candidate, to: str) -> str:
    """The address, without its anchor, that one comes to from a candidate."""
    return client.post(reverse("queue-leave", args=[row.pk]), {"to": to})["Location"].partition("#")[0]


def new_claim(**fields: str) -> dict[str, str]:
    return {"statement": "来館者は１割増えた", "claimant": "none", **fields}


# What is shown


def test_best_candidate_comes_first_in_the_context_of_its_article(as_reporter: Client) -> None:
    recorded.candidates(2, priority=0.6, title="低い方の記事")
    best, *_rest = recorded.candidates(2, priority=0.9, title="高い方の記事")

    response = as_reporter.get(reverse("queue"))

    assert response.context["candidate"] == best
    assert response.context["progress"].left.number == 4
    page = response.content.decode()
    assert f'<mark class="passage source" id="passage">{best.quote[:4]}</mark>' in page
    assert page.count('id="passage"') == 1
    assert "高い方の記事" in page


def test_candidate_shows_speaker_mood_quantities_and_reasons_in_words(as_reporter: Client) -> None:
    (row,) = recorded.candidates(1)

    context = as_reporter.get(url_of(row)).context

    assert context["score"].speaker == "みなと市"
    assert context["score"].get_modality_display() == "伝聞"
    assert [(r.note, r.weight, r.share) for r in context["reasons"]] == [
        ("数量が含まれる", 0.5, 100),
        ("意見の言葉がある", -0.25, 50),
    ]
    assert context["quantities"] == [("約3割", "27％〜33％")]
    assert "".join(stretch.text for stretch in context["stretches"]) == row.revision.text
    assert context["accept_new"].initial["statement"] == f"言い換え：{row.quote}"


def test_five_weightiest_reasons_are_shown_and_three_are_named(as_reporter: Client) -> None:
    of = factories.revision()
    run = extractions.request(of, by=None)
    weights = [0.3, -0.25, 0.2, 0.15, 0.1, 0.05, 0.04, -0.01]
    reasons = [Reason("base", 0.1, "基準点"), *(Reason(f"f{w}", w, f"理由{w}") for w in weights)]
    only = recorded.sentence(of.text, 0, 10, reasons=tuple(reasons))
    extractions.record(run, Extraction("v2", {}, (only,)))

    page = as_reporter.get(reverse("queue"))

    assert page.context["why"] == ["理由0.3", "理由0.2", "理由0.15"]
    assert [reason.weight for reason in page.context["reasons"]] == [0.3, -0.25, 0.2, 0.15, 0.1]
    assert page.content.decode().count('class="bar"') == 1 + 5


def test_editor_is_told_what_the_wording_lacks(as_reporter: Client) -> None:
    of = factories.revision()
    claims = (
        ClaimSpan(0, 5, of.text[:5], "言い換え", ("subject", "date")),
        ClaimSpan(5, 10, of.text[5:10], "言い換え"),
    )
    extractions.record(
        extractions.request(of, by=None), Extraction("v2", {}, (recorded.sentence(of.text, 0, 10, claims=claims),))
    )

    lacking, whole = (
        as_reporter.get(url_of(row)).content.decode() for row in Candidate.objects.filter(revision=of).order_by("start")
    )

    assert '<p class="to-add">補ってください：主語・日付</p>' in lacking
    assert "補ってください" not in whole


def test_candidate_that_is_proposed_no_more_is_out_of_the_queue_and_may_still_be_decided(as_reporter: Client) -> None:
    gone, kept = recorded.candidates(2)
    recorded.read_again(gone.revision, without=gone)

    queue = as_reporter.get(reverse("queue")).context
    page = as_reporter.get(url_of(gone))
    article = as_reporter.get(reverse("admin:articles_article_change", args=[gone.revision.article_id]))
    decided = as_reporter.post(url_of(gone, "reject"), {"reason": "trivial"})

    assert (queue["candidate"], queue["progress"].left.number) == (kept, 1)
    assert (page.context["score"], page.context["may_decide"]) == (None, True)
    assert "今の規則は、この箇所を候補に挙げていません。" in page.content.decode()
    assert f'id="c{gone.pk}"' not in article.content.decode()
    states = [row.candidate.get_state_display() for row in article.context["reading"].candidates]
    assert states == ["未判断", "再抽出で除外"]
    gone.refresh_from_db()
    assert gone.state == Candidate.State.REJECTED
    assert told(decided).startswith("見送り：")


def test_candidate_shows_what_was_decided_about_a_part_of_it(as_reporter: Client, reporter: User) -> None:
    (row,) = recorded.candidates(1)
    inside = factories.candidate(row.revision, quote=row.quote[:8])
    candidates.reject(inside, reason="bad_span", by=reporter)
    factories.candidate(row.revision, quote=row.quote[8:])

    context = as_reporter.get(url_of(row)).context

    assert list(context["decided_before"]) == [inside]


def test_candidate_of_a_superseded_revision_says_so(as_reporter: Client, reporter: User) -> None:
    (row,) = recorded.candidates(1)

    before = as_reporter.get(url_of(row)).content.decode()
    articles.add_revision(row.revision.article, text="書き直された本文。", by=reporter)
    after = as_reporter.get(url_of(row)).content.decode()

    assert "古い版です。" not in before
    assert "古い版です。最新は第2版" in after


def test_message_about_a_quote_with_markup_is_escaped(as_reporter: Client) -> None:
    row = factories.candidate(factories.revision("<script>x</script>と市長は言った。"))

    response = as_reporter.post(url_of(row, "reject"), {"reason": "trivial"})

    assert told(response) == "見送り：&lt;script&gt;x&lt;/script&gt;と市長は言った。"


def test_candidate_marked_by_hand_has_no_score_and_comes_last(as_reporter: Client) -> None:
    by_hand = factories.candidate()
    (scored,) = recorded.candidates(1)

    first = as_reporter.get(reverse("queue")).context
    last = as_reporter.get(url_of(by_hand)).context

    assert (first["candidate"], go(as_reporter, scored, "next")) == (scored, url_of(by_hand))
    assert (last["score"], go(as_reporter, by_hand, "previous")) == (None, url_of(scored))
    assert last["accept_new"].initial["statement"] == by_hand.quote


def test_next_and_previous_walk_the_whole_queue(as_reporter: Client) -> None:
    rows = [*recorded.candidates(3, priority=0.9), *recorded.candidates(2, priority=0.5)]

    addresses = [url_of(row) for row in rows]

    forwards = [go(as_reporter, row, "next") for row in rows]
    backwards = [go(as_reporter, row, "previous") for row in reversed(rows)]

    assert forwards == [*addresses[1:], reverse("queue")]
    assert backwards == [*addresses[-2::-1], reverse("queue")]


def test_filter_by_article_narrows_queue_and_count(as_reporter: Client) -> None:
    recorded.candidates(2, priority=0.9)
    low, other = recorded.candidates(2, priority=0.5)

    query = {"article": low.revision.article_id}
    page = as_reporter.get(reverse("queue"), query)
    decided = as_reporter.post(f"{url_of(low, 'reject')}?article={query['article']}", {"reason": "trivial"})

    assert (page.context["candidate"], page.context["progress"].left.number) == (low, 2)
    assert decided["Location"] == f"{url_of(other)}?article={query['article']}#passage"


def test_empty_queue_says_what_to_do_next(as_reporter: Client) -> None:
    page = as_reporter.get(reverse("queue")).content.decode()

    assert "未判断の候補はありません。" in page
    assert reverse("admin:articles_article_add") in page


@pytest.mark.parametrize("address", ["queue", "candidate"])
def test_queue_asks_no_more_for_three_candidates(
    address: str, as_reporter: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    (row,) = recorded.candidates(1, priority=0.9)
    url = reverse("queue") if address == "queue" else url_of(row)
    expected = 23 if address == "queue" else 19

    with django_assert_num_queries(expected):
        as_reporter.get(url)
    recorded.candidates(2, priority=0.5)
    with django_assert_num_queries(expected):
        as_reporter.get(url)


# Decisions


def test_accept_as_new_words_the_claim_and_goes_on(as_reporter: Client, reporter: User) -> None:
    known = factories.claimant(name="みなと市役所", aliases=["みなと市"])
    first, second = recorded.candidates(2)

    offered = as_reporter.get(url_of(first)).context["accept_new"]
    response = as_reporter.post(url_of(first, "accept-new"), new_claim(claimant=str(known.pk)))

    first.refresh_from_db()
    assert offered.initial["claimant"] == str(known.pk)
    assert (first.state, first.decided_by) == (Candidate.State.ACCEPTED, reporter)
    assert first.claim is not None
    assert (first.claim.statement, first.claim.claimant) == ("来館者は１割増えた", known)
    assert response["Location"] == f"{url_of(second)}#passage"
    page = reverse("claim", args=[first.claim.pk])
    assert told(response) == f'<span>採用：{first.quote}</span> <a href="{page}">この検証対象の検証記事を書く</a>'


def test_words_that_rate_are_kept_with_a_reason_in_place(as_reporter: Client) -> None:
    (row,) = recorded.candidates(1)
    typed = new_claim(claimant="new", new_name="みなと市", new_kind="organisation", statement="図書館の話はデマだ")

    plain = as_reporter.get(url_of(row)).content.decode()
    refused = as_reporter.post(url_of(row, "accept-new"), typed)
    reason = {"rating_reason": "みなと市自身の言葉"}
    accepted = as_reporter.post(url_of(row, "accept-new"), typed | reason)

    form = refused.context["accept_new"]
    assert (list(form.errors), "rating_reason" in plain) == (["rating_reason"], False)
    assert [form[name].value() for name in typed] == list(typed.values())
    assert 'name="rating_reason"' in refused.content.decode()
    assert accepted.status_code == 302
    assert Event.objects.filter(action="claim.rating_kept").count() == 1


def test_day_of_the_claim_is_offered_where_the_text_has_it_and_never_filled_in(as_reporter: Client) -> None:
    row = recorded.said_on_a_day()

    form = as_reporter.get(url_of(row)).context["accept_new"]
    untouched = form["date_certainty"].value()
    offered = form.fields["date_certainty"].choices[0]
    as_reporter.post(url_of(row, "accept-new"), new_claim(date_certainty=offered[0]))

    assert (untouched, offered) == ("unasked", ("2026-02-15", "2026-02-15（本文の「15日」）"))
    assert Claim.objects.values_list("claimed_date", "date_certainty").get() == (date(2026, 2, 15), "known")


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ({"date_certainty": "known"}, True),
        ({"date_certainty": "unknown", "claimed_date": "2026-02-14"}, True),
        ({"date_certainty": "unasked", "claimed_date": "2026-02-14"}, True),
        ({"date_certainty": "approximate", "claimed_date": "2026-02-14"}, False),
        ({"date_certainty": "unknown"}, False),
        ({}, False),
    ],
)
def test_answer_on_the_day_is_whole(answer: dict[str, str], wrong: bool, as_reporter: Client) -> None:
    (row,) = recorded.candidates(1)

    answered = as_reporter.post(url_of(row, "accept-new"), new_claim(**answer))

    if wrong:
        assert list(answered.context["accept_new"].errors) == ["claimed_date"]
    else:
        kept = Claim.objects.get()
        assert kept.date_certainty == answer.get("date_certainty", "unasked")
        assert str(kept.claimed_date or "") == answer.get("claimed_date", "")


def test_accept_with_a_new_claimant_needs_a_kind(as_reporter: Client) -> None:
    (row,) = recorded.candidates(1)
    typed = new_claim(claimant="new", new_name="みなと市", statement="直した文")

    refused = as_reporter.post(url_of(row, "accept-new"), typed)
    accepted = as_reporter.post(url_of(row, "accept-new"), {**typed, "new_kind": "organisation"})

    form = refused.context["accept_new"]
    assert list(form.errors) == ["new_kind"]
    assert (form["statement"].value(), form["new_name"].value()) == ("直した文", "みなと市")
    assert accepted.status_code == 302
    assert Claim.objects.get().claimant == Claimant.objects.get(name="みなと市", kind="organisation")


def test_accept_with_a_name_that_is_known_offers_it_and_keeps_what_was_typed(as_reporter: Client) -> None:
    known = factories.claimant(name="港湾局")
    (row,) = recorded.candidates(1)
    typed = new_claim(claimant="new", new_name="港湾局", new_kind="organisation", statement="直した文")

    response = as_reporter.post(url_of(row, "accept-new"), typed)

    form = response.context["accept_new"]
    assert form.non_field_errors() == ["同じ名前と所属の発信者がすでにいます。一覧から選んでください。"]
    assert form["statement"].value() == "直した文"
    assert str(known.pk) in form.known
    row.refresh_from_db()
    assert (row.state, Claim.objects.count(), Claimant.objects.count()) == (Candidate.State.PENDING, 0, 1)


def test_accept_into_a_known_claim_found_by_words(as_reporter: Client) -> None:
    claim = factories.claim(statement="図書館の来館者が２倍になった", claimant=factories.claimant(name="教育委員会"))
    factories.claim(statement="橋の架け替えは来年だ")
    (row,) = recorded.candidates(1)

    found = as_reporter.get(url_of(row), {"q": "図書館 教育"}).context["known_claims"]
    response = as_reporter.post(url_of(row, "accept"), {"claim": claim.pk})

    row.refresh_from_db()
    assert list(found) == [claim]
    assert (row.state, row.claim, response.status_code) == (Candidate.State.ACCEPTED, claim, 302)


def test_claims_of_the_same_article_are_offered_without_a_search(as_reporter: Client, reporter: User) -> None:
    first, second = recorded.candidates(2)
    factories.claim()
    candidates.accept_as_new(first, statement="来館者が増えた", by=reporter)

    offered = as_reporter.get(url_of(second)).context["known_claims"]

    assert [claim.statement for claim in offered] == ["来館者が増えた"]


@pytest.mark.parametrize("reason", Candidate.RejectionReason.values)
def test_reject_with_a_reason(reason: str, as_reporter: Client) -> None:
    (row,) = recorded.candidates(1)

    response = as_reporter.post(url_of(row, "reject"), {"reason": reason, "note": "港の話"})

    row.refresh_from_db()
    assert (row.state, row.rejection_reason, row.rejection_note) == (Candidate.State.REJECTED, reason, "港の話")
    assert response["Location"] == f"{reverse('queue')}#passage"


def test_reject_without_a_known_reason_decides_nothing(as_reporter: Client) -> None:
    (row,) = recorded.candidates(1)

    response = as_reporter.post(url_of(row, "reject"), {"reason": "気分"})

    row.refresh_from_db()
    assert (response.status_code, list(response.context["reject"].errors)) == (200, ["reason"])
    assert row.state == Candidate.State.PENDING


def test_two_candidates_are_not_duplicates_of_each_other(as_reporter: Client) -> None:
    first, second = recorded.candidates(2)
    as_reporter.post(url_of(second, "duplicate"), {"original": first.pk})

    refused = as_reporter.post(url_of(first, "duplicate"), {"original": second.pk})

    first.refresh_from_db()
    assert list(refused.context["typed"].errors) == ["original"]
    assert first.state == Candidate.State.PENDING


def test_duplicate_of_another_candidate_of_the_article(as_reporter: Client) -> None:
    first, second = recorded.candidates(2)
    (elsewhere,) = recorded.candidates(1)

    refused = as_reporter.post(url_of(second, "duplicate"), {"original": elsewhere.pk})
    itself = as_reporter.post(url_of(second, "duplicate"), {"original": second.pk})
    taken = as_reporter.post(url_of(second, "duplicate"), {"original": first.pk})

    second.refresh_from_db()
    assert (refused.status_code, itself.status_code, taken.status_code) == (200, 200, 302)
    assert (second.state, second.duplicate_of) == (Candidate.State.DUPLICATE, first)


def test_unknown_decision_is_not_found(as_reporter: Client) -> None:
    (row,) = recorded.candidates(1)

    assert as_reporter.post(url_of(row, "delete")).status_code == 404
    assert as_reporter.get(url_of(row, "reject"))["Location"] == f"{url_of(row)}#passage"  # as after a login


def test_administrator_sees_the_queue_and_decides_nothing(as_administrator: Client) -> None:
    (row,) = recorded.candidates(1)

    page = as_administrator.get(reverse("queue"))
    answers = [
        as_administrator.post(url_of(row, "reject"), {"reason": "trivial"}).status_code,
        as_administrator.post(reverse("queue-undo")).status_code,
    ]

    assert (page.context["may_decide"], answers) == (False, [403, 403])
    assert "/reject/" not in page.content.decode()


# Two people, two tabs, two clicks


@pytest.mark.parametrize(
    ("decision", "sent"),
    [("accept-new", new_claim()), ("reject", {"reason": "other", "note": "港の話"})],
    ids=["accept", "reject"],
)
def test_ones_own_press_that_comes_twice_is_done_once(decision: str, sent: dict[str, str], as_reporter: Client) -> None:
    row, following = recorded.candidates(2)
    as_reporter.post(url_of(row, decision), sent)
    written = (Claim.objects.count(), Event.objects.count())

    again = as_reporter.post(url_of(row, decision), sent)

    assert again["Location"] == f"{url_of(following)}#passage"
    assert (Claim.objects.count(), Event.objects.count()) == written


def test_other_words_after_ones_own_decision_are_refused_and_kept(as_reporter: Client, reporter: User) -> None:
    (row,) = recorded.candidates(1)
    as_reporter.post(url_of(row, "accept-new"), new_claim())
    events = Event.objects.count()

    response = as_reporter.post(url_of(row, "accept-new"), new_claim(statement="二度目の文"))

    assert response.status_code == 409
    (refusal,) = response.context["typed"].non_field_errors()
    assert refusal.startswith(f"{reporter}さんが")
    assert "<pre>二度目の文</pre>" in response.content.decode()
    assert (Claim.objects.count(), Event.objects.count()) == (1, events)


def test_two_tabs_keep_the_words_of_the_second(as_reporter: Client, as_desk_editor: Client, desk_editor: User) -> None:
    (row,) = recorded.candidates(1)
    as_desk_editor.post(url_of(row, "reject"), {"reason": "opinion"})

    response = as_reporter.post(url_of(row, "accept-new"), new_claim(statement="長く考えた文"))

    page = response.content.decode()
    (refusal,) = response.context["typed"].non_field_errors()
    assert refusal.startswith(f"{desk_editor}さんが")
    assert refusal.endswith("この候補を「見送り」と判断しました。あなたの判断は記録していません。")
    assert "<pre>長く考えた文</pre>" in page
    assert "意見・評価である" in page
    assert response.context["may_decide"] is False


# Parts of the page, for the script


def parts(client: Client, address: str, sent: dict[str, object] | None = None) -> HttpResponse:
    """What the script asks for; `follow`, as a browser does."""
    ask = client.get if sent is None else client.post
    return ask(address, sent, follow=True, headers={"X-Queue": "parts"})


def test_script_is_told_of_a_decision_and_pulls_what_follows(as_reporter: Client) -> None:
    first, second, third = recorded.candidates(3)
    as_reporter.get(reverse("queue"))
    leases.look(second, by=factories.reporter())

    pulled = parts(as_reporter, reverse("queue-pull"), {"after": first.pk})
    decided = parts(as_reporter, url_of(first, "reject"), {"reason": "trivial"})
    refused = parts(as_reporter, url_of(third, "reject"), {"reason": "other"})
    none = parts(as_reporter, reverse("queue-pull"), {"after": third.pk})

    assert [answer.headers["X-Queue"] for answer in (pulled, decided, refused, none)] == ["parts"] * 4
    assert (pulled.context["candidate"], refused.context["candidate"]) == (third, third)
    assert 'id="queue-told"' not in pulled.content.decode()  # messages wait for a page that shows them
    assert [message.message for message in decided.context["messages"]] == [f"見送り：{first.quote}"]
    assert 'id="queue-work"' not in decided.content.decode()
    assert 'aria-invalid="true"' in refused.content.decode()
    assert none.content.decode().strip() == ""


def test_leases_are_renewed_and_given_back_as_the_page_says(as_reporter: Client, reporter: User) -> None:
    first, second = recorded.candidates(2)

    for sent in ({"candidate": [first.pk, second.pk, "x"]}, {"candidate": [second.pk], "done": "1"}):
        assert as_reporter.post(reverse("queue-hold"), sent).status_code == 204

    assert list(Lease.objects.standing().values_list("candidate", "held_by")) == [(first.pk, reporter.pk)]


def test_next_candidate_is_one_that_nobody_else_has(as_reporter: Client, as_desk_editor: Client) -> None:
    first, second = recorded.candidates(2)

    shown = [client.get(reverse("queue")).context["candidate"] for client in (as_reporter, as_desk_editor)]
    go(as_reporter, first, "next")  # there is nothing else: it comes back to the first of those that are free
    again = as_desk_editor.get(url_of(first)).context

    assert shown == [first, second]
    assert again["held_by"] is None


# What was typed


def test_what_was_typed_waits_where_it_was_left_for_its_writer(as_reporter: Client, as_desk_editor: Client) -> None:
    first, second = recorded.candidates(2)
    typed = {**new_claim(statement="直した文"), "note": "港の話", "to": "next"}

    as_reporter.post(reverse("queue-leave", args=[first.pk]), typed)
    again = as_reporter.get(url_of(first)).context
    other = as_desk_editor.get(url_of(first)).context
    as_reporter.post(url_of(first, "reject"), {"reason": "trivial"})
    as_reporter.post(reverse("queue-undo"))
    gone = as_reporter.get(url_of(first)).context

    assert (again["accept_new"]["statement"].value(), again["reject"]["note"].value()) == ("直した文", "港の話")
    assert other["accept_new"]["statement"].value() == f"言い換え：{first.quote}"
    assert gone["accept_new"]["statement"].value() == f"言い換え：{first.quote}"
    assert second.state == Candidate.State.PENDING


def test_page_without_a_word_of_ones_own_leaves_nothing(as_reporter: Client) -> None:
    (row,) = recorded.candidates(1)
    filled = as_reporter.get(url_of(row)).context["accept_new"].initial

    as_reporter.post(reverse("queue-leave", args=[row.pk]), {**filled, "to": "next"})

    assert not UnsavedText.objects.exists()


# Undo


def test_undo_takes_back_twenty_one_decisions_newest_first(as_reporter: Client) -> None:
    rows = recorded.candidates(21)
    for row in rows:
        as_reporter.post(url_of(row, "reject"), {"reason": "trivial"})

    returned = [as_reporter.post(reverse("queue-undo"))["Location"] for _ in rows]
    empty = as_reporter.post(reverse("queue-undo"))

    assert returned == [f"{url_of(row)}#passage" for row in reversed(rows)]
    assert Candidate.objects.pending().count() == 21
    assert told(empty) == "取り消せる判断がありません。"


def test_undo_of_an_acceptance_discards_its_claim(as_reporter: Client) -> None:
    (row,) = recorded.candidates(1)
    as_reporter.post(url_of(row, "accept-new"), new_claim())

    as_reporter.post(reverse("queue-undo"), {"candidate": row.pk})

    row.refresh_from_db()
    assert (row.state, Claim.objects.count()) == (Candidate.State.PENDING, 0)


def test_undo_takes_back_the_claimant_whom_the_decision_registered(as_reporter: Client) -> None:
    row, other, third = recorded.candidates(3)
    wrong = {"claimant": "new", "new_name": "緒方", "new_kind": "minor"}
    as_reporter.post(url_of(row, "accept-new"), new_claim(**wrong))

    undone = as_reporter.post(reverse("queue-undo"))

    assert "発信者「緒方」の登録も取り消しました。" in told(undone)
    assert not Claimant.objects.exists()
    # one that was there before, that another claim has or that somebody described since, stays
    as_reporter.post(url_of(row, "accept-new"), new_claim(**wrong))
    (known,) = Claimant.objects.all()
    as_reporter.post(url_of(other, "accept-new"), new_claim(claimant=str(known.pk), new_name="緒方"))
    as_reporter.post(reverse("queue-undo"))
    as_reporter.post(url_of(third, "accept-new"), new_claim(claimant="new", new_name="港野", new_kind="minor"))
    claimants.describe(Claimant.objects.get(name="港野"), by=factories.reporter(), affiliation="市長")
    as_reporter.post(reverse("queue-undo"))
    assert list(Claimant.objects.order_by("pk").values_list("name", flat=True)) == ["緒方", "港野"]


def test_undo_is_for_ones_own_decisions(as_reporter: Client, reporter: User) -> None:
    own, others = recorded.candidates(2)
    as_reporter.post(url_of(own, "reject"), {"reason": "trivial"})
    at_the_desk(factories.reporter()).post(url_of(others, "reject"), {"reason": "trivial"})

    response = as_reporter.post(reverse("queue-undo"), {"candidate": others.pk})

    others.refresh_from_db()
    assert (others.state, told(response)) == (Candidate.State.REJECTED, "取り消せる判断がありません。")


def test_undo_passes_over_a_claim_whose_verdict_was_begun(as_reporter: Client, reporter: User) -> None:
    first, second = recorded.candidates(2)
    as_reporter.post(url_of(first, "reject"), {"reason": "trivial"})
    as_reporter.post(url_of(second, "accept-new"), new_claim())
    verdicts.draft(claims.Claim.objects.get(), by=reporter)

    as_reporter.post(reverse("queue-undo"))

    states = dict(Candidate.objects.values_list("pk", "state"))
    assert states == {first.pk: Candidate.State.PENDING, second.pk: Candidate.State.ACCEPTED}
