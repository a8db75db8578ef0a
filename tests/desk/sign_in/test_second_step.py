"""The second step and the first enrolment; who tries to come in without them."""

import threading
import time
from contextlib import suppress

import pytest
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from articles.actions import second_factors
from articles.models import AuthenticatorApp, Event, Passkey, RecoveryCode, User
from tests import factories
from tests.desk.conftest import at_the_desk
from tests.desk.sign_in.door import PASSWORD, SECRET, is_in, knock, present_code, step_started, told, with_app

CODE, ENROL, APP = "/admin/login/code/", "/admin/login/enrol/", "/admin/account/app/"


@pytest.fixture
def hanako(db: None) -> User:
    return with_app(factories.desk_editor(username="hanako", password=PASSWORD))


@pytest.fixture
def required(settings: Settings) -> None:
    settings.MFA_REQUIRED = True


# RFC 6238, appendix B (SHA-1), the last six of its eight digits
@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_the_standard(moment: int, code: str) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890"

    assert second_factors.code_at(secret, moment // 30) == code


def test_password_alone_is_half_the_way(hanako: User, client: Client) -> None:
    response = knock(client, "hanako", to="/admin/queue/")

    assert (response["Location"], is_in(client)) == (CODE, False)
    step_started()
    response = client.post(CODE, {"code": f" {present_code()[:3]} {present_code()[3:]} "})
    assert (response["Location"], is_in(client)) == ("/admin/queue/", True)
    assert told(hanako) == ["user.signed_in"]


def test_code_is_good_for_one_sign_in(hanako: User) -> None:
    first, second = Client(), Client()
    knock(first, "hanako")
    knock(second, "hanako")
    step_started()
    code, before = present_code(), present_code(-1)

    first.post(CODE, {"code": code})
    replayed = second.post(CODE, {"code": code})
    earlier = second.post(CODE, {"code": before})

    assert (is_in(first), is_in(second)) == (True, False)
    message = [str(second_factors.WrongCode.message)]
    assert [answer.context["form"].non_field_errors() for answer in (replayed, earlier)] == [message, message]
    second.post(CODE, {"code": present_code(1)})
    assert is_in(second)


@pytest.mark.parametrize(
    "code", ["", "000000", "12345", "１２３４５６", "x" * 41, "\0", "' OR 1=1", "aaaa-bbbb-cccc-dddd"]
)
def test_what_is_no_code_is_refused(code: str, hanako: User, client: Client) -> None:
    knock(client, "hanako")

    response = client.post(CODE, {"code": code})

    assert (response.status_code, bool(response.context["form"].errors), is_in(client)) == (200, True, False)


def test_codes_cannot_be_guessed(hanako: User) -> None:
    answers = []
    for _try in range(20):
        client = Client()
        knock(client, "hanako")
        answers.append(client.post(CODE, {"code": "000000"}).status_code)
    step_started()
    other = Client()
    knock(other, "hanako", address="198.51.100.1")

    assert answers == [200] * 5 + [302] * 15  # knowing the password five times without the code is five failures
    assert other.post(CODE, {"code": present_code()}, REMOTE_ADDR="198.51.100.1")["Location"] == "/admin/"
    assert told(hanako)[:2] == ["user.sign_in_failed", "user.locked"]


@pytest.mark.parametrize("page", [CODE, ENROL])
def test_second_step_is_nothing_without_the_first(page: str, hanako: User, client: Client) -> None:
    step_started()

    assert client.get(page)["Location"] == "/admin/login/"
    assert client.post(page, {"code": present_code()})["Location"] == "/admin/login/"
    assert not is_in(client)


def test_half_way_ends_after_ten_minutes_and_with_the_password(hanako: User) -> None:
    slow, changed, gone = Client(), Client(), Client()
    for client in (slow, changed, gone):
        knock(client, "hanako")
    session = slow.session
    session["sign_in.pending"] = {**session["sign_in.pending"], "at": time.time() - 601}
    session.save()
    step_started()

    assert slow.post(CODE, {"code": present_code()})["Location"] == "/admin/login/"
    hanako.set_password("another-password-2026")
    hanako.save()
    assert changed.post(CODE, {"code": present_code()})["Location"] == "/admin/login/"
    User.objects.filter(pk=hanako.pk).update(is_active=False)
    assert gone.post(CODE, {"code": present_code()})["Location"] == "/admin/login/"


def test_half_way_opens_nothing(hanako: User, client: Client) -> None:
    knock(client, "hanako")

    for page in ("/admin/", "/admin/queue/", "/admin/account/", "/admin/articles/verdict/", "/admin/account/password/"):
        assert client.get(page)["Location"].split("?")[0] == "/admin/login/"
    assert client.get(APP)["Location"] == "/admin/login/"
    assert client.post(APP, {"code": "000000"})["Location"] == "/admin/login/"
    assert client.get("/admin/account/passkey/")["Location"] == "/admin/login/"
    assert client.post("/admin/account/codes/")["Location"].split("?")[0] == "/admin/login/"


def test_recovery_code_stands_in_once(hanako: User) -> None:
    codes = second_factors.renew_recovery_codes(hanako)
    first, second = Client(), Client()
    knock(first, "hanako")
    knock(second, "hanako")

    response = first.post(CODE, {"code": codes[0].upper()}, follow=True)
    second.post(CODE, {"code": codes[0]})

    assert "回復コードは残り9個です。" in response.content.decode()
    assert (is_in(first), is_in(second)) == (True, False)
    assert "user.recovery_code_used" in told(hanako)
    assert [code for code in codes if RecoveryCode.objects.filter(code_hash__contains=code).exists()] == []


def test_secrets_cannot_be_read_from_the_database(hanako: User) -> None:
    codes = second_factors.renew_recovery_codes(hanako)
    stored = bytes(AuthenticatorApp.objects.get().secret) + str(list(RecoveryCode.objects.values())).encode()

    assert SECRET.encode() not in stored
    assert not any(code.replace("-", "").encode() in stored for code in codes)


def test_other_secret_key_asks_for_recovery_codes(hanako: User, settings: Settings) -> None:
    codes = second_factors.renew_recovery_codes(hanako)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", []
    step_started()

    with pytest.raises(second_factors.WrongCode):
        second_factors.use_code(hanako, code=present_code())
    assert second_factors.use_code(hanako, code=codes[0]) == "回復コード"


def test_code_typed_in_two_places_at_once_is_accepted_in_one(committed_database: str) -> None:
    user = with_app(factories.reporter(username="hanako", password=PASSWORD))
    step_started()
    code, accepted, start = present_code(), [], threading.Barrier(8)

    def attempt() -> None:
        start.wait()
        with suppress(second_factors.WrongCode):
            accepted.append(second_factors.use_code(user, code=code))
        connection.close()

    threads = [threading.Thread(target=attempt) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert accepted == ["認証アプリ"]


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("role", list(User.Role))
def test_whoever_has_no_factor_enrols_one_on_the_first_sign_in(role: User.Role, db: None, client: Client) -> None:
    taro = factories.UserFactory(role=role, username="taro", password=PASSWORD)

    assert knock(client, "taro", to="/admin/queue/")["Location"] == ENROL
    assert not is_in(client)
    assert APP in client.get(ENROL).content.decode()
    page = client.get(APP)
    secret = page.context["secret"].replace(" ", "")
    wrong = client.post(APP, {"code": "000000"})
    assert (wrong.context["secret"].replace(" ", ""), is_in(client)) == (secret, False)
    step_started()
    done = client.post(APP, {"code": second_factors.code_at(secret, int(time.time()) // 30)})

    assert (len(done.context["codes"]), done.context["to"]) == (10, "/admin/queue/")
    assert is_in(client)
    assert told(taro) == ["user.factor_added", "user.recovery_codes_made", "user.signed_in"]
    again = Client()
    assert knock(again, "taro")["Location"] == CODE


@pytest.mark.usefixtures("required")
def test_session_without_second_factor_opens_nothing_where_one_is_required(db: None) -> None:
    client = at_the_desk(factories.administrator())

    for page in ("/admin/", "/admin/queue/", "/admin/account/", "/admin/articles/user/", "/admin/account/app/"):
        assert client.get(page)["Location"].split("?")[0] == "/admin/login/"
    assert (
        client.post("/admin/articles/user/add/", {"username": "x"}).status_code == 403
    )  # and gives back what was typed
    assert not User.objects.filter(username="x").exists()


@pytest.mark.usefixtures("required")
def test_code_of_the_enrolment_is_not_good_for_the_next_sign_in(db: None) -> None:
    factories.reporter(username="taro", password=PASSWORD)
    first, second = Client(), Client()
    knock(first, "taro")
    secret = first.get(APP).context["secret"].replace(" ", "")
    step_started()
    code = second_factors.code_at(secret, int(time.time()) // 30)
    first.post(APP, {"code": code})
    knock(second, "taro")

    second.post(CODE, {"code": code})

    assert (is_in(first), is_in(second)) == (True, False)


@pytest.mark.usefixtures("required")
def test_second_enrolment_at_once_is_refused(db: None) -> None:
    """Somebody else who knows the password cannot add their phone beside the owner's."""
    taro = factories.reporter(username="taro", password=PASSWORD)
    owner, thief = Client(), Client()
    knock(owner, "taro")
    knock(thief, "taro")
    secrets = [client.get(APP).context["secret"].replace(" ", "") for client in (owner, thief)]
    step_started()
    codes = [second_factors.code_at(secret, int(time.time()) // 30) for secret in secrets]

    owner.post(APP, {"code": codes[0]})
    refused = thief.post(APP, {"code": codes[1]})

    assert refused["Location"] == "/admin/login/"
    assert (is_in(owner), is_in(thief)) == (True, False)
    assert Event.objects.about(taro).filter(action="user.factor_added").count() == 1


@pytest.mark.usefixtures("required")
def test_first_enrolment_is_the_first_also_in_the_same_moment(db: None) -> None:
    taro = with_app(factories.reporter(username="taro"))
    step_started()
    secret = second_factors.new_secret()
    code = second_factors.code_at(secret, int(time.time()) // 30)

    with pytest.raises(second_factors.FactorExists):
        second_factors.add_app(taro, secret=secret, code=code, only_first=True)
    AuthenticatorApp.objects.all().delete()
    Passkey.objects.create(user=taro, name="", credential_id=b"x", credential=b"")
    with pytest.raises(second_factors.FactorExists):
        second_factors.add_app(taro, secret=secret, code=code, only_first=True)
