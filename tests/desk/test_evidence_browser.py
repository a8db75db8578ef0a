"""The order of evidence in a real browser: by keys, by dragging, by touch, by buttons without a script; the text follows."""

from __future__ import annotations

import pytest
from django.db import connection
from playwright.sync_api import Browser, Locator, Page, expect

from articles.actions import evidence
from articles.desk.steps import page_of
from articles.public import prose
from tests import factories
from tests.desk.test_browser import PASSWORD, log_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WRITTEN = "年報[^1]、議事録[^2]、写真[^3]、なし[^9]、注[^4]。\n\n[^4]: 自分の注"
TITLES = ("年報", "議事録", "写真")
LEAST = 24  # pixels of a target (WCAG 2.5.8)


@pytest.fixture
def path(committed_database: str) -> str:
    """The page of a draft with three pieces of evidence, and somebody to write on it."""
    by = factories.desk_editor(username="mori", password=PASSWORD)
    verdict = factories.complete_draft(by=by, reasoning=WRITTEN)
    evidence.edit(verdict.evidence.get(), by=by, title=TITLES[0], position=1)
    for number, title in enumerate(TITLES[1:], start=2):
        evidence.add(verdict, by=by, title=title, position=number)
    connection.close()
    return page_of(verdict)


def rows(page: Page) -> Locator:
    return page.locator("#field-evidence > .row")


def order(page: Page) -> list[int]:
    """The pieces as they were numbered at first, in the order of the page; the text and the numbers follow it."""
    found = [TITLES.index(rows(page).nth(at).locator("[name$='-title']").input_value()) + 1 for at in range(3)]
    expect(page.locator("#id_reasoning")).to_have_value(
        prose.renumbered(WRITTEN, {old: new for new, old in enumerate(found, start=1)})
    )
    for number in (1, 2, 3):
        expect(rows(page).nth(number - 1).locator(".number")).to_have_text(f"根拠{number}")
    return found


def handle(page: Page, number: int) -> Locator:
    return page.get_by_role("button", name=f"根拠{number}を動かす")


def centre(of: Locator) -> tuple[float, float]:
    box = of.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= LEAST
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(page: Page, number: int, to: int) -> None:
    handle(page, number).scroll_into_view_if_needed()
    x, y = centre(handle(page, number))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 8)
    expect(page.locator(".arranging")).to_have_count(1)
    page.mouse.move(*centre(handle(page, to)), steps=4)


def test_evidence_is_moved_by_keys_and_by_dragging_and_comes_back(path: str, live_stack: str, browser: Browser) -> None:
    context = browser.new_context(locale="ja-JP", viewport={"width": 1280, "height": 768})
    page = log_in(context.new_page(), live_stack, path)
    told = page.locator("#moved")

    handle(page, 3).focus()
    page.keyboard.press("Home")
    assert order(page) == [3, 1, 2]
    expect(told).to_have_text("根拠3 写真を1番目にしました（全3件）。本文の参照も付いてきました。")
    expect(handle(page, 1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    assert order(page) == [1, 3, 2]
    page.get_by_role("button", name="根拠3を上へ").click()
    assert order(page) == [1, 2, 3]

    drag(page, 1, 3)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert order(page) == [1, 2, 3]
    expect(told).to_have_text("元の順に戻しました。")
    drag(page, 1, 3)
    page.mouse.up()
    assert order(page) == [2, 3, 1]
    expect(page.locator(".kept-status")).to_contain_text("書きかけを残しました")

    other = page.context.new_page()
    other.goto(f"{live_stack}{path}")
    assert order(other) == [1, 2, 3]
    other.locator(".kept-offer").get_by_role("button", name="書きかけを戻す").first.click()
    assert order(other) == [2, 3, 1]
    other.get_by_role("button", name="保存", exact=True).last.click()
    expect(other.locator(".messagelist")).to_contain_text("保存しました。")
    assert order(other) == [2, 3, 1]


def test_evidence_is_moved_on_a_phone_and_without_a_script(path: str, live_stack: str, browser: Browser) -> None:
    phone = browser.new_context(locale="ja-JP", viewport={"width": 375, "height": 667}, has_touch=True)
    page = log_in(phone.new_page(), live_stack, path)
    page.get_by_role("button", name="根拠1を下へ").tap()
    assert order(page) == [2, 1, 3]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert handle(page, 1).evaluate("one => getComputedStyle(one).touchAction") == "none"
    handle(page, 1).evaluate("one => one.scrollIntoView({ block: 'center' })")
    x, y = centre(handle(page, 1))
    touch = phone.new_cdp_session(page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y + 10}]})
    expect(page.locator(".arranging")).to_have_count(1)
    x, y = centre(handle(page, 3))
    touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y + 4}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.locator(".arranging")).to_have_count(0)
    assert order(page) == [1, 3, 2]

    plain = browser.new_context(locale="ja-JP", java_script_enabled=False)
    page = log_in(plain.new_page(), live_stack, path)
    page.get_by_role("button", name="根拠3を上へ").click()
    assert order(page) == [1, 3, 2]
