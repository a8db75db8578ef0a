"""Keys of programs: issued, changed, given a second secret, ended and revoked by administrators, and recognised.

A secret is 256 random bits, so a fast hash is enough: nobody guesses one, however fast. It is keyed with SECRET_KEY, so that
neither a copy of the database nor the right to write into it makes a key that opens (docs/adr/0034).
"""

from __future__ import annotations

import hmac
import re
import secrets
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import edits, events
from articles.actions.errors import Refused
from articles.models import ApiKey, ApiSecret, User
from articles.models.api_key import LIVE_SECRETS, PREFIX_LENGTH

MARK = "fcd_"  # so that whoever finds a key in a file or a log sees what it is
SECRET_BYTES = 32
TOKEN = re.compile(rf"{MARK}([0-9a-f]{{{PREFIX_LENGTH}}})_([0-9a-f]{{{SECRET_BYTES * 2}}})")
LAST_USE_SECONDS = 60


class NameTaken(Refused):
    message = _("この名前のキーがすでにあります。別の名前を付けてください。")


class NothingAllowed(Refused):
    message = _("できることを1つは選んでください。")


class OverBeforeItBegins(Refused):
    message = _("期限は、いまより後にしてください。")


class SecretsFull(Refused):
    message = _("使えるシークレットがもう2つあります。先に、古いほうを無効にしてください。")


class NotLive(Refused):
    message = _("このキーは失効しているか、期限が切れています。")


class SecretOver(Refused):
    message = _("このシークレットはもう使えません。")


class KeyRefused(Refused):
    """What a program showed opens nothing. `code` says why, to programs; only who knows the secret learns more than unknown."""

    code = "key_unknown"
    message = _("このAPIキーはありません。書き間違いがないか、発行した編集部に確かめてください。")


class KeyRevoked(KeyRefused):
    code = "key_revoked"
    message = _("このAPIキーは失効しました。新しいキーを編集部に頼んでください。")


class KeyExpired(KeyRefused):
    code = "key_expired"
    message = _("このAPIキーは期限が切れました。新しいキーを編集部に頼んでください。")


class Issued(NamedTuple):
    """`token` is what the program shows. It is kept nowhere: whoever asked for it sees it once."""

    key: ApiKey
    token: str


def issue(
    *,
    name: str,
    scopes: Collection[str],
    by: User,
    contact: str = "",
    requests_per_minute: int | None = None,
    matches_per_minute: int | None = None,
    expires_at: datetime | None = None,
) -> Issued:
    """A new key with its first secret. Raises NameTaken, NothingAllowed, OverBeforeItBegins."""
    permissions.require(permissions.can_manage_keys(by))
    with transaction.atomic():
        _refuse(name, scopes, expires_at)
        key = ApiKey.objects.create(
            name=name.strip(),
            contact=contact.strip(),
            scopes=sorted(scopes),
            requests_per_minute=requests_per_minute,
            matches_per_minute=matches_per_minute,
            expires_at=expires_at,
            issued_by=by,
        )
        token = _add_secret(key, slot=1)
        events.record("apikey.issued", key, by=by, reason=_told(key))
    return Issued(key, token)


def describe(
    key: ApiKey,
    *,
    name: str,
    scopes: Collection[str],
    by: User,
    contact: str,
    requests_per_minute: int | None,
    matches_per_minute: int | None,
    expires_at: datetime | None,
    version: int | None = None,
) -> ApiKey:
    """Change what a key may do, until when, and who answers for it. Raises ChangedMeanwhile and what `issue` raises."""
    permissions.require(permissions.can_manage_keys(by))
    with transaction.atomic():
        row = ApiKey.objects.select_for_update().get(pk=key.pk)
        edits.refuse_unseen(row, version)
        _refuse(name, scopes, expires_at if expires_at != row.expires_at else None, but=row)
        values = {"name": name.strip(), "contact": contact.strip(), "scopes": sorted(scopes), "expires_at": expires_at}
        quotas = {"requests_per_minute": requests_per_minute, "matches_per_minute": matches_per_minute}
        changed = edits.apply(row, {**values, **quotas})
        if changed:
            edits.save(row, changed)
            told = _told(row) if "scopes" in changed else ""
            events.record("apikey.described", row, by=by, reason=told, fields=tuple(changed))
    return row


def add_secret(key: ApiKey, *, by: User, old_for: timedelta | None = None) -> Issued:
    """A second secret beside the one in use, which ends after `old_for`, or when somebody ends it.

    Raises NotLive, SecretsFull.
    """
    permissions.require(permissions.can_manage_keys(by))
    with transaction.atomic():
        row, now = ApiKey.objects.select_for_update().get(pk=key.pk), timezone.now()
        if not row.is_live:
            raise NotLive
        row.secrets.filter(ends_at__lte=now, slot__isnull=False).update(slot=None)
        taken = set(row.secrets.filter(slot__isnull=False).values_list("slot", flat=True))
        if len(taken) == LIVE_SECRETS:
            raise SecretsFull
        if old_for is not None:
            ends_at = now + old_for
            row.secrets.live(now).filter(Q(ends_at__isnull=True) | Q(ends_at__gt=ends_at)).update(ends_at=ends_at)
        token = _add_secret(row, slot=min({*range(1, LIVE_SECRETS + 1)} - taken))
        events.record("apikey.secret_added", row, by=by)
    return Issued(row, token)


