"""A member's own page: sessions, password, factors; and how long a session lasts."""

from __future__ import annotations

import time

import pytest
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from articles.actions import second_factors, sign_ins
from articles.models import AuthenticatorApp, DeskSession, RecoveryCode, User
from tests import factories
from tests.desk.sign_in.door import PASSWORD, is_in, knock, present_code, step_started, told, with_app

pytestmark = pytest.mark.django_db
ACCOUNT, SESSIONS, CHANGE = "/admin/account/", "/admin/account/sessions/", "/admin/account/password/"
CONFIRM, APP = "/admin/account/confirm/", "/admin/account/app/"
NEW = "a-new-password-2026"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


@pytest.fixture
def hanako() -> User:
    return factories.desk_editor(username="hanako", password=PASSWORD)


def came_in(name: str = "hanako", **headers: str) -> Client:
    client = Client(**headers)
    knock(client, name)
    return client


def aged(client: Client, **seconds: float) -> Client:
    """As if the session had begun, been used or been proved so long ago."""
    session = client.session
    for name, age in seconds.items():
        session[f"sign_in.{name}"] = time.time() - age
    session.save()
    return client


def test_sessions_are_listed_by_browser_and_network(hanako: User) -> None:
    factories.reporter(username="taro", password=PASSWORD)
    came_in("taro", HTTP_USER_AGENT="Firefox of another member")
    here, there = came_in(HTTP_USER_AGENT=CHROME), came_in(HTTP_USER_AGENT="Mozilla/5.0 (iPhone) Safari/605")
    came_in().post("/admin/logout/")

    response = here.get(ACCOUNT)

    rows = [(row.browser, row.network, row.session_key) for row in response.context["sessions"]]
    assert rows == [
        ("Safari・iPhone", "192.0.2.0/24", there.session.session_key),
        ("Chrome・Windows", "192.0.2.0/24", here.session.session_key),
    ]
    assert response.context["current"] == here.session.session_key
    assert there.session.session_key not in response.content.decode()


def test_one_session_and_all_others_are_signed_out(hanako: User) -> None:
    here, lost, other = came_in(), came_in(), came_in()
    number = DeskSession.objects.get(session_key=lost.session.session_key).pk

    here.post(SESSIONS, {"session": number})
    assert [is_in(client) for client in (here, lost, other)] == [True, False, True]
    here.post(SESSIONS)

    assert [is_in(client) for client in (here, other)] == [True, False]
    assert told(hanako) == ["user.signed_in"] * 3 + ["user.session_ended"] * 2


def test_nobody_signs_another_member_out(hanako: User) -> None:
    factories.reporter(username="taro", password=PASSWORD)
    taro, here = came_in("taro"), came_in()
    number = DeskSession.objects.get(session_key=here.session.session_key).pk

    taro.post(SESSIONS, {"session": number})
    taro.post(SESSIONS, {"session": "９"})
    taro.post(SESSIONS, {"session": "9" * 400})

    assert is_in(here)


def test_changed_password_ends_all_other_sessions(hanako: User) -> None:
    here, other = came_in(), came_in()
    before = here.session.session_key

    wrong = here.post(CHANGE, {"current": "wrong", "password": NEW, "again": NEW})
    assert list(wrong.context["form"].errors) == ["current"]
    here.post(CHANGE, {"current": PASSWORD, "password": NEW, "again": NEW})

    assert [is_in(here), is_in(other)] == [True, False]
    assert here.session.session_key != before
    assert [row.session_key for row in sign_ins.open_sessions(hanako)] == [here.session.session_key]
    assert is_in(Client()) is False
    assert knock(Client(), "hanako", NEW).status_code == 302
    assert "user.password_set" in told(hanako)


def test_current_password_cannot_be_guessed_in_a_stolen_session(hanako: User) -> None:
    here = came_in()

    answers = [
        here.post(CHANGE, {"current": f"guess{n}", "password": NEW, "again": NEW}).status_code for n in range(12)
    ]
    confirms = here.post(CONFIRM, {"password": PASSWORD}).status_code

    assert (answers, confirms) == ([200] * 10 + [429] * 2, 429)


def test_djangos_own_page_for_passwords_leads_to_ours(hanako: User) -> None:
    here = came_in()

    assert here.get("/admin/password_change/")["Location"] == CHANGE
    assert here.post("/admin/password_change/", {"new_password1": NEW, "new_password2": NEW})["Location"] == CHANGE
    hanako.refresh_from_db()
    assert hanako.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("ages", "stays"),
    [
        ({"began": 7, "seen": 7}, True),
        ({"began": 11, "seen": 0}, False),
        ({"began": 5, "seen": 5.5}, True),
        ({"began": 9, "seen": 7.5}, False),
    ],
)
def test_session_ends_after_its_time_or_without_use(
    ages: dict[str, float], stays: bool, hanako: User, settings: Settings
) -> None:
    settings.SESSION_COOKIE_AGE, settings.SESSION_IDLE_SECONDS = 10 * 3600, 7.2 * 3600
    client = aged(came_in(), **{name: hours * 3600 for name, hours in ages.items()})
    key = client.session.session_key

    response = client.get(ACCOUNT)

    assert (response.status_code == 200) == stays
    assert Session.objects.filter(session_key=key).exists() == stays
    assert told(hanako) == ["user.signed_in"] + ["user.session_ended"] * (not stays)
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert len(said) == (not stays)


