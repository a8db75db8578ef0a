"""axe-core, against WCAG 2.2 AA, on the pages most readers see."""

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Browser, sync_playwright

from articles.actions import topics
from articles.models import Claimant, Publication
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
LOOKS: list[tuple[Literal["light", "dark"], int]] = [("light", 375), ("dark", 375), ("light", 1280), ("dark", 1280)]
RATINGS = ["fij-accurate", "fij-mostly-accurate", "fij-misleading", "fij-inaccurate", "fij-unsupported", "fij-false"]


@pytest.fixture
def paths(committed_database: str) -> list[str]:
    """Home, list, a corrected verdict, a retracted one, an old version and the pages around them."""
    topic = topics.register(slug="local", name="地域", by=factories.reporter())
    mayor = factories.claimant(name="早瀬航平", kind=Claimant.Kind.PUBLIC_FIGURE, affiliation="みなと市長")
    for rating in RATINGS:
        factories.published_verdict(factories.claim(claimant=mayor, topics=[topic]), rating=rating)
    claim = factories.claim(claimant=mayor, topics=[topic])
    factories.appearance(claim, url="https://news.example/1")
    corrected = factories.corrected(
        factories.published_verdict(claim),
        kind=Publication.Kind.RATING_CHANGE,
        apology=True,
        rating="fij-inaccurate",
        summary="一。\n二。\n三。",
    )
    retracted = factories.retracted(factories.published_verdict())
    connection.close()
    return [
        "/",
        "/verdicts/",
        "/verdicts/?q=図書館&rating=fij-false&topic=local",
        f"/verdicts/{corrected.number}/",
        f"/verdicts/{corrected.number}/versions/1/",
        f"/verdicts/{retracted.number}/",
        f"/claimants/{mayor.pk}/",
        "/corrections/",
        "/methodology/",
        "/statistics/",
        f"/embed/verdicts/{corrected.number}/",
    ]


@pytest.fixture
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


def test_pages_have_no_violation_and_no_sideways_scroll(paths: list[str], live_stack: str, browser: Browser) -> None:
    problems: dict[str, Any] = {}

    for scheme, width in LOOKS:
        page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 667})
        for path in paths:
            response = page.goto(f"{live_stack}{path}")
            assert response is not None
            assert response.status == 200
            for details in page.locator("details").all():
                details.evaluate("element => { element.open = true }")
            violations = Axe().run(page, options=RULES).response["violations"]
            problems |= {f"{scheme} {width} {path} {v['id']}": [n["html"] for n in v["nodes"]] for v in violations}
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                problems[f"{scheme} {width} {path} scrolls sideways"] = True

    assert problems == {}


def test_first_screen_of_a_phone_shows_claim_stamp_and_summary(
    paths: list[str], live_stack: str, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 667})
    page.goto(f"{live_stack}{paths[3]}")

    ends = {
        selector: page.locator(selector).first.evaluate("element => element.getBoundingClientRect().bottom")
        for selector in (".claim-text", ".stamp-large", ".summary")
    }

    assert {selector: end for selector, end in ends.items() if end > 667} == {}
