"""The first step, and what an attacker tries at it."""

import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from articles.actions import sign_ins
from articles.models import DeskSession, Event, SignInLimit, User
from tests import factories
from tests.desk.conftest import at_the_desk
from tests.desk.sign_in.door import LOGIN, PASSWORD, is_in, knock, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanako() -> User:
    return factories.reporter(username="hanako", password=PASSWORD)


def test_member_comes_in_and_goes_where_they_wanted(hanako: User, client: Client) -> None:
    response = knock(client, "hanako", to="/admin/queue/?article=1")

    assert (response.status_code, response["Location"]) == (302, "/admin/queue/?article=1")
    assert is_in(client)
    assert told(hanako) == ["user.signed_in"]
    assert knock(client, "hanako")["Location"] == "/admin/"


def test_who_is_in_already_is_sent_on(hanako: User, client: Client) -> None:
    knock(client, "hanako")

    assert client.get(f"{LOGIN}?next=/admin/queue/")["Location"] == "/admin/queue/"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example/",
        "https://evil.example/",
        "http:///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
        " //evil.example",
        "/\t/evil.example",
        "@evil.example",
    ],
)
def test_nobody_is_led_elsewhere(wanted: str, hanako: User, client: Client) -> None:
    page = client.get(LOGIN, {"next": wanted}).content.decode()
    response = knock(client, "hanako", to=wanted)

    assert re.findall(r'name="next" value="([^"]*)"', page) == [response["Location"]]
    assert response["Location"] in ("/admin/", "@evil.example")  # the last is an address of ours, below /admin/login/


@pytest.mark.parametrize("name", ["hanako", "nobody", "HANAKO", "x" * 5000, "ｈａｎａｋｏ\u3000"])
def test_wrong_password_and_unknown_name_answer_alike(name: str, hanako: User, client: Client) -> None:
    response = knock(client, name, "wrong")

    assert response.context["form"].non_field_errors() == [
        "正しいユーザー名とパスワードを入力してください。どちらのフィールドも大文字と小文字は区別されます。"
    ]
    assert not is_in(client)


@pytest.mark.parametrize("fields", [{}, {"username": "a\0b", "password": "x"}, {"username": "", "password": ""}])
def test_what_is_not_filled_in_is_asked_for(fields: dict[str, str], client: Client) -> None:
    response = client.post(LOGIN, fields)

    assert (response.status_code, bool(response.context["form"].errors)) == (200, True)


def test_inactive_and_roleless_stay_outside_and_learn_it_only_with_the_password(client: Client) -> None:
    factories.reporter(username="gone", password=PASSWORD, is_active=False)
    factories.outsider(username="new", password=PASSWORD)

    gone, new, guess = knock(client, "gone"), knock(client, "new"), knock(client, "new", "wrong")

    assert gone.context["form"].non_field_errors() == guess.context["form"].non_field_errors()
    assert new.context["form"].non_field_errors() == [
        "まだ役割がありません。管理者が役割を確認すると、ログインできます。"
    ]
    assert not is_in(client)


def test_key_of_the_session_is_a_new_one(hanako: User, client: Client) -> None:
    client.get("/admin/queue/")
    session = client.session
    session["planted"] = "by somebody who knows the key"
    session.save()
    client.cookies["sessionid"] = session.session_key
    before = session.session_key

    knock(client, "hanako")

    assert client.cookies["sessionid"].value != before
    planted = Client()
    planted.cookies["sessionid"] = before
    assert not is_in(planted)


def test_session_of_a_member_shut_out_is_over(hanako: User, client: Client) -> None:
    knock(client, "hanako")

    User.objects.filter(pk=hanako.pk).update(is_active=False)

    assert client.get("/admin/").status_code == 302


def test_signing_out_is_noted_and_ends_the_session(hanako: User, client: Client) -> None:
    knock(client, "hanako")
    stolen = client.cookies["sessionid"].value

    assert client.get("/admin/logout/").status_code == 405
    client.post("/admin/logout/")

    client.cookies["sessionid"] = stolen
    assert client.get("/admin/").status_code == 302
    assert told(hanako) == ["user.signed_in", "user.signed_out"]
    assert not DeskSession.objects.exists()


def test_lock_says_when_it_ends_and_what_to_do(hanako: User, client: Client) -> None:
    for _try in range(5):
        knock(client, "hanako", "wrong")
    until = SignInLimit.objects.get(kind="pair").until

    response = knock(client, "hanako")
    page = response.content.decode()

    assert (response.status_code, is_in(client)) == (429, False)
    assert 840 <= int(response["Retry-After"]) <= 900
    assert response.context["until"] == until
    assert f"{sign_ins.timezone.localtime(until):%H:%M}" in page
    assert all(words in page for words in ("あと約15分", "再設定", "ログインの制限を解く"))


