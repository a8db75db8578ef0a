"""The queue in a real browser: fifty decisions by keys, fifty without JavaScript, and text that outlives everything."""

import os
import signal
from pathlib import Path

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from articles.models import Candidate
from tests import factories
from tests.conftest import CHROMIUM
from tests.desk import recorded
from tests.desk.test_browser import NOT_OURS, RULES, log_in, shows

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIFTY = 50
ACCEPTED = 20
QUEUE = "/admin/queue/"
PASSWORD = "minato-library-2026"
NARROW = ("light", "dark")
SELECT_SIX_UNITS = """() => {
    const first = document.createTreeWalker(document.getElementById("article-text"), NodeFilter.SHOW_TEXT).nextNode();
    getSelection().setBaseAndExtent(first, 0, first, 6);
}"""


@pytest.fixture
def fifty(committed_database: str) -> list[Candidate]:
    """Best first. The body that says it all is not registered yet."""
    factories.desk_editor(username="mori", password=PASSWORD, display_name="森")
    factories.desk_editor(username="kuroda", password=PASSWORD, display_name="黒田")
    rows = recorded.candidates(FIFTY)
    connection.close()
    return rows


def decided(page: Page, count: int) -> None:
    expect(page.locator(".today")).to_contain_text(f"今日 {count} 件（自分 {count}）")


def test_fifty_candidates_by_keys_alone(fifty: list[Candidate], live_stack: str, browser: Browser) -> None:
    page = log_in(browser.new_page(locale="ja-JP"), live_stack, QUEUE)
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))
    shows(page, fifty[0])

    page.keyboard.press("a")  # a new claimant: the kind is asked for, nothing is decided
    expect(page.get_by_text("発信者の種類は？")).to_be_visible()
    page.keyboard.press("9")
    page.keyboard.press("Escape")
    shows(page, fifty[0])
    page.keyboard.press("a")
    page.keyboard.press("2")
    for number, row in enumerate(fifty[1:ACCEPTED], start=1):
        shows(page, row)
        expect(page.get_by_role("radio", name="みなと市（団体）")).to_be_checked()
        page.keyboard.press("a")
        decided(page, number + 1)
    for number, row in enumerate(fifty[ACCEPTED:], start=ACCEPTED):
        shows(page, row)
        page.keyboard.press(str(1 + number % 6))
    decided(page, FIFTY)

    expect(page.get_by_text("未判断の候補はありません。")).to_be_visible()
    assert loads == []
    for row in reversed(fifty[-21:]):
        page.keyboard.press("u")
        shows(page, row)


