"""The desk in a real browser: single keys, the input method, no JavaScript, axe-core, and the content security policy."""

from typing import Any, Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from articles.actions import verdicts
from articles.models import Article, Candidate
from tests import factories
from tests.actions.test_desk_search import SAID, found_in, published
from tests.actions.test_elections import election as called
from tests.desk import recorded

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NOT_OURS = {"exclude": [[".select2-container"]]}  # Django's autocomplete gives its combobox no name
LOOKS: list[tuple[Literal["light", "dark"], int]] = [("light", 375), ("dark", 375), ("light", 1280), ("dark", 1280)]
PASSWORD = "minato-library-2026"

# What Chromium sends while a Japanese input method works: either mark alone has to be enough.
COMPOSING = [{"key": "1", "isComposing": True}, {"key": "1", "keyCode": 229}]


@pytest.fixture
def rows(committed_database: str) -> list[Candidate]:
    """Four pending candidates without a speaker, best first, and somebody to decide them."""
    factories.desk_editor(username="mori", password=PASSWORD)
    rows = recorded.candidates(4, speaker=None)
    connection.close()
    return rows


def log_in(page: Page, site: str, path: str, name: str = "mori") -> Page:
    page.goto(f"{site}/admin/login/?next={path}")
    page.get_by_label("ユーザー名").fill(name)
    page.get_by_label("パスワード").fill(PASSWORD)
    page.locator("#login-form [type=submit]").click()
    # the queue puts the candidate it shows into the address
    page.wait_for_url(lambda url: urlsplit(url).path != "/admin/login/")
    page.wait_for_load_state()
    return page


def shows(page: Page, row: Candidate) -> None:
    expect(page.locator(".candidate-pane .quote")).to_have_text(row.quote)


def remaining(page: Page, count: int) -> None:
    expect(page.locator(".remaining b")).to_have_text(str(count))


def test_one_key_decides_and_goes_on_and_u_takes_back(rows: list[Candidate], live_stack: str, browser: Browser) -> None:
    page = log_in(browser.new_page(locale="ja-JP"), live_stack, "/admin/queue/")
    first, second, third, fourth = rows
    shows(page, first)

    page.keyboard.press("2")
    shows(page, second)
    page.keyboard.press("a")
    shows(page, third)
    remaining(page, 2)
    page.keyboard.press("s")
    shows(page, fourth)
    page.keyboard.press("p")
    shows(page, third)
    page.keyboard.press("u")
    shows(page, second)
    remaining(page, 3)
    page.keyboard.press("u")
    shows(page, first)
    remaining(page, 4)