def test_use_of_a_session_is_noted_once_a_minute(hanako: User) -> None:
    client = came_in()
    client.get(ACCOUNT)

    def writes() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(ACCOUNT)
        return len([query for query in queries if query["sql"].startswith(("UPDATE", "INSERT"))])

    assert writes() == 0
    aged(client, seen=61)
    assert writes() > 0
    assert writes() == 0
    assert client.session["sign_in.seen"] > time.time() - 5


def test_what_would_let_a_thief_stay_asks_for_the_password(hanako: User) -> None:
    with_app(hanako)
    client = Client()
    knock(client, "hanako")
    step_started()
    client.post("/admin/login/code/", {"code": present_code()})
    aged(client, proved=601)

    assert client.get("/admin/account/passkey/")["Location"] == f"{CONFIRM}?next=/admin/account/passkey/".replace(
        "/admin/account/passkey/", "%2Fadmin%2Faccount%2Fpasskey%2F"
    )
    for page in ("app/remove/", "passkey/remove/", "codes/"):
        assert client.post(f"{ACCOUNT}{page}")["Location"] == f"{CONFIRM}?next=%2Fadmin%2Faccount%2F"
    assert AuthenticatorApp.objects.filter(user=hanako).exists()
    assert client.post(CONFIRM, {"password": PASSWORD, "next": "//evil.example"})["Location"] == "/admin/"
    client.post(f"{ACCOUNT}app/remove/")

    assert not AuthenticatorApp.objects.filter(user=hanako).exists()
    assert not RecoveryCode.objects.filter(user=hanako).exists()


def test_last_factor_stays_where_one_is_required(hanako: User, settings: Settings) -> None:
    settings.MFA_REQUIRED = True
    with_app(hanako)
    client = Client()
    knock(client, "hanako")
    step_started()
    client.post("/admin/login/code/", {"code": present_code()})

    response = client.post(f"{ACCOUNT}app/remove/", follow=True)

    assert "二段階認証は必須です" in response.content.decode()
    assert AuthenticatorApp.objects.filter(user=hanako).exists()


def test_lost_phone_is_replaced_by_whoever_came_in_with_a_recovery_code(hanako: User, settings: Settings) -> None:
    settings.MFA_REQUIRED = True
    codes = second_factors.renew_recovery_codes(with_app(hanako))
    client = Client()
    knock(client, "hanako")
    client.post("/admin/login/code/", {"code": codes[3]})
    secret = client.get(APP).context["secret"].replace(" ", "")
    step_started()

    client.post(APP, {"code": second_factors.code_at(secret, int(time.time()) // 30)})

    with pytest.raises(second_factors.WrongCode):
        second_factors.use_code(hanako, code=present_code(1))
    second_factors.use_code(hanako, code=second_factors.code_at(secret, int(time.time()) // 30 + 1))
    assert second_factors.unused_recovery_codes(hanako) == 9


def test_recovery_codes_are_made_anew_and_shown_once(hanako: User) -> None:
    with_app(hanako)
    client = Client()
    knock(client, "hanako")
    step_started()
    client.post("/admin/login/code/", {"code": present_code()})

    codes = [client.post(f"{ACCOUNT}codes/").context["codes"] for _time in range(2)]

    assert (len(set(codes[0] + codes[1])), RecoveryCode.objects.count()) == (20, 10)
    assert not any(code in client.get(ACCOUNT).content.decode() for code in codes[1])
    assert client.get(f"{ACCOUNT}codes/").status_code == 405


def test_app_is_added_by_a_member_in_the_demo(hanako: User) -> None:
    client = came_in()
    page = client.get(APP)

    assert page.context["picture"].startswith("data:image/svg+xml;base64,")
    assert "otpauth://totp/" in page.context["uri"]
    assert "img-src 'self' data:" in page["Content-Security-Policy"]


def test_what_is_over_is_cleared_away(hanako: User) -> None:
    client, old = came_in(), came_in()
    Session.objects.filter(session_key=old.session.session_key).update(expire_date="2020-01-01T00:00Z")

    sign_ins.clear_away()

    assert [row.session_key for row in DeskSession.objects.all()] == [client.session.session_key]
    assert Session.objects.count() == 1


def test_pages_are_kept_by_no_cache(hanako: User) -> None:
    client = came_in()

    for page in (ACCOUNT, CHANGE, CONFIRM, APP, "/admin/login/reset/"):
        assert "no-store" in client.get(page)["Cache-Control"], page
