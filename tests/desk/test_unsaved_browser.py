"""What was typed survives, in a real browser: Escape, a second tab, the back button, an ended session, a crash, a conflict.

And from paste to publication: how many presses and clicks it takes beside the prose, and that a keyboard is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from playwright.sync_api import BrowserContext, Error, Locator, Page, Playwright, expect, sync_playwright

from articles.actions import redactions, unsaved_texts
from articles.desk.steps import page_of
from tests import factories
from tests.conftest import CHROMIUM
from tests.desk.test_browser import PASSWORD, log_in
from tests.test_story import ARTICLE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KEPT = "書きかけを残しました"


@pytest.fixture
def path(committed_database: str) -> str:
    """The page of a draft, and somebody to write on it."""
    factories.desk_editor(username="mori", password=PASSWORD)
    factories.desk_editor(username="kuroda", display_name="黒田", password=PASSWORD)
    path = page_of(factories.complete_draft())
    connection.close()
    return path


@contextmanager
def browsing(playwright: Playwright, chromium: str) -> Iterator[BrowserContext]:
    browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM)
    yield browser.new_context(locale="ja-JP")
    browser.close()


def reasoning(page: Page) -> str:
    return page.locator("#id_reasoning").input_value()


def write(page: Page, text: str) -> None:
    page.locator("#id_reasoning").fill(text)
    expect(page.locator(".kept-status")).to_contain_text(KEPT)


def take_back(page: Page) -> None:
    page.locator(".kept-offer").get_by_role("button", name="書きかけを戻す").first.click()


def test_what_was_typed_survives(path: str, live_stack: str, chromium: str) -> None:
    address = f"{live_stack}{path}"
    with sync_playwright() as playwright:
        with browsing(playwright, chromium) as context:
            page = log_in(context.new_page(), live_stack, path)
            write(page, "一つめの書きかけ")
            page.keyboard.press("Escape")
            assert reasoning(page) == "一つめの書きかけ"

            tab = context.new_page()
            tab.goto(address)
            take_back(tab)
            assert reasoning(tab) == "一つめの書きかけ"
            tab.close()

            page.goto(f"{live_stack}/admin/")
            page.go_back()
            if reasoning(page) != "一つめの書きかけ":  # unless the browser kept the page itself
                take_back(page)
            assert reasoning(page) == "一つめの書きかけ"

            warned: list[str] = []
            page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
            page.locator("#id_reasoning").press_sequentially("と続き")
            context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
            expect(page.locator(".kept-status.trouble")).to_be_visible()
            page.goto(f"{live_stack}/admin/login/")
            assert warned == ["beforeunload"]
            log_in(page, live_stack, path)
            take_back(page)
            assert reasoning(page).endswith("と続き")
            write(page, "落ちる前の書きかけ")
            with pytest.raises(Error):
                context.browser.new_browser_cdp_session().send("Browser.crash")

        with browsing(playwright, chromium) as context:
            page = log_in(context.new_page(), live_stack, path)
            take_back(page)
            assert reasoning(page) == "落ちる前の書きかけ"
            save(page)
            expect(page.locator(".messagelist .success")).to_be_visible()
            expect(page.locator("#id_reasoning")).to_have_value("落ちる前の書きかけ")
            page.locator(".kept-offer").get_by_role("button", name="捨てる").last.click()  # what other pages left
            page.reload()
            expect(page.locator("#id_reasoning")).to_have_value("落ちる前の書きかけ")
            page.wait_for_load_state("networkidle")
            assert page.locator(".kept-offer").count() == 0
            settles_a_conflict(page, address, live_stack)


def test_erased_words_stay_in_no_browser(committed_database: str, live_stack: str, chromium: str) -> None:
    factories.desk_editor(username="mori", password=PASSWORD)
    verdict = factories.published_verdict()
    redaction = factories.hidden(verdict)
    second = factories.desk_editor()
    connection.close()

    def erase() -> None:
        redactions.confirm(redaction, by=second)
        connection.close()

    path = reverse("claim", args=[verdict.claim_id])
    kept_here = "() => Object.keys(localStorage).filter((name) => name.startsWith('unsaved|')).length"
    with sync_playwright() as playwright, browsing(playwright, chromium) as context:
        page = log_in(context.new_page(), live_stack, path)
        page.on("dialog", lambda dialog: dialog.accept())
        said, status = page.locator("form.say textarea"), page.locator("form.say .kept-status")
        said.fill("送ったコメント")
        expect(status).to_contain_text(KEPT)
        page.locator("form.say button[type=submit], form.say button:not([type])").first.click()
        expect(page.locator(".messagelist .success")).to_be_visible()
        page.go_back()
        said.fill("送ったコメント")
        said.blur()
        page.wait_for_timeout(2_000)  # longer than the page waits before it keeps what was typed
        page.goto(f"{live_stack}{path}")
        page.wait_for_load_state("networkidle")
        assert (page.locator(".kept-offer").count(), page.evaluate(kept_here)) == (0, 0)

        said.fill("消される人の名前")
        expect(status).to_contain_text(KEPT)
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(erase).result()
        said.press_sequentially("をもう一度")
        expect(status).to_contain_text(str(unsaved_texts.SubjectGone.message))
        said.press_sequentially("と書く")
        page.goto(f"{live_stack}{path}")
        page.wait_for_load_state("networkidle")

        assert page.evaluate(kept_here) == 0
        assert page.locator(".kept-offer").count() == 0


def settles_a_conflict(page: Page, address: str, site: str) -> None:
    """Both write the headline, the later one by keyboard: nothing of either is lost."""
    assert page.context.browser is not None
    other = page.context.browser.new_context(locale="ja-JP").new_page()
    log_in_as(other, site, "kuroda")
    other.goto(address)
    page.reload()
    expect(page.locator(".presence")).to_have_text("黒田さんもこのページを開いています")
    page.locator("#id_headline").fill("私の見出し")
    page.locator("#id_selection_reason").fill("私の選定理由")
    other.locator("#id_headline").fill("黒田の見出し")
    save(other)
    expect(other.locator(".messagelist .success")).to_be_visible()
    save(page)
    clash = page.locator(".clash")
    expect(clash.locator(".theirs .text")).to_have_text("黒田の見出し")
    expect(clash.locator("legend")).to_contain_text("先に保存したのは 黒田")
    expect(page.locator("#id_headline")).to_have_value("私の見出し")
    clash.get_by_label("先に保存された内容").press("Space")
    expect(page.locator("#id_headline")).to_have_value("黒田の見出し")
    clash.get_by_label("あなたの内容").press("Space")
    expect(page.locator("#id_headline")).to_have_value("私の見出し")
    page.locator("#id_headline").press("Enter")  # saves: nothing in the form comes before it
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("#id_headline")).to_have_value("私の見出し")
    expect(page.locator("#id_selection_reason")).to_have_value("私の選定理由")


class Hands:
    """Counts presses and clicks; prose is put into the field that has the focus, which it takes a press or click to enter."""

    def __init__(self) -> None:
        self.count = 0

    def press(self, control: Locator, key: str = "Enter") -> None:
        control.press(key)
        self.count += 1

    def write(self, field: Locator, text: str) -> None:
        if not field.evaluate("field => field === document.activeElement"):
            field.focus()
            self.count += 1
        field.page.keyboard.insert_text(text)


@pytest.mark.nlp
def test_from_paste_to_published_by_keyboard_in_few_presses(path: str, live_stack: str, chromium: str) -> None:
    hands = Hands()
    with sync_playwright() as playwright, browsing(playwright, chromium) as context:
        page = log_in(context.new_page(), live_stack, "/admin/")
        assert context.browser is not None
        desk = context.browser.new_context(locale="ja-JP").new_page()
        log_in_as(desk, live_stack, "kuroda")

        hands.press(page.get_by_role("link", name="取り込む"))
        hands.write(page.locator("#id_text"), ARTICLE)
        hands.write(page.locator("#id_title"), "図書館の来館者が倍増")
        hands.press(page.get_by_role("button", name="保存", exact=True))
        expect(page.get_by_role("link", name="この素材の候補を判断する")).to_be_visible(timeout=300_000)
        hands.press(page.get_by_role("link", name="この素材の候補を判断する"))
        page.locator("#id_statement").fill("帆浜市立図書館の来館者は前年度の２倍に増えた")
        hands.press(page.get_by_label("特定の発信者なし"), "Space")
        hands.press(page.get_by_role("button", name=re.compile("新しい検証対象として採用")))
        hands.press(page.get_by_role("link", name="この検証対象の検証記事を書く").first)
        hands.press(page.get_by_role("button", name="検証記事を書く"))
        write_the_verdict(page, hands)
        hands.press(page.get_by_role("button", name="保存して確認に出す"))
        expect(page.locator(".workspace .chip").first).to_have_text("確認待ち")

        desk.goto(f"{live_stack}/admin/articles/verdict/?state__exact=in_review")  # where the home page leads
        hands.count += 1
        hands.press(desk.get_by_role("link", name="「２倍」は誤り"))
        hands.press(desk.get_by_role("link", name=re.compile("^承認する")))
        hands.press(desk.get_by_label("承認と同時に公開する"), "Space")
        hands.press(desk.get_by_role("button", name="承認する"))
        expect(desk.locator(".workspace .chip").first).to_have_text("公開中")

    print(f"{hands.count} presses and clicks beside the prose")
    assert hands.count <= 25


def write_the_verdict(page: Page, hands: Hands) -> None:
    hands.press(page.get_by_role("radio", name=re.compile("× 誤り")), "Space")
    hands.write(page.locator("#id_headline"), "「２倍」は誤り")
    hands.write(page.locator("#id_summary"), "市は２倍と発表した。\n年報では８％増だった。\n市は誤りを認めた。")
    hands.write(page.locator("#id_reasoning"), "年報によると、来館者は**８％**増えた[^1]。")
    hands.write(page.locator("#id_selection_reason"), "広く伝えられたため。")
    hands.press(page.get_by_role("button", name="根拠を加える"))
    hands.write(page.locator("#id_evidence-0-title"), "図書館年報")
    hands.write(page.locator("#id_evidence-0-source_name"), "帆浜市教育委員会")
    hands.press(page.locator("#id_evidence-0-is_primary"), "Space")
    hands.write(page.locator("#id_evidence-0-url"), "https://minato.example/annual-report")
    preview = page.frame_locator("[data-preview]")
    expect(preview.locator("strong")).to_have_text("８％")
    expect(preview.get_by_role("link", name="根拠1")).to_be_visible()


def save(page: Page) -> None:
    page.locator(".submit-row [name=_continue]").click()


def log_in_as(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/admin/login/")
    page.get_by_label("ユーザー名").fill(name)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.locator("#login-form [type=submit]").click()
    page.wait_for_url("**/admin/")
