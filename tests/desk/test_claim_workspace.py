"""The workspace of a claim, as editors use it over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from articles.actions import assignments, claim_merges, comments, topics
from articles.models import Assignment, Claim, Claimant, Comment, Event, Topic, User, Watch
from tests import factories
from tests.desk import recorded
from tests.desk.conftest import told

pytestmark = pytest.mark.django_db

QUERIES = 20
RATED = "来館者が増えたというのはデマだ"


def url(claim: Claim, step: str = "") -> str:
    return reverse(f"claim-{step}" if step else "claim", args=[claim.pk])


def typed(claim: Claim | None, **changed: Any) -> dict[str, Any]:
    """What a browser sends of the form with a date that is not known."""
    values = {
        "statement": claim.statement if claim else "来館者は１割増えた",
        "date_certainty": "unknown",
        "claimant": "none",
        "seen_version": claim.version if claim else "",
    }
    return {**values, **changed}


def test_old_addresses_lead_here_and_old_forms_give_back_their_text(as_reporter: Client) -> None:
    claim = factories.claim()
    change, add = (reverse("admin:articles_claim_change", args=[claim.pk]), reverse("admin:articles_claim_add"))

    led = [as_reporter.get(page)["Location"] for page in (change, add)]
    late = as_reporter.post(change, {"statement": "古い画面で直した文", "seen_version": "1"})

    assert led == [url(claim), reverse("claim-new")]
    assert (late.status_code, "古い画面で直した文" in late.content.decode()) == (410, True)


def test_saves_wording_date_claimant_and_topics(as_reporter: Client) -> None:
    claim, known = factories.claim(), factories.claimant(name="港湾局")
    topic = topics.register(slug="books", name="図書館", by=factories.reporter())
    sent = typed(
        claim,
        statement="直した文",
        date_certainty="approximate",
        claimed_date="2026-02-01",
        claimant=str(known.pk),
        topics=[topic.pk],
    )

    response = as_reporter.post(url(claim), sent)

    claim.refresh_from_db()
    assert response["Location"] == url(claim)
    assert (claim.statement, claim.claimant, list(claim.topics.all())) == ("直した文", known, [topic])
    assert (claim.claimed_date, claim.date_certainty) == (date(2026, 2, 1), "approximate")
    page = as_reporter.get(url(claim)).content.decode()
    assert "2026-02-01</time> ごろ" in page


def test_topic_is_added_in_place_and_saved_with_the_claim(as_reporter: Client) -> None:
    claim, by = factories.claim(), factories.reporter()
    books = topics.register(slug="books", name="図書館", by=by)
    path, half = url(claim), typed(claim, statement="途中の文", date_certainty="")

    lacking = as_reporter.post(path, half | {"new_topic": "水道", "_topic": "1"}).context["wording"]
    taken = as_reporter.post(path, half | {"new_topic": "水道", "new_slug": "books", "_topic": "1"}).context["wording"]
    added = as_reporter.post(path, half | {"new_topic": "水道", "new_slug": "Water", "_topic": "1"}).context["wording"]
    known = as_reporter.post(path, half | {"new_topic": "図書館", "_topic": "1"}).context["wording"]

    assert [list(form.errors) for form in (lacking, taken, added, known)] == [["new_slug"], ["new_slug"], [], []]
    water = Topic.objects.get(slug="water")
    assert [form["topics"].value() for form in (added, known)] == [[str(water.pk)], [str(books.pk)]]
    assert [form["statement"].value() for form in (lacking, taken, added)] == ["途中の文"] * 3
    assert (added["new_topic"].value(), list(claim.topics.all())) == ("", [])
    saved = typed(claim, topics=[books.pk], new_topic="港", new_slug="harbour")
    assert as_reporter.post(path, saved).status_code == 302
    assert [topic.name for topic in claim.topics.order_by("slug")] == ["図書館", "港"]
    assert Event.objects.filter(action="topic.registered").count() == 3


def test_asks_for_the_date_instead_of_taking_the_articles(as_reporter: Client) -> None:
    (row,) = recorded.candidates(1)
    as_reporter.post(
        reverse("queue-decide", args=[row.pk, "accept-new"]), {"statement": "来館者が増えた", "claimant": "none"}
    )
    claim = Claim.objects.get()

    page = as_reporter.get(url(claim))
    unasked = as_reporter.post(url(claim), typed(claim, date_certainty=""))
    without = as_reporter.post(url(claim), typed(claim, date_certainty="known"))
    with_one = as_reporter.post(url(claim), typed(claim, claimed_date="2026-03-01"))

    assert page.context["wording"]["date_certainty"].value() is None
    assert "発信日をまだ確かめていません" in page.content.decode()
    assert [list(answer.context["wording"].errors) for answer in (unasked, without, with_one)] == [
        ["date_certainty"],
        ["claimed_date"],
        ["claimed_date"],
    ]
    claim.refresh_from_db()
    assert (claim.claimed_date, claim.date_certainty) == (None, "unasked")


def test_rating_word_asks_for_a_reason_beside_the_text(as_reporter: Client) -> None:
    claim = factories.claim()

    refused = as_reporter.post(url(claim), typed(claim, statement=RATED))
    kept = as_reporter.post(url(claim), typed(claim, statement=RATED, rating_reason="投稿のことば"))

    form = refused.context["wording"]
    assert (list(form.errors), form["statement"].value()) == (["rating_reason"], RATED)
    assert kept.status_code == 302
    event = Event.objects.select_related("content").get(action="claim.rating_kept")
    assert event.content.content["reason"] == "デマ：投稿のことば"


def test_looking_for_a_claimant_saves_nothing_and_loses_nothing(as_reporter: Client) -> None:
    claim = factories.claim()
    known = factories.claimant(name="帆ノ浦市", aliases=["帆ノ浦"], affiliation="")
    other = factories.claimant(name="みなと県", aliases=[])

    looked = as_reporter.post(url(claim), typed(claim, statement="途中の文", find="帆ノ浦", _find="1"))
    fragment = as_reporter.get(reverse("claim-claimants"), {"q": "帆ノ浦"}).content.decode()

    form = looked.context["wording"]
    assert form.known == [known]
    assert (form["statement"].value(), form.errors, looked.context["conflict"]) == ("途中の文", {}, None)
    assert (f'value="{known.pk}"' in fragment, f'value="{other.pk}"' in fragment) == (True, False)
    claim.refresh_from_db()
    assert (claim.statement, claim.version) == ("市立図書館の来館者は前年度の２倍に増えた", 1)


def test_claimant_is_made_in_place_and_a_known_one_offered(as_reporter: Client) -> None:
    claim = factories.claim()
    new = {"claimant": "new", "new_name": "港の会", "new_kind": "organisation", "new_aliases": "港会\n港の会連合"}

    kindless = as_reporter.post(url(claim), typed(claim, **{**new, "new_kind": ""}))
    as_reporter.post(url(claim), typed(claim, **new))
    claim.refresh_from_db()
    again = as_reporter.post(url(claim), typed(claim, **new))

    made = Claimant.objects.get()
    assert list(kindless.context["wording"].errors) == ["new_kind"]
    assert (claim.claimant, made.aliases) == (made, ["港会", "港の会連合"])
    assert list(again.context["wording"].errors) == ["claimant"]
    assert again.context["wording"].known == [made]


def test_wording_is_closed_while_readers_or_approvers_have_it(as_reporter: Client) -> None:
    claim = factories.published_verdict().claim

    page = as_reporter.get(url(claim))
    refused = as_reporter.post(url(claim), typed(claim, statement="公開中に直した文"))

    assert (page.context["wording"], page.context["is_locked"]) == (None, True)
    assert "公開中に直した文" in refused.content.decode()
    claim.refresh_from_db()
    assert claim.statement != "公開中に直した文"


def test_new_claim_by_hand(as_reporter: Client) -> None:
    refused = as_reporter.post(reverse("claim-new"), typed(None, statement=""))
    made = as_reporter.post(reverse("claim-new"), typed(None))

    claim = Claim.objects.get()
    assert list(refused.context["wording"].errors) == ["statement"]
    assert (made["Location"], claim.statement) == (url(claim), "来館者は１割増えた")


def test_appearances_stand_in_their_context(as_reporter: Client) -> None:
    claim = factories.claim()
    row = factories.appearance(claim)

    (shown,) = as_reporter.get(url(claim)).context["appearances"]

    text = row.revision.text
    assert (shown.candidate.pk, shown.before + row.quote + shown.after) == (row.pk, text[: row.end + 120])


def test_same_number_of_queries_with_one_and_with_three(
    as_reporter: Client, reporter: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    claim = factories.claim()
    assignments.assign(claim, to=reporter, by=reporter)

    def more() -> None:
        factories.appearance(claim)
        comments.write(claim, text=f"@{reporter.username} 見てください", by=reporter)
        topic = topics.register(
            slug=f"t{claim.appearances.count()}", name=f"テーマ{claim.appearances.count()}", by=reporter
        )
        claim.topics.add(topic)
        like = factories.claim(statement=f"{claim.statement}。")
        claim_merges.merge(factories.claim(), into=claim, by=reporter)
        factories.claimant(aliases=[like.statement])

    more()
    with django_assert_num_queries(QUERIES):
        as_reporter.get(url(claim))
    more()
    more()
    with django_assert_num_queries(QUERIES):
        as_reporter.get(url(claim))


def test_assigns_to_a_member_and_takes_it_oneself(as_reporter: Client, reporter: User) -> None:
    claim, other = factories.claim(), factories.desk_editor(display_name="黒田")

    given = as_reporter.post(url(claim, "assign"), {"assignee": other.pk, "due_date": "2026-12-01", "seen": "0"})
    stale = as_reporter.post(url(claim, "assign"), {"_mine": "1", "due_date": "2026-12-02", "seen": "0"})
    again = as_reporter.post(url(claim, "assign"), {"_mine": "1", "due_date": "2026-12-02", "seen": "1"})

    assert told(given) == "担当を決めました：黒田"
    form = stale.context["assigning"]
    assert (stale.status_code, form["due_date"].value(), form["seen"].value()) == (409, "2026-12-02", "1")
    assert (again.status_code, Assignment.objects.get().assignee) == (302, reporter)


def test_comment_tells_whom_it_calls_and_a_refused_one_keeps_its_text(as_reporter: Client) -> None:
    claim = factories.claim()
    factories.desk_editor(username="kuroda", display_name="黒田 誠司")

    refused = as_reporter.post(url(claim, "comment"), {"text": "あ" * 5001})
    written = as_reporter.post(url(claim, "comment"), {"text": "@黒田さん <b>年報</b>です"})

    comment = Comment.objects.get()
    assert refused.context["comment"]["text"].value() == "あ" * 5001
    assert told(written) == "コメントを書きました。黒田 誠司に知らせます。"
    assert written["Location"] == f"{url(claim)}#comment-{comment.pk}"
    page = as_reporter.get(url(claim)).content.decode()
    assert '<mark class="mention">@黒田</mark>さん &lt;b&gt;年報&lt;/b&gt;です' in page


def test_watches_and_stops(as_administrator: Client) -> None:
    claim = factories.claim()

    as_administrator.post(url(claim, "watch"), {"watch": "yes"})
    begun = Watch.objects.count()
    as_administrator.post(url(claim, "watch"), {"watch": "no"})

    assert (begun, Watch.objects.count()) == (1, 0)


def test_merges_with_one_press_and_takes_it_back_with_one(as_reporter: Client) -> None:
    one, other = factories.claim(), factories.claim(statement="図書館の客は倍だ")
    factories.appearance(one)

    both = as_reporter.get(url(one, "merge"), {"into": other.pk})
    merged = as_reporter.post(url(one, "merge"), {"into": other.pk})
    led = as_reporter.get(url(one))
    page = as_reporter.get(url(other)).content.decode()
    back = as_reporter.post(url(one, "unmerge"))

    assert [claim for _side, claim, _rows in both.context["sides"]] == [one, other]
    assert (merged["Location"], led["Location"], back["Location"]) == (url(other), url(other), url(one))
    assert url(one, "unmerge") in page
    assert as_reporter.get(url(one)).status_code == 200


def test_what_was_typed_on_a_claim_that_was_merged_meanwhile_is_given_back(as_reporter: Client) -> None:
    one, other = factories.claim(), factories.claim()
    claim_merges.merge(one, into=other, by=factories.reporter())

    late = as_reporter.post(url(one), typed(one, statement="統合の前に書いていた文"))

    page = late.content.decode()
    assert (late.status_code, "統合の前に書いていた文" in page, "統合されています" in page) == (410, True, True)


def test_merging_the_wrong_way_offers_the_other(as_reporter: Client) -> None:
    with_verdict, other = factories.complete_draft().claim, factories.claim()

    refused = as_reporter.post(url(with_verdict, "merge"), {"into": other.pk})

    assert (refused.status_code, refused.context["turn"]) == (409, True)
    assert f'action="{url(other, "merge")}"' in refused.content.decode()


def test_splits(as_reporter: Client) -> None:
    claim = factories.claim()
    rows = [factories.appearance(claim), factories.appearance(claim)]

    page = as_reporter.get(url(claim, "split"))
    refused = as_reporter.post(url(claim, "split"), {"statement": "別のこと", "appearances": [row.pk for row in rows]})
    split = as_reporter.post(url(claim, "split"), {"statement": "別のこと", "appearances": [rows[1].pk]})

    apart = Claim.objects.get(statement="別のこと")
    assert len(page.context["rows"]) == 2
    assert (refused.status_code, refused.context["form"]["statement"].value()) == (409, "別のこと")
    assert (split["Location"], [row.pk for row in apart.appearances.all()]) == (url(apart), [rows[1].pk])


@pytest.mark.parametrize("step", ["assign", "comment", "merge", "split", "unmerge"])
def test_administrator_reads_and_does_not_write(step: str, as_administrator: Client) -> None:
    claim = factories.claim()
    events = Event.objects.count()

    page = as_administrator.get(url(claim))
    refused = as_administrator.post(url(claim, step), {"text": "x", "into": factories.claim().pk, "statement": "x"})

    assert (page.status_code, page.context["wording"], page.context["comment"]) == (200, None, None)
    assert refused.status_code == 403
    assert Event.objects.count() == events + 1  # the other claim


def test_outsider_sees_nothing(as_outsider: Client) -> None:
    claim = factories.claim(statement="未公開の主張")

    for page in (url(claim), url(claim, "merge"), reverse("claim-claimants"), reverse("notices")):
        assert "未公開の主張" not in as_outsider.get(page, follow=True).content.decode()
    as_outsider.post(url(claim, "watch"), {"watch": "yes"})
    assert Watch.objects.count() == 0