def test_fifty_candidates_without_javascript(fifty: list[Candidate], live_stack: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ja-JP", viewport={"width": 1280, "height": 768})
    page = log_in(context.new_page(), live_stack, QUEUE)
    shows(page, fifty[0])
    page.get_by_label("種類", exact=True).select_option("organisation")
    page.get_by_label("見送りの補足").fill("港の話")
    page.get_by_label("主張か発信者の語").fill("みなと")
    page.get_by_role("button", name="探す").click()

    expect(page.get_by_label("見送りの補足")).to_have_value("港の話")  # what is typed comes with every button
    expect(page.get_by_label("種類", exact=True)).to_have_value("organisation")
    page.get_by_role("button", name="新しい検証対象として採用").click()
    for row in fifty[1:ACCEPTED]:
        shows(page, row)
        page.get_by_role("button", name="新しい検証対象として採用").click()
    for row in fifty[ACCEPTED:]:
        shows(page, row)
        page.get_by_role("button", name="重要でない").click()

    expect(page.get_by_text("未判断の候補はありません。")).to_be_visible()
    decided(page, FIFTY)


def test_what_is_typed_survives(fifty: list[Candidate], live_stack: str, browser: Browser) -> None:
    context = browser.new_context(locale="ja-JP")
    page = log_in(context.new_page(), live_stack, QUEUE)
    first, second = fifty[:2]
    statement, note = page.get_by_label("検証する主張"), page.get_by_label("見送りの補足")

    def typed() -> None:
        shows(page, first)
        expect(statement).to_have_value("直した文")
        expect(note).to_have_value("港の話")

    statement.fill("直した文")
    note.fill("港の話")
    note.press("Enter")
    note.press("Backspace")
    page.keyboard.press("Escape")
    typed()  # Enter decides nothing
    page.keyboard.press("k")
    page.keyboard.type("みなと")
    page.get_by_role("button", name="探す").click()
    expect(page.get_by_text("見つかりません。")).to_be_visible()
    typed()
    page.keyboard.press("s")
    shows(page, second)
    page.keyboard.press("p")
    typed()
    page.reload()
    typed()
    page.keyboard.press("s")
    shows(page, second)
    page.go_back()
    typed()

    tab = context.new_page()
    tab.goto(page.url)
    expect(tab.get_by_label("検証する主張")).to_have_value("直した文")

    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.keyboard.press("2")
    expect(page.get_by_text("ログインの期限が切れたため、保存していません。")).to_be_visible()
    expect(page.get_by_text("直した文")).to_be_visible()
    log_in(tab, live_stack, f"{QUEUE}{first.pk}/reject/")  # where the link there leads back to
    page.go_back()
    typed()

    kuroda = browser.new_context(locale="ja-JP").new_page()
    log_in(kuroda, live_stack, f"{QUEUE}{first.pk}/", "kuroda")
    expect(kuroda.get_by_text("森さんが見ています")).to_be_visible()
    kuroda.keyboard.press("1")
    expect(kuroda.locator(".news")).to_contain_text("見送り：")
    page.keyboard.press("2")
    expect(page.get_by_role("alert")).to_contain_text("黒田さんが")
    expect(page.locator(".typed").first).to_contain_text("港の話")


@pytest.mark.timeout(600)  # it waits for a file of the browser's
def test_what_is_typed_survives_the_kill_of_the_browser(
    fifty: list[Candidate], live_stack: str, chromium: str, tmp_path: Path
) -> None:
    folder = tmp_path / "profile"
    with sync_playwright() as playwright:

        def opened() -> BrowserContext:
            return playwright.chromium.launch_persistent_context(
                str(folder), executable_path=chromium, args=CHROMIUM, locale="ja-JP"
            )

        page = log_in(opened().new_page(), live_stack, QUEUE)
        page.get_by_label("検証する主張").fill("直した文")
        written = folder / "Default" / "Local Storage" / "leveldb"
        while not any(b"desk.queue.text" in file.read_bytes() for file in written.glob("*.log")):
            page.wait_for_timeout(200)  # the browser writes to its disk some seconds later
        for process in _browsers_of(folder):
            os.kill(process.pid, signal.SIGKILL)

        again = opened().new_page()
        again.goto(f"{live_stack}{QUEUE}")
        if again.get_by_label("ユーザー名").is_visible():
            log_in(again, live_stack, QUEUE)
        shows(again, fifty[0])
        expect(again.get_by_label("検証する主張")).to_have_value("直した文")


def _browsers_of(folder: Path) -> list[psutil.Process]:
    """The first process of a browser with this profile; its parent is the driver."""
    found = [process for process in psutil.Process().children(recursive=True) if process.name().startswith("chrom")]
    return [
        process
        for process in found
        if f"--user-data-dir={folder}" in process.cmdline() and "--type=" not in " ".join(process.cmdline())
    ]


@pytest.fixture
def text(committed_database: str) -> str:
    """Two sentences, each a candidate; the first letter of both is two in UTF-16."""
    factories.desk_editor(username="mori", password=PASSWORD)
    text = "𠮟られた市長は来館者が増えたと述べた。𠮟った議長は利用が減ったと述べた。"
    recorded.run(factories.revision(text), speaker=None)
    connection.close()
    return text


def test_passage_is_marked_by_keys_and_in_the_text(text: str, live_stack: str, browser: Browser) -> None:
    page = log_in(browser.new_page(locale="ja-JP"), live_stack, QUEUE)
    first = text[: text.index("。") + 1]
    shows_quote = expect(page.locator(".quote"))
    shows_quote.to_have_text(first)

    page.keyboard.press("w")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("x")
    shows_quote.to_have_text(first[:-2])
    page.keyboard.press("w")
    page.keyboard.press("Shift+ArrowDown")  # the second sentence
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("1")  # decides nothing
    page.keyboard.press("w")
    expect(page.locator(".news")).to_contain_text("候補に加えました。")
    page.keyboard.press("s")
    shows_quote.to_have_text(text[len(first) + 1 :])

    page.evaluate(SELECT_SIX_UNITS)
    expect(page.locator(".marking q")).to_have_text(text[:5])
    page.keyboard.press("Escape")
    expect(page.locator(".marking")).to_be_hidden()
    page.evaluate(SELECT_SIX_UNITS)
    page.get_by_role("button", name="新しい候補に加える").click()
    expect(page.locator(".news")).to_contain_text("候補に加えました。")


def test_queue_has_no_violation_at_320_pixels(fifty: list[Candidate], live_stack: str, browser: Browser) -> None:
    problems: dict[str, object] = {}
    for scheme in NARROW:
        page = browser.new_page(color_scheme=scheme, viewport={"width": 320, "height": 640}, locale="ja-JP")  # type: ignore[arg-type] # one of its literals
        log_in(page, live_stack, QUEUE)
        for opened in ("", ".legend summary", ".filter summary"):
            if opened:
                page.locator(opened).click()
            violations = Axe().run(page, NOT_OURS, RULES).response["violations"]
            problems |= {f"{scheme} {opened} {v['id']}": [n["html"] for n in v["nodes"]] for v in violations}
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                problems[f"{scheme} {opened} scrolls sideways"] = True
            page.keyboard.press("Escape")
    assert problems == {}
