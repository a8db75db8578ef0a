"""The figures of home and scorecard against plain SQL over a generated newsroom, and who may take the decisions out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.actions import assignments, replies, verdicts
from articles.desk import figures, home, plots, scorecard
from articles.desk.due import due
from articles.models import Candidate, Event, RightOfReply
from tests import factories
from tests.desk import generated, recorded

pytestmark = pytest.mark.django_db

PAGE = "/admin/scorecard/"


def sql(query: str, *values: object) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def number(query: str, *values: object) -> int:
    return int(sql(query, *values)[0][0])


@pytest.mark.parametrize("seed", [1, 2])
def test_days_are_what_the_tables_say(seed: int) -> None:
    generated.newsroom(seed)
    factories.published_verdict()

    days = figures.days(figures.today())

    assert len(days) == 28
    for day in days:
        on = "({}  AT TIME ZONE 'Asia/Tokyo')::date = %s"
        counted = (
            number(f"SELECT count(*) FROM articles_candidate WHERE {on.format('created_at')}", day.date),
            number(f"SELECT count(*) FROM articles_candidate WHERE {on.format('decided_at')}", day.date),
            number(
                f"SELECT count(*) FROM articles_candidate WHERE state = 'accepted' AND {on.format('decided_at')}",
                day.date,
            ),
            number(
                f"SELECT count(*) FROM articles_publication WHERE kind = 'published' AND {on.format('published_at')}",
                day.date,
            ),
        )
        assert (day.arrived, day.decided, day.accepted, day.published) == counted
    assert sum(day.published for day in days) == 1
    assert sum(day.arrived for day in days) > 0
    assert sum(day.accepted for day in days) > 0


def test_waits_run_from_the_first_article_to_the_first_publication() -> None:
    claims = [factories.claim() for _ in range(3)]
    for claim, day in zip(claims, (0.5, 5, 40), strict=True):
        article = factories.appearance(claim).revision.article
        factories.appearance(claim)  # a later one does not count
        at = timezone.now() - timedelta(days=day)
        sql("UPDATE articles_article SET imported_at = %s WHERE id = %s RETURNING id", at, article.pk)
        sql("UPDATE articles_claim SET created_at = now() WHERE id = %s RETURNING id", claim.pk)
        factories.published_verdict(claim)
    factories.published_verdict()  # begun by hand, at once

    waits = figures.waits(figures.today())

    assert (waits.verdicts, waits.steps) == (4, [2, 0, 0, 1, 0, 0, 1])
    assert waits.median == pytest.approx((0.5 + 5) / 2 * 86_400, abs=120)


def test_steps_end_before_their_day() -> None:
    day = figures.DAY_SECONDS
    assert figures.steps_of([0, day - 1, day, 2 * day, 28 * day - 1, 28 * day]) == [2, 1, 1, 0, 0, 1, 1]


@pytest.mark.parametrize("seed", [3, 4])
def test_scorecard_is_what_the_tables_say(seed: int) -> None:
    generated.newsroom(seed)
    since = figures.beginning_of(figures.today() - timedelta(days=89))

    kinds, rulesets = scorecard.by_kind(since), scorecard.by_ruleset(since)

    decided = "FROM articles_candidate c WHERE decided_at >= %s AND state IN ('accepted', 'rejected', 'duplicate')"
    total = scorecard.together(kinds)
    assert total.decided == number(f"SELECT count(*) {decided}", since)
    assert total.duplicates == number(f"SELECT count(*) {decided} AND state = 'duplicate'", since)
    assert total.acceptance.part == number(
        f"SELECT count(*) {decided} AND state = 'accepted' AND origin <> 'hand'", since
    )
    assert total.recall.whole == number(f"SELECT count(*) {decided} AND state = 'accepted'", since)
    assert [ruleset.score.name for ruleset in rulesets] == ["v8", "v7"]
    for ruleset in rulesets:
        read = (
            f"{decided} AND EXISTS (SELECT 1 FROM articles_extractionrun r WHERE r.revision_id = c.revision_id"
            " AND r.ruleset = %s AND r.state = 'succeeded')"
        )
        proposed = (
            "EXISTS (SELECT 1 FROM articles_candidatescore s JOIN articles_extractionrun r ON r.id = s.run_id"
            " WHERE s.candidate_id = c.id AND r.ruleset = %s {})"
        )
        values = (since, ruleset.score.name)
        accepted = f"SELECT count(*) {read} AND state = 'accepted'"
        assert ruleset.score.decided == number(f"SELECT count(*) {read}", *values)
        assert ruleset.score.recall.whole == number(accepted, *values)
        assert ruleset.score.recall.part == number(f"{accepted} AND {proposed.format('')}", *values, ruleset.score.name)
        for tenth, share in enumerate(ruleset.bins):
            upper = "AND s.priority < %s" if tenth < 9 else "AND s.priority <= %s"
            inside = proposed.format(f"AND s.priority >= %s {upper}")
            ends = (ruleset.score.name, tenth / 10, (tenth + 1) / 10)
            assert share.part == number(f"{accepted} AND {inside}", *values, *ends)
            assert share.whole == share.part + number(
                f"SELECT count(*) {read} AND state = 'rejected' AND {inside}", *values, *ends
            )
        assert ruleset.score.acceptance.part == sum(share.part for share in ruleset.bins)


def test_interval_holds_the_share_and_narrows_with_the_number() -> None:
    few, many = plots.Share.of(3, 10), plots.Share.of(300, 1000)

    assert (few.low, few.high) == (pytest.approx(0.108, abs=0.001), pytest.approx(0.603, abs=0.001))
    assert few.low < many.low < 0.3 < many.high < few.high
    assert plots.Share.of(0, 0).value is None


def test_pages_ask_as_much_for_much_as_for_little(
    as_desk_editor: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    recorded.candidates(1)
    with django_assert_num_queries(5):
        assert as_desk_editor.get(PAGE).status_code == 200
    generated.newsroom(5)
    with django_assert_num_queries(5):
        page = as_desk_editor.get(PAGE)

    assert page.context["calibration"] is not None
    assert "点数は当たっているか" in page.content.decode()


def test_scorecard_without_decisions_says_what_to_do(as_reporter: Client) -> None:
    page = as_reporter.get(f"{PAGE}?days=365&days=x").content.decode()

    assert "この期間に判断された候補はありません。" in page
    assert "判断を書き出す" not in page


def test_home_lists_what_is_at_hand(as_desk_editor: Client) -> None:
    desk = factories.desk_editor()
    mine = as_desk_editor.get("/admin/").wsgi_request.user
    own, other = factories.complete_draft(by=mine), factories.complete_draft(by=desk)
    today = timezone.now()
    for verdict, days in ((own, 0), (other, 3), (other, -2)):
        replies.add(
            verdict,
            by=verdict.authors.get().user,
            party="みなと市",
            channel=RightOfReply.Channel.EMAIL,
            asked_at=today - timedelta(days=9),
            deadline=today - timedelta(days=days),
        )
    submitted = verdicts.submit(factories.complete_draft(), by=desk)

    context = as_desk_editor.get("/admin/").context

    assert [verdict.pk for verdict in context["mine"]] == [own.pk]
    assert [verdict.pk for verdict in context["reviews"]] == [submitted.pk]
    assert [(row.is_mine, (figures.today() - row.day).days) for row in context["due"]] == [(False, 3), (True, 0)]


def test_home_counts_arrivals_by_outlet() -> None:
    generated.newsroom(6)

    counted = dict(
        sql(
            "SELECT coalesce(o.name, ''), count(*) FROM articles_article a LEFT JOIN articles_outlet o ON o.id = a.outlet_id GROUP BY 1"
        )
    )
    assert {row.name: row.articles for row in figures.arrivals(figures.today())} == counted


def test_flow_tells_what_is_drawn() -> None:
    days = [figures.Day(figures.today(), arrived=1234, decided=40, accepted=12, published=3)]

    assert [flow.plot.caption for flow in home.flows(days)] == [
        "届いた候補：1,234件",
        "判断した候補：40件、うち採用12件",
        "公開した検証記事：3本",
    ]


def test_decisions_go_out_to_administrators_alone(
    as_reporter: Client, as_desk_editor: Client, as_administrator: Client
) -> None:
    row = recorded.candidates(1)[0]
    Candidate.objects.filter(pk=row.pk)
    verdicts.draft(factories.claim(), by=factories.reporter())
    refused = [client.post(f"{PAGE}export/", {"days": "90"}).status_code for client in (as_reporter, as_desk_editor)]
    given = as_administrator.post(f"{PAGE}export/", {"days": "90"})

    assert refused == [403, 403]
    assert (given.status_code, given.headers["Content-Type"]) == (200, "application/jsonl")
    assert b"".join(given.streaming_content) == b""
    assert Event.objects.filter(action="user.decisions_exported").count() == 1


def test_what_is_assigned_is_due() -> None:
    desk, today = factories.desk_editor(), timezone.localdate()
    late, other = factories.claim(statement="港の入港船は三割減った"), factories.claim()
    assignments.assign(late, to=desk, due_date=today - timedelta(days=1), version=0, by=desk)
    assignments.assign(other, to=desk, due_date=today + timedelta(days=1), version=0, by=desk)

    assert [(row.about, row.is_mine) for row in due(desk, today)] == [(late.statement, True)]
