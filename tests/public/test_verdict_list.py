import re
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from articles.actions import topics
from articles.models import Claimant, Outlet, PublishedVerdict, Rating
from articles.public import listing
from articles.search import sought
from tests import factories
from tests.public.test_check import ODD

pytestmark = pytest.mark.django_db


def headlines(client: Client, **parameters: str) -> list[str]:
    response = client.get("/verdicts/", parameters)
    assert response.status_code == 200
    found = re.findall(r'<h2 class="entry-headline"><a [^>]*>(.*?)</a>', response.content.decode())
    return [re.sub("<wbr>|</?mark>", "", headline) for headline in found]


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", page.replace("<wbr>", "")))


def year_of(headline: str) -> int:
    """In which a verdict was published, where the readers are."""
    return timezone.localtime(PublishedVerdict.objects.get(headline=headline).first_published_at).year


def offered(client: Client, **parameters: str) -> dict[str, list[tuple[str, int]]]:
    """The choices that narrow the list, with their counts."""
    page = client.get("/verdicts/", parameters).content.decode()
    aside = page.split('<aside class="facets"')[1].split("</aside>")[0]
    found = {}
    for section in aside.split("<section ")[1:]:
        heading = plain(section[section.index("<h3") : section.index("</h3>")])
        choices = re.findall(r'choice-label">(.*?)</span><span class="choice-count">(\d+)', section)
        found[heading] = [(re.sub(r"<span.*?</span>|<.*", "", label), int(count)) for label, count in choices]
    return found


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
    assert headlines(client, q="宇宙船") == []


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

    assert offered(client)["判定"] == [("正確", 1), ("誤り", 1)]


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


@pytest.mark.timeout(60, func_only=True)
@pytest.mark.parametrize("kind", ODD)
def test_odd_questions_are_answered(client: Client, kind: str) -> None:
    factories.published_verdict()

    response = client.get("/verdicts/", {"q": ODD[kind]})

    assert response.status_code == 200


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
    assert sought.MAX_QUERY == 200


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
    factories.published_verdict()
    verdict = PublishedVerdict.objects.get(pk=factories.published_verdict().number)
    later = listing.cursor_of(verdict)

    page = client.get("/verdicts/", {"after": later, "q": "図書館", "sort": "new"}).content.decode()

    assert 'href="?q=%E5%9B%B3%E6%9B%B8%E9%A4%A8&amp;rating=fij-false&amp;sort=new"' in page


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


