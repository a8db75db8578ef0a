"""What proves a member besides the password: an authenticator app, passkeys (passkeys.py), recovery codes on paper.

No code is accepted twice, also when it is typed in two places at once: the row that says so is changed under its old value.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import permissions
from articles.actions import encryption, events, mails
from articles.actions.errors import Refused
from articles.models import AuthenticatorApp, Passkey, RecoveryCode, User

STEP_SECONDS = 30
TOLERANCE = 1  # steps that a clock may be wrong by
RECOVERY_CODES = 10


class WrongCode(Refused):
    message = gettext_lazy(
        "コードが違うか、もう使われています。新しいコードが出るのを待って、もう一度入力してください。"
    )


class FactorNeeded(Refused):
    message = gettext_lazy("二段階認証は必須です。別の認証アプリかパスキーを足してから外してください。")


class FactorExists(Refused):
    message = gettext_lazy("ほかの方法がすでに登録されています。もう一度ログインして、それを使ってください。")


def has_any(user: User) -> bool:
    return AuthenticatorApp.objects.filter(user=user).exists() or Passkey.objects.filter(user=user).exists()


def new_secret() -> str:
    """160 random bits in Base32, as authenticator apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def app_uri(user: User, secret: str) -> str:
    """What the QR code says."""
    label = quote(f"{settings.NEWSROOM_NAME}:{user.get_username()}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': settings.NEWSROOM_NAME}, quote_via=quote)}"


def code_at(secret: str, step: int) -> str:
    """HOTP (RFC 4226) of a step: six digits."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1)
    start = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[start : start + 4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The step whose code this is, if it is that of now or of the step before or after."""
    present = int(now.timestamp()) // STEP_SECONDS
    steps = range(present - TOLERANCE, present + TOLERANCE + 1)
    return next((step for step in steps if hmac.compare_digest(code_at(secret, step).encode(), code.encode())), None)


def add_app(user: User, *, secret: str, code: str, only_first: bool = False) -> list[str]:
    """Enrol an app that shows `code`, in the place of an earlier one; returns recovery codes where it is the first factor.

    Raises WrongCode, and with `only_first` FactorExists: whoever knows no more than the password must not add a device
    beside the owner's, not even in the same moment.
    """
    step = step_of(secret, code, timezone.now())
    if step is None:
        raise WrongCode
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        is_first = is_first_factor(row, only_first=only_first)
        replaced, _rows = AuthenticatorApp.objects.filter(user=row).delete()
        AuthenticatorApp.objects.create(user=row, secret=encryption.seal(secret), last_step=step)
        return added(row, _("認証アプリ（前のものと交換）") if replaced else _("認証アプリ"), is_first=is_first)


def is_first_factor(user: User, *, only_first: bool) -> bool:
    """Asked with the member's row locked. Raises FactorExists."""
    is_first = not has_any(user)
    if only_first and not is_first:
        raise FactorExists
    return is_first


def added(user: User, name: str, *, is_first: bool) -> list[str]:
    """What follows on a new factor, in its transaction: the Event, a mail, and recovery codes with the first."""
    events.record("user.factor_added", user, by=user, reason=name)
    mails.defer_notice(user, mails.Notice.FACTOR_ADDED)
    return _new_recovery_codes(user) if is_first else []


def use_code(user: User, *, code: str) -> str:
    """Accept a code of the app, or a recovery code, once; returns which in words. Raises WrongCode."""
    typed = "".join(code.split()).replace("-", "")
    with transaction.atomic():
        if typed.isascii() and typed.isdigit():
            return _use_app(user, typed)
        return _use_recovery_code(user, typed)


def remove_app(user: User) -> None:
    """Raises FactorNeeded."""
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        if AuthenticatorApp.objects.filter(user=row).delete()[0]:
            _removed(row, _("認証アプリ"))


def remove_passkey(user: User, *, pk: int) -> None:
    """Raises FactorNeeded."""
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        key = Passkey.objects.filter(user=row, pk=pk).first()
        if key is not None:
            key.delete()
            _removed(row, key.name)


def remove_all(user: User, *, by: User | None) -> None:
    """For a member who lost everything, in the caller's transaction: the next sign-in asks them to enrol anew."""
    AuthenticatorApp.objects.filter(user=user).delete()
    Passkey.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    events.record("user.factors_removed", user, by=by)
    mails.defer_notice(user, mails.Notice.FACTOR_REMOVED)


def renew_recovery_codes(user: User) -> list[str]:
    """New codes in the place of all old ones."""
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        permissions.require(has_any(row))
        return _new_recovery_codes(row)


def unused_recovery_codes(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def _removed(user: User, name: str) -> None:
    if not has_any(user):
        if settings.MFA_REQUIRED:
            raise FactorNeeded
        RecoveryCode.objects.filter(user=user).delete()
    events.record("user.factor_removed", user, by=user, reason=name)
    mails.defer_notice(user, mails.Notice.FACTOR_REMOVED)


def _new_recovery_codes(user: User) -> list[str]:
    codes = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _number in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=_hash(code)) for code in codes)
    events.record("user.recovery_codes_made", user, by=user)
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in codes]


def _use_app(user: User, code: str) -> str:
    app = AuthenticatorApp.objects.filter(user=user).first()
    secret = encryption.unseal(bytes(app.secret)) if app else None
    step = step_of(secret, code, timezone.now()) if secret else None
    if app is None or step is None:
        raise WrongCode
    if not AuthenticatorApp.objects.filter(pk=app.pk, last_step__lt=step).update(last_step=step):
        raise WrongCode  # accepted before
    return _("認証アプリ")


def _use_recovery_code(user: User, code: str) -> str:
    unused = RecoveryCode.objects.filter(user=user, code_hash=_hash(code.lower()), used_at__isnull=True)
    if not unused.update(used_at=timezone.now()):
        raise WrongCode
    events.record("user.recovery_code_used", user, by=user)
    mails.defer_notice(user, mails.Notice.RECOVERY_CODE_USED)
    return _("回復コード")


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
