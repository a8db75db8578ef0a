"""What waits to be sent to partners' endpoints, and what became of it: the machine's side of webhooks.

The log is read from each endpoint's place in it, as a partner reads `changes/`; publishing knows nothing of endpoints. One
process at a time holds an endpoint; if it dies, the hold runs out and another sends the same again under the same
webhook-id. All moments are the database's: the clocks of several machines differ.
"""

from __future__ import annotations

import hashlib
import logging
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from articles import permissions
from articles.actions import encryption, events, mails
from articles.models import Publication, User, WebhookDelivery, WebhookEndpoint, WebhookKind

TELL = "articles.tasks.tell_of_disabled_webhook"
PREPARED_AT_ONCE = 500  # rows of the log in one transaction
PATIENCE = 3  # failures in a row after which an endpoint rests, whatever else waits for it
LONGEST_ASKED = 24 * 60 * 60  # seconds that a Retry-After is believed
JITTER = 0.2  # of a wait, at most
HTTP_GONE = 410
KEPT_DAYS = 30
KEPT_ROWS = 5_000  # of one endpoint
FORMER_SECRET_DAYS = 30

State = WebhookEndpoint.State
Because = WebhookEndpoint.Because
Failure = WebhookDelivery.Failure
Kind = Publication.Kind

KINDS = {
    Kind.PUBLISHED: WebhookKind.PUBLISHED,
    **dict.fromkeys(Publication.CORRECTIONS, WebhookKind.CORRECTED),
    Kind.RETRACTION: WebhookKind.RETRACTED,
    Kind.REDACTION: WebhookKind.REDACTED,
    Kind.RESTORATION: WebhookKind.RESTORED,
}

logger = logging.getLogger(__name__)


class Hold(NamedTuple):
    """An endpoint that this process alone calls, for as long as `begin` renews it."""

    endpoint_id: int
    by: UUID


class Sending(NamedTuple):
    """One attempt that has begun: what to send where, signed by each of `secrets`."""

    delivery: WebhookDelivery
    url: str
    secrets: Sequence[str]


class Outcome(NamedTuple):
    """`failure` is empty where it arrived; `status` None where there was no answer; `retry_after` in seconds."""

    failure: str
    status: int | None = None
    milliseconds: int | None = None
    retry_after: int | None = None


def take(most: int) -> list[Hold]:
    """Hold up to `most` endpoints that have something to do, those first that were served longest ago."""
    holds = []
    with transaction.atomic():
        rows = WebhookEndpoint.objects.free().with_work().order_by(F("served_at").asc(nulls_first=True), "pk")
        for key in list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True)[:most]):
            hold = Hold(key, uuid4())
            WebhookEndpoint.objects.filter(pk=key).update(held_by=hold.by, held_at=Now(), served_at=Now())
            holds.append(hold)
    return holds


def release(hold: Hold) -> None:
    WebhookEndpoint.objects.filter(pk=hold.endpoint_id, held_by=hold.by).update(held_by=None, held_at=None)


def prepare(hold: Hold) -> None:
    """A delivery for each row that the log has gained and the endpoint wants. A withdrawal wakes an endpoint that rests."""
    with _held(hold) as endpoint:
        if endpoint is None or endpoint.state != State.ACTIVE:
            return
        gained = list(Publication.objects.after(endpoint.position)[:PREPARED_AT_ONCE])
        wanted = [row for row in gained if _is_wanted(endpoint, row)]
        WebhookDelivery.objects.bulk_create([_delivery(endpoint, row) for row in wanted], ignore_conflicts=True)
        if gained:
            endpoint.position = gained[-1].sequence
        if any(row.kind in Publication.NOTICES for row in wanted):
            endpoint.rests_until = None
        endpoint.save(update_fields=["position", "rests_until"])


def begin(hold: Hold) -> Sending | None:
    """Count the next attempt, before it is made; None where nothing is due, or the hold was lost."""
    with _held(hold) as endpoint:
        delivery = _next(endpoint) if endpoint is not None else None
        if endpoint is None or delivery is None:
            return None
        secrets = _secrets(endpoint)
        if not secrets:
            _give_up_unsigned(endpoint)
            return None
        delivery.attempts += 1
        WebhookDelivery.objects.filter(pk=delivery.pk).update(attempts=delivery.attempts, attempted_at=Now())
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(held_at=Now())
        return Sending(delivery, endpoint.url, secrets)


def end(sending: Sending, outcome: Outcome) -> None:
    """Write down how an attempt went; nothing where it was asked for anew meanwhile, or the endpoint is gone."""
    tried = sending.delivery
    with transaction.atomic():
        endpoint = WebhookEndpoint.objects.select_for_update().filter(pk=tried.endpoint_id).first()
        same = WebhookDelivery.objects.waiting().filter(pk=tried.pk, attempts=tried.attempts)
        row = same.select_for_update().first()
        if endpoint is None or row is None:
            return
        row.status, row.failure, row.milliseconds = outcome.status, outcome.failure, outcome.milliseconds
        if not outcome.failure:
            row.state = WebhookDelivery.State.DELIVERED
            _arrived(endpoint)
        elif row.sequence is None:  # somebody looks on, and tries again when they like
            row.state = WebhookDelivery.State.FAILED
        else:
            _failed(endpoint, row, outcome)
        row.save(update_fields=["state", "status", "failure", "milliseconds"])


def tell_of_disabled(endpoint: WebhookEndpoint, user: User) -> None:
    lines = [
        _("%(name)s さん") % {"name": user},
        "",
        _("Webhook の届け先の一つへ、送るのをやめました。理由と記録は次のページにあります。"),
        _("相手に確かめてから再開すると、止まっていたところから送ります。"),
        settings.SITE_URL + reverse("webhook", args=[endpoint.pk]),
    ]
    mails.send(user, _("Webhook の停止"), lines)


