"""The whole story in a real browser: two editors, a reader, an API client; correction, retraction and redaction."""

from __future__ import annotations

import json
import re
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.nlp, pytest.mark.slow]

PASSWORD = "long enough for everybody 2026"
ARTICLE = """帆浜市の図書館、来館者が倍増

帆浜市は１日、市立図書館の来館者が前年度の２倍に増えたと発表した。蒲生直人市長は記者会見で「県内で最も多い」と述べた。

市の担当者によると、貸し出し冊数は８万６千冊だったという。
"""
STATEMENT = "帆浜市立図書館の来館者は前年度の２倍に増えた"
HEADLINE = "「図書館の来館者が２倍」は誤り　増加は８％"
NEW_HEADLINE = "「図書館の来館者が２倍」は不正確　分館を含めると１・６倍"


@pytest.fixture
def newsroom(committed_database: str) -> dict[str, str]:
    """User names by what they are; made before the browser starts, which runs an event loop the ORM refuses."""
    people = {
        "reporter": factories.reporter(username="kisha"),
        "desk": factories.desk_editor(username="desk"),
        "second_desk": factories.desk_editor(username="desk2"),
    }
    for person in people.values():
        person.set_password(PASSWORD)
        person.save(update_fields=["password"])
    return {role: person.username for role, person in people.items()}


def test_from_paste_to_redaction(newsroom: dict[str, str], live_stack: str, browser: Browser) -> None:
    reporter = logged_in(browser, live_stack, newsroom["reporter"])
    desk = logged_in(browser, live_stack, newsroom["desk"])
    second_desk = logged_in(browser, live_stack, newsroom["second_desk"])
    reader = browser.new_context(viewport={"width": 375, "height": 667}).new_page()

    import_article(reporter, live_stack)
    accept_best_candidate(reporter)
    write_verdict(reporter)
    assert get(f"{live_stack}/api/v1/verdicts/")["results"] == []
    approve_and_publish(desk, live_stack)
    reads_the_verdict(reader, live_stack)
    assert kinds_of_changes(live_stack) == ["published"]

    change_the_rating(reporter, desk, live_stack)
    reads_the_correction(reader, live_stack)
    assert kinds_of_changes(live_stack) == ["published", "rating_change"]

    retract(desk, second_desk, live_stack)
    reads_the_retraction(reader, live_stack)
    assert kinds_of_changes(live_stack) == ["published", "rating_change", "retraction", "retraction"]

    redact(desk, second_desk, live_stack)
    finds_nothing_left(reader, live_stack)


