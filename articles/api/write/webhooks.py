"""Partners' endpoints, for the key that the newsroom showed them to: how they stand, what became of each call, and calling again.

Which addresses are called is said by administrators alone, who judge them; whoever an endpoint is not shown to is told that there
is none.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from articles.actions import webhooks
from articles.actions.idempotency import Answer
from articles.api import problems, received
from articles.api.openapi import operation
from articles.api.read import queries
from articles.api.read.pages import Keyset
from articles.api.shapes import Body
from articles.api.write import shapes
from articles.api.write.base import (
    IDEMPOTENCY_KEY,
    WRITING_FAILURES,
    ClosedList,
    ClosedView,
    WritingView,
    refuse_parameters,
)
from articles.models import ApiKey, Publication, Scope, WebhookDelivery, WebhookEndpoint, WebhookKind
from articles.models.webhook import WebhookDeliveryQuerySet, WebhookEndpointQuerySet

DELIVERY_STATES: dict[str, shapes.DeliveryState] = {
    WebhookDelivery.State.WAITING: "waiting",
    WebhookDelivery.State.DELIVERED: "delivered",
    WebhookDelivery.State.FAILED: "failed",
}
NOT_THEIRS = {404: "No endpoint of this number is shown to this key."}
NEWEST_FIRST: Keyset[WebhookDeliveryQuerySet] = Keyset(
    "deliveries", position=lambda row: (row.pk,), length=1, after=WebhookDeliveryQuerySet.before
)


class DeliveryQuery(queries.PageQuery):
    state = serializers.ChoiceField(
        choices=WebhookDelivery.State.values, required=False, help_text="Without it all deliveries."
    )


class EndpointList(ClosedView):
    scope = Scope.WEBHOOKS
    http_method_names = ["get", "head", "options"]

    @operation(
        "listWebhooks",
        "Addresses that are called for you",
        "Those that the newsroom showed to this key, and how they stand. Administrators of the newsroom register them.",
        answers={200: (shapes.WebhookPage, "All of them.")},
    )
    def get(self, request: Request) -> HttpResponse:
        refuse_parameters(request)
        rows = shown_to(self.asker).order_by("pk")
        return self.answer(shapes.WebhookPage(results=[of_endpoint(row) for row in rows], next=None))


class EndpointDetail(ClosedView):
    scope = Scope.WEBHOOKS
    http_method_names = ["get", "head", "options"]

    @operation(
        "getWebhook",
        "How an endpoint stands",
        "Whether it is called, what waits, and when a call last arrived.",
        answers={200: (shapes.WebhookEndpoint, "Of this moment.")},
        failures=NOT_THEIRS,
    )
    def get(self, request: Request, number: int) -> HttpResponse:
        refuse_parameters(request)
        return self.answer(of_endpoint(shown(number, self.asker)))


class DeliveryList(ClosedList):
    scope = Scope.WEBHOOKS
    query_class = DeliveryQuery

    @operation(
        "listDeliveries",
        "What became of each call",
        "Newest first, of the last 30 days and at most 5,000 that are finished. A row of the log is there once, however often it was sent.",
        answers={200: (shapes.DeliveryPage, "A page.")},
        failures=NOT_THEIRS,
        parameters=[DeliveryQuery],
        is_paged=True,
    )
    def get(self, request: Request, number: int) -> HttpResponse:
        query, endpoint = self.query(request), shown(number, self.asker)
        found = endpoint.deliveries.order_by("-pk")
        if "state" in query:
            found = found.filter(state=query["state"])
        keyset = NEWEST_FIRST.narrowed({"endpoint": number, "state": query.get("state", "")})
        page = keyset.page(found, limit=query["limit"], cursor=query.get("cursor"))
        return self.answer_page(
            request,
            page,
            lambda rows, following: shapes.DeliveryPage(
                results=[of_delivery(row, endpoint) for row in rows], next=following
            ),
        )


class TendingView(WritingView):
    """A POST that does something with an endpoint."""

    scope = Scope.WEBHOOKS

    def tend(self, request: Request, number: int, body: Body, act: Callable[[WebhookEndpoint], Answer]) -> HttpResponse:
        """Raises problems.WebhookUnknown and what `once` raises."""
        row = shown(number, self.asker)
        try:
            return self.once(request, body, lambda: act(row))
        except PermissionDenied as error:  # it was taken from this key a moment ago
            raise problems.WebhookUnknown from error


class Replay(TendingView):
    body_class = shapes.ReplayBody

    @operation(
        "replayWebhook",
        "Send the log again",
        "From a row on, each under the webhook-id of its first time and with what it says today: what was withdrawn goes out as a "
        "tombstone. While the endpoint is paused or disabled it waits.",
        asked=shapes.ReplayBody,
        answers={202: (shapes.WebhookReplay, "It is being sent.")},
        failures=WRITING_FAILURES | NOT_THEIRS,
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request, number: int) -> HttpResponse:
        body = received.read(shapes.ReplayBody, request)
        return self.tend(request, number, body, lambda row: replayed(row, body.from_sequence, by=self.asker))


class Test(TendingView):
    body_class = shapes.EmptyBody

    @operation(
        "testWebhook",
        "Try an endpoint",
        "Sends `webhook.test`, signed as everything is, within seconds, also where the endpoint rests or is disabled; the record says how it "
        "went. One at a time. What the newsroom paused is refused (422).",
        asked=shapes.EmptyBody,
        answers={202: (shapes.WebhookDelivery, "It is being sent: look for its `webhook_id` in the record.")},
        failures=WRITING_FAILURES | NOT_THEIRS,
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request, number: int) -> HttpResponse:
        body = received.read(shapes.EmptyBody, request)
        return self.tend(request, number, body, lambda row: tried(row, by=self.asker))


class Enable(TendingView):
    body_class = shapes.EmptyBody

    @operation(
        "enableWebhook",
        "Resume an endpoint",
        "One that was disabled because it answered 410 or nothing arrived, or that rests after failures: it is called at once, from where "
        "it stood. One that is active stays so. What the newsroom paused, and one whose secret is lost, is refused (422).",
        asked=shapes.EmptyBody,
        answers={200: (shapes.WebhookStanding, "It is called.")},
        failures=WRITING_FAILURES | NOT_THEIRS,
        parameters=[IDEMPOTENCY_KEY],
    )
    def post(self, request: Request, number: int) -> HttpResponse:
        body = received.read(shapes.EmptyBody, request)
        return self.tend(request, number, body, lambda row: enabled(row, by=self.asker))


def shown_to(key: ApiKey) -> WebhookEndpointQuerySet:
    return WebhookEndpoint.objects.shown_to(key).with_figures()


def shown(number: int, key: ApiKey) -> Any:
    """With its figures. Raises problems.WebhookUnknown."""
    row = shown_to(key).filter(pk=number).first()
    if row is None:
        raise problems.WebhookUnknown
    return row


def replayed(row: WebhookEndpoint, sequence: int, *, by: ApiKey) -> Answer:
    webhooks.replay(row, since=sequence, by=by)
    head = Publication.objects.head().sequence
    told = shapes.WebhookReplay(**standing(row), from_sequence=sequence, to_sequence=head)
    return Answer(202, told.encoded())


def tried(row: WebhookEndpoint, *, by: ApiKey) -> Answer:
    delivery = webhooks.test(row, by=by)
    delivery.refresh_from_db()  # the database says when it was made
    return Answer(202, of_delivery(delivery, row).encoded())


def enabled(row: WebhookEndpoint, *, by: ApiKey) -> Answer:
    with suppress(webhooks.StateUnchanged):  # it is as it was asked for
        webhooks.resume(row, by=by)
    row.refresh_from_db()
    return Answer(200, shapes.WebhookStanding(**standing(row)).encoded())


def standing(row: WebhookEndpoint) -> dict[str, Any]:
    return {"id": row.pk, "state": state_of(row), "deliveries_url": deliveries_url(row)}


def of_endpoint(row: Any) -> shapes.WebhookEndpoint:
    """Of a row with its figures."""
    always = [WebhookKind.REDACTED.value, WebhookKind.RESTORED.value]
    return shapes.WebhookEndpoint(
        **standing(row),
        url=row.url,
        types=[*row.kinds, *always],
        reason=row.because or None,
        registered_at=row.registered_at,
        prepared_to=row.position,
        waiting=row.waiting,
        failed=row.failed,
        failures=row.failures,
        last_success_at=row.arrived_at,
        rests_until=row.rests_until if state_of(row) == "resting" else None,
    )


def state_of(row: WebhookEndpoint) -> shapes.EndpointState:
    states: dict[str, shapes.EndpointState] = {
        WebhookEndpoint.State.ACTIVE: "resting" if is_to_come(row.rests_until) else "active",
        WebhookEndpoint.State.PAUSED: "paused",
        WebhookEndpoint.State.DISABLED: "disabled",
    }
    return states[row.state]


def of_delivery(row: WebhookDelivery, endpoint: WebhookEndpoint) -> shapes.WebhookDelivery:
    return shapes.WebhookDelivery(
        webhook_id=row.message_id,
        type=row.kind,
        sequence=row.sequence,
        verdict_id=row.verdict_number,
        state=DELIVERY_STATES[row.state],
        attempts=row.attempts,
        created_at=row.created_at,
        attempted_at=row.attempted_at,
        next_attempt_at=next_attempt(row, endpoint),
        status=row.status,
        failure=row.failure or None,
        milliseconds=row.milliseconds,
    )


def next_attempt(row: WebhookDelivery, endpoint: WebhookEndpoint) -> datetime | None:
    """Not before the row may be tried again, nor before the endpoint has rested."""
    if row.state != WebhookDelivery.State.WAITING or endpoint.state != WebhookEndpoint.State.ACTIVE:
        return None
    moments = [moment for moment in (row.due_at, endpoint.rests_until) if moment is not None and is_to_come(moment)]
    return max(moments, default=None)


def is_to_come(moment: datetime | None) -> bool:
    return moment is not None and moment > timezone.now()


def deliveries_url(row: WebhookEndpoint) -> str:
    return f"{settings.SITE_URL}{reverse('write:delivery-list', args=[row.pk])}"
