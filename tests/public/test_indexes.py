"""Indexes of topics and claimants, the archive, and the sitemap for news."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from articles.actions import elections, public_entries, topics
from articles.models import Claimant, PublishedVerdict, RatingScale, Verdict
from articles.public import indexes, news_sitemap
from articles.public.dates import day_with_era, era_year, era_years
from articles.public.sitemaps import NAMESPACE
from tests import factories

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def page_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def names(page: str) -> list[str]:
    """What an index lists, with its counts, in order."""
    found = re.findall(r'<li><a href="/(?:topics|claimants)/[^"]+"><span>(.*?)</span>(.*?)</a>', page)
    return [re.sub(r"<[^>]*>|\s", "", "".join(each)) for each in found]


def titles(page: str) -> list[str]:
    return [re.sub(r"<[^>]*>", "", each) for each in re.findall(r'class="entry-headline">(.*?)</h2>', page)]


def about(*topic_names: str) -> Verdict:
    by = factories.reporter()
    found = [topics.register(slug=f"t{number}", name=name, by=by) for number, name in enumerate(topic_names)]
    return factories.published_verdict(factories.claim(topics=found))


def test_topics_stand_in_the_order_of_the_syllabary(client: Client) -> None:
    about("路線バス", "ＡＩ", "図書館", "学校", "外国語")

    page = page_of(client, "/topics/")

    assert names(page) == ["外国語1本", "学校1本", "図書館1本", "路線バス1本", "ＡＩ1本"]
    assert re.findall(r'<h2 id="row-\d+">(.*?)</h2>', page) == ["か行", "た行", "ら行", "A–Z"]
    assert re.findall(r'href="#(row-\d+)"', page) == re.findall(r'<h2 id="(row-\d+)"', page)


def test_long_index_shows_a_row_and_goes_on(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexes, "SIZE", 2)
    about("かき", "かさ", "かに", "さくら", "%_~'")

    first = page_of(client, "/topics/")
    following = re.findall(r'rel="next" href="([^"]+)"', first)
    second = page_of(client, "/topics/" + following[0].replace("&amp;", "&"))

    assert (names(first), names(second)) == (["かき1本", "かさ1本"], ["かに1本"])
    assert re.findall(r'<a href="\?row=\d+"( aria-current="page")?>(.*?)</a>', first) == [
        (' aria-current="page"', "か行"),
        ("", "さ行"),
        ("", "その他"),
    ]
    assert 'rel="next"' not in second
    assert re.findall(r'rel="canonical" href="http://127.0.0.1:8000/topics/(.*?)"', second) == following


@pytest.mark.parametrize("query", ["row=9", "row=x", "row=1&after=%00~a", "row=1&after=nowhere", "row=%EF%BC%91"])
def test_place_that_the_index_does_not_have_is_none(client: Client, query: str) -> None:
    about("かき")

    assert client.get(f"/topics/?{query}").status_code == 404


def test_index_asks_the_same_of_the_database_however_long(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 3):
        for _each in range(count):
            factories.published_verdict(factories.claim(claimant=factories.claimant(name=f"団体{count}{_each}")))
        with django_assert_num_queries(5):  # head of the log, who is withheld (ETag, page), rows, entries
            client.get("/claimants/")


def test_claimants_are_named_if_they_may_be_and_not_counted_in_an_election(client: Client) -> None:
    kinds = [("早瀬航平", Claimant.Kind.PUBLIC_FIGURE), ("みなと市", Claimant.Kind.ORGANISATION)]
    mayor, city = [factories.claimant(name=name, kind=kind) for name, kind in kinds]
    for claimant in (mayor, mayor, city, factories.claimant(name="柊木源五郎", kind=Claimant.Kind.PRIVATE_PERSON)):
        factories.published_verdict(factories.claim(claimant=claimant))
    before, listed = client.get("/claimants/"), client.get("/verdicts/")
    assert names(before.content.decode()) == ["早瀬航平2本", "みなと市1本"]

    elections.call(
        name="市長選",
        first_date=TODAY(),
        last_date=TODAY() + timedelta(days=7),
        scale=RatingScale.objects.get(code="fij-2019"),
        claimants=[mayor],
        by=factories.desk_editor(),
    )
    during = client.get("/claimants/", headers={"if-none-match": before.headers["ETag"]})

    assert client.get("/verdicts/", headers={"if-none-match": listed.headers["ETag"]}).status_code == 200
    assert names(during.content.decode()) == ["早瀬航平", "みなと市1本"]
    assert "候補者・政党ごとの件数を示しません" in during.content.decode()


def at(*moments: str) -> None:
    """Verdicts first published at these moments in Japan."""
    with_clock = [datetime.fromisoformat(f"{moment}+09:00") for moment in moments]
    rows = [factories.published_verdict(headline=f"記事{number}") for number in range(len(moments))]
    for row, moment in zip(rows, with_clock, strict=True):
        PublishedVerdict.objects.filter(pk=row.pk).update(first_published_at=moment)


def test_archive_goes_from_years_to_months_in_japanese_time(client: Client) -> None:

    at("2025-12-31T23:59:59", "2026-01-01T00:00:00", "2026-01-31T23:59:59", "2019-05-01T00:00:00")
    public_entries.recount()

    whole = page_of(client, "/archive/")
    assert re.findall(r'href="(/archive/[^"]+)"', whole) == [
        *("/archive/2026/", "/archive/2026/01/", "/archive/2025/", "/archive/2025/12/"),
        *("/archive/2019/", "/archive/2019/05/"),
    ]
    assert titles(page_of(client, "/archive/2026/01/")) == ["記事2", "記事1"]
    assert titles(page_of(client, "/archive/2025/")) == ["記事0"]
    assert "平成31年・令和元年" in whole
    january = page_of(client, "/archive/2026/01/")
    assert re.findall(r'rel="(\w+)" href="(/archive/[^"]+)"', january) == [("prev", "/archive/2025/12/")]
    for path in ("/archive/2024/", "/archive/2026/02/", "/archive/2026/13/", "/archive/２０２６/", "/archive/0000/"):
        assert client.get(path).status_code == 404


def test_archive_keeps_what_was_retracted_with_its_mark_and_nothing_that_is_hidden(client: Client) -> None:
    factories.corrected(factories.published_verdict(headline="元の見出し"), headline="直した見出し")
    factories.retracted(
        factories.published_verdict(factories.claim(statement="橋は閉鎖される"), headline="取り消す見出し")
    )
    factories.hidden(factories.published_verdict(headline="隠す見出し"))

    page = page_of(client, f"/archive/{TODAY():%Y/%m}/")

    assert titles(page) == ["【取り消し】「橋は閉鎖される」の検証", "【訂正】直した見出し"]
    assert page.count('data-state="retracted"') == 1
    assert not any(words in page for words in ("元の見出し", "取り消す見出し", "隠す見出し"))
    assert page.count("2本") == 1


def test_news_are_of_two_days_and_carry_their_marks(client: Client, settings: pytest.FixtureRequest) -> None:
    settings.NEWSROOM_NAME = "みなと & 検証"  # type: ignore[attr-defined]  # pytest-django's fixture
    factories.corrected(factories.published_verdict(headline="元の見出し"), headline="<直した> & 見出し")
    factories.retracted(factories.published_verdict(headline="取り消す見出し"))
    factories.hidden(factories.published_verdict(headline="隠す見出し"))
    old = factories.published_verdict(headline="古い見出し")
    moment = news_sitemap.hour() - news_sitemap.AGE - timedelta(seconds=1)
    PublishedVerdict.objects.filter(pk=old.pk).update(first_published_at=moment)

    response = client.get("/sitemap-news.xml")
    [url] = ElementTree.fromstring(response.content)

    spaces = {"s": NAMESPACE, "n": news_sitemap.NEWS}
    texts = {each.tag.partition("}")[2]: (each.text or "").strip() for each in url.iter()}
    shown = PublishedVerdict.objects.get(change="correction")
    assert (texts["name"], texts["language"], texts["title"]) == (
        "みなと & 検証",
        "ja",
        "【訂正】<直した> & 見出し",
    )
    assert texts["loc"].startswith(f"http://127.0.0.1:8000/verdicts/{shown.pk}-")
    published = url.findtext("n:news/n:publication_date", "", spaces)
    assert abs(datetime.fromisoformat(published) - shown.first_published_at) < timedelta(seconds=1)
    assert response.headers["Cache-Control"] == "public, no-cache"
    assert client.get("/sitemap-news.xml", headers={"if-none-match": response.headers["ETag"]}).status_code in (
        304,
        200,
    )


@pytest.mark.parametrize(
    ("day", "era"),
    [
        *(("2019-04-30", "平成31年"), ("2019-05-01", "令和元年"), ("2026-03-01", "令和8年")),
        *(("1989-01-07", "昭和64年"), ("1926-12-25", "昭和元年"), ("1912-07-29", "明治45年"), ("1700-01-01", "")),
    ],
)
def test_era_of_a_day(day: str, era: str) -> None:
    assert era_year(datetime.fromisoformat(day).date()) == era


def test_both_calendars() -> None:
    first, last = date(2019, 1, 1), date(2019, 12, 31)
    assert era_years(first, last) == "平成31年・令和元年"
    assert day_with_era("2026-02-28T15:00:00Z") == "2026年（令和8年）3月1日"
