"""校閲 and 法務 at the desk: an intentional falsehood from draft to publication, by four people; who is told what on the way."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from articles.actions import review_steps, verdicts
from articles.models import StepRule, User, Verdict
from tests import factories
from tests.desk.conftest import at_the_desk, take, told
from tests.desk.test_browser import NOT_OURS, RULES
from tests.desk.test_record_browser import HEADLINE, PASSWORD, at

NOTE = "数字を年報と突き合わせた。"


def intentional() -> Verdict:
    draft = factories.complete_draft(rating="fij-fabricated", intent_reason="元の表を持っていた。")
    return verdicts.submit(draft, by=factories.reporter())


@pytest.mark.django_db
def test_pages_say_what_misses_and_who_may_give_it(as_desk_editor: Client) -> None:
    proofreader = factories.proofreader(display_name="関口")
    verdict = intentional()
    path = f"/admin/articles/verdict/{verdict.pk}/"

    approving = as_desk_editor.get(f"{path}approve/")
    answer = take(as_desk_editor, f"{path}approve/", {"publish_now": "on"})

    assert "publish_now" not in approving.context["form"].fields
    assert "校閲：まだ" in approving.content.decode()
    assert told(answer) == "承認しました。公開には、校閲と法務がまだ要ります。"
    shown = as_desk_editor.get(f"{path}change/")
    assert [(str(row.step.label), row.who) for row in shown.context["standings"]] == [
        ("校閲", "校閲ができる人：関口。"),
        ("法務", "法務ができる人がいません。管理者に、執筆者でない人へ「法務」の役割を付けるよう頼んでください。"),
    ]
    refused = as_desk_editor.post(f"{path}publish/", {"seen": shown.context["seen"]}, follow=True)
    assert "校閲と法務がまだなので、公開できません。" in refused.content.decode()

    given = take(at_the_desk(proofreader), f"{path}proofread/", {"note": NOTE})

    assert told(given) == "記録しました。公開までに、あと法務が要ります。"
    assert NOTE in as_desk_editor.get(f"{path}change/").content.decode()
    assert NOTE in as_desk_editor.get(f"{path}history/").content.decode()


@pytest.mark.django_db
def test_home_lists_what_waits_for_whoever_may_give_it(as_desk_editor: Client) -> None:
    proofreader = factories.proofreader()
    verdict = intentional()
    client = at_the_desk(proofreader)

    home = client.get("/admin/").context
    listed = client.get("/admin/articles/verdict/?steps=proof").context["cl"]

    assert home["steps"] == [("校閲", verdict)]
    assert {str(row.label): row.number.number for row in home["waiting"]}["校閲を待つ検証記事"] == 1
    assert list(listed.queryset) == [verdict]
    assert as_desk_editor.get("/admin/").context["steps"] == []
    review_steps.proofread(verdict, by=proofreader)
    assert client.get("/admin/").context["steps"] == []


@pytest.mark.django_db
def test_administrator_says_which_verdicts_take_a_step(as_administrator: Client, as_desk_editor: Client) -> None:
    rule = StepRule.objects.get(step="proof")
    path = f"/admin/articles/steprule/{rule.pk}/change/"

    assert as_desk_editor.post(path, {"scope": "all", "seen_version": 1}).status_code == 403
    as_administrator.post(path, {"scope": "all", "seen_version": 1})

    assert factories.complete_draft().needed_steps == ["proof"]
    assert (
        "すべての検証記事に要る段階とした"
        in as_administrator.get(f"/admin/articles/steprule/{rule.pk}/history/").content.decode()
    )


@pytest.fixture
def desk(committed_database: str) -> str:
    """The path of a draft, and four people with one password. The connection is closed for the browser."""
    for role, name in (("reporter", "kisha"), ("proofreader", "koetsu"), ("lawyer", "homu"), ("desk_editor", "desk")):
        getattr(factories, role)(username=name, password=PASSWORD, display_name="")
    draft = factories.complete_draft(by=User.objects.get(username="kisha"))
    connection.close()
    return f"/admin/articles/verdict/{draft.pk}/change/"


def submit_as_fabricated(page: Page) -> None:
    page.locator("#field-rating").get_by_label("虚偽", exact=False).check()
    page.locator("#id_intent_reason").fill("元の表を持っていた。")
    page.get_by_role("button", name="保存して確認に出す").click()
    expect(page.locator(".review-steps")).to_contain_text("校閲ができる人：koetsu。")


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scripted", [True, False])
def test_intentional_falsehood_passes_four_people(desk: str, live_stack: str, browser: Browser, scripted: bool) -> None:
    writer, proofreader, lawyer, editor = (
        at(browser, live_stack, name, "/admin/", java_script_enabled=scripted)
        for name in ("kisha", "koetsu", "homu", "desk")
    )
    writer.goto(f"{live_stack}{desk}")
    submit_as_fabricated(writer)

    proofreader.reload()
    proofreader.locator("section", has_text="待っている校閲・法務").get_by_role("link", name="図書館").last.click()
    proofreader.get_by_role("link", name="校閲を済ませる").click()
    if scripted:
        assert violations(proofreader) == {}
    proofreader.get_by_role("link", name="差し戻す").click()
    if scripted:
        proofreader.locator("article.verdict h1").select_text()
        proofreader.get_by_role("button", name="引用する").click()
        expect(proofreader.locator("#id_reason")).to_have_value(f"「{HEADLINE}」\n")
    proofreader.locator("#id_reason").press_sequentially("見出しを判定に合わせて")
    proofreader.get_by_role("button", name="差し戻す").click()
    writer.reload()
    expect(writer.locator(".sent-back")).to_contain_text("見出しを判定に合わせて")
    writer.get_by_role("button", name="保存して確認に出す").click()

    for page, step in ((proofreader, "校閲を済ませる"), (lawyer, "法務の確認を済ませる")):
        page.goto(f"{live_stack}{desk}")
        page.get_by_role("link", name=step).click()
        page.locator("#id_note").fill(NOTE)
        page.get_by_role("button", name=step).click()
        expect(page.locator(".messagelist")).to_contain_text("公開までに、あと")
    if scripted:
        assert violations(lawyer) == {}

    editor.goto(f"{live_stack}{desk}")
    editor.get_by_role("link", name="承認する").click()
    expect(editor.locator(".review-steps")).to_contain_text("校閲：済み")
    editor.get_by_label("承認と同時に公開する").check()
    editor.get_by_role("button", name="承認する").click()
    expect(editor.locator(".messagelist")).to_contain_text("承認して公開しました。")
    editor.get_by_role("link", name="公開ページ").click()
    expect(editor.locator("article.verdict")).to_contain_text("元の表を持っていた。")


def violations(page: Page) -> dict[str, list[str]]:
    """axe-core's, at the desk's width and at a telephone's, light and dark."""
    found = {}
    for scheme, width in (("light", 1280), ("dark", 375)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 667})
        found |= {
            v["id"]: [n["html"] for n in v["nodes"]] for v in Axe().run(page, NOT_OURS, RULES).response["violations"]
        }
    return found
