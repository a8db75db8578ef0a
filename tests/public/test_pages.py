import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from articles.actions import topics
from articles.models import Claimant, Publication
from tests import factories

pytestmark = pytest.mark.django_db

VOID = "【取り消し】「市立図書館の来館者は前年度の２倍に増えた」の検証"
ATOM = "{http://www.w3.org/2005/Atom}"


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return re.sub(r"<[^>]+>", "", response.content.decode())


class TestWithoutVerdicts:
    @pytest.mark.parametrize(
        ("path", "says"),
        [
            ("/", "まだ検証記事がありません"),
            ("/verdicts/", "検証記事がありません"),
            ("/corrections/", "訂正はありません"),
            ("/statistics/", "まだ数えるものがありません"),
        ],
    )
    def test_page_says_so(self, client: Client, path: str, says: str) -> None:
        assert says in text(client, path)

    @pytest.mark.parametrize("kind", ["atom", "rss"])
    def test_feed_is_well_formed(self, client: Client, kind: str) -> None:
        assert len(ElementTree.fromstring(client.get(f"/feeds/verdicts.{kind}").content)) > 0


def test_home_shows_newest_verdict_and_corrections(client: Client) -> None:
    factories.corrected(
        factories.published_verdict(headline="前の検証"), note="数字を直しました。", summary="一。\n二。\n三。"
    )
    factories.published_verdict(factories.claim(statement="橋は閉鎖される"), headline="最新の検証")

    page = text(client, "/")

    assert page.index("最新の検証") < page.index("「橋は閉鎖される」") < page.index("前の検証")
    assert "数字を直しました。" in page


@pytest.mark.parametrize(("demo", "robots"), [(True, 1), (False, 0)])
def test_demo_says_that_all_is_fictional_and_asks_robots_away(
    client: Client, settings: Settings, demo: bool, robots: int
) -> None:
    settings.DEMO = demo
    number = factories.published_verdict().number

    for path in ("/", "/verdicts/", "/corrections/", "/methodology/", f"/verdicts/{number}/"):
        page = client.get(path, follow=True).content.decode()
        assert page.count('<meta name="robots" content="noindex">') == robots
        assert page.count("すべて架空です") == robots


def test_methodology_defines_every_rating(client: Client) -> None:
    page = text(client, "/methodology/")

    for name in ("正確", "ほぼ正確", "ミスリード", "不正確", "根拠不明", "誤り", "虚偽", "判定留保", "検証対象外"):
        assert name in page
    assert "事実でないと知りながら伝えた疑いが濃厚である。" in page
    assert "ファクトチェック・イニシアティブ（FIJ）" in page
    assert "IFCN" in page


def test_statistics_count_live_verdicts(client: Client) -> None:
    factories.published_verdict(rating="fij-false")
    factories.published_verdict(rating="fij-false")
    factories.published_verdict(rating="fij-accurate")
    factories.retracted(factories.published_verdict(rating="fij-accurate"))
    factories.hidden(factories.published_verdict(rating="fij-accurate"))

    response = client.get("/statistics/")
    rows = re.findall(
        r'stamp-word">(\w+)</span></span>\s*</th><td>(\d+)</td><td>(\d+)%</td>', response.content.decode()
    )

    assert "公開中の3本のうち、最も多い判定は「誤り」の2本" in text(client, "/statistics/")
    assert [row for row in rows if row[1] != "0"] == [("正確", "1", "33"), ("誤り", "2", "67")]
    assert len(rows) == 9


def test_corrections_list_every_kind_newest_first(client: Client) -> None:
    factories.corrected(factories.published_verdict(headline="記事甲"), note="直しました。", summary="一。\n二。\n三。")
    factories.retracted(factories.published_verdict(headline="記事乙"), note="成り立たないため。")
    factories.hidden(factories.published_verdict(headline="記事丙"))

    page = text(client, "/corrections/")
    kinds = re.findall(r'data-kind="(\w+)"', client.get("/corrections/").content.decode())

    assert kinds == ["redaction", "retraction", "retraction", "correction"]
    assert [word for word in ("記事甲", "直しました。", VOID, "成り立たないため。") if word not in page] == []
    assert "記事乙" not in page
    assert "記事丙" not in page


def test_corrections_of_a_hidden_verdict_keep_their_place_without_words(client: Client) -> None:
    verdict = factories.published_verdict(headline="秘密の見出し")
    factories.hidden(factories.corrected(verdict, note="秘密の説明", summary="一。\n二。\n三。"))

    response = client.get("/corrections/")

    assert re.findall(r'data-kind="(\w+)"', response.content.decode()) == ["redaction", "correction"]
    assert "秘密" not in response.content.decode()


