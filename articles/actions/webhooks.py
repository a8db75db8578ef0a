"""Endpoints of partners that are called when the publication log grows: registered, tried, stopped and looked after by administrators.

Whoever holds the key that an endpoint is shown to tries it too, has it sent again, and calls it back once it was disabled. What
is sent, and when, is in `webhook_outbox.py`. No Event holds an address or a secret.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import edits, encryption, events
from articles.actions.errors import Refused
from articles.models import Actor, ApiKey, Publication, Scope, User, WebhookDelivery, WebhookEndpoint, WebhookKind
from articles.outbound import addresses

State = WebhookEndpoint.State
Because = WebhookEndpoint.Because
SECRET_BYTES = 32
SECRET_PREFIX = "whsec_"  # noqa: S105 - what every secret of Standard Webhooks begins with


class UrlRefused(Refused):
    """The address may not be called; the message says why."""


class NameTaken(Refused):
    message = _("この名前の届け先は、もうあります。")


class StateUnchanged(Refused):
    message = _("この届け先は、もうその状態です。ページを読み直してください。")


class Discarded(Refused):
    message = _("この届け先は、もう削除されています。")


class PausedByTheNewsroom(Refused):
    message = _("編集部が一時停止しています。再開は編集部に頼んでください。")


class SecretLost(Refused):
    message = _("署名の鍵を作り直すまで再開できません。編集部に頼んでください。")


class NoFormerSecret(Refused):
    message = _("前の鍵は、もう使われていません。")


class BothSecretsLive(Refused):
    message = _("前の鍵がまだ使われています。相手が新しい鍵に替えたら、前の鍵を終えてから、次の鍵を作ってください。")


class BeyondTheLog(Refused):
    message = _("その番号は、公開の記録にありません。")


class TestUnderWay(Refused):
    message = _("前の試し送りを、まだ送っています。少し待ってください。")


class KeyCannotSee(Refused):
    message = _("選んだAPIキーは失効しているか期限切れか、「できること」に Webhook がありません。")


class Registered(NamedTuple):
    """`secret` is shown this once: what is kept of it is sealed."""

    endpoint: WebhookEndpoint
    secret: str


def register(*, name: str, url: str, kinds: Collection[str], by: User, key: ApiKey | None = None) -> Registered:
    """An endpoint that is told of what is published from now on; `key` sees what becomes of it.

    Raises UrlRefused, NameTaken, KeyCannotSee.
    """
    permissions.require(permissions.can_manage_webhooks(by))
    judged = judged_url(url)
    secret = _new_secret()
    with transaction.atomic():
        _refuse_taken(name)
        _refuse_blind(key)
        endpoint = WebhookEndpoint.objects.create(
            name=name,
            url=judged,
            kinds=_in_order(kinds),
            secret=encryption.seal(secret),
            position=Publication.objects.head().sequence,
            key=key,
            registered_by=by,
        )
        events.record("webhook.registered", endpoint, by=by, reason=_told(key) if key else "")
    return Registered(endpoint, secret)


def describe(
    endpoint: WebhookEndpoint,
    *,
    name: str,
    url: str,
    kinds: Collection[str],
    by: User,
    key: ApiKey | None = None,
    version: int | None = None,
) -> WebhookEndpoint:
    """Change an endpoint, and who sees it. `version` is the one the administrator saw.

    Raises ChangedMeanwhile and what `register` raises.
    """
    permissions.require(permissions.can_manage_webhooks(by))
    judged = judged_url(url)
    with _locked(endpoint) as row:
        edits.refuse_unseen(row, version)
        _refuse_taken(name, but=row)
        if key != row.key:
            _refuse_blind(key)
        changed = edits.apply(row, {"name": name, "url": judged, "kinds": _in_order(kinds), "key": key})
        if changed:
            edits.save(row, changed)
            told = _told(key) if "key" in changed else ""
            events.record("webhook.described", row, by=by, reason=told, fields=tuple(changed))
    return row


def pause(endpoint: WebhookEndpoint, *, by: User) -> None:
    """Call it no more until it is resumed; what is published meanwhile is sent then."""
    permissions.require(permissions.can_manage_webhooks(by))
    with _locked(endpoint) as row:
        if row.state != State.ACTIVE:
            raise StateUnchanged
        _enter(row, State.PAUSED)
        events.record("webhook.paused", row, by=by)


def resume(endpoint: WebhookEndpoint, *, by: Actor) -> None:
    """Call it again, at once, from where it stood: also one that was disabled. What the newsroom paused, it resumes itself.

    Raises StateUnchanged; for a program PausedByTheNewsroom, SecretLost.
    """
    with _tended(endpoint, by) as row:
        if isinstance(by, ApiKey):
            _refuse_beyond_a_program(row)
        if row.state == State.ACTIVE and row.rests_until is None:
            raise StateUnchanged
        _enter(row, State.ACTIVE)
        row.deliveries.waiting().update(due_at=None, attempts=0)
        events.record("webhook.resumed", row, by=by)


def rotate_secret(endpoint: WebhookEndpoint, *, by: User) -> Registered:
    """A new secret beside the present one: both sign until the former is ended. Raises BothSecretsLive."""
    permissions.require(permissions.can_manage_webhooks(by))
    secret = _new_secret()
    with _locked(endpoint) as row:
        if row.former_secret is not None:
            raise BothSecretsLive
        is_legible = encryption.unseal(bytes(row.secret)) is not None
        row.former_secret, row.secret = (row.secret if is_legible else None), encryption.seal(secret)
        row.rotated_at = timezone.now()
        edits.save(row, ["secret", "former_secret", "rotated_at"])
        events.record("webhook.secret_rotated", row, by=by)
    return Registered(row, secret)


def end_former_secret(endpoint: WebhookEndpoint, *, by: User) -> None:
    """Raises NoFormerSecret."""
    permissions.require(permissions.can_manage_webhooks(by))
    with _locked(endpoint) as row:
        if row.former_secret is None:
            raise NoFormerSecret
        row.former_secret = None
        edits.save(row, ["former_secret"])
        events.record("webhook.former_secret_ended", row, by=by)


def test(endpoint: WebhookEndpoint, *, by: Actor) -> WebhookDelivery:
    """Have the worker send a call that says nothing, whatever the endpoint's state: what the newsroom paused, it tries itself.

    Raises TestUnderWay; for a program PausedByTheNewsroom.
    """
    with _tended(endpoint, by) as row:
        if isinstance(by, ApiKey):
            _refuse_paused(row)
        if row.deliveries.tests().waiting().exists():
            raise TestUnderWay
        delivery = row.deliveries.create(kind=WebhookKind.TEST, message_id=f"msg_test_{secrets.token_hex(12)}")
        events.record("webhook.tested", row, by=by)
    return delivery


def replay(endpoint: WebhookEndpoint, *, since: int, by: Actor) -> None:
    """Send the log again from that row on, with the webhook-ids it was sent with before. Raises BeyondTheLog."""
    with _tended(endpoint, by) as row:
        if not Publication.objects.filter(sequence=since).exists():
            raise BeyondTheLog
        _send_again(row.deliveries.of_the_log().filter(sequence__gte=since))
        row.position = min(row.position, since - 1)
        row.save(update_fields=["position"])
        events.record("webhook.replayed", row, by=by, reason=str(since))


def retry_failed(endpoint: WebhookEndpoint, *, by: User) -> int:
    """Send again what was given up; how many."""
    permissions.require(permissions.can_manage_webhooks(by))
    with _locked(endpoint) as row:
        number = _send_again(row.deliveries.of_the_log().failed())
        if number:
            events.record("webhook.retried", row, by=by, reason=str(number))
    return number


def discard(endpoint: WebhookEndpoint, *, by: User) -> None:
    """Delete it with its secrets and the record of what was sent to it."""
    permissions.require(permissions.can_manage_webhooks(by))
    with _locked(endpoint) as row:
        events.record("webhook.discarded", row, by=by, reason=row.name)
        row.delete()


def judged_url(url: str) -> str:
    """The URL as it is called. Raises UrlRefused."""
    try:
        target = addresses.target_of(url.strip(), ports=settings.WEBHOOK_PORTS, may_be_local=settings.DEMO)
        addresses.refuse_inside(target)
    except addresses.AddressRefused as refused:
        raise UrlRefused(refused.message) from refused
    return target.url


def _send_again(rows: QuerySet[WebhookDelivery]) -> int:
    """Let deliveries wait anew; the record of their last attempt stays until the next."""
    return rows.update(state=WebhookDelivery.State.WAITING, attempts=0, due_at=None)


def _enter(row: WebhookEndpoint, state: State) -> None:
    row.state, row.because = state, ""
    row.failures, row.failed_at, row.rests_until = 0, None, None
    edits.save(row, ["state", "because", "failures", "failed_at", "rests_until"])


def _in_order(kinds: Collection[str]) -> Sequence[str]:
    return [kind.value for kind in WebhookEndpoint.CHOSEN if kind.value in kinds]


def _refuse_taken(name: str, *, but: WebhookEndpoint | None = None) -> None:
    others = WebhookEndpoint.objects.filter(name=name)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise NameTaken


def _refuse_blind(key: ApiKey | None) -> None:
    """A key that opens nothing of webhooks would be a promise that is not kept."""
    if key is not None and not (key.is_live and key.may(Scope.WEBHOOKS)):
        raise KeyCannotSee


def _refuse_paused(row: WebhookEndpoint) -> None:
    if row.state == State.PAUSED:
        raise PausedByTheNewsroom


def _refuse_beyond_a_program(row: WebhookEndpoint) -> None:
    _refuse_paused(row)
    if row.because == Because.SECRET_LOST:
        raise SecretLost


def _told(key: ApiKey | None) -> str:
    """Whom an endpoint is shown to, for the history: the key's number stays, its name may change. `-`: nobody any more."""
    return f"{key.pk} {key.name}" if key else "-"


def _new_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


@contextmanager
def _locked(endpoint: WebhookEndpoint) -> Iterator[WebhookEndpoint]:
    """Raises Discarded."""
    with transaction.atomic():
        row = WebhookEndpoint.objects.select_for_update().filter(pk=endpoint.pk).first()
        if row is None:
            raise Discarded
        yield row


@contextmanager
def _tended(endpoint: WebhookEndpoint, by: Actor) -> Iterator[WebhookEndpoint]:
    """Locked, for whoever looks after it: the link to a key is looked at as it is now. Raises Discarded."""
    with _locked(endpoint) as row:
        permissions.require(permissions.can_tend_webhook(by, row))
        yield row
