"""Coming in with Chromium: a passkey of its own device, no JavaScript, the content security policy, axe-core, narrow and dark."""

from __future__ import annotations

import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from articles.actions import second_factors
from tests import factories
from tests.desk.sign_in.door import PASSWORD, step_started
from tests.desk.test_browser import LOOKS, RULES

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def member(committed_database: str) -> None:
    factories.desk_editor(username="mori", display_name="森 さくら", password=PASSWORD)
    connection.close()


def knock(page: Page, site: str, path: str = "/admin/account/") -> None:
    page.goto(f"{site}/admin/login/?next={path}")
    page.get_by_label("ユーザー名").fill("mori")
    page.get_by_label("パスワード").fill(PASSWORD)
    page.locator("#login-form [type=submit]").click()
    page.wait_for_load_state()


def complaints(page: Page) -> list[str]:
    """What the browser says against a page; filled while it is used."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.mark.usefixtures("member")
def test_passkey_is_made_used_and_removed(named_live_stack: str, browser: Browser) -> None:
    page = browser.new_page(locale="ja-JP")
    said = complaints(page)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    device.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "automaticPresenceSimulation": True}})

    knock(page, named_live_stack)
    page.get_by_role("link", name="パスキーを登録する").click()
    page.get_by_label("名前").fill("会社の PC")
    page.get_by_role("button", name="パスキーを作る").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="保管したので続ける").click()
    expect(page.locator(".factors")).to_contain_text("会社の PC")

    page.get_by_role("button", name="ログアウト", exact=True).click()
    knock(page, named_live_stack)
    page.get_by_role("button", name="パスキーを使う").click()
    page.wait_for_url("**/admin/account/")
    page.locator(".factors li", has_text="会社の PC").get_by_role("button", name="外す").click()
    expect(page.locator(".factors")).not_to_contain_text("会社の PC")
    assert said == []


@pytest.mark.usefixtures("member")
def test_app_works_without_javascript(live_stack: str, browser: Browser) -> None:
    page = browser.new_context(locale="ja-JP", java_script_enabled=False).new_page()

    knock(page, live_stack)
    page.get_by_role("link", name="登録する").click()
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    step_started()
    page.get_by_label("アプリに出た").fill(second_factors.code_at(secret, int(time.time()) // 30))
    page.get_by_role("button", name="登録する").click()
    codes = page.locator(".codes li").all_inner_texts()
    page.get_by_role("link", name="保管したので続ける").click()
    page.locator("#logout-form button").click()
    knock(page, live_stack)
    page.get_by_label("コード").fill(codes[0])
    page.get_by_role("button", name="コードでログイン").click()

    expect(page.locator(".factors")).to_contain_text("残り9個")


@pytest.mark.usefixtures("member")
@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_pages_are_accessible_and_fit(scheme: str, width: int, named_live_stack: str, browser: Browser) -> None:
    looks = browser.new_context(locale="ja-JP", color_scheme=scheme, viewport={"width": width, "height": 900})
    page = looks.new_page()
    faults: dict[str, object] = {}

    def look(name: str) -> None:
        violations = Axe().run(page, options=RULES).response["violations"]
        overflows = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if violations or overflows:
            faults[name] = ([(rule["id"], rule["nodes"][0]["html"]) for rule in violations], overflows)

    page.goto(f"{named_live_stack}/admin/login/")
    look("login")
    page.goto(f"{named_live_stack}/admin/login/reset/")
    look("reset")
    knock(page, named_live_stack)
    for path in ("", "app/", "passkey/", "password/", "confirm/"):
        page.goto(f"{named_live_stack}/admin/account/{path}")
        look(path or "account")
    page.goto(f"{named_live_stack}/admin/account/app/")
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    step_started()
    page.get_by_label("アプリに出た").fill(second_factors.code_at(secret, int(time.time()) // 30))
    page.get_by_role("button", name="登録する").click()
    look("codes")
    stranger = browser.new_context(locale="ja-JP", color_scheme=scheme, viewport={"width": width, "height": 900})
    page = stranger.new_page()
    knock(page, named_live_stack)
    look("code")
    for _try in range(5):
        page.get_by_label("コード").fill("000000")
        page.get_by_role("button", name="コードでログイン").click()
    look("wrong code")
    page.get_by_label("コード").fill("000000")
    page.get_by_role("button", name="コードでログイン").click()
    look("locked")

    assert faults == {}
