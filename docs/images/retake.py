"""Take the pictures of README and guide anew from a demo that runs: make run, then python docs/images/retake.py [URL].

Needs Debian's chromium. The pictures show the demo as it is after its story, so start from a fresh state folder.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).parent
DESKTOP, PHONE = {"width": 1280, "height": 768}, {"width": 375, "height": 812}
DESK = {  # name → account, address
    "desk-home": ("desk", "/admin/"),
    "queue": ("kisha", "/admin/queue/"),
    "claim": ("kisha", "/admin/claims/{claim}/"),
    "verdict-desk": ("kisha", "/admin/articles/verdict/{draft}/change/"),
    "ledger": ("desk", "/admin/ledger/"),
    "admin-list": ("desk", "/admin/articles/verdict/"),
}


def main(url: str = "http://127.0.0.1:8000") -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        take_desk(browser, url)
        take_site(browser, url)
        browser.close()


def take_desk(browser: Browser, url: str) -> None:
    pages = {account: signed_in(browser, url, account) for account in ("desk", "kisha")}
    numbers = {"claim": "20", "draft": first_draft(pages["kisha"], url)}
    for name, (account, address) in DESK.items():
        take(pages[account], url + address.format(**numbers), name)


def first_draft(page: Page, url: str) -> str:
    """The number of a verdict that is being written."""
    page.goto(f"{url}/admin/articles/verdict/?state__exact=draft")
    address = page.locator("#result_list a[href*='/change/']").first.get_attribute("href")
    found = re.search("/([0-9]+)/change/", address or "")
    assert found is not None
    return found[1]


def take_site(browser: Browser, url: str) -> None:
    page = browser.new_page(viewport=DESKTOP)
    take(page, f"{url}/", "home")
    take(page, f"{url}/verdicts/20/", "verdict")
    take(browser.new_page(viewport=PHONE), f"{url}/verdicts/20/", "verdict-375")
    take(browser.new_page(viewport=DESKTOP, color_scheme="dark"), f"{url}/verdicts/20/", "verdict-dark")


def signed_in(browser: Browser, url: str, account: str) -> Page:
    page = browser.new_context(viewport=DESKTOP, locale="ja-JP").new_page()
    page.goto(f"{url}/admin/login/")
    page.fill("[name=username]", account)
    page.fill("[name=password]", f"demo-{account}")
    page.click("[type=submit]")
    page.wait_for_url(f"{url}/admin/")
    return page


def take(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    main(*sys.argv[1:])
