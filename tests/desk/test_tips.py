"""Tips at the desk: the list, one of them, its steps, and who never sees any."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from articles.actions import tips
from articles.models import Article, Scope, Tip, User
from tests import factories
from tests.desk.conftest import at_the_desk

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/tip/"
SECRET, CONTACT = "駅前のチラシに、図書館を閉じると<b>書いてありました。", "tipster@minato.example"


def tip() -> Tip:
    key = factories.api_key(Scope.TIPS_WRITE, name="読者の声").key
    return tips.receive(text=SECRET, url="https://sns.example/post/9", contact=CONTACT, by=key)


def page(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def step(client: Client, row: Tip, name: str, **values: str) -> str:
    """What the page after the step says."""
    response = client.post(f"{LIST}{row.pk}/{name}/", values, follow=True)
    assert response.status_code == 200
    row.refresh_from_db()
    return response.content.decode()


def test_the_way_of_a_tip_by_its_buttons() -> None:
    row, claim = tip(), factories.claim(statement="市は図書館を閉じる")
    client = at_the_desk(factories.desk_editor())

    shown = page(client, LIST)
    assert "読者の声" in shown
    assert "&lt;b&gt;" in shown
    assert "<b>書いて" not in shown + page(client, f"{LIST}{row.pk}/change/")
    assert CONTACT in page(client, f"{LIST}{row.pk}/change/")
    assert "未読の情報提供" in page(client, "/admin/")
    assert "「確認中」にしました" in step(client, row, "look")
    assert SECRET[:10] in page(client, f"{LIST}{row.pk}/article/")
    step(client, row, "article", text="市は図書館を閉じる。", kind="leaflet")
    assert (Article.objects.get(), row.article.kind) == (row.article, "leaflet")
    assert "この番号の検証対象はありません" in step(client, row, "attach", claim="999999")
    step(client, row, "attach", claim=str(claim.pk))
    assert (row.state, row.claim) == ("attached", claim)
    assert reverse("claim", args=[claim.pk]) in page(client, f"{LIST}{row.pk}/change/")
    step(client, row, "reopen")
    step(client, row, "close", closing="spam")
    assert (row.state, row.closing, row.claim) == ("closed", "spam", None)
    assert "元に戻す" in page(client, f"{LIST}{row.pk}/change/")
    step(client, row, "erase")  # without having said that one is sure
    assert row.text == SECRET
    step(client, row, "erase", sure="on")
    assert (row.text, row.contact, row.url) == ("", "", "")
    assert "（消去しました）" in page(client, LIST)


def test_readers_and_keys_are_told_apart_and_spam_goes_many_at_once() -> None:
    partners = tip()
    readers = [tips.receive_from_reader(text=f"駅前の話{n}", seen_where="駅前", sending=str(n)) for n in range(3)]
    client = at_the_desk(factories.reporter())

    def listed(query: str = "") -> list[str]:
        return re.findall(r"駅前の話\d|駅前のチラシ", page(client, f"{LIST}{query}"))

    assert listed("?sender=readers") == ["駅前の話2", "駅前の話1", "駅前の話0"]
    assert listed(f"?sender={partners.key_id}") == ["駅前のチラシ"]
    assert len(listed("?sender=nobody")) == 4
    shown = page(client, f"{LIST}{readers[0].pk}/change/")
    assert ("読者" in shown, "見たところ" in shown) == (True, True)
    chosen = {"_selected_action": [row.pk for row in readers[:2]]}
    told = client.post(LIST, {"action": "close_as_spam", **chosen}, follow=True).content.decode()
    assert "2件を終了しました。" in told
    [undo] = re.findall(r'href="(/admin/articles/tip/\?pk__in=[\d,]+)"', told)
    assert listed(undo.removeprefix(LIST)) == ["駅前の話1", "駅前の話0"]
    assert [Tip.objects.get(pk=row.pk).closing for row in readers] == ["spam", "spam", ""]
    told = client.post(LIST, {"action": "reopen_chosen", **chosen}, follow=True).content.decode()
    assert "2件を「確認中」に戻しました。" in told
    assert [Tip.objects.get(pk=row.pk).state for row in readers] == ["looked_at", "looked_at", "received"]
    again = client.post(LIST, {"action": "reopen_chosen", **chosen}, follow=True).content.decode()
    assert "0件" in again


def test_an_empty_list_says_so() -> None:
    assert "まだ情報提供はありません" in page(at_the_desk(factories.reporter()), LIST)
    assert "この条件の情報提供はありません" in page(at_the_desk(factories.reporter()), f"{LIST}?q=港")


@pytest.mark.parametrize("who", [factories.lawyer, factories.administrator, factories.outsider])
def test_who_handles_no_tips_sees_none(who: type[User]) -> None:
    row = tip()
    client = at_the_desk(who())

    for path in (
        LIST,
        f"{LIST}{row.pk}/change/",
        f"{LIST}{row.pk}/close/",
        f"{LIST}{row.pk}/history/",
        f"{LIST}?q=駅前",
    ):
        response = client.get(path)
        assert response.status_code in (302, 403), path
        assert CONTACT not in response.content.decode()
    assert "未読の情報提供" not in client.get("/admin/").content.decode()
    assert client.post(f"{LIST}{row.pk}/look/").status_code in (302, 403)
    assert Tip.objects.get().state == "received"


def test_only_a_desk_editor_erases() -> None:
    row, client = tip(), at_the_desk(factories.reporter())

    assert "内容を消去する" not in page(client, f"{LIST}{row.pk}/change/")
    assert client.post(f"{LIST}{row.pk}/erase/", {"sure": "on"}).status_code == 403
    assert Tip.objects.get().text == SECRET
