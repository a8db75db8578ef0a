"""axe-core, against WCAG 2.2 AA, on every kind of page that readers see."""

from typing import Any, Literal, NamedTuple
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.urls import resolve
from django.utils.timezone import localdate
from playwright.sync_api import Browser, Page, expect

from articles.actions import claim_images, public_members, published_selection, topics
from articles.models import Claimant, Publication, Verdict
from articles.public.urls import urlpatterns
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OPENED = "for (const each of document.querySelectorAll('details')) each.open = true"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS: list[tuple[Literal["light", "dark"], int]] = [("light", 375), ("dark", 320), ("light", 1280), ("dark", 1280)]
# What answers no page: feeds, pictures, texts for programs and for print.
NO_PAGES = frozenset(
    {
        *("verdict-fragment", "verdict-print", "verdict-qr", "manifest", "logo", "newsroom-card", "version-card"),
        *("claim-image", "verdict-atom", "verdict-rss", "verdict-json", "smartformat", "correction-feed"),
        *("rating-feed", "topic-feed", "claimant-feed", "sitemap", "sitemap-part", "news-sitemap", "robots"),
        *("healthz", "livez"),
    }
)
RATINGS = ["fij-accurate", "fij-mostly-accurate", "fij-misleading", "fij-inaccurate", "fij-unsupported", "fij-false"]


class Pages(NamedTuple):
    """`statuses` by path; among the paths `corrected`, a verdict with all that may stand above its text."""

    corrected: str
    statuses: dict[str, int]


@pytest.fixture
def pages(committed_database: str) -> Pages:
    """Home, lists, verdicts in every state, their old versions and the pages around them."""
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
    factories.retracted(factories.published_verdict(factories.claim(statement="橋は来年閉鎖される", topics=[topic])))
    hidden = factories.published_verdict()
    factories.hidden(hidden)
    published_selection.publish()
    shown = _with_everything_that_is_optional()
    person = shown.authors.get().user_id
    connection.close()
    shown_paths = [
        "/",
        "/verdicts/",
        "/verdicts/?q=図書館&rating=fij-false&topic=local",
        f"/verdicts/{corrected.number}/",
        f"/verdicts/{corrected.number}/versions/1/",
        f"/verdicts/{retracted.number}/",
        f"/verdicts/{retracted.number}/versions/1/",
        f"/verdicts/{hidden.number}/versions/2/",
        f"/claimants/{mayor.pk}/",
        "/claimants/",
        "/corrections/",
        "/methodology/",
        "/statistics/",
        f"/embed/verdicts/{corrected.number}/",
        f"/embed/verdicts/{retracted.number}/",
        "/verdicts/?q=図書館　火星&sort=new",
        "/verdicts/?q=図書館&rating=retracted",
        "/verdicts/?q=宇宙船&outlet=なし",
        "/check/",
        "/topics/",
        "/topics/local/",
        "/archive/",
        f"/archive/{localdate():%Y}/",
        f"/archive/{localdate():%Y/%m}/",
        "/selection/",
        *("/funding/", "/privacy/", "/contact/"),
        f"/people/{person}/?part=approver",
        "/ratings/",
        "/about/",
        *(f"/verdicts/{shown.number}/", f"/embed/verdicts/{shown.number}/"),
        *(f"/en/verdicts/{shown.number}/", f"/easy/verdicts/{shown.number}/", "/en/", "/easy/"),
        *(f"/{language}/verdicts/{shown.number}/versions/1/" for language in ("en", "easy")),
        f"/people/{person}/",
    ]
    gone = (f"/verdicts/{hidden.number}/", f"/embed/verdicts/{hidden.number}/")
    statuses = dict.fromkeys(shown_paths, 200) | dict.fromkeys(gone, 410) | {"/nowhere/": 404}
    return Pages(f"/verdicts/{corrected.number}/", statuses)