def test_claimant_page_lists_its_live_verdicts(client: Client) -> None:
    city = factories.claimant(name="みなと市議会", affiliation="議会")
    factories.published_verdict(factories.claim(claimant=city), headline="議会の検証")
    factories.published_verdict(factories.claim(claimant=factories.claimant()), headline="よその検証")
    factories.retracted(factories.published_verdict(factories.claim(claimant=city), headline="取り消した検証"))

    page = text(client, f"/claimants/{city.pk}/")

    assert "みなと市議会" in page
    assert "議会の検証" in page
    assert [word for word in ("よその検証", "取り消した検証") if word in page] == []


@pytest.mark.parametrize("kind", [Claimant.Kind.PRIVATE_PERSON, Claimant.Kind.MINOR, Claimant.Kind.ANONYMOUS_ACCOUNT])
def test_claimant_who_may_not_be_named_has_no_page(client: Client, kind: str) -> None:
    claimant = factories.claimant(kind=kind)
    factories.published_verdict(factories.claim(claimant=claimant))

    assert client.get(f"/claimants/{claimant.pk}/").status_code == 404


def test_topic_page_has_the_topics_name(client: Client) -> None:
    topic = topics.register(slug="local-news", name="地域の話題", by=factories.reporter())
    factories.published_verdict(factories.claim(topics=[topic]), headline="地域の検証")

    page = text(client, "/topics/local-news/")

    assert "地域の話題" in page
    assert "地域の検証" in page


def ids(client: Client) -> tuple[str | None, str | None]:
    """Of the first entry in Atom, of the first item in RSS."""
    atom, rss = (ElementTree.fromstring(client.get(f"/feeds/verdicts.{form}").content) for form in ("atom", "rss"))
    return atom.findtext(f"{ATOM}entry/{ATOM}id"), rss.findtext("channel/item/guid")


