import re
from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from articles import search
from articles.actions import topics
from articles.models import PublishedVerdict, Rating
from articles.public import listing
from tests import factories

pytestmark = pytest.mark.django_db


def headlines(client: Client, **parameters: str) -> list[str]:
    response = client.get("/verdicts/", parameters)
    assert response.status_code == 200
    found = re.findall(r'<h2 class="entry-headline"><a [^>]*>(.*?)</a>', response.content.decode())
    return [headline.replace("<wbr>", "") for headline in found]


def test_newest_verdict_comes_first(client: Client) -> None:
    for headline in ("一", "二", "三"):
        factories.published_verdict(headline=headline)

    assert headlines(client) == ["三", "二", "一"]


def test_only_live_verdicts_are_listed(client: Client) -> None:
    factories.complete_draft(headline="下書き")
    factories.approved_verdict(headline="承認済み")
    factories.retracted(factories.published_verdict(headline="取り消し"))
    factories.hidden(factories.published_verdict(headline="非表示"))
    factories.published_verdict(headline="公開中")

    assert headlines(client) == ["公開中"]


def test_search_narrows_the_list(client: Client) -> None:
    factories.published_verdict(factories.claim(statement="最低賃金は県内で最も高い"), headline="賃金の検証")
    factories.published_verdict(headline="図書館の検証")

    assert headlines(client, q="県内　最低賃金") == ["賃金の検証"]
    assert headlines(client, q="最低賃金 宇宙船") == []


def test_rating_and_topic_narrow_the_list_together(client: Client) -> None:
    by = factories.reporter()
    local = topics.register(slug="local", name="地域", by=by)
    health = topics.register(slug="health", name="健康", by=by)
    for topic in (local, health):
        for rating in ("fij-false", "fij-accurate"):
            claim = factories.claim(topics=[topic])
            factories.published_verdict(claim, rating=rating, headline=f"{topic.name} {rating}")

    assert headlines(client, topic="local") == ["地域 fij-accurate", "地域 fij-false"]
    assert headlines(client, rating="fij-false") == ["健康 fij-false", "地域 fij-false"]
    assert headlines(client, rating="fij-false", topic="health") == ["健康 fij-false"]


def test_filters_offer_only_what_leads_somewhere(client: Client) -> None:
    factories.published_verdict(rating="fij-false")
    factories.published_verdict(rating="fij-accurate")
    factories.retracted(factories.published_verdict(rating="fij-withheld"))

    offered = re.findall(r'href="\?rating=([\w-]+)"', client.get("/verdicts/").content.decode())

    assert offered == ["fij-accurate", "fij-false"]


def test_unknown_parameters_and_values_are_ignored(client: Client) -> None:
    factories.published_verdict(headline="公開中")

    for parameters in (
        {"utm_source": "x"},
        {"rating": "\0"},
        {"topic": "なし"},
        {"page": "99"},
        {"rating": "a' OR 1=1"},
    ):
        assert headlines(client, **parameters) == ["公開中"]


@pytest.mark.parametrize("query", ["%_\\\"'()", "%", "''", "\\", "。、", "\0", "&|!<->", "<script>"])
def test_hostile_query_is_answered(client: Client, query: str) -> None:
    factories.published_verdict()

    response = client.get("/verdicts/", {"q": query})

    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_query_without_a_word_says_so(client: Client) -> None:
    factories.published_verdict()

    response = client.get("/verdicts/", {"q": "%_\\\"'()"})

    assert "検索できる言葉がありません" in response.content.decode()
    assert headlines(client, q="%_\\\"'()") == []


def test_overlong_query_is_cut_and_the_page_says_so(client: Client) -> None:
    factories.published_verdict(headline="公開中")
    query = ("図書館 " * 2500)[:10_000]

    page = client.get("/verdicts/", {"q": query}).content.decode()

    assert "はじめの200文字だけで探しました。" in page
    assert headlines(client, q=query) == ["公開中"]
    assert search.MAX_QUERY == 200