def logged_in(browser: Browser, site: str, username: str) -> Page:
    page = browser.new_context(locale="ja-JP").new_page()
    page.goto(f"{site}/admin/")
    page.locator("#id_username").fill(username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("[type=submit]").click()
    expect(page.get_by_role("heading", name="待っている仕事")).to_be_visible()
    return page


def import_article(page: Page, site: str) -> None:
    page.goto(f"{site}/admin/articles/article/add/")
    page.locator("#id_text").fill(ARTICLE)
    page.locator("#id_title").fill("図書館の来館者が倍増")
    page.locator("#id_url").fill("https://hohama.example/news/1")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("link", name="この素材の候補を判断する").click(timeout=240_000)  # it appears without a reload


def accept_best_candidate(page: Page) -> None:
    expect(page.locator("blockquote.quote")).to_contain_text("２倍に増えた")
    page.get_by_role("button", name="意見・評価である").click()
    page.get_by_role("button", name=re.compile("^取り消す")).click()
    expect(page.get_by_text("判断を取り消しました。")).to_be_visible()
    expect(page.locator("blockquote.quote")).to_contain_text("２倍に増えた")
    page.locator("#id_statement").fill(STATEMENT)
    page.get_by_label("新しい発信者").check()
    page.locator("#id_new_name").fill("帆浜市")
    page.get_by_role("button", name=re.compile("新しい検証対象として採用")).click()
    expect(page.get_by_text("発信者の種類は？")).to_be_visible()  # nothing is decided without
    page.locator(".kinds").get_by_role("button", name="団体").click()


def write_verdict(page: Page) -> None:
    page.get_by_role("link", name="この検証対象の検証記事を書く").first.click()
    page.get_by_role("button", name="検証記事を書く").click()
    page.get_by_role("radio", name=re.compile("× 誤り")).check()
    page.locator("#id_headline").fill(HEADLINE)
    page.locator("#id_summary").fill("市は２倍と発表した。\n年報では８％増だった。\n市は集計の誤りを認めた。")
    page.locator("#id_reasoning").fill("年報によると、来館者は１２万５千人から１３万５千人に増えた。")
    page.locator("#id_selection_reason").fill("市の発表がそのまま広く伝えられたため。")
    page.get_by_role("button", name="保存して確認に出す").click()
    expect(page.locator("body")).to_contain_text("名前を公開できる一次情報の根拠")
    page.get_by_role("button", name="根拠を加える").click()
    page.locator("#id_evidence-0-title").fill("図書館年報（令和７年度）")
    page.locator("#id_evidence-0-source_name").fill("帆浜市教育委員会")
    page.locator("#id_evidence-0-is_primary").check()
    page.locator("#id_evidence-0-url").fill("https://hohama.example/annual-report")
    page.get_by_role("button", name="保存して確認に出す").click()
    expect(page.locator(".workspace .chip")).to_have_text("確認待ち")


def approve_and_publish(page: Page, site: str) -> None:
    open_verdict(page, site, HEADLINE)
    page.get_by_role("link", name=re.compile("^承認する")).click()
    expect(page.get_by_role("heading", name=HEADLINE)).to_be_visible()
    page.get_by_role("button", name="承認する").click()
    page.get_by_role("link", name=re.compile("^公開する")).click()
    expect(page.get_by_role("heading", name=HEADLINE)).to_be_visible()
    page.get_by_role("button", name="公開する").click()
    expect(page.locator(".workspace .chip")).to_have_text("公開中")


def reads_the_verdict(page: Page, site: str) -> None:
    page.goto(f"{site}/")
    page.get_by_role("searchbox").first.fill("図書館 ２倍")
    page.get_by_role("button", name="検索").first.click()
    page.get_by_role("link", name=HEADLINE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(page.locator("article")).to_contain_text("誤り")
    expect(page.locator("article")).to_contain_text("年報では８％増だった。")
    review = json.loads(page.locator('script[type="application/ld+json"]').inner_text())
    assert (review["claimReviewed"], review["reviewRating"]["alternateName"]) == (STATEMENT, "誤り")
    assert review["itemReviewed"]["author"]["name"] == "帆浜市"


def change_the_rating(reporter: Page, desk: Page, site: str) -> None:
    open_verdict(reporter, site, HEADLINE)
    reporter.get_by_role("button", name="改訂を始める").click()
    reporter.get_by_role("radio", name=re.compile("△ 不正確")).check()
    reporter.locator("#id_headline").fill(NEW_HEADLINE)
    reporter.get_by_role("radio", name=re.compile("判定変更")).check()
    reporter.locator("#id_correction_note").fill("分館の統計が新たに公表されたため、判定を改めました。")
    reporter.get_by_role("button", name="保存して確認に出す").click()
    open_verdict(desk, site, NEW_HEADLINE)
    desk.get_by_role("link", name=re.compile("^承認する")).click()
    expect(desk.locator(".told")).to_have_text("分館の統計が新たに公表されたため、判定を改めました。")
    desk.get_by_label("承認と同時に公開する").check()
    desk.get_by_role("button", name="承認する").click()
    expect(desk.locator(".workspace .chip")).to_have_text("公開中")


def reads_the_correction(page: Page, site: str) -> None:
    page.goto(verdict_url(site))
    expect(page.get_by_role("heading", level=1)).to_have_text(f"【判定変更】{NEW_HEADLINE}")
    expect(page.locator("main")).to_contain_text("分館の統計が新たに公表されたため、判定を改めました。")
    expect(page.locator("main del").first).to_be_visible()
    page.goto(f"{site}/verdicts/{verdict_id(site)}/versions/1/")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"【判定変更前の版】{HEADLINE}")
    page.goto(f"{site}/corrections/")
    expect(page.locator("main")).to_contain_text("判定変更")


def retract(page: Page, second: Page, site: str) -> None:
    open_verdict(page, site, NEW_HEADLINE)
    page.get_by_role("link", name=re.compile("^取り消す")).click()
    page.locator("#id_note").fill("前提とした統計そのものが撤回されました。")
    page.locator("#id_sure").check()
    page.get_by_role("button", name="取り消す").click()
    expect(page.locator(".workspace .chip")).to_have_text("取り消し")
    page.goto(verdict_url(site))
    expect(page.locator("main")).not_to_contain_text("前提とした統計そのものが撤回されました。")
    open_verdict(second, site, NEW_HEADLINE)
    second.get_by_role("link", name=re.compile("^取り消しの理由を載せる")).click()
    expect(second.locator(".told")).to_have_text("前提とした統計そのものが撤回されました。")
    second.get_by_role("button", name="取り消しの理由を載せる").click()
    expect(second.locator(".messagelist")).to_be_visible()


def reads_the_retraction(page: Page, site: str) -> None:
    page.goto(verdict_url(site))
    expect(page.locator("main")).to_contain_text("前提とした統計そのものが撤回されました。")
    assert page.locator('script[type="application/ld+json"]').count() == 0


def redact(desk: Page, second_desk: Page, site: str) -> None:
    open_verdict(desk, site, NEW_HEADLINE)
    desk.get_by_role("link", name=re.compile("^非表示にする")).click()
    desk.locator("#id_reason").fill("裁判所の決定")
    desk.get_by_role("button", name="非表示にする").click()
    expect(desk.get_by_role("link", name="非表示（確認待ち）")).to_be_visible()
    second_desk.goto(f"{site}/admin/articles/redaction/")
    second_desk.locator("#result_list").get_by_role("link", name="非表示（確認待ち）").click()
    second_desk.get_by_role("link", name=re.compile("確認して消去する")).click()
    second_desk.locator("#id_sure").check()
    second_desk.get_by_role("button", name="確認して消去する").click()
    expect(second_desk.locator(".messagelist")).to_be_visible()


def finds_nothing_left(page: Page, site: str) -> None:
    number = verdict_id(site)
    for address in (f"/verdicts/{number}/", f"/verdicts/{number}/versions/1/", f"/api/v1/verdicts/{number}/"):
        response = page.request.get(f"{site}{address}")
        assert response.status == 410
        assert "図書館の来館者" not in response.text()
    changes = get(f"{site}/api/v1/changes/")["results"]
    assert [change["kind"]["code"] for change in changes] == [
        "published",
        "rating_change",
        *["retraction"] * 2,
        "redaction",
    ]
    assert {(change["tombstone"], change["verdict"]) for change in changes} == {(True, None)}
    for address in ("/", "/verdicts/?q=図書館", "/corrections/", "/feeds/verdicts.atom", "/sitemap.xml"):
        assert "来館者が２倍" not in page.request.get(f"{site}{address}").text()


def open_verdict(page: Page, site: str, headline: str) -> None:
    page.goto(f"{site}/admin/articles/verdict/")
    page.locator("#result_list").get_by_role("link", name=headline).click()


def verdict_id(site: str) -> int:
    changes: list[dict[str, Any]] = get(f"{site}/api/v1/changes/")["results"]
    return int(changes[0]["verdict_id"])


def verdict_url(site: str) -> str:
    return f"{site}/verdicts/{verdict_id(site)}/"


def kinds_of_changes(site: str) -> list[str]:
    return [change["kind"]["code"] for change in get(f"{site}/api/v1/changes/")["results"]]


def get(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=60) as response:
        return json.load(response)