class TestFeeds:
    @pytest.fixture
    def numbers(self) -> list[int]:
        """A retracted and a live verdict, in the order of the feeds, beside a hidden one."""
        old = factories.published_verdict(headline="古い検証")
        new = factories.published_verdict(
            factories.claim(statement="<b>太字</b>だ", claimant=factories.claimant(name="海風の会")),
            headline="新しい検証\x0b",
        )
        factories.hidden(factories.published_verdict(headline="非表示の検証"))
        return [factories.retracted(old).number, new.number]

    def test_atom(self, client: Client, numbers: list[int]) -> None:
        response = client.get("/feeds/verdicts.atom")
        feed = ElementTree.fromstring(response.content)
        entries = feed.findall(f"{ATOM}entry")

        assert response.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
        assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
            f"http://127.0.0.1:8000/verdicts/{number}/" for number in numbers
        ]
        assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
            VOID,
            "【誤り】新しい検証",
        ]
        assert str(entries[1].findtext(f"{ATOM}summary")).startswith(
            "【誤り】「&lt;b&gt;太字&lt;/b&gt;だ」市は２倍と発表した。"
        )
        assert "年報によると、来館者は" in str(entries[1].findtext(f"{ATOM}content"))
        assert [author.text for author in entries[1].iter(f"{ATOM}name")] != []

    def test_links_answer_without_redirect(self, client: Client, numbers: list[int]) -> None:
        feed = ElementTree.fromstring(client.get("/feeds/verdicts.atom").content)
        links = [link.get("href", "") for link in feed.findall(f"{ATOM}entry/{ATOM}link")]

        assert [client.get(link.removeprefix("http://127.0.0.1:8000")).status_code for link in links] == [200, 200]

    def test_rss(self, client: Client, numbers: list[int]) -> None:
        feed = ElementTree.fromstring(client.get("/feeds/verdicts.rss").content)

        assert [item.findtext("title") for item in feed.iter("item")] == [VOID, "【誤り】新しい検証"]

    def test_json(self, client: Client, numbers: list[int]) -> None:
        feed: dict[str, Any] = json.loads(client.get("/feeds/verdicts.json").content)

        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert [item["title"] for item in feed["items"]] == [VOID, "【誤り】新しい検証"]
        assert feed["items"][1]["summary"].startswith("【誤り】「<b>太字</b>だ」")
        assert "「&lt;b&gt;太字&lt;/b&gt;だ」" in feed["items"][1]["content_html"]
        assert "content_text" not in feed["items"][1]

    def test_hidden_verdict_is_a_tombstone_and_nothing_more(self, client: Client, numbers: list[int]) -> None:
        number = numbers[1] + 1
        atom, smart = (client.get(path).content for path in ("/feeds/verdicts.atom", "/feeds/smartnews.xml"))
        deleted = ElementTree.fromstring(atom).findall("{http://purl.org/atompub/tombstones/1.0}deleted-entry")
        states = [
            (item.findtext("guid"), status.get("state"))
            for item in ElementTree.fromstring(smart).iter("item")
            for status in item.iter("{http://search.yahoo.com/mrss/}status")
        ]

        assert [entry.get("ref") for entry in deleted] == [f"http://127.0.0.1:8000/verdicts/{number}/"]
        assert states == [
            *((f"http://127.0.0.1:8000/verdicts/{each}/", "active") for each in numbers),
            (f"http://127.0.0.1:8000/verdicts/{number}/", "deleted"),
        ]
        assert "非表示の検証" not in atom.decode() + smart.decode()

    def test_correction_is_a_new_entry_of_rss_and_the_same_of_atom(self, client: Client) -> None:
        verdict = factories.published_verdict(headline="前の題")
        before = ids(client)
        factories.corrected(verdict, headline="後の題")
        corrected = ids(client)
        factories.corrected(verdict, kind=Publication.Kind.AMENDMENT, selection_reason="広く伝えられたため。")

        address = f"http://127.0.0.1:8000/verdicts/{verdict.number}/"
        assert before == (address, address)
        assert corrected == ids(client) == (address, f"{address}#v2")
        title = ElementTree.fromstring(client.get("/feeds/verdicts.rss").content).findtext("channel/item/title")
        assert title == "【訂正】【誤り】後の題"

    def test_feeds_of_a_rating_a_topic_a_claimant_and_of_changes(self, client: Client) -> None:
        topic = topics.register(slug="local", name="地域", by=factories.reporter())
        city = factories.claimant(name="みなと市")
        mine = factories.published_verdict(factories.claim(claimant=city, topics=[topic]), rating="fij-accurate")
        factories.corrected(
            factories.published_verdict(headline="よその検証"), note="直しました。", headline="直した題"
        )

        for path in ("ratings/fij-accurate", "topics/local", f"claimants/{city.pk}"):
            feed = client.get(f"/feeds/{path}.json").json()
            assert [item["id"] for item in feed["items"]] == [f"http://127.0.0.1:8000/verdicts/{mine.number}/"]
        [change] = client.get("/feeds/corrections.json").json()["items"]
        assert (change["title"], change["summary"]) == ("【訂正】直した題", "直しました。")
        for path in ("ratings/none", "topics/none", "claimants/999", "corrections/none"):
            assert client.get(f"/feeds/{path}.atom").status_code == 404

    def test_head_of_the_log_is_in_every_feed(self, client: Client, numbers: list[int]) -> None:
        head = str(Publication.objects.head())

        for kind in ("atom", "rss"):
            feed = client.get(f"/feeds/verdicts.{kind}").content.decode()
            assert f"<record:head>{head}</record:head>" in feed
        assert client.get("/feeds/verdicts.json").json()["_record"] == {"head": head}

    @pytest.mark.parametrize("kind", ["atom", "rss", "json"])
    def test_unchanged_feed_is_not_sent_again(self, client: Client, numbers: list[int], kind: str) -> None:
        tag = client.get(f"/feeds/verdicts.{kind}").headers["ETag"]

        assert client.get(f"/feeds/verdicts.{kind}", headers={"if-none-match": tag}).status_code == 304
        factories.published_verdict()
        assert client.get(f"/feeds/verdicts.{kind}", headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize(
    ("demo", "text"),
    [
        (True, "User-agent: *\nDisallow: /admin/\n"),
        (
            False,
            "User-agent: *\nDisallow: /admin/\nSitemap: http://127.0.0.1:8000/sitemap.xml\nSitemap: http://127.0.0.1:8000/sitemap-news.xml\n",
        ),
    ],
)
def test_robots_txt(client: Client, settings: Settings, demo: bool, text: str) -> None:
    settings.DEMO = demo

    assert client.get("/robots.txt").content.decode().strip() == text.strip()


@pytest.mark.parametrize(
    "path", ["/", "/verdicts/", "/verdicts/?q=図書館", "/corrections/", "/feeds/verdicts.atom", "/nowhere/"]
)
def test_session_of_a_logged_in_editor_is_not_looked_at(client: Client, path: str) -> None:
    client.force_login(factories.desk_editor())

    with CaptureQueriesContext(connection) as queries:
        response = client.get(path)

    assert [query["sql"] for query in queries if "session" in query["sql"] or "articles_user" in query["sql"]] == []
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")


def test_page_that_does_not_exist_is_in_the_same_look(client: Client) -> None:
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "ページが見つかりません" in response.content.decode()
    assert "articles/reader.css" in response.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("path", ["/", "/verdicts/", "/corrections/", "/feeds/verdicts.atom", "/healthz", "/livez"])
def test_readers_only_read(path: str, method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(path)

    assert (response.status_code, response["Allow"], response["Cache-Control"]) == (405, "GET, HEAD", "no-store")


def test_change_of_kind_published_is_no_correction(client: Client) -> None:
    factories.published_verdict()

    assert Publication.objects.changes_for_readers().count() == 0


def test_methodology_says_where_to_report_an_error(client: Client, settings: Settings) -> None:
    settings.CORRECTIONS_EMAIL = "teisei@hohama.example"

    page = client.get("/methodology/").content.decode()

    assert '<a href="mailto:teisei@hohama.example">teisei@hohama.example</a>' in page
