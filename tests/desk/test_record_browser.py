"""What an attacker of the record did by hand, in a real browser: each of these went through once."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from articles.actions import outlets, topics, verdicts
from articles.models import Claimant, Verdict
from tests import factories

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "minato-library-2026"
HEADLINE = "「図書館の来館者が２倍」は誤り　増加は８％"
SECRET = "蒲生みどり"


class Stale(NamedTuple):
    """A row's page and a field of it, with the label it has there."""

    path: str
    field: str
    label: str


@pytest.fixture
def verdict(committed_database: str) -> Verdict:
    """A published verdict, and the people of the desk, who all have one password."""
    for name in ("desk", "desk2", "desk3"):
        factories.desk_editor(username=name, password=PASSWORD)
    factories.reporter(username="kisha", password=PASSWORD)
    return factories.published_verdict(reasoning=f"年報によると、{SECRET}の言う２倍は誤りで、８％増だった。")


@pytest.fixture
def path(verdict: Verdict) -> str:
    """The verdict's page in the desk; the connection is closed for the browser, whose event loop the ORM refuses."""
    connection.close()
    return f"/admin/articles/verdict/{verdict.pk}/change/"


def at(browser: Browser, site: str, username: str, path: str, *, java_script_enabled: bool = True) -> Page:
    """A tab of somebody who has logged in, at `path`."""
    page = browser.new_context(locale="ja-JP", java_script_enabled=java_script_enabled).new_page()
    page.goto(f"{site}/admin/login/?next={path}")
    page.locator("#id_username").fill(username)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#login-form [type=submit]").click()
    page.wait_for_url(f"**{path}")
    return page


def hide(page: Page) -> None:
    page.get_by_role("link", name="非表示にする").click()
    page.get_by_label("理由").fill("裁判所の決定")
    page.get_by_role("button", name="非表示にする").click()
    expect(page.get_by_role("link", name="非表示（確認待ち）")).to_be_visible()


def erase(page: Page) -> None:
    page.get_by_role("link", name="非表示（確認待ち）").click()
    page.get_by_role("link", name="確認して消去する").click()
    page.get_by_label("消去は元に戻せない").check()
    page.get_by_role("button", name="確認して消去する").click()
    expect(page.locator(".messagelist")).to_have_text("内容を消去しました。")


def read(page: Page, site: str, verdict: Verdict) -> list[tuple[int, bool]]:
    """(status, whether the name is in it) of the places where readers and partners find the verdict."""
    places = (f"/verdicts/{verdict.pk}/", f"/verdicts/{verdict.pk}/versions/1/", f"/api/v1/verdicts/{verdict.pk}/")
    answers = [page.request.get(f"{site}{place}") for place in places]
    return [(answer.status, SECRET in answer.text()) for answer in answers]


def test_erased_verdict_is_not_revised(verdict: Verdict, path: str, live_stack: str, browser: Browser) -> None:
    early = at(browser, live_stack, "kisha", path)
    first, second = at(browser, live_stack, "desk", path), at(browser, live_stack, "desk2", path)
    hide(first)
    second.reload()
    erase(second)

    early.get_by_role("button", name="改訂を始める").click()

    expect(early.locator(".messagelist")).to_contain_text(str(verdicts.VerdictWithdrawn.message))
    expect(early.locator("body")).not_to_contain_text(SECRET)
    expect(early.get_by_role("button", name="改訂を始める")).to_have_count(0)
    first.goto(f"{live_stack}{path}")
    first.get_by_role("button", name="白紙から書き始める").click()
    expect(first.locator(".messagelist")).to_contain_text("白紙の下書きを作りました。")
    assert [first.locator(f"#id_{name}").input_value() for name in ("headline", "summary", "reasoning")] == ["", "", ""]
    assert read(first, live_stack, verdict) == [(410, False)] * 3


def test_nothing_is_published_while_hidden(verdict: Verdict, path: str, live_stack: str, browser: Browser) -> None:
    writer, approver = at(browser, live_stack, "desk", path), at(browser, live_stack, "desk2", path)
    writer.get_by_role("button", name="改訂を始める").click()
    writer.locator("#id_summary").fill("市は２倍と発表した。\n年報では８％増だった。\n市は集計の誤りを認めて直した。")
    writer.locator("#id_correction_note").fill("市の対応を書き足しました。")
    writer.get_by_label("追記：新しい事実を加えた").check()
    writer.get_by_role("button", name="保存して確認に出す").click()
    approver.reload()
    approver.get_by_role("link", name="承認する").click()
    approver.get_by_role("button", name="承認する").click()
    approver.get_by_role("link", name="訂正などを公開する").click()
    hider = at(browser, live_stack, "desk3", path)
    hide(hider)

    approver.get_by_role("button", name="訂正などを公開する").click()

    expect(approver.get_by_role("alert").first).to_contain_text(str(verdicts.VerdictWithdrawn.message))
    assert read(approver, live_stack, verdict) == [(410, False)] * 3