class TestFacets:
    @pytest.fixture(autouse=True)
    def _verdicts(self, db: None) -> None:
        by = factories.reporter()
        local = topics.register(slug="local", name="地域", by=by)
        mayor = factories.claimant(name="早瀬航平", kind=Claimant.Kind.PUBLIC_FIGURE)
        minor = factories.claimant(name="水沢ひなた", kind=Claimant.Kind.MINOR)
        outlet = Outlet.objects.create(name="みなと日報")
        for claimant, rating, title in (
            (mayor, "fij-false", "一"),
            (mayor, "fij-accurate", "二"),
            (minor, "fij-false", "三"),
        ):
            claim = factories.claim(claimant=claimant, topics=[local])
            factories.appearance(claim, outlet=outlet)
            factories.published_verdict(claim, rating=rating, headline=title)
        factories.retracted(factories.published_verdict(factories.claim(claimant=mayor), headline="四"))

    def test_each_choice_says_how_many_it_leaves(self, client: Client) -> None:
        assert offered(client) == {
            "判定": [("正確", 1), ("誤り", 2)],
            "発信者": [("早瀬航平", 2)],
            "テーマ": [("地域", 3)],
            "媒体": [("みなと日報", 2)],
            "公開した年": [(f"{year_of('三')}年", 3)],
        }

    def test_choices_of_one_facet_are_counted_without_its_own_filter(self, client: Client) -> None:
        number = str(Claimant.objects.get(name="早瀬航平").pk)

        found = offered(client, rating="fij-false", claimant=number)

        assert found["判定"] == [("正確", 1), ("誤り", 1)]
        assert found["発信者"] == [("早瀬航平", 1)]
        assert headlines(client, rating="fij-false", claimant=number) == ["一"]

    def test_nobody_who_may_not_be_named_is_a_choice(self, client: Client) -> None:
        assert "水沢" not in client.get("/verdicts/").content.decode()
        number = str(Claimant.objects.get(name="水沢ひなた").pk)
        page = client.get("/verdicts/", {"claimant": number}).content.decode()
        assert f"「{number}」に当たる発信者の検証記事はありません。" in page

    def test_outlet_and_year_narrow_the_list(self, client: Client) -> None:
        assert headlines(client, outlet="みなと日報") == ["二", "一"]
        assert headlines(client, year=str(year_of("三"))) == ["三", "二", "一"]

    @pytest.mark.parametrize(
        ("name", "value", "heading"),
        [
            ("rating", "fij-flase", "判定"),
            ("rating", "fij-withheld", "判定"),
            ("topic", "なし", "テーマ"),
            ("claimant", "999", "発信者"),
            ("outlet", "<b>新聞", "媒体"),
            ("year", "1999", "公開した年"),
        ],
    )
    def test_a_value_under_which_nothing_stands_is_said_and_left_out(
        self, client: Client, name: str, value: str, heading: str
    ) -> None:
        page = client.get("/verdicts/", {name: value}).content.decode()

        assert f"「{escape(value)}」に当たる{heading}の検証記事はありません。この条件を外して探しました。" in page
        assert headlines(client, **{name: value}) == ["三", "二", "一"]

    def test_what_is_retracted_is_found_by_who_looks_for_it_and_says_so(self, client: Client) -> None:
        assert "四" not in headlines(client)
        assert offered(client, q="図書館")["判定"] == [("正確", 1), ("誤り", 2), ("取り消し", 1)]

        page = plain(client.get("/verdicts/", {"q": "図書館", "rating": "retracted"}).content.decode())

        assert headlines(client, rating="retracted") == [
            '<span class="mark">【取り消し】</span>「市立図書館の来館者は前年度の２倍に増えた」の検証'
        ]
        assert "に取り消しました。判定は無効です。" in page
        assert "四" not in page.split("絞り込む")[1]

    def test_addresses_hold_the_selection_and_nothing_else(self, client: Client) -> None:
        page = client.get("/verdicts/", {"q": "図書館", "rating": "fij-false", "utm_source": "x", "sort": "new"})

        links = re.findall(r'href="(\?[^"]*)"', page.content.decode())
        assert "?q=%E5%9B%B3%E6%9B%B8%E9%A4%A8&amp;sort=new" in links  # without the rating
        assert "?q=%E5%9B%B3%E6%9B%B8%E9%A4%A8&amp;rating=fij-false" in links  # by relevance
        assert [link for link in links if "utm" in link] == []


