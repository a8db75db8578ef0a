"""An administrator registers a partner's endpoint and tries it."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from tests import factories
from tests.desk.test_browser import NOT_OURS, RULES
from tests.desk.test_record_browser import PASSWORD, at
from tests.webhooks.receiver import Receiver
from tests.webhooks.test_process import courier

LOOKS = [("light", 1280), ("dark", 375)]

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def desk(committed_database: str) -> str:
    """A database with one administrator; the connection is closed for the browser, whose event loop the ORM refuses."""
    factories.administrator(username="kanri", password=PASSWORD)
    connection.close()
    return committed_database


def test_from_the_address_to_the_first_verified_call(
    desk: str, live_stack: str, receiver: Receiver, browser: Browser
) -> None:
    page = at(browser, live_stack, "kanri", "/admin/")
    page.get_by_role("link", name="Webhook の届け先", exact=True).click()
    page.get_by_role("link", name="届け先を登録").click()
    page.get_by_label("名前").fill("みなと放送")
    page.get_by_label("URL").fill("https://169.254.169.254/")
    page.get_by_role("button", name="届け先を登録").click()
    expect(page.locator(".errorlist")).to_have_text("外から見えないところを指す URL へは送れません。")
    page.get_by_label("URL").fill(receiver.url)
    page.get_by_role("button", name="届け先を登録").click()
    secret = page.get_by_label("全体を写して").input_value()
    page.get_by_role("link", name="写したので").click()

    with courier(desk):
        page.get_by_role("button", name="試しに送る").click()
        expect(page.locator(".messagelist")).to_contain_text("試し送りを頼みました。")
        for _look in range(600):
            if page.get_by_role("cell", name="届いた").count():
                break
            page.wait_for_timeout(100)
            page.get_by_role("link", name="読み直す").click()

    expect(page.get_by_role("row", name="— 試し送り")).to_contain_text("HTTP 204")
    (call,) = receiver.calls
    assert call.verified(secret)["type"] == "webhook.test"
    assert {look: found for look in LOOKS if (found := problems(page, look))} == {}


def problems(page: Page, look: tuple[str, int]) -> dict[str, list[str]]:
    """What axe-core says of the page in a colour scheme and a width, and whether it scrolls sideways."""
    scheme, width = look
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 768})
    violations = Axe().run(page, NOT_OURS, RULES).response["violations"]
    found = {violation["id"]: [node["html"] for node in violation["nodes"]] for violation in violations}
    return found | ({"sideways": []} if page.evaluate("document.documentElement.scrollWidth > innerWidth") else {})
