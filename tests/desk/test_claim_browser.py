"""The workspace of a claim in a real browser: the whole way by keyboard, what is typed survives, axe-core in every look."""

from __future__ import annotations

import time
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from articles.actions import assignments, claim_merges, comments, topics, watches
from articles.models import Claim, User
from tests import factories
from tests.desk.test_browser import NOT_OURS, PASSWORD, RULES, log_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LOOKS = [("light", 320), ("dark", 320), ("light", 1280), ("dark", 1280)]
TABS = 80
NOTICED_SECONDS = 240  # the worker may be starting


@pytest.fixture
def claim(committed_database: str) -> Claim:
    """A claim with appearances, comments and one merged into it, a known claimant, and two members of the desk."""
    editor = factories.desk_editor(username="mori", password=PASSWORD, display_name="森 あかり")
    editor.groups.add(Group.objects.get(name=User.Role.ADMINISTRATOR))
    by = factories.reporter(username="kuroda", display_name="黒田 誠司", email="kuroda@minato.example")
    topics.register(slug="books", name="図書館", by=by)
    factories.claimant(name="みなと市教育委員会", aliases=["市教委"])
    claim, other = factories.claim(by=by), factories.claim(statement="図書館の来館者が２倍になった", by=by)
    factories.appearance(claim)
    factories.appearance(claim)
    factories.appearance(other)
    factories.claim(statement="市立図書館の来館者は前年度の２倍に増えた。", by=by)
    claim_merges.merge(other, into=claim, by=by)
    comments.write(claim, text="@mori 年報を見てください", by=by)
    assignments.assign(claim, to=editor, by=by)
    watches.begin(claim, by=editor)
    connection.close()
    return claim


def tab_to(page: Page, selector: str) -> None:
    for _press in range(TABS):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no way to {selector} by {TABS} tabs")


def test_whole_way_by_keyboard_and_nothing_typed_is_lost(claim: Claim, live_stack: str, browser: Browser) -> None:
    context = browser.new_context(locale="ja-JP")
    path = f"/admin/claims/{claim.pk}/"
    page = log_in(context.new_page(), live_stack, path)

    tab_to(page, "#id_statement")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("来館者が増えたというのはデマだ")
    tab_to(page, "#id_date_certainty_0")
    page.keyboard.press("ArrowUp")  # from the first of a group to the last, and on to it
    tab_to(page, "#id_find")
    page.keyboard.insert_text("市教委")
    page.keyboard.press("Enter")
    expect(page.locator(".found input")).to_have_count(1)
    tab_to(page, "[name=claimant]:checked")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".found input")).to_be_checked()
    tab_to(page, "[name=topics]")
    page.keyboard.press("Space")
    tab_to(page, "[name=_save]")
    page.keyboard.press("Enter")

    expect(page.locator("#id_rating_reason")).to_be_focused()  # refused, and led to what is wrong
    expect(page.locator("#id_statement")).to_have_value("来館者が増えたというのはデマだ")
    page.keyboard.insert_text("投稿のことば")
    tab_to(page, "[name=_save]")
    page.keyboard.press("Enter")
    expect(page.locator(".claim-head .statement")).to_have_text("来館者が増えたというのはデマだ")
    expect(page.locator(".claim-head .facts")).to_contain_text("みなと市教育委員会")
    expect(page.locator(".claim-head .facts")).to_contain_text("発信日は分からない")

    tab_to(page, "#id_text")
    page.keyboard.insert_text("@黒田さん、直しました")
    tab_to(page, ".say button.step")
    page.keyboard.press("Enter")
    expect(page.locator(".talk li:last-child .text")).to_have_text("@黒田さん、直しました")
    tab_to(page, "[name=_end]")
    page.keyboard.press("Enter")
    expect(page.locator(".assigned")).to_have_text("まだ決まっていません")

    page.locator("#id_text").fill("書きかけのコメント")
    expect(page.locator(".say .kept-status")).to_contain_text("書きかけを残しました")
    tab = context.new_page()  # another tab
    tab.goto(f"{live_stack}{path}")
    tab.locator(".kept-offer:has(+ .say)").get_by_role("button", name="書きかけを戻す").first.click()
    expect(tab.locator("#id_text")).to_have_value("書きかけのコメント")
    tab.close()
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator(".say button.step").click()
    expect(page.locator("main, body").first).to_contain_text("ログインの期限が切れた")
    expect(page.locator("textarea").first).to_have_value("書きかけのコメント")


@pytest.fixture
def paths(claim: Claim) -> list[str]:
    other = Claim.objects.standing().exclude(pk=claim.pk).earliest("pk")
    connection.close()
    start = f"/admin/claims/{claim.pk}/"
    return [
        *(start, "/admin/claims/new/", f"{start}merge/", f"{start}merge/?into={other.pk}", f"{start}split/"),
        *("/admin/notices/", "/admin/notices/outbox/"),
    ]


@pytest.mark.nlp  # the worker sends the notices
def test_no_violation_no_sideways_scroll_and_the_bell_rings(
    paths: list[str], live_stack: str, browser: Browser
) -> None:
    problems: dict[str, Any] = {}

    def report(message: ConsoleMessage) -> None:  # a refusal by the content security policy, for one
        problems[message.text] = message.location["url"]

    page = log_in(browser.new_page(locale="ja-JP"), live_stack, "/admin/")
    until = time.monotonic() + NOTICED_SECONDS
    while not page.locator(".unread-count").count() and time.monotonic() < until:
        page.wait_for_timeout(1000)
        page.goto(f"{live_stack}/admin/notices/")
    expect(page.locator(".notices .unread .what").last).to_contain_text("呼びかけ")
    page.locator(".notices .unread .what a").last.click()
    page.wait_for_url(f"**{paths[0]}*")

    for scheme, width in LOOKS:
        page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 667}, locale="ja-JP")
        page.on("console", report)
        log_in(page, live_stack, "/admin/")
        for path in paths:
            response = page.goto(f"{live_stack}{path}")
            assert response is not None
            assert response.status == 200
            for details in page.locator("#content details").all():
                details.evaluate("one => one.open = true")
            page.remove_listener("console", report)  # axe-core itself tries inline styles
            violations = Axe().run(page, NOT_OURS, RULES).response["violations"]
            page.on("console", report)
            problems |= {f"{scheme} {width} {path} {v['id']}": [n["html"] for n in v["nodes"]] for v in violations}
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                problems[f"{scheme} {width} {path} scrolls sideways"] = True
        page.close()

    assert problems == {}
