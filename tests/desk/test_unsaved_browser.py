"""What was typed survives, in a real browser: Escape, a second tab, the back button, an ended session, a crash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import BrowserContext, Error, Page, Playwright, expect, sync_playwright

from articles.desk.steps import page_of
from tests import factories
from tests.desk.test_browser import ARGUMENTS, PASSWORD, log_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KEPT = "書きかけを残しました"


@pytest.fixture
def path(committed_database: str) -> str:
    """The page of a draft, and somebody to write on it."""
    factories.desk_editor(username="mori", password=PASSWORD)
    path = page_of(factories.complete_draft())
    connection.close()
    return path


@contextmanager
def browsing(playwright: Playwright, chromium: str) -> Iterator[BrowserContext]:
    browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
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
            page.locator("[name=_continue]").click()
            expect(page.locator(".messagelist .success")).to_be_visible()
            expect(page.locator("#id_reasoning")).to_have_value("落ちる前の書きかけ")
            page.locator(".kept-offer").get_by_role("button", name="捨てる").last.click()  # what other pages left
            page.reload()
            expect(page.locator("#id_reasoning")).to_have_value("落ちる前の書きかけ")
            page.wait_for_load_state("networkidle")
            assert page.locator(".kept-offer").count() == 0
