import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(factories.desk_editor())
    return client


def test_desk_is_japanese_whatever_the_browser_asks_for(desk: Client) -> None:
    response = desk.get("/admin/", headers={"accept-language": "en"})

    assert response.headers["Content-Language"] == "ja"
    assert "ログアウト" in response.content.decode()


def test_desk_is_english_for_somebody_who_chose_it(desk: Client) -> None:
    chosen = desk.post("/admin/language/", {"language": "en", "next": "/admin/"})

    response = desk.get(chosen.url)

    assert response.headers["Content-Language"] == "en"
    assert "Log out" in response.content.decode()


def test_english_desk_writes_dates_by_year_month_and_day(desk: Client) -> None:
    factories.revision(published_at=datetime(2026, 3, 1, 0, 30, tzinfo=UTC))
    desk.post("/admin/language/", {"language": "en", "next": "/admin/"})

    page = desk.get("/admin/articles/article/").content.decode()

    assert '<td class="field-published_at nowrap">2026-03-01 09:30</td>' in page


def test_english_desk_names_ratings_in_english(desk: Client) -> None:
    desk.post("/admin/language/", {"language": "en", "next": "/admin/"})

    page = desk.get("/admin/articles/rating/?scale__code__exact=fij-2019").content.decode()

    assert re.findall(r">. ([^<]+)</a></th>", page) == [
        *("Accurate", "Mostly accurate", "Misleading", "Inaccurate", "Unsupported"),
        *("False", "Fabricated", "Withheld", "Out of scope"),
    ]


def test_preview_at_an_english_desk_is_the_page_readers_get(desk: Client) -> None:
    verdict = factories.approved_verdict()
    desk.post("/admin/language/", {"language": "en", "next": "/admin/"})

    page = desk.get(f"/admin/articles/verdict/{verdict.pk}/publish/").content.decode()

    assert re.findall(r'<(html|article)[^>]* lang="(\w+)"', page) == [("html", "en"), ("article", "ja")]
    preview = page[page.index("<article") : page.index("</article>")]
    assert re.findall(r"<h2[^>]*>([^<]+)</h2>", preview) == ["検証の内容", "根拠", "当事者への確認", "選定理由"]


def test_readers_page_stays_japanese_for_somebody_who_chose_english(desk: Client) -> None:
    desk.post("/admin/language/", {"language": "en", "next": "/admin/"})

    assert desk.get("/methodology/").headers["Content-Language"] == "ja"