def clear_away() -> None:
    """Drop what is finished and old, or too much; and secrets that were replaced long ago."""
    finished = WebhookDelivery.objects.exclude(state=WebhookDelivery.State.WAITING)
    finished.filter(created_at__lt=Now() - timedelta(days=KEPT_DAYS)).delete()
    for endpoint in WebhookEndpoint.objects.order_by("pk"):
        newest = endpoint.deliveries.order_by("-pk").values_list("pk", flat=True)[KEPT_ROWS : KEPT_ROWS + 1]
        for too_old in newest:
            finished.filter(endpoint=endpoint, pk__lte=too_old).delete()
    replaced = WebhookEndpoint.objects.filter(rotated_at__lt=Now() - timedelta(days=FORMER_SECRET_DAYS))
    replaced.exclude(former_secret=None).update(former_secret=None)


def message_id(endpoint: WebhookEndpoint, publication: Publication) -> str:
    """The same for every attempt; another one for a row that took this place in a log restored from a backup."""
    told = f"{endpoint.pk}:{publication.sequence}:{publication.hash}"
    return f"msg_{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def _is_wanted(endpoint: WebhookEndpoint, publication: Publication) -> bool:
    return publication.kind in Publication.NOTICES or KINDS[Kind(publication.kind)].value in endpoint.kinds


def _delivery(endpoint: WebhookEndpoint, publication: Publication) -> WebhookDelivery:
    return WebhookDelivery(
        endpoint=endpoint,
        sequence=publication.sequence,
        verdict_number=publication.verdict_number,
        kind=KINDS[Kind(publication.kind)],
        message_id=message_id(endpoint, publication),
    )


@contextmanager
def _held(hold: Hold) -> Iterator[WebhookEndpoint | None]:
    """The endpoint, locked; None where another holds it by now, or it was deleted."""
    with transaction.atomic():
        yield WebhookEndpoint.objects.select_for_update().filter(pk=hold.endpoint_id, held_by=hold.by).first()


def _next(endpoint: WebhookEndpoint) -> WebhookDelivery | None:
    tested = endpoint.deliveries.tests().waiting().order_by("pk").first()
    if tested is not None:
        return tested
    if not WebhookEndpoint.objects.active().awake().filter(pk=endpoint.pk).exists():
        return None
    return endpoint.deliveries.of_the_log().due().in_turn().first()


def _secrets(endpoint: WebhookEndpoint) -> list[str]:
    """Those that sign now, the newest first; none where the key they were sealed with is gone."""
    sealed = [endpoint.secret, endpoint.former_secret]
    found = [encryption.unseal(bytes(secret)) for secret in sealed if secret is not None]
    return [secret for secret in found if secret is not None]


def _give_up_unsigned(endpoint: WebhookEndpoint) -> None:
    tests = endpoint.deliveries.tests().waiting()
    tests.update(state=WebhookDelivery.State.FAILED, failure=Failure.SECRET, attempted_at=Now())
    if endpoint.state == State.ACTIVE:
        _disable(endpoint, Because.SECRET_LOST)


def _arrived(endpoint: WebhookEndpoint) -> None:
    if endpoint.failures:
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failures=0, failed_at=None, rests_until=None)


def _failed(endpoint: WebhookEndpoint, row: WebhookDelivery, outcome: Outcome) -> None:
    """Let the row wait for its next attempt, and after some failures in a row the endpoint; or give up one of them."""
    waits: list[float] = settings.WEBHOOK_RETRY_SECONDS
    is_withdrawal = row.kind in WebhookDelivery.NOTICES
    out_of_turn = is_withdrawal and endpoint.failures >= PATIENCE  # many of them must not use up an endpoint's days
    failures = endpoint.failures + (not out_of_turn)
    rest = failures - PATIENCE
    is_last = row.attempts > len(waits)
    nothing_arrives = failures >= (PATIENCE if is_withdrawal else row.attempts)
    if outcome.status == HTTP_GONE:
        _disable(endpoint, Because.GONE)
    elif rest >= len(waits) or (is_last and nothing_arrives):
        _disable(endpoint, Because.FAILING)
    elif is_last:
        row.state = WebhookDelivery.State.FAILED
    else:
        _wait(row, _seconds(waits[row.attempts - 1], outcome))
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(failures=failures, failed_at=Now())
    if 0 <= rest < len(waits):
        until = Now() + _seconds(waits[rest], outcome)
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(rests_until=until)


def _wait(row: WebhookDelivery, length: timedelta) -> None:
    WebhookDelivery.objects.filter(pk=row.pk).update(due_at=Now() + length)


def _seconds(wait: float, outcome: Outcome) -> timedelta:
    """A wait and a little more, so that what failed together does not come back together; or as long as was asked for."""
    asked = min(outcome.retry_after or 0, LONGEST_ASKED)
    return timedelta(seconds=max(wait, asked) * (1 + JITTER * random.random()))  # noqa: S311 - nothing secret


def _disable(endpoint: WebhookEndpoint, because: Because) -> None:
    """No more calls until an administrator resumes it; all of them are told."""
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(state=State.DISABLED, because=because)
    events.record("webhook.disabled", endpoint, by=None, reason=str(because.label))
    for user in User.objects.filter(is_active=True).order_by("pk"):
        if permissions.can_manage_webhooks(user):
            app.configure_task(TELL, priority=mails.PRIORITY).defer(endpoint_id=endpoint.pk, user_id=user.pk)
    logger.warning("Webhook endpoint %s is disabled: %s", endpoint.pk, because.value)