def test_nobody_lifts_alone(verdict: Verdict, path: str, live_stack: str, browser: Browser) -> None:
    hider, other = at(browser, live_stack, "desk", path), at(browser, live_stack, "desk2", path)
    hide(hider)
    hider.get_by_role("link", name="非表示（確認待ち）").click()
    expect(hider.locator(".steps")).to_have_count(0)
    hider.goto(hider.url.replace("/change/", "/lift/"))
    expect(hider.locator(".messagelist")).to_have_text("今の状態では「解除して元に戻す」はできません。")

    other.reload()
    other.get_by_role("link", name="非表示（確認待ち）").click()
    other.get_by_role("link", name="解除して元に戻す").click()
    other.get_by_role("button", name="解除して元に戻す").click()
    expect(other.locator(".errorlist")).to_have_text("この項目は必須です。")
    assert read(other, live_stack, verdict) == [(410, False)] * 3
    other.get_by_label("解除の理由").fill("別の記事と取り違えたため")
    other.get_by_role("button", name="解除して元に戻す").click()

    expect(other.locator(".messagelist")).to_have_text("非表示を解除しました。")
    assert read(other, live_stack, verdict) == [(200, True)] * 3


def test_nobody_corrects_alone(verdict: Verdict, path: str, live_stack: str, browser: Browser) -> None:
    alone = at(browser, live_stack, "desk", path)
    alone.get_by_role("button", name="改訂を始める").click()
    alone.locator("#id_reasoning").fill("年報によると、来館者は減っていた。")
    alone.get_by_role("button", name="保存して誤字の修正の公開へ").click()

    expect(alone.locator("table.changes")).to_contain_text("来館者は減っていた")
    expect(alone.get_by_role("button", name="訂正などを公開する")).to_have_count(0)
    expect(alone.get_by_role("alert").first).to_be_visible()
    alone.get_by_role("link", name="やめて戻る").click()
    alone.locator("#id_correction_note").fill("増減を改めました。")
    alone.get_by_label("訂正：誤りを正した").check()
    alone.get_by_role("button", name="保存して確認に出す").click()
    expect(alone.locator(".workspace .chip")).to_have_text("確認待ち")
    expect(alone.get_by_role("link", name="承認する")).to_have_count(0)
    expect(alone.get_by_role("link", name="訂正などを公開する")).to_have_count(0)
    assert read(alone, live_stack, verdict) == [(200, True)] * 3


@pytest.fixture
def rows(committed_database: str) -> list[Stale]:
    """One row of each kind, and two who may edit them all."""
    for name in ("mine", "theirs"):
        factories.UserFactory(username=name, password=PASSWORD, is_superuser=True)
    minor = factories.claimant(name="港野太郎", kind=Claimant.Kind.MINOR)
    outlet = outlets.register(name="みなと新聞", by=None)
    topic = topics.register(slug="books", name="図書館", by=factories.reporter())
    article, member = factories.revision().article, factories.reporter()
    connection.close()
    return [
        Stale(f"/admin/articles/claimant/{minor.pk}/change/", "affiliation", "所属・肩書"),
        Stale(f"/admin/articles/user/{member.pk}/change/", "display_name", "表示名"),
        Stale(f"/admin/articles/article/{article.pk}/change/", "byline", "署名"),
        Stale(f"/admin/articles/topic/{topic.pk}/change/", "name", "名称"),
        Stale(f"/admin/articles/outlet/{outlet.pk}/change/", "name", "名称"),
    ]


def test_stale_form_keeps_what_was_typed_and_shows_both(rows: list[Stale], live_stack: str, browser: Browser) -> None:
    mine, theirs = (at(browser, live_stack, name, "/admin/") for name in ("mine", "theirs"))
    for row in rows:
        for page in (mine, theirs):
            page.goto(f"{live_stack}{row.path}")
            page.locator(f"#id_{row.field}").evaluate("field => field.closest('details')?.setAttribute('open', '')")
        theirs.locator(f"#id_{row.field}").fill("先に保存した言葉")
        theirs.locator("[name=_continue]").click()
        expect(theirs.locator(".messagelist .success")).to_be_visible()

        mine.locator(f"#id_{row.field}").fill("私の言葉")
        mine.locator("[name=_continue]").click()

        expect(mine.locator(".errornote")).to_be_visible()
        expect(mine.locator(".clash legend")).to_contain_text([row.label])
        expect(mine.locator(".clash .theirs .text")).to_have_text(["先に保存した言葉"])
        expect(mine.locator(f"#id_{row.field}")).to_have_value("私の言葉")
        theirs.reload()
        expect(theirs.locator(f"#id_{row.field}")).to_have_value("先に保存した言葉")
        mine.locator("[name=_continue]").click()
        expect(mine.locator(".messagelist .success")).to_be_visible()
        theirs.reload()
        expect(theirs.locator(f"#id_{row.field}")).to_have_value("私の言葉")