def test_administrator_lifts_the_lock(hanako: User, client: Client) -> None:
    for _try in range(5):
        knock(client, "hanako", "wrong")
    administrator = at_the_desk(factories.administrator())
    page = reverse("admin:articles_user_change", args=[hanako.pk])
    unlock = reverse("admin:articles_user_unlock", args=[hanako.pk])
    assert unlock in administrator.get(page).content.decode()

    administrator.post(unlock)

    assert unlock not in administrator.get(page).content.decode()
    knock(client, "hanako")
    assert is_in(client)
    assert told(hanako) == ["user.sign_in_failed", "user.locked", "user.unlocked", "user.signed_in"]


def test_only_administrators_lift_locks(hanako: User) -> None:
    unlock = reverse("admin:articles_user_unlock", args=[hanako.pk])

    assert [at_the_desk(who()).post(unlock).status_code for who in (factories.reporter, factories.desk_editor)] == [
        403,
        403,
    ]


def test_events_of_failures_name_no_address(hanako: User, client: Client) -> None:
    for _try in range(5):
        knock(client, "hanako", "wrong", address="192.0.2.77")
    knock(client, "my-password-by-mistake", "wrong", address="192.0.2.77")

    contents = [str(event.content.content) for event in Event.objects.select_related("content")]
    assert len([content for content in contents if "接続元の印" in content]) == 3
    assert [content for content in contents if "192.0.2" in content or "mistake" in content] == []


@pytest.mark.parametrize(
    ("behind", "address"), [(False, "203.0.113.9"), (True, "198.51.100.7")], ids=["alone", "behind a proxy"]
)
def test_forwarded_addresses_are_believed_from_the_proxy_only(
    behind: bool, address: str, hanako: User, settings: Settings
) -> None:
    settings.BEHIND_PROXY = behind
    for number in range(5):  # the client writes what it likes, the proxy adds what it saw
        claimed = {"HTTP_X_FORWARDED_FOR": f"10.0.0.{number}, 198.51.100.7", "REMOTE_ADDR": "203.0.113.9"}
        Client().post(LOGIN, {"username": "hanako", "password": "wrong"}, **claimed)

    others = {"HTTP_X_FORWARDED_FOR": "198.51.100.8", "REMOTE_ADDR": "203.0.113.9"}
    right = {"username": "hanako", "password": PASSWORD}
    assert Client().post(LOGIN, right, **claimed).status_code == 429
    assert Client().post(LOGIN, right, **others).status_code == (302 if behind else 429)


def test_one_subscriber_of_ipv6_is_one_address(hanako: User) -> None:
    for number in range(5):
        knock(Client(), "hanako", "wrong", address=f"2001:db8:1:2::{number + 1:x}")

    assert knock(Client(), "hanako", address="2001:db8:1:2:ffff::1").status_code == 429
    assert knock(Client(), "hanako", address="2001:db8:1:3::1").status_code == 302


def test_browser_that_came_in_before_is_not_held_up_by_others_failures(hanako: User) -> None:
    usual = Client()
    knock(usual, "hanako")
    usual.post("/admin/logout/")
    for _try in range(6):
        knock(Client(), "hanako", "wrong")

    assert knock(Client(), "hanako").status_code == 429
    assert knock(usual, "hanako").status_code == 302


def test_mark_of_a_known_browser_cannot_be_made_up_or_used_for_another(hanako: User) -> None:
    taro = factories.reporter(username="taro", password=PASSWORD)
    usual = Client()
    knock(usual, "hanako")
    mark = usual.cookies["known-browser"]
    for name in ("hanako", "taro"):
        for _try in range(5):
            knock(Client(), name, "wrong")

    forged, lent = Client(), Client()
    forged.cookies["known-browser"] = mark.value.replace(mark.value[0], "z")
    lent.cookies["known-browser"] = mark.value

    assert [knock(forged, "hanako").status_code, knock(lent, "taro").status_code] == [429, 429]
    assert (mark["httponly"], mark["samesite"], mark["path"]) == (True, "Lax", "/admin/")
    assert told(taro) == ["user.sign_in_failed", "user.locked"]


def test_readers_pages_ask_for_no_session(hanako: User, client: Client) -> None:
    knock(client, "hanako")

    response = client.get("/verdicts/")

    assert "Cookie" not in response.get("Vary", "")
    assert [str(message) for message in get_messages(response.wsgi_request)] == []
