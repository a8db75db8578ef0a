"""Endpoints of partners that are called when the publication log grows: registered, tried, stopped and looked after by administrators.

What is sent to them, and when, is in `webhook_outbox.py`. No Event holds an address or a secret.
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
from articles.models import Publication, User, WebhookDelivery, WebhookEndpoint, WebhookKind
from articles.outbound import addresses

State = WebhookEndpoint.State
SECRET_BYTES = 32
SECRET_PREFIX = "whsec_"  # noqa: S105 - what every secret of Standard Webhooks begins with


class UrlRefused(Refused):
    """The address may not be called; the message says why."""


class NameTaken(Refused):
    message = _("この名前の届け先は、もうあります。")


class StateUnchanged(Refused):
    message = _("この届け先は、もうその状態です。ページを読み直してください。")


class NoFormerSecret(Refused):
    message = _("前の鍵は、もう使われていません。")


class BothSecretsLive(Refused):
    message = _("前の鍵がまだ使われています。相手が新しい鍵に替えたら、前の鍵を終えてから、次の鍵を作ってください。")


class BeyondTheLog(Refused):
    message = _("その番号は、公開の記録にありません。")


class TestUnderWay(Refused):
    message = _("前の試し送りを、まだ送っています。少し待ってください。")


class Registered(NamedTuple):
    """`secret` is shown this once: what is kept of it is sealed."""

    endpoint: WebhookEndpoint
    secret: str


def register(*, name: str, url: str, kinds: Collection[str], by: User) -> Registered:
    """An endpoint that is told of what is published from now on. Raises UrlRefused, NameTaken."""
    permissions.require(permissions.can_manage_webhooks(by))
    judged = judged_url(url)
    secret = _new_secret()
    with transaction.atomic():
        _refuse_taken(name)
        endpoint = WebhookEndpoint.objects.create(
            name=name,
            url=judged,
            kinds=_in_order(kinds),
            secret=encryption.seal(secret),
            position=Publication.objects.head().sequence,
            registered_by=by,
        )
        events.record("webhook.registered", endpoint, by=by)
    return Registered(endpoint, secret)


def describe(
    endpoint: WebhookEndpoint, *, name: str, url: str, kinds: Collection[str], by: User, version: int | None = None
) -> WebhookEndpoint:
    """Change an endpoint. `version` is the one the administrator saw. Raises UrlRefused, NameTaken, ChangedMeanwhile."""
    permissions.require(permissions.can_manage_webhooks(by))
    judged = judged_url(url)
    with _locked(endpoint) as row:
        edits.refuse_unseen(row, version)
        _refuse_taken(name, but=row)
        changed = edits.apply(row, {"name": name, "url": judged, "kinds": _in_order(kinds)})
        if changed:
            edits.save(row, changed)
            events.record("webhook.described", row, by=by, fields=tuple(changed))
    return row


def pause(endpoint: WebhookEndpoint, *, by: User) -> None:
    """Call it no more until it is resumed; what is published meanwhile is sent then."""
    permissions.require(permissions.can_manage_webhooks(by))
    with _locked(endpoint) as row:
        if row.state != State.ACTIVE:
            raise StateUnchanged
        _enter(row, State.PAUSED)
        events.record("webhook.paused", row, by=by)


def resume(endpoint: WebhookEndpoint, *, by: User) -> None:
    """Call it again, at once, from where it stood: also one that was disabled."""
    permissions.require(permissions.can_manage_webhooks(by))
    with _locked(endpoint) as row:
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


def test(endpoint: WebhookEndpoint, *, by: User) -> WebhookDelivery:
    """Have the worker send a call that says nothing, whatever the endpoint's state. Raises TestUnderWay."""
    permissions.require(permissions.can_manage_webhooks(by))
    with _locked(endpoint) as row:
        if row.deliveries.tests().waiting().exists():
            raise TestUnderWay
        delivery = row.deliveries.create(kind=WebhookKind.TEST, message_id=f"msg_test_{secrets.token_hex(12)}")
        events.record("webhook.tested", row, by=by)
    return delivery


def replay(endpoint: WebhookEndpoint, *, since: int, by: User) -> None:
    """Send the log again from that row on, with the webhook-ids it was sent with before. Raises BeyondTheLog."""
    permissions.require(permissions.can_manage_webhooks(by))
    with _locked(endpoint) as row:
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


def _new_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


@contextmanager
def _locked(endpoint: WebhookEndpoint) -> Iterator[WebhookEndpoint]:
    with transaction.atomic():
        yield WebhookEndpoint.objects.select_for_update().get(pk=endpoint.pk)