def test_pages_continue_without_gap_or_repeat() -> None:
    for number in range(1, 6):
        factories.published_verdict(headline=f"その{number}")
    PublishedVerdict.objects.update(first_published_at=factories.PUBLISHED_AT)  # so that only the number orders them
    ratings = Rating.objects.in_bulk()

    seen: list[str] = []
    cursor = ""
    while not seen or cursor:
        page = listing.page(PublishedVerdict.objects.live(), ratings, after=cursor, size=2)
        seen += [entry.verdict.headline for entry in page.entries]
        cursor = page.cursor

    assert seen == ["その5", "その4", "その3", "その2", "その1"]


def test_page_after_a_cursor_begins_with_the_next_verdict(client: Client) -> None:
    numbers = [factories.published_verdict(headline=headline).number for headline in ("一", "二", "三")]
    cursor = listing.cursor_of(PublishedVerdict.objects.get(pk=numbers[1]))

    assert headlines(client, after=cursor) == ["一"]


def test_filter_links_start_at_the_first_page(client: Client) -> None:
    verdict = PublishedVerdict.objects.get(pk=factories.published_verdict().number)
    later = listing.cursor_of(verdict)

    page = client.get("/verdicts/", {"after": later, "q": "図書館"}).content.decode()

    assert 'href="?q=%E5%9B%B3%E6%9B%B8%E9%A4%A8&amp;rating=fij-false"' in page


@pytest.mark.parametrize(
    "cursor", ["x", "1", "1-", "-1-1", "１-１", "1-99999999999999999999", "9" * 400 + "-1", "1-1\0"]
)
def test_cursor_that_is_not_ours_is_not_found(client: Client, cursor: str) -> None:
    factories.published_verdict()

    assert client.get("/verdicts/", {"after": cursor}).status_code == 404


def test_end_of_the_list_offers_the_beginning(client: Client) -> None:
    verdict = PublishedVerdict.objects.get(pk=factories.published_verdict().number)
    verdict.first_published_at -= timedelta(days=1)

    page = client.get("/verdicts/", {"after": listing.cursor_of(verdict)}).content.decode()

    assert "はじめから見る" in page


class TestQueryCount:
    """The same for one verdict and for three; rating names and topics are not asked for row by row."""

    @pytest.fixture(params=[1, 3])
    def claimant_number(self, request: pytest.FixtureRequest) -> int:
        topic = topics.register(slug="local", name="地域", by=factories.reporter())
        claimant = factories.claimant()
        for _ in range(request.param):
            verdict = factories.published_verdict(factories.claim(claimant=claimant, topics=[topic]))
            factories.corrected(verdict, selection_reason="広く伝えられたため。")
        return claimant.pk

    def test_home(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(3):
            client.get("/")

    def test_list(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(4):
            client.get("/verdicts/")

    def test_search(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(4):
            client.get("/verdicts/", {"q": "図書館", "rating": "fij-false", "topic": "local"})

    def test_claimant(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(3):
            client.get(f"/claimants/{claimant_number}/")

    def test_topic(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(2):
            client.get("/topics/local/")

    def test_corrections(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(1):
            client.get("/corrections/")

    def test_statistics(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(2):
            client.get("/statistics/")

    def test_methodology(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(2):
            client.get("/methodology/")

    @pytest.mark.parametrize("kind", ["atom", "rss", "json"])
    def test_feed(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries, kind: str
    ) -> None:
        with django_assert_num_queries(3):
            client.get(f"/feeds/verdicts.{kind}")

    def test_sitemap(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(4):
            client.get("/sitemap.xml")


@pytest.mark.parametrize("versions", [1, 3])
def test_verdict_page_query_count(
    client: Client, versions: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    verdict = factories.published_verdict()
    for number in range(1, versions):
        verdict = factories.corrected(verdict, selection_reason=f"理由{number}。")
    address = client.get(f"/verdicts/{verdict.number}/").headers["Location"]

    with django_assert_num_queries(3):
        page = client.get(address)
    with django_assert_num_queries(3):
        client.get(f"/verdicts/{verdict.number}/versions/1/")
    with django_assert_num_queries(1):
        client.get(address, headers={"if-none-match": page.headers["ETag"]})
    with django_assert_num_queries(2):
        client.get(f"/embed/verdicts/{verdict.number}/")
