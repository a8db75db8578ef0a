"""What was checked before, said again and said elsewhere, as the desk's pages show it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.actions import desk_search, publications
from articles.desk import doubts
from articles.models import Candidate, Claimant, Event, Rating, User
from tests import factories
from tests.actions.test_desk_search import SAID, found_in, published
from tests.desk.conftest import told

pytestmark = pytest.mark.django_db
OTHER = "みなと市は来年度から市営バスの運賃を一律にすると発表した。"


def url_of(row: Candidate, decision: str = "") -> str:
    return reverse("queue-decide", args=[row.pk, decision]) if decision else reverse("queue-candidate", args=[row.pk])


def shown(client: Client, row: Candidate) -> list[tuple[str, str]]:
    """(statement, band) of the earlier claims."""
    return [(one.claim.statement, one.label) for one in client.get(url_of(row)).context["earlier"]]


# Earlier claims in the queue


def test_drafts_and_claims_without_a_verdict_are_shown(as_reporter: Client) -> None:
    factories.complete_draft(factories.claim(statement=SAID))
    factories.claim(statement=f"{SAID[:-1]}らしい。")

    assert shown(as_reporter, found_in(SAID))[0] == (SAID, "同じ")
    assert len(shown(as_reporter, found_in(SAID, url="https://minato.example/2"))) == 2


def test_one_key_is_offered_for_the_same_claim_only(as_reporter: Client) -> None:
    same = factories.claim(statement=SAID)
    row = found_in(SAID)
    near = found_in(SAID.replace("２倍", "３倍"), url="https://minato.example/2")

    pages = [as_reporter.get(url_of(candidate)).content.decode() for candidate in (row, near)]

    address = reverse("queue-decide", args=[row.pk, "accept"])
    assert f'<button name="claim" value="{same.pk}" formaction="{address}" data-key="m"' in pages[0]
    assert 'data-key="m"' not in pages[1]
    assert "数字が違う" in pages[1]
    assert as_reporter.get(url_of(near)).context["earlier"][0].may_be_joined is False


def test_what_differs_is_asked_before_the_key_joins_it(as_reporter: Client) -> None:
    same = factories.claim(statement=SAID)
    row = found_in(SAID.replace("２倍", "２倍の８万人"))

    page = as_reporter.get(url_of(row)).content.decode()

    address = reverse("queue-decide", args=[row.pk, "accept"])
    assert '<summary data-key="m"' in page
    assert "数字が違います。それでも同じ主張ですか。" in page
    assert f'<button name="claim" value="{same.pk}" formaction="{address}" data-confirm-key="m"' in page


@pytest.mark.parametrize(
    ("name", "aliases", "asks"),
    [("浜辺市", [], True), ("みなと市", [], False), ("港市役所", ["みなと市"], False), ("みなと市長", [], True)],
)
def test_another_speaker_is_asked_about_by_name(as_reporter: Client, name: str, aliases: list[str], asks: bool) -> None:
    factories.claim(statement=SAID, claimant=factories.claimant(name=name, aliases=aliases))

    page = as_reporter.get(url_of(found_in(SAID))).content.decode()

    assert ("発言者が違います。それでも同じ主張ですか。" in page) == asks
    assert (f"あちらは「{name}」、これは「みなと市」" in page) == asks
    assert ('<summary data-key="m"' in page) == asks


@pytest.mark.parametrize(
    ("speaker", "is_claimant"),
    [
        ("石川市長", True),
        ("石川一郎氏", True),
        ("海野美咲、石川一郎", True),
        ("石川次郎", False),
        ("市長", False),
        ("石川県知事", False),
        ("石", False),
    ],
)
def test_a_claimant_is_known_without_a_title_and_by_the_family_name(speaker: str, is_claimant: bool) -> None:
    assert doubts.speaks(Claimant(name="石川一郎"), speaker) == is_claimant


def test_yesterday_of_an_article_without_a_date_is_asked_from_today(as_reporter: Client) -> None:
    statement = "みなと市立図書館の来館者が前年度の２倍に増えた。"
    factories.claim(statement=statement, claimed_date=timezone.localdate() - timedelta(days=400))

    found = as_reporter.get(url_of(found_in(f"昨日、{statement}", published_at=None))).context["earlier"]

    assert [(one.label, one.contradicts, one.kinds_that_differ) for one in found] == [("似ている", True, ["日付"])]


def test_candidate_becomes_an_appearance_of_a_published_claim_and_is_taken_back(
    as_reporter: Client, reporter: User
) -> None:
    verdict, row = published(), found_in(SAID)

    response = as_reporter.post(url_of(row, "accept"), {"claim": verdict.claim_id})
    row.refresh_from_db()
    state = (row.state, row.claim_id, row.decided_by)
    undone = as_reporter.post(reverse("queue-undo"))

    row.refresh_from_db()
    assert state == (Candidate.State.ACCEPTED, verdict.claim_id, reporter)
    assert response.status_code == 302
    assert (row.state, told(undone)) == (
        Candidate.State.PENDING,
        f"判断を取り消しました。もう一度判断できます。（採用：{row.quote}）",
    )
    assert [event.action for event in Event.objects.about(row).order_by("pk")] == [
        "candidate.accepted",
        "candidate.reopened",
    ]


def test_queue_asks_no_more_with_three_claims_than_with_one(
    as_reporter: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = found_in(SAID)
    factories.claim(statement=SAID)

    with django_assert_num_queries(21):
        as_reporter.get(url_of(row))
    published(f"{SAID[:-1]}らしい。")
    factories.complete_draft(factories.claim(statement=SAID.replace("２倍", "３倍")))
    with django_assert_num_queries(21):
        as_reporter.get(url_of(row))


def test_claim_shows_its_like_and_not_itself(
    as_reporter: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    claim, like = factories.claim(statement=SAID), factories.claim(statement=f"{SAID[:-1]}らしい。")
    page = reverse("claim", args=[claim.pk])

    found = as_reporter.get(page).context["earlier"]

    assert [one.claim for one in found] == [like]
    with django_assert_num_queries(19):
        as_reporter.get(page)


def test_administrator_sees_them_and_decides_nothing(as_administrator: Client) -> None:
    factories.claim(statement=SAID)
    rows = [found_in(SAID), found_in(f"{SAID} ")]

    page = as_administrator.get(url_of(rows[0])).content.decode()
    refused = as_administrator.post(reverse("queue-apart", args=[rows[1].pk])).status_code

    assert ('data-key="m"' in page, "/apart/" in page, SAID in page, refused) == (False, False, True, 403)


@pytest.mark.parametrize("path", ["/admin/queue/recurring/", "/admin/queue/"])
def test_outsider_sees_nothing(path: str, as_outsider: Client) -> None:
    published()
    found_in(SAID)

    response = as_outsider.get(path, follow=True)

    assert SAID not in response.content.decode()


# The same statement in several articles


def test_statement_is_shown_once_with_its_appearances_and_decided_for_all(as_reporter: Client) -> None:
    rows = [found_in(SAID), found_in(f"{SAID} ", title="転載した記事"), found_in(OTHER)]

    page = as_reporter.get(url_of(rows[0]))
    response = as_reporter.post(
        url_of(rows[0], "reject"), {"reason": "trivial", "along": [rows[1].pk, rows[2].pk, "x"]}
    )
    states = list(Candidate.objects.order_by("pk").values_list("state", flat=True))
    undone = as_reporter.post(reverse("queue-undo"))

    assert page.context["progress"].left.number == 2
    assert [(row.pk, row.speaker) for row in page.context["same"]] == [(rows[1].pk, "みなと市")]
    assert "転載した記事" in page.content.decode()
    assert states == ["rejected", "rejected", "pending"]
    assert told(response) == f"見送り：{SAID}（同じ文の 2 件とも）"
    assert told(undone).startswith("一緒に下した 2 件の判断をまとめて取り消しました。もう一度判断できます。")
    assert Candidate.objects.pending().count() == 3


def test_candidate_that_came_after_the_page_was_drawn_is_not_decided(as_reporter: Client) -> None:
    first = found_in(SAID)
    unseen = found_in(f"{SAID} ")

    as_reporter.post(url_of(first, "reject"), {"reason": "trivial"})

    unseen.refresh_from_db()
    assert unseen.state == Candidate.State.PENDING


def test_appearance_is_set_apart_and_the_page_stays(as_reporter: Client) -> None:
    rows = [found_in(SAID), found_in(f"{SAID} ")]

    response = as_reporter.post(reverse("queue-apart", args=[rows[1].pk]), {"shown": rows[0].pk})

    assert response["Location"] == f"{url_of(rows[0])}#passage"
    assert as_reporter.get(url_of(rows[0])).context["progress"].left.number == 2


def test_queue_asks_no_more_for_three_appearances(
    as_reporter: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    row = found_in(SAID)
    found_in(f"{SAID} ")

    with django_assert_num_queries(20):
        as_reporter.get(url_of(row))
    found_in(f"{SAID}\n")
    found_in(f" {SAID}")
    with django_assert_num_queries(20):
        as_reporter.get(url_of(row))


# 再拡散


def test_recurring_candidates_are_marked_counted_and_listed_newest_first(
    as_reporter: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    verdict = published()
    first = found_in(SAID, title="一つ目の素材")
    path = reverse("queue-recurring")

    with django_assert_num_queries(4):
        as_reporter.get(path)
    second, _other = found_in(f"{SAID} ", title="二つ目の素材"), found_in(OTHER)
    with django_assert_num_queries(4):
        page = as_reporter.get(path)

    assert [(row.pk, row.recurs, row.candidate.speaker, row.earlier) for row in page.context["rows"]] == [
        (second.pk, verdict, "みなと市", 1)
    ]
    assert "ほか1件の素材にも同じ文" in page.content.decode()
    assert as_reporter.get(url_of(first)).context["recurs"] == verdict
    waiting = {str(row.label): (row.number.number, row.url) for row in as_reporter.get("/admin/").context["waiting"]}
    assert waiting["再拡散"] == (1, path)


def test_equal_sentences_of_seven_articles_are_one_row_for_each_verdict(as_reporter: Client) -> None:
    verdict = published("上郷ダムが決壊した。")
    rows = [found_in("上郷ダムが決壊した。", url=f"https://news.example/{n}") for n in range(7)]
    desk_search.recheck(verdict)

    shown = as_reporter.get(reverse("queue-recurring")).context["rows"]

    assert [(row.pk, row.earlier) for row in shown] == [(rows[-1].pk, 6)]


def test_list_goes_on_where_it_ended(as_reporter: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [SAID.replace("みなと市", city) for city in ("はまべ市", "やまて市", "かわべ市")]
    for text in said:
        published(text)
    rows = [found_in(text) for text in said]
    monkeypatch.setattr("articles.desk.queue.RECURRING_SHOWN", 2)

    first = as_reporter.get(reverse("queue-recurring")).context
    rest = as_reporter.get(reverse("queue-recurring"), {"after": first["after"]}).context

    assert [row.pk for row in (*first["rows"], *rest["rows"])] == [row.pk for row in reversed(rows)]
    assert rest["after"] is None
    assert as_reporter.get(reverse("queue-recurring"), {"after": "%00x"}).status_code == 200


def test_queue_narrows_to_recurring_candidates_and_stays_there(as_reporter: Client) -> None:
    published()
    rows = [found_in(SAID), found_in(OTHER)]

    page = as_reporter.get(reverse("queue"), {"recurring": "1"})
    response = as_reporter.post(f"{url_of(rows[0], 'reject')}?recurring=1", {"reason": "trivial"})

    assert (page.context["candidate"], page.context["progress"].left.number) == (rows[0], 1)
    assert response["Location"] == f"{reverse('queue')}?recurring=1#passage"


def test_retracted_verdict_marks_nothing_from_then_on(as_reporter: Client) -> None:
    verdict, row = published(), found_in(SAID)
    desk_search.recheck(verdict)

    publications.retract(verdict, note="統計が撤回された。", by=factories.desk_editor())

    assert as_reporter.get(url_of(row)).context["recurs"] is None
    assert as_reporter.get(reverse("queue-recurring")).context["rows"] == []


# Precedents


def test_precedents_say_how_the_like_was_rated_and_where_this_one_departs(as_reporter: Client) -> None:
    earlier = published(f"{SAID[:-1]}らしい。")
    factories.complete_draft(factories.claim(statement=SAID))
    by = factories.reporter()
    verdict = factories.complete_draft(factories.claim(statement=SAID), by=by, rating="fij-accurate")
    page = reverse("admin:articles_verdict_change", args=[verdict.pk])

    shown = as_reporter.get(page)

    (precedent,) = shown.context["precedents"]
    assert (precedent.earlier.verdict, precedent.earlier.rating) == (earlier, Rating.objects.get(code="fij-false"))
    assert precedent.departs is True
    assert "理由を「前例との違い」に書いてください。" in shown.content.decode()
    assert 'name="precedent_note"' in shown.content.decode()
