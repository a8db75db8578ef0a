"""Passkeys with a device in software; tests/desk/sign_in/test_browser.py does it with Chromium's."""

import json

import pytest
from django.test import Client
from fido2.cose import ES256
from pytest_django.fixtures import Settings

from articles.actions import passkeys
from articles.models import Passkey, User
from tests import factories
from tests.desk.sign_in.device import Device, text
from tests.desk.sign_in.door import PASSWORD, is_in, knock, told

pytestmark = pytest.mark.django_db
CODE, ADD = "/admin/login/code/", "/admin/account/passkey/"
SITE, HOST = "https://desk.minato.example", "desk.minato.example"


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.SITE_URL, settings.MFA_REQUIRED = SITE, True


@pytest.fixture
def hanako() -> User:
    return factories.reporter(username="hanako", password=PASSWORD)


@pytest.fixture
def device(hanako: User) -> Device:
    """Enrolled on the first sign-in."""
    device, client = Device(SITE, HOST), Client()
    knock(client, "hanako")
    options = client.get(ADD).context["options"]
    response = client.post(ADD, {"name": "会社の PC", "credential": device.create(json.loads(json.dumps(options)))})
    assert (len(response.context["codes"]), is_in(client)) == (10, True)
    return device


def test_passkey_signs_in(device: Device, hanako: User, client: Client) -> None:
    knock(client, "hanako", to="/admin/queue/")
    options = client.get(CODE).context["options"]

    response = client.post(CODE, {"credential": device.get(options)})

    assert (response["Location"], is_in(client)) == ("/admin/queue/", True)
    key = Passkey.objects.get(user=hanako)
    assert (key.name, key.counter, key.used_at is not None) == ("会社の PC", 1, True)
    assert told(hanako) == ["user.factor_added", "user.recovery_codes_made", "user.signed_in", "user.signed_in"]


def test_answer_is_good_once(device: Device, client: Client) -> None:
    knock(client, "hanako")
    answer = device.get(client.get(CODE).context["options"])
    client.post(CODE, {"credential": answer})
    client.post("/admin/logout/")
    knock(client, "hanako")

    assert client.post(CODE, {"credential": answer}).context["form"].errors
    client.get(CODE)
    assert client.post(CODE, {"credential": answer}).context["form"].errors
    options = client.get(CODE).context["options"]
    client.post(CODE, {"credential": "x"})
    assert client.post(CODE, {"credential": device.get(options)}).context["form"].errors
    assert not is_in(client)


@pytest.mark.parametrize(
    ("origin", "host"),
    [("https://desk.minato.example.evil.example", HOST), ("http://desk.minato.example", HOST), (SITE, "evil.example")],
)
def test_answer_given_to_another_site_is_refused(origin: str, host: str, device: Device, client: Client) -> None:
    device.origin, device.host = origin, host
    knock(client, "hanako")

    client.post(CODE, {"credential": device.get(client.get(CODE).context["options"])})

    assert not is_in(client)


def test_key_of_another_member_or_a_copy_is_refused(device: Device, hanako: User, client: Client) -> None:
    stranger = Device(SITE, HOST)
    knock(client, "hanako")
    client.post(CODE, {"credential": stranger.get(client.get(CODE).context["options"])})
    stranger.id = device.id  # its number with a key of one's own
    client.post(CODE, {"credential": stranger.get(client.get(CODE).context["options"])})
    assert not is_in(client)

    Passkey.objects.filter(user=hanako).update(counter=5)
    client.post(CODE, {"credential": device.get(client.get(CODE).context["options"])})

    assert not is_in(client)


MALFORMED = [
    *("", "x", "[]", "{}", "null", '{"id": 1}', "[" * 50_000, '{"rawId": "AA", "id": "AA", "response": {}}'),
    '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA"}}',
    '{"id":"AA","rawId":"AA","type":"x","response":{"clientDataJSON":"e30","attestationObject":"AA"}}',
]


@pytest.mark.parametrize("credential", MALFORMED)
def test_malformed_answers_are_refused(credential: str, device: Device, client: Client) -> None:
    knock(client, "hanako")
    client.get(CODE)
    signing_in = client.post(CODE, {"credential": credential})
    newcomer = Client()
    factories.reporter(username="taro", password=PASSWORD)
    knock(newcomer, "taro")
    newcomer.get(ADD)

    adding = newcomer.post(ADD, {"name": "", "credential": credential})

    for answer in (signing_in, adding):
        assert answer.context["form"].non_field_errors() == [str(passkeys.PasskeyRefused.message)]
    assert (is_in(client), is_in(newcomer)) == (False, False)


NESTED = [b"\x81" * 60_000, b"\xa1\x61a" * 20_000, b"\xa1\x61a" + b"\x81" * 50_000, b"\x9b" + b"\xff" * 8, b"\x19"]


@pytest.mark.parametrize("attestation", NESTED, ids=["lists", "maps", "list in a map", "endless", "cut off"])
def test_hostile_attestation_is_refused_in_words(attestation: bytes, device: Device, client: Client) -> None:
    factories.reporter(username="taro", password=PASSWORD)
    knock(client, "taro")
    answer = json.loads(device.create(client.get(ADD).context["options"]))
    answer["response"]["attestationObject"] = text(attestation)

    response = client.post(ADD, {"name": "", "credential": json.dumps(answer)})

    assert response.context["form"].non_field_errors() == [str(passkeys.PasskeyRefused.message)]
    assert Passkey.objects.filter(user__username="taro").count() == 0


@pytest.mark.parametrize(
    "wrong",
    [{-2: bytes(32)}, {-3: b"\x01" * 32}, {-1: 9}, {3: -9_999}, {-2: 5}],
    ids=["no point", "other point", "other curve", "unknown kind", "no bytes"],
)
def test_key_that_no_signature_fits_is_refused(
    wrong: dict[int, object], hanako: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = ES256.from_cryptography_key
    monkeypatch.setattr(ES256, "from_cryptography_key", lambda key: type(make(key))({**make(key), **wrong}))
    knock(client, "hanako")

    answer = Device(SITE, HOST).create(client.get(ADD).context["options"])
    response = client.post(ADD, {"name": "", "credential": answer})

    assert response.context["form"].non_field_errors() == [str(passkeys.PasskeyRefused.message)]
    assert not Passkey.objects.exists()


def test_addresses_have_no_passkeys(settings: Settings) -> None:
    settings.SITE_URL = "http://127.0.0.1:8000"
    assert not passkeys.are_available()
    settings.SITE_URL = "http://localhost:8000"
    assert passkeys.are_available()
