"""Passkeys (WebAuthn) as a second factor; fido2 does the ceremony.

`state` is what the server has to remember between two requests, once; the caller keeps it in the session and takes it out
before it is used.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from articles.actions import second_factors
from articles.actions.errors import Refused
from articles.models import Passkey, User

State = dict[str, Any]
MALFORMED = (
    *(ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError),
    struct.error,  # a number that is cut off
    RecursionError,  # lists within lists
    NotImplementedError,  # a kind of key that fido2 cannot verify
)
NAME_LENGTH = Passkey._meta.get_field("name").max_length


class PasskeyRefused(Refused):
    message = gettext_lazy("パスキーを確かめられませんでした。もう一度試すか、ほかの方法を使ってください。")


def are_available() -> bool:
    """Browsers know passkeys for host names only, not for addresses like 127.0.0.1."""
    try:
        ip_address(_host())
    except ValueError:
        return True
    return False


def begin_adding(user: User) -> tuple[dict[str, Any], State]:
    """Options for `navigator.credentials.create`, as JSON, and the state."""
    entity = PublicKeyCredentialUserEntity(
        id=f"{settings.SITE_URL} {user.pk}".encode()[-64:], name=user.get_username(), display_name=str(user)
    )
    options, state = _server().register_begin(
        entity,
        _credentials(user),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(options), state


def add(user: User, *, name: str, state: State, response: Mapping[str, Any], only_first: bool = False) -> list[str]:
    """Enrol a passkey; returns recovery codes where it is the first factor.

    Raises PasskeyRefused, and FactorExists like `second_factors.add_app`.
    """
    with _malformed_is_refused():
        data = _server().register_complete(state, RegistrationResponse.from_dict(response))
        credential = data.credential_data
        if credential is not None:
            _refuse_unusable_key(credential)
    if credential is None:
        raise PasskeyRefused
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        if Passkey.objects.filter(credential_id=credential.credential_id).exists():
            raise PasskeyRefused
        is_first = second_factors.is_first_factor(row, only_first=only_first)
        name = name.strip()[:NAME_LENGTH] or _("パスキー")
        Passkey.objects.create(
            user=row,
            name=name,
            credential_id=credential.credential_id,
            credential=bytes(credential),
            counter=data.counter,
        )
        return second_factors.added(row, name, is_first=is_first)


def begin_using(user: User) -> tuple[dict[str, Any], State]:
    """Options for `navigator.credentials.get`, as JSON, and the state."""
    options, state = _server().authenticate_begin(_credentials(user), UserVerificationRequirement.PREFERRED)
    return dict(options), state


def use(user: User, *, state: State, response: Mapping[str, Any]) -> str:
    """Accept what one of the member's passkeys signed; returns how that is called. Raises PasskeyRefused."""
    with _malformed_is_refused():
        parsed = AuthenticationResponse.from_dict(response)
        credential = _server().authenticate_complete(state, _credentials(user), parsed)
        counter = parsed.response.authenticator_data.counter
    with transaction.atomic():
        key = Passkey.objects.select_for_update().get(user=user, credential_id=credential.credential_id)
        if counter <= key.counter and (counter or key.counter):
            raise PasskeyRefused  # a copy of the key has been used meanwhile
        key.counter, key.used_at = counter, timezone.now()
        key.save(update_fields=["counter", "used_at"])
    return _("パスキー")


def _credentials(user: User) -> list[AttestedCredentialData]:
    keys = Passkey.objects.filter(user=user).order_by("pk")
    return [AttestedCredentialData(bytes(key.credential)) for key in keys]


def _refuse_unusable_key(credential: AttestedCredentialData) -> None:
    """Raise ValueError or such for a key that no signature can fit, as a point beside its curve.

    fido2 keeps the numbers as they came and makes a key of them when there is something to verify.
    """
    try:
        credential.public_key.verify(b"", b"")
    except InvalidSignature:
        return


def _server() -> Fido2Server:
    party = PublicKeyCredentialRpEntity(id=_host(), name=settings.NEWSROOM_NAME)
    return Fido2Server(party, verify_origin=lambda origin: origin == settings.SITE_URL)


def _host() -> str:
    return urlsplit(settings.SITE_URL).hostname or ""


@contextmanager
def _malformed_is_refused() -> Iterator[None]:
    """fido2 answers a wrong signature with ValueError, and JSON or CBOR of another shape with whatever it runs into."""
    try:
        yield
    except MALFORMED as error:
        raise PasskeyRefused from error