def _with_everything_that_is_optional() -> Verdict:
    author = factories.reporter(display_name="浅井")
    public_members.agree(author, by=author)
    draft = factories.complete_draft(
        by=author,
        finding="来館者は、図書館年報によると、前年度から８％の増加にとどまった。",
        english_claim="Visitors to the city library doubled within a year",
        english_finding="By the annual report they grew by 8%.",
        english_summary="The city said they doubled.\nThe report shows 8%.\nThe city admitted a miscount.",
        easy_claim="図書館《としょかん》へ行《い》く人《ひと》が２倍《ばい》になった",
        easy_summary="一《いち》。\n二《に》。\n三《さん》。",
    )
    claim_images.add(
        draft, file=factories.picture(size=(1400, 3000)), alt="投稿の画面。", caption="３月の投稿", by=author
    )
    return factories.published(Verdict.objects.get(pk=draft.pk), by=author)


def test_every_kind_of_page_is_among_them(pages: Pages) -> None:
    looked_at = {resolve(urlsplit(path).path).url_name for path in pages.statuses if path != "/nowhere/"}

    assert looked_at == {pattern.name for pattern in urlpatterns} - NO_PAGES


def test_pages_have_no_violation_and_no_sideways_scroll(pages: Pages, live_stack: str, browser: Browser) -> None:
    problems: dict[str, Any] = {}

    for scheme, width in LOOKS:
        page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 667})
        for path, status in pages.statuses.items():
            response = page.goto(f"{live_stack}{path}")
            assert response is not None
            assert (path, response.status) == (path, status)
            page.evaluate(OPENED)
            problems |= problems_of(page, f"{scheme} {width} {path}")

    assert problems == {}


def problems_of(page: Page, name: str) -> dict[str, Any]:
    violations = Axe().run(page, options=RULES).response["violations"]
    problems: dict[str, Any] = {f"{name} {v['id']}": [n["html"] for n in v["nodes"]] for v in violations}
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        problems[f"{name} scrolls sideways"] = True
    return problems


# The same claim, one that is retracted, another number, nothing of the kind; then all that asks for another try.
MESSAGE = "市立図書館の来館者は前年度の２倍に増えた。橋は来年閉鎖される。市立図書館の来館者は前年度の５倍に増えた。宇宙船が港に着陸した。"
MESSAGES = [MESSAGE, "", "😀", "あ" * 6000, "港の第一倉庫で火事があった。" * 40]


def test_answers_have_no_violation_and_need_no_script(pages: Pages, live_stack: str, browser: Browser) -> None:
    problems: dict[str, Any] = {}

    for scheme, width in LOOKS:
        page = browser.new_page(color_scheme=scheme, viewport={"width": width, "height": 667})
        for message in MESSAGES:
            page.goto(f"{live_stack}/")
            page.get_by_label("届いたメッセージや、見かけた文").fill(message)
            page.get_by_role("button", name="確かめる").click()
            page.wait_for_url(f"{live_stack}/check/#answers")
            problems |= problems_of(page, f"{scheme} {width} {message[:10]}")
    assert problems == {}

    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{live_stack}/")
    page.keyboard.press("Tab")
    page.get_by_label("届いたメッセージや、見かけた文").focus()
    page.keyboard.insert_text(MESSAGE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_stack}/check/#answers")
    assert page.locator(".band > h2").all_inner_texts() == [
        "検証済み",
        "検証を取り消した主張",
        "似た主張の検証",
        "この文そのものの検証は見つかりません",
    ]
    assert page.get_by_label("届いたメッセージや、見かけた文").input_value() == MESSAGE


def test_first_screen_of_a_phone_shows_claim_stamp_and_summary(pages: Pages, live_stack: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 667})
    page.goto(f"{live_stack}{pages.corrected}")

    ends = {
        selector: page.locator(selector).first.evaluate("element => element.getBoundingClientRect().bottom")
        for selector in (".claim-text", ".stamp-large", ".summary")
    }

    assert {selector: end for selector, end in ends.items() if end > 667} == {}


