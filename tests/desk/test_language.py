import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils.translation import gettext, override

from articles.actions import events
from articles.desk import reason_words
from articles.extraction import reasons
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


def test_reasons_of_a_score_are_told_in_english() -> None:
    words = {
        *reasons.HEADINGS.values(),
        *reasons._GROUP_DETAILS.values(),
        *reasons._LACKING.values(),
        *(note for notes in reasons._NOTES.values() for note in notes.values()),
    }
    # every feature's note is there to be translated, and is
    assert words - set(reason_words.WORDS) == set()
    with override("en"):
        assert [word for word in sorted(words) if gettext(word) == word] == []
        assert (
            reason_words.said("扱う事柄：健康・医療に関わる、調査・研究の結果")
            == "Subject matter: health, result of a study"
        )
        assert reason_words.said("述べ方：数量も「初」もない、仮定に基づく見通し、仮定の表現") == (
            "Mood: outlook on a supposition with neither amount nor first, supposition"
        )
        assert reason_words.said("昔の規則の理由：知らない言葉") == "昔の規則の理由：知らない言葉"
    with override("ja"):
        assert reason_words.said("数量：割合") == "数量：割合"


def test_english_desk_tells_what_the_system_wrote_in_english(desk: Client) -> None:
    user = factories.desk_editor()
    events.record("user.signed_in", user, by=user, reason="パスワード")
    events.record("verdict.sent_back", factories.complete_draft(), by=user, reason="パスワード")
    desk.post("/admin/language/", {"language": "en", "next": "/admin/"})

    page = desk.get("/admin/articles/event/").content.decode()

    assert '<td class="field-reason">Password</td>' in page
    assert '<td class="field-reason">パスワード</td>' in page  # what somebody typed stays as it is
