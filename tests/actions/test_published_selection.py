"""What readers are told of the selection: whole months, no claimants, no name that was not published."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from articles.actions import candidates, elections, published_selection, topics
from articles.desk.selection import Period
from articles.models import Candidate, Claim, Outlet, PublishedSelection, RatingScale
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 10)


def arrived(moment: str, *candidates_or_claims: Candidate | Claim) -> None:
    """Rows do not take their time of arrival from anybody."""
    at = datetime.fromisoformat(f"{moment}T12:00:00+09:00")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for each in candidates_or_claims:
            type(each)._base_manager.filter(pk=each.pk).update(created_at=at)
        cursor.execute("SET LOCAL session_replication_role = origin")


def candidate_of(outlet: Outlet | None) -> Candidate:
    return factories.candidate(
        factories.revision(f"市は来館者が{Candidate.objects.count()}倍になったと発表した。", outlet=outlet)
    )


@pytest.fixture
def newsroom(settings: Any) -> None:
    """October: two candidates of a daily, one chosen and published, one rejected; one of an outlet nobody knows yet."""
    settings.DEMO = False
    by = factories.reporter()
    daily, secret = Outlet.objects.create(name="みなと日報"), Outlet.objects.create(name="誰も知らない媒体")
    bus = topics.register(slug="bus", name="路線バス", by=by)
    hidden = topics.register(slug="under-water-plan", name="水面下の企画", by=by)
    claim = factories.claim(claimant=factories.claimant(name="みなと市"), topics=[bus])
    draft = factories.claim(topics=[hidden])
    chosen, rejected, other = candidate_of(daily), candidate_of(daily), candidate_of(secret)
    candidates.accept(chosen, claim=claim, by=by)
    candidates.accept(other, claim=draft, by=by)
    candidates.reject(rejected, reason="opinion", by=by)
    factories.published_verdict(claim)
    this_month = candidate_of(daily)
    arrived("2026-10-20", chosen, rejected, other, claim, draft)
    arrived("2026-11-05", this_month)


def lines(grouping: str, first: date = date(2026, 10, 1)) -> dict[str, tuple[int, ...]]:
    """Key → seen, accepted, rejected, published."""
    rows = PublishedSelection.objects.of(first, date(2026, 10, 31)).filter(grouping=grouping)
    return {row.key: (row.seen, row.accepted, row.rejected, row.published) for row in rows}


def test_whole_months_are_published_under_names_that_are_public(newsroom: None) -> None:
    published_selection.publish(TODAY)

    assert lines("total") == {"": (3, 2, 1, 1)}
    assert lines("outlet") == {"みなと日報": (2, 1, 1, 1), "": (1, 1, 0, 0)}
    assert lines("topic") == {"bus": (1, 1, 0, 1), "": (1, 1, 0, 0), "-": (1, 0, 1, 0)}
    assert lines("total", date(2025, 11, 1)) == {"": (3, 2, 1, 1)}
    total = PublishedSelection.objects.totals()[0]
    assert (total.first_date, total.reasons) == (date(2025, 11, 1), {"意見・評価である": 1})
    assert not PublishedSelection.objects.filter(last_date__gt=date(2026, 10, 31)).exists()


def test_figures_are_counted_again_and_taken_away(newsroom: None, settings: Any) -> None:
    published_selection.publish(TODAY)
    count = PublishedSelection.objects.count()

    assert published_selection.publish(TODAY) == PublishedSelection.objects.count() == count
    settings.PUBLISH_SELECTION = False
    assert (published_selection.publish(TODAY), PublishedSelection.objects.count()) == (0, 0)


def test_page_tells_figures_and_neither_secrets_nor_claimants(newsroom: None, client: Client) -> None:
    published_selection.publish(TODAY)

    page = client.get("/selection/").content.decode()
    month = client.get("/selection/?first=2026-10-01&last=2026-10-31").content.decode()

    assert "候補3件のうち2件を採用し、1本を公開" in page.replace("<wbr>", "")
    assert re.findall(r'<th scope="row">(?:<a [^>]*>)?(.*?)(?:</a>)?</th>', page) == [
        *("意見・評価である", "路線バス", "そのほかのテーマ", "テーマなし、または採用前"),
        *("みなと日報", "そのほかの媒体"),
    ]
    assert "2026年10月</p>" in month
    for words in ("誰も知らない媒体", "水面下の企画", "under-water-plan", "みなと市"):
        assert (words in page, words in month) == (False, False)
    for query in (
        "first=2026-10-01",
        "first=2026-11-01&last=2026-11-30",
        "first=x&last=y",
        "first=2026-13-01&last=%00",
    ):
        assert client.get(f"/selection/?{query}").status_code == 404


def test_outlet_of_a_party_is_not_named_while_its_figures_are_withheld(newsroom: None, client: Client) -> None:
    party = factories.claimant(name="みなと日報")  # a party with a paper of its name
    factories.published_verdict(factories.claim(claimant=party))
    published_selection.publish(TODAY)
    before = client.get("/selection/")
    today = timezone.localdate()
    elections.call(
        name="市長選",
        first_date=today,
        last_date=today + timedelta(days=7),
        scale=RatingScale.objects.get(code="fij-2019"),
        claimants=[party],
        by=factories.desk_editor(),
    )

    during = client.get("/selection/", headers={"if-none-match": before.headers["ETag"]})

    assert (during.status_code, "みなと日報" in before.content.decode()) == (200, True)
    assert "みなと日報" not in during.content.decode()


def test_newsroom_that_publishes_none_says_so(client: Client, settings: Any) -> None:
    settings.PUBLISH_SELECTION = False

    page = client.get("/selection/").content.decode()

    assert ("数字は公開していません" in page, 'content="noindex"' in page) == (True, True)
    assert 'href="/selection/"' not in client.get("/").content.decode()


def test_months_go_back_a_year() -> None:
    found = list(published_selection.periods(date(2026, 2, 28)))

    assert found[:2] == [
        Period(date(2026, 2, 1), date(2026, 2, 28)),
        Period(date(2026, 1, 1), date(2026, 1, 31)),
    ]
    assert (len(found), found[11], found[12]) == (
        13,
        Period(date(2025, 3, 1), date(2025, 3, 31)),
        Period(date(2025, 3, 1), date(2026, 2, 28)),
    )


@pytest.mark.parametrize(("demo", "last"), [(False, date(2026, 10, 31)), (True, TODAY)])
def test_last_day_is_that_of_a_whole_month_except_in_the_demo(settings: Any, demo: bool, last: date) -> None:
    settings.DEMO = demo

    assert published_selection.last_day(TODAY) == last


def test_period_ends_after_it_begins() -> None:
    counts = dict.fromkeys(
        ("seen", "pending", "duplicates", "rejected", "accepted", "by_hand", "claims", "published"), 0
    )
    row = PublishedSelection(
        first_date=TODAY, last_date=TODAY - timedelta(days=1), grouping="total", counted_at=timezone.now(), **counts
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