def end_secret(secret: ApiSecret, *, by: User) -> ApiSecret:
    """From now on this secret opens nothing. Raises SecretOver."""
    permissions.require(permissions.can_manage_keys(by))
    with transaction.atomic():
        key = ApiKey.objects.select_for_update().get(pk=secret.key_id)
        row = key.secrets.select_for_update().get(pk=secret.pk)
        if not row.is_live:
            raise SecretOver
        row.ends_at, row.slot = timezone.now(), None
        row.save(update_fields=["ends_at", "slot"])
        events.record("apikey.secret_ended", key, by=by, reason=row.prefix)
    return row


def revoke(key: ApiKey, *, by: User, reason: str = "") -> ApiKey:
    """Both secrets open nothing from now on, the key never comes back, and nobody has to be told of it any more.

    Raises NotLive where it was revoked before.
    """
    permissions.require(permissions.can_manage_keys(by))
    with transaction.atomic():
        row, now = ApiKey.objects.select_for_update().get(pk=key.pk), timezone.now()
        if row.revoked_at is not None:
            raise NotLive
        row.revoked_at, row.contact = now, ""
        edits.save(row, ["revoked_at", "contact"])
        row.secrets.live(now).update(ends_at=now, slot=None)
        events.record("apikey.revoked", row, by=by, reason=reason.strip())
    return row


def ended() -> set[str]:
    """Prefixes of the secrets that are over."""
    return set(ApiSecret.objects.filter(ends_at__lte=timezone.now()).values_list("prefix", flat=True))


def end_again(prefixes: Collection[str]) -> list[ApiSecret]:
    """End secrets that an older backup brought back; by the system."""
    now = timezone.now()
    with transaction.atomic():
        back = list(
            ApiSecret.objects.live(now)
            .filter(prefix__in=prefixes)
            .select_related("key")
            .select_for_update(of=("self",))
        )
        for secret in back:
            secret.ends_at, secret.slot = now, None
            secret.save(update_fields=["ends_at", "slot"])
            events.record("apikey.secret_ended", secret.key, by=None, reason=secret.prefix)
    return back


def recognise(token: str) -> ApiKey:
    """The key that `token` belongs to. One query, and once a minute an update. Raises KeyRefused."""
    found = TOKEN.fullmatch(token)
    if found is None:
        raise KeyRefused
    secret = ApiSecret.objects.select_related("key").filter(prefix=found[1]).first()
    kept = secret.digest if secret is not None else ""
    digest = next((digest for digest in _digests(found[2]) if hmac.compare_digest(digest, kept)), None)
    if secret is None or digest is None:
        raise KeyRefused
    if secret.key.revoked_at is not None:
        raise KeyRevoked
    if not secret.is_live or secret.key.is_expired:
        raise KeyExpired
    _note_use(secret, _digest(found[2], settings.SECRET_KEY))
    return secret.key


def _refuse(name: str, scopes: Collection[str], expires_at: datetime | None, but: ApiKey | None = None) -> None:
    others = ApiKey.objects.filter(name=name.strip())
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise NameTaken
    if not scopes:
        raise NothingAllowed
    if expires_at is not None and expires_at <= timezone.now():
        raise OverBeforeItBegins


def _told(key: ApiKey) -> str:
    """What a key may do, for the history: whoever reads it later cannot ask the row, which has changed since."""
    return ", ".join(key.scopes)


def _add_secret(key: ApiKey, *, slot: int) -> str:
    prefix, secret = secrets.token_hex(PREFIX_LENGTH // 2), secrets.token_hex(SECRET_BYTES)
    ApiSecret.objects.create(key=key, prefix=prefix, digest=_digest(secret, settings.SECRET_KEY), slot=slot)
    return f"{MARK}{prefix}_{secret}"


def _digest(secret: str, under: str) -> str:
    return salted_hmac("articles.api_key", secret, secret=under, algorithm="sha256").hexdigest()


def _digests(secret: str) -> Iterator[str]:
    """Under the key of today, then under those before it."""
    return (_digest(secret, under) for under in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


def _note_use(secret: ApiSecret, digest: str) -> None:
    """Write down that it was used, at most once a minute; a digest under an older SECRET_KEY is made anew with it."""
    now = timezone.now()
    stale = now - timedelta(seconds=LAST_USE_SECONDS)
    if secret.last_used_at is not None and secret.last_used_at > stale:
        return
    unnoted = Q(last_used_at__isnull=True) | Q(last_used_at__lte=stale)
    ApiSecret.objects.filter(unnoted, pk=secret.pk).update(last_used_at=now, digest=digest)