# WCAG 1.4.12: what a reader's own style may ask for, with 320 px for a zoom of 400 %.
SPACING = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-bottom: 2em !important; }"
LOST = """() => {
  const shown = element => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".sr-only, .skip, svg");
  const name = element => `${element.tagName}.${element.className}: ${element.textContent.trim().slice(0, 30)}`;
  const lost = [];
  for (const element of document.querySelectorAll("body *")) {
    if (!shown(element)) continue;
    const style = getComputedStyle(element);
    const clips = [style.overflowX, style.overflowY].some(each => each === "hidden" || each === "clip");
    if (style.webkitLineClamp !== "none" || style.textOverflow === "ellipsis") lost.push(`cuts ${name(element)}`);
    if (clips && (element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1))
      lost.push(`clips ${name(element)}`);
    const box = element.getBoundingClientRect();
    // A blank at the end of a line hangs over the edge, up to its own width.
    const edge = innerWidth + parseFloat(style.fontSize);
    const scrolls = element.closest(".scrolls table, .prose table");
    if (element.textContent.trim() && !scrolls && (box.right > edge || box.left < -1)) lost.push(`beyond ${name(element)}`);
    const inText = style.display === "inline" && element.closest("p, li, dd, td, figcaption, h1, h2, h3");
    if (element.matches("a[href], button, summary, input:not([type=hidden]), textarea") && !inText)
      if (box.height < 24 || box.width < 24) lost.push(`small ${name(element)}`);
  }
  return lost;
}"""


def test_zoom_and_spacing_lose_no_text_and_no_target(pages: Pages, live_stack: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 512}, bypass_csp=True)
    lost: dict[str, list[str]] = {}

    for path in pages.statuses:
        page.goto(f"{live_stack}{path}")
        page.evaluate(OPENED)
        for spaced in (False, True):
            if spaced:
                page.add_style_tag(content=SPACING)
            if found := page.evaluate(LOST):
                lost[f"{path} {spaced}"] = found

    assert lost == {}


def test_short_link_is_copied_and_stands_there_without_script(pages: Pages, live_stack: str, browser: Browser) -> None:
    number = pages.corrected.split("/")[2]
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{live_stack}{pages.corrected}")
    page.get_by_role("button", name="リンクを写す").click()
    expect(page.get_by_role("status").filter(has_text="写しました")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{live_stack}/verdicts/{number}/"

    bare = browser.new_page(java_script_enabled=False)
    bare.goto(f"{live_stack}{pages.corrected}")
    assert bare.get_by_role("button", name="リンクを写す").count() == 0
    bare.get_by_role("link", name="短いリンク").click()
    assert bare.get_by_role("heading", level=1).inner_text().startswith("【判定変更】")


def test_embed_fits_its_frame_with_and_without_script(pages: Pages, live_stack: str, browser: Browser) -> None:
    page = browser.new_page(
        viewport={"width": 800, "height": 900}, bypass_csp=True
    )  # the host's page has a policy of its own
    page.goto(f"{live_stack}{pages.corrected}")
    snippet = page.locator("#embed code").text_content() or ""
    frame, script = snippet.split("\n")

    for width in (300, 640):
        page.set_content(f'<body style="width: {width}px; margin: 0">{frame}</body>')
        page.frame_locator("iframe").locator("h1").wait_for()
        overflow = "document.documentElement.scrollHeight - innerHeight"
        assert page.frames[1].evaluate(overflow) <= 0
    page.set_content(f'<body style="width: 640px; margin: 0">{script}{frame}</body>')
    page.wait_for_function("Math.abs(document.querySelector('iframe').clientHeight - 400) < 100")
    assert page.frames[1].evaluate("document.body.scrollHeight - innerHeight") == 0


def test_marked_words_are_read_in_forced_colours(pages: Pages, live_stack: str, browser: Browser) -> None:
    page = browser.new_page(color_scheme="dark", forced_colors="active")
    page.goto(f"{live_stack}/verdicts/?q=図書館")

    colours = "element => [element, element.closest('p')].map(each => getComputedStyle(each).color)"
    marked, around = page.locator(".entry-snippet mark").first.evaluate(colours)

    assert marked == around