def test_keys_enter_the_fields_and_escape_leaves_them(rows: list[Candidate], live_stack: str, browser: Browser) -> None:
    page = log_in(browser.new_page(locale="ja-JP"), live_stack, "/admin/queue/")
    statement = page.get_by_label("検証する主張")

    page.keyboard.press("e")
    expect(statement).to_be_focused()
    page.keyboard.type("1s?")
    shows(page, rows[0])
    assert "1s?" in statement.input_value()
    page.keyboard.press("Escape")
    page.keyboard.press("k")
    expect(page.locator("#known-q")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(page.get_by_label("同じ内容の候補")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#legend")).to_have_attribute("open", "")


@pytest.mark.parametrize("event", COMPOSING, ids=["isComposing", "keyCode 229"])
def test_keys_are_left_to_the_input_method(
    event: dict[str, Any], rows: list[Candidate], live_stack: str, browser: Browser
) -> None:
    page = log_in(browser.new_page(locale="ja-JP"), live_stack, "/admin/queue/")
    dispatch = "event => document.body.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, ...event}))"

    page.evaluate(dispatch, event)
    page.wait_for_timeout(300)
    shows(page, rows[0])
    remaining(page, 4)
    page.evaluate(dispatch, {"key": "1"})
    shows(page, rows[1])


def test_keys_with_a_modifier_belong_to_the_browser(rows: list[Candidate], live_stack: str, browser: Browser) -> None:
    page = log_in(browser.new_page(locale="ja-JP"), live_stack, "/admin/queue/")

    page.keyboard.press("Control+1")
    page.keyboard.press("Alt+2")
    page.wait_for_timeout(300)

    remaining(page, 4)


def test_single_keys_can_be_switched_off_and_stay_off(rows: list[Candidate], live_stack: str, browser: Browser) -> None:
    page = log_in(browser.new_page(locale="ja-JP"), live_stack, "/admin/queue/")
    page.keyboard.press("?")
    page.get_by_label("一文字キーを使う").uncheck()

    page.reload()
    page.keyboard.press("1")
    page.wait_for_timeout(300)

    remaining(page, 4)
    expect(page.locator(".rejections kbd").first).to_be_hidden()
    page.locator("#legend summary").click()
    page.get_by_label("一文字キーを使う").check()
    page.keyboard.press("1")
    shows(page, rows[1])


def test_queue_without_javascript(rows: list[Candidate], live_stack: str, browser: Browser) -> None:
    page = browser.new_context(
        java_script_enabled=False, locale="ja-JP", viewport={"width": 1280, "height": 700}
    ).new_page()
    log_in(page, live_stack, "/admin/queue/")
    _first, second, third, _fourth = rows

    page.get_by_role("button", name="重要でない").click()
    shows(page, second)
    expect(page.locator("#passage").first).to_be_in_viewport()
    page.get_by_label("検証する主張").fill("来館者は２割増えた")
    page.get_by_role("radio", name="新しい発信者").check()
    page.get_by_label("氏名・名称").fill("みなと市")
    page.get_by_role("button", name="新しい検証対象として採用").click()
    expect(page.get_by_role("alert").get_by_text("種類を選んでください。")).to_be_visible()
    page.get_by_label("種類", exact=True).select_option("organisation")
    page.get_by_role("button", name="新しい検証対象として採用").click()
    shows(page, third)
    page.get_by_label("主張か発信者の語").fill("来館者 みなと市")
    page.get_by_role("button", name="探す").click()
    page.get_by_role("button", name="これに加える：来館者は２割増えた").click()
    remaining(page, 1)
    page.locator("form.undo button").click()
    shows(page, third)
    remaining(page, 2)


@pytest.fixture
def said_again(committed_database: str) -> Candidate:
    """A candidate of two articles that says what a published verdict has checked, and another candidate."""
    factories.desk_editor(username="mori", password=PASSWORD)
    published()
    row = found_in(SAID)
    found_in(f"{SAID} ")
    found_in("みなと市は来年度から市営バスの運賃を一律にすると発表した。")
    connection.close()
    return row


@pytest.mark.parametrize("javascript", [True, False])
def test_candidate_joins_the_claim_that_is_the_same_and_comes_back(
    javascript: bool, said_again: Candidate, live_stack: str, browser: Browser
) -> None:
    page = browser.new_context(java_script_enabled=javascript, locale="ja-JP").new_page()
    log_in(page, live_stack, "/admin/queue/?recurring=1")
    shows(page, said_again)
    remaining(page, 1)
    expect(page.get_by_role("heading", name="ほかの 1 か所にも同じ文があります。")).to_be_visible()
    button = page.get_by_role("button", name=f"この出どころとして加える：{SAID[:10]}")

    if javascript:
        page.keyboard.press("m")
    else:
        button.click()

    expect(page.locator(".news")).to_contain_text("（同じ文の 2 件とも）")
    remaining(page, 0)
    if javascript:
        page.keyboard.press("u")
    else:
        page.locator("form.undo button").click()
    shows(page, said_again)
    remaining(page, 1)
    expect(button).to_be_visible()


@pytest.fixture
def said_with_more(committed_database: str) -> Candidate:
    """A candidate that says what a published verdict has checked, and an amount besides."""
    factories.desk_editor(username="mori", password=PASSWORD)
    published()
    row = found_in(SAID.replace("２倍", "２倍の８万人"))
    connection.close()
    return row


def test_a_difference_is_shown_before_the_same_key_joins(
    said_with_more: Candidate, live_stack: str, browser: Browser
) -> None:
    page = browser.new_context(locale="ja-JP").new_page()
    log_in(page, live_stack, f"/admin/queue/{said_with_more.pk}/")
    button = page.get_by_role("button", name="同じ主張として加える")
    expect(button).to_be_hidden()

    page.keyboard.press("m")

    expect(button).to_be_focused()
    expect(page.get_by_text("数字が違います。それでも同じ主張ですか。")).to_be_visible()
    page.keyboard.press("m")
    expect(page.locator(".news")).to_contain_text("採用")
    page.keyboard.press("u")
    shows(page, said_with_more)
    expect(button).to_be_hidden()


@pytest.fixture
def there(committed_database: str) -> Article:
    """An article with the text that is pasted once more."""
    factories.desk_editor(username="mori", password=PASSWORD)
    article = factories.revision(SAID, url="https://minato.example/1", title="先の記事").article
    connection.close()
    return article


def test_what_was_pasted_survives_the_question_about_a_text_that_is_there(
    there: Article, live_stack: str, browser: Browser
) -> None:
    page = browser.new_context(java_script_enabled=False, locale="ja-JP").new_page()
    log_in(page, live_stack, "/admin/articles/article/add/")
    page.locator("#id_text").fill(SAID)
    page.locator("#id_url").fill("https://other.example/2")
    page.get_by_role("button", name="保存", exact=True).click()

    expect(page.locator("#id_text")).to_have_value(SAID)
    page.get_by_label("「先の記事」の別のURLとして加える").check()
    page.get_by_role("button", name="保存", exact=True).click()

    page.wait_for_url(f"**/article/{there.pk}/change/")
    expect(page.locator(".further")).to_contain_text("https://other.example/2")


def test_refused_form_leads_to_its_first_error(rows: list[Candidate], live_stack: str, browser: Browser) -> None:
    page = log_in(browser.new_page(locale="ja-JP"), live_stack, "/admin/articles/article/add/")
    page.locator("#id_text").fill("みなと市は来館者が２倍に増えたと発表した。")
    page.locator("#id_url").fill("図書館の年報")
    page.get_by_text("詳しい出典").click()
    page.locator("#id_reach_date").fill("きのう")

    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#id_url")).to_be_focused()
    page.locator("#id_url").fill("")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("#id_reach_date")).to_be_focused()  # it was folded away


@pytest.fixture
def paths(rows: list[Candidate]) -> list[str]:
    """The pages an editor lives in."""
    desk = factories.desk_editor()
    claim = factories.claim(claimant=factories.claimant())
    draft = verdicts.draft(claim, by=desk)
    approved = factories.approved_verdict()
    waiting = verdicts.submit(factories.complete_draft(), by=factories.reporter())
    recorded.failed_run()
    verdict = published()
    election = called(factories.claimant(), begins=-40, ends=-1)  # it is over: what is approved here takes one
    again = found_in(SAID)
    copy = found_in(f"{SAID} ", url="https://minato.example/2").revision.article_id
    like = factories.complete_draft(factories.claim(statement=f"{SAID[:-1]}らしい。"), rating="fij-accurate")
    connection.close()
    return [
        "/admin/",
        "/admin/queue/",
        f"/admin/queue/{again.pk}/",
        "/admin/queue/recurring/",
        "/admin/queue/list/",
        f"/admin/queue/{again.pk}/span/",
        f"/admin/queue/reject/?candidate={again.pk}",
        f"/admin/articles/claim/{verdict.claim_id}/change/",
        f"/admin/articles/article/{copy}/change/",
        f"/admin/articles/verdict/{like.pk}/change/",
        "/admin/articles/article/",
        "/admin/articles/article/add/",
        f"/admin/articles/article/{rows[0].revision.article_id}/change/",
        "/admin/articles/extractionrun/",
        "/admin/operations/",
        "/admin/scorecard/?days=365",
        "/admin/ledger/",
        "/admin/assessment/",
        f"/admin/elections/{election.pk}/balance/",
        f"/admin/articles/election/{election.pk}/change/",
        f"/admin/articles/claim/{claim.pk}/change/",
        "/admin/articles/verdict/",
        f"/admin/articles/verdict/{draft.pk}/change/",
        f"/admin/articles/verdict/{approved.pk}/change/",
        f"/admin/articles/verdict/{approved.pk}/publish/",
        f"/admin/articles/verdict/{waiting.pk}/approve/",
        f"/admin/articles/verdict/{like.pk}/letter/",
        f"/admin/articles/verdict/{approved.pk}/send-back/",
        "/admin/articles/event/",
    ]


LET_GO = "document.querySelectorAll('.submit-row').forEach(row => { row.style.position = 'static' })"
"""What lies half behind the row that stays in sight is half a target to axe-core; people scroll it out."""


def test_desk_has_no_violation_and_no_sideways_scroll(paths: list[str], live_stack: str, browser: Browser) -> None:
    problems: dict[str, Any] = {}

    def report(message: ConsoleMessage) -> None:  # a refusal by the content security policy, for one
        problems[message.text] = message.location["url"]

    for scheme, width in LOOKS:
        page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 667}, locale="ja-JP")
        page.on("console", report)
        log_in(page, live_stack, "/admin/")
        for path in paths:
            response = page.goto(f"{live_stack}{path}")
            assert response is not None
            assert response.status == 200
            page.remove_listener("console", report)  # axe-core itself tries inline styles
            page.evaluate(LET_GO)
            violations = Axe().run(page, NOT_OURS, RULES).response["violations"]
            page.on("console", report)
            problems |= {f"{scheme} {width} {path} {v['id']}": [n["html"] for n in v["nodes"]] for v in violations}
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                problems[f"{scheme} {width} {path} scrolls sideways"] = True

    assert problems == {}