class TestSearch:
    def test_matched_words_are_marked_whatever_their_form(self, client: Client) -> None:
        factories.published_verdict(
            factories.claim(statement="高瀬野市では卵が値上がりした"),
            headline="タマゴの値段",
            summary="一。\n卵は１２％上がった。\n三。",
        )

        page = client.get("/verdicts/", {"q": "髙瀬野市 たまご 12%"}).content.decode()

        assert re.findall("<mark>(.*?)</mark>", page) == ["タマゴ", "高瀬野市", "卵", "卵", "１２％"]

    def test_words_that_are_missed_are_named(self, client: Client) -> None:
        factories.published_verdict(factories.claim(statement="高瀬野市の卵が値上がりした"), headline="一")
        factories.published_verdict(factories.claim(statement="高瀬野市の橋が閉鎖される"), headline="二")

        page = plain(client.get("/verdicts/", {"q": "高瀬野市　卵　火星"}).content.decode())

        assert headlines(client, q="高瀬野市　卵　火星") == ["一", "二"] or headlines(
            client, q="高瀬野市　卵　火星"
        ) == ["一"]
        assert "「火星」は、どの検証記事にもありません。" in page
        assert "含まれない言葉：火星" not in page

    def test_best_comes_first_unless_the_newest_is_wanted(self, client: Client) -> None:
        factories.published_verdict(factories.claim(statement="橋と卵の値段"), headline="一")
        factories.published_verdict(
            factories.claim(statement="卵の値段"), headline="二", reasoning="橋については見ていない。"
        )
        factories.published_verdict(factories.claim(statement="卵"), headline="三", reasoning="値段の橋。")

        assert headlines(client, q="橋 値段")[0] == "一"
        assert headlines(client, q="橋 値段", sort="new") == ["三", "二", "一"]

    def test_pages_of_a_search_continue_without_gap_or_repeat(
        self, client: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(listing, "SIZE", 2)
        for number in range(1, 6):
            factories.published_verdict(headline=f"その{number}")

        for sort in ("", "new"):
            seen: list[str] = []
            address = f"/verdicts/?q=図書館&sort={sort}"
            while address:
                page = client.get(address).content.decode()
                seen += re.findall(r"その(?:<mark>)?(\d)", page.split("絞り込む")[1])
                following = re.search(r'rel="next" href="([^"]*)"', page)
                address = f"/verdicts/{following[1].replace('&amp;', '&')}" if following else ""
            assert seen == ["5", "4", "3", "2", "1"]

    @pytest.mark.parametrize("after", ["x", "r", "r-1", "r1234567", "1-1", "r１"])
    def test_place_that_is_not_ours_is_not_found(self, client: Client, after: str) -> None:
        factories.published_verdict()

        assert client.get("/verdicts/", {"q": "図書館", "after": after}).status_code == 404

    def test_an_articles_link_finds_its_verdict(self, client: Client) -> None:
        claim = factories.claim()
        factories.appearance(claim, url="https://news.example/2026/library")
        factories.published_verdict(claim, headline="一")
        factories.published_verdict(headline="二")

        for link in (
            "https://news.example/2026/library",
            "http://www.news.example/2026/library/?utm_source=x&fbclid=1",
            "https://news.example/2026/library/amp/",
        ):
            assert headlines(client, q=link) == ["一"]
        assert headlines(client, q="https://news.example/2026/other") == []
        assert (
            "このリンクの検証記事はありません" in client.get("/verdicts/", {"q": "https://a.example/"}).content.decode()
        )

    def test_the_link_of_what_is_cited_finds_its_verdict(self, client: Client) -> None:
        by, archived = factories.reporter(), "https://archive.example/20260301/https://minato.example/survey"
        draft = factories.complete_draft(by=by, headline="一")
        factories.primary_evidence(draft, by=by, url="https://minato.example/survey", archive_url=archived)
        factories.published(draft)

        for link in ("minato.example/survey?utm_source=x", archived):
            assert headlines(client, q=link) == ["一"]

    def test_evidence_and_affiliation_are_searched(self, client: Client) -> None:
        mayor = factories.claimant(name="早瀬航平", kind=Claimant.Kind.PUBLIC_FIGURE, affiliation="潮見商工会議所会頭")
        factories.published_verdict(factories.claim(claimant=mayor), headline="一")

        assert headlines(client, q="商工会議所") == ["一"]
        assert headlines(client, q="図書館年報") == ["一"]
        assert headlines(client, q="教育委員会") == ["一"]

    @pytest.mark.parametrize(
        ("statement", "query"),
        [
            ("来年の県立高校入試から、内申点が廃止される", "内申点が廃止されるって本当"),
            ("津久田修市長は辞任する", "津久田氏"),
            ("津久田修市長は辞任する", "つくだ"),
            ("高瀬野市の借金は半減した", "髙瀬野市"),
            ("鶴ヶ浜冷食は産地を偽装した", "鶴が浜"),
            ("卵の値段が３倍になった", "たまごの値上げ"),
            ("国産の割合は８３％だ", "83パーセント"),
            ("支持率は8割だ", "八割"),
            ("選挙で２万票が消えた", "せんきょ"),
            ("ｺﾝﾋﾟｭｰﾀが配られた", "コンピューター"),
        ],
    )
    def test_what_the_empty_page_promises_is_true(self, client: Client, statement: str, query: str) -> None:
        factories.published_verdict(factories.claim(statement=statement), headline="一")
        factories.published_verdict(factories.claim(statement="橋は閉鎖される"), headline="二")

        assert headlines(client, q=query) == ["一"]

    def test_no_search_lists_more_than_a_third_of_everything(self, client: Client) -> None:
        for _ in range(60):
            factories.published_verdict()

        assert "<strong>18件</strong>" in client.get("/verdicts/", {"q": "図書館"}).content.decode()


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
        with django_assert_num_queries(5):
            client.get("/")

    def test_list(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        client.get("/verdicts/")
        with django_assert_num_queries(8):  # of whom no figures are shown is asked for the ETag, too
            client.get("/verdicts/")

    def test_search(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        client.get("/verdicts/")
        with django_assert_num_queries(8):
            client.get("/verdicts/", {"q": "図書館", "rating": "fij-false", "topic": "local"})

    def test_claimant(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(4):
            client.get(f"/claimants/{claimant_number}/")

    def test_topic(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(4):
            client.get("/topics/local/")

    def test_corrections(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(3):
            client.get("/corrections/")

    def test_statistics(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        client.get("/statistics/")
        with django_assert_num_queries(3):
            client.get("/statistics/")

    def test_methodology(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(3):
            client.get("/methodology/")

    @pytest.mark.parametrize("kind", ["atom", "rss", "json"])
    def test_feed(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries, kind: str
    ) -> None:
        with django_assert_num_queries(5):
            client.get(f"/feeds/verdicts.{kind}")

    def test_sitemap(
        self, client: Client, claimant_number: int, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(7):
            client.get("/sitemap.xml")


@pytest.mark.parametrize("versions", [1, 3])
def test_verdict_page_query_count(
    client: Client, versions: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    verdict = factories.published_verdict()
    for number in range(1, versions):
        verdict = factories.corrected(verdict, selection_reason=f"理由{number}。")
    address = client.get(f"/verdicts/{verdict.number}/").headers["Location"]

    with django_assert_num_queries(2):
        page = client.get(address)
    with django_assert_num_queries(1):
        client.get(f"/verdicts/{verdict.number}/versions/1/")
    with django_assert_num_queries(1):
        client.get(address, headers={"if-none-match": page.headers["ETag"]})
    with django_assert_num_queries(2):
        client.get(f"/embed/verdicts/{verdict.number}/")


def test_a_page_after_the_last_leads_to_the_first(client: Client) -> None:
    factories.published_verdict(factories.claim(statement="卵の値段は三倍になった"))

    page = client.get("/verdicts/", {"q": "卵", "after": "r1"}).content.decode()

    assert "これより後ろに検証記事はありません" in page
    assert "当てはまる検証記事はありません" not in page
    assert '<a href="?q=%E5%8D%B5">はじめから見る</a>' in page


def test_a_question_to_an_empty_library_is_answered(client: Client) -> None:
    assert headlines(client, q="内申点") == []


@pytest.mark.parametrize(
    ("query", "marked"), [("市長", "市長"), ("ないしんてん", "内申点"), ("つくだおさむ", "津久田修")]
)
def test_nouns_that_say_little_and_compounds_in_kana_are_found(client: Client, query: str, marked: str) -> None:
    factories.published_verdict(
        factories.claim(statement="市長の津久田修氏は内申点を廃止すると述べた"), headline="内申点の検証"
    )
    factories.published_verdict(factories.claim(statement="図書館の来館者は減った"), headline="図書館の検証")

    assert headlines(client, q=query) == ["内申点の検証"]
    assert f"<mark>{marked}</mark>" in client.get("/verdicts/", {"q": query}).content.decode()


def test_a_retracted_verdict_is_linked_by_its_number_alone(client: Client) -> None:
    verdict = factories.published_verdict(
        factories.claim(statement="内申点が廃止される"), headline="取り消される見出し"
    )
    factories.retracted(verdict)

    page = client.get("/verdicts/", {"q": "内申点"}).content.decode()

    assert f'href="/verdicts/{verdict.pk}/"' in page
    assert quote("取り消される見出し") not in page
