"""The whole way in a browser without scripts: asked, not found, told the desk, closed there, seen by the sender."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, expect

from articles.actions import tips
from articles.letterbox import stamps
from articles.models import Tip
from tests import factories
from tests.desk.test_browser import PASSWORD, log_in
from tests.public.test_accessibility import LOOKS, problems_of

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASTED = "港の第一倉庫で、きのう火事があったと聞いた。\n" * 120  # 2,640 characters


@pytest.fixture
def tokens(committed_database: str) -> list[str]:
    """Of tips in every state; a verdict for one of them, and somebody at the desk."""
    by, verdict = factories.reporter(username="mori", password=PASSWORD), factories.published_verdict()
    rows = [tips.receive_from_reader(text="駅前の話", sending=str(n)) for n in range(4)]
    tips.look_at(rows[1], by=by)
    tips.attach(rows[2], claim=verdict.claim_id, by=by)
    tips.close(rows[3], closing=Tip.Closing.OTHER, by=by)
    connection.close()
    return [row.token for row in rows]


def test_from_a_question_to_the_desk_and_back(tokens: list[str], live_stack: str, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False, locale="ja-JP").new_page()

    page.goto(f"{live_stack}/check/")
    page.get_by_label("届いたメッセージや、見かけた文").fill(PASTED)
    page.get_by_role("button", name="確かめる").click()
    page.get_by_role("button", name="この投稿を編集部に知らせる").click()
    expect(page.get_by_label("確かめてほしい話")).to_have_value(PASTED.strip())
    page.get_by_label("どこで見聞きしましたか").fill("港の食堂")
    page.get_by_role("button", name="編集部に送る").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("上の「送ったあと」を読みました").check()
    page.wait_for_timeout(1000 * stamps.FASTEST_SECONDS)
    page.get_by_role("button", name="編集部に送る").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("受け付けました")
    address = page.url
    assert page.context.cookies() == []

    desk = log_in(browser.new_page(locale="ja-JP"), live_stack, "/admin/articles/tip/")
    desk.get_by_role("link", name="港の第一倉庫で").click()
    expect(desk.get_by_text("港の食堂")).to_be_visible()
    desk.get_by_role("link", name="終了する").click()
    desk.get_by_label("検証できない").check()
    desk.get_by_role("button", name="終了する").click()
    expect(desk.get_by_text("終了しました。")).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("対応を終わりました")


def test_pages_have_no_violation_and_no_sideways_scroll(tokens: list[str], live_stack: str, browser: Browser) -> None:
    problems: dict[str, Any] = {}

    for scheme, width in LOOKS:
        page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 667})
        for path in ("/tips/", *(f"/tips/{token}/" for token in tokens), "/tips/nowhere/"):
            page.goto(f"{live_stack}{path}")
            problems |= problems_of(page, f"{scheme} {width} {path}")
        page.goto(f"{live_stack}/tips/")
        page.get_by_role("button", name="編集部に送る").click()
        expect(page.get_by_role("alert")).to_be_focused()
        problems |= problems_of(page, f"{scheme} {width} errors")

    assert problems == {}
