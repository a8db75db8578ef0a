"""Tips: sent with a key, asked after by whoever has their address. The answer says how far it is and nothing else."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from articles.actions import tips
from articles.actions.idempotency import Answer
from articles.api import problems, received
from articles.api.openapi import operation
from articles.api.write import shapes
from articles.api.write.base import (
    CREATING,
    WRITING_FAILURES,
    ClosedView,
    WritingView,
    refuse_parameters,
)
from articles.models import PublishedVerdict, Scope, Tip
from articles.public import addresses

STATES: dict[str, shapes.TipState] = {
    Tip.State.RECEIVED: "received",
    Tip.State.LOOKED_AT: "looked_at",
    Tip.State.ATTACHED: "looked_at",  # until a verdict is published
    Tip.State.CLOSED: "closed",
}
TOKEN = OpenApiParameter("token", str, OpenApiParameter.PATH, pattern="^[A-Za-z0-9_-]{1,40}$")


class SendTip(WritingView):
    scope = Scope.TIPS_WRITE
    body_class = shapes.TipBody

    @operation(
        "sendTip",
        "Tell the newsroom what should be checked",
        "Only its staff reads it. Show the sender `status_url`: it tells how far their tip is.",
        asked=shapes.TipBody,
        answers={201: (shapes.TipStatus, "Kept. `Location` is the address of its status.")},
        failures=WRITING_FAILURES | {410: "Sent by this very request, and erased since."},
        parameters=CREATING,
    )
    def post(self, request: Request) -> HttpResponse:
        body = received.read(shapes.TipBody, request)
        return self.once(
            request, body, lambda: sent(tips.receive(**body.model_dump(), by=self.asker)), holds=is_legible
        )


class TipDetail(ClosedView):
    """Open: the address is all that a sender has, and nobody guesses it."""

    scope = None
    is_open = True
    http_method_names = ["get", "head", "options"]

    @operation(
        "getTip",
        "How far a tip is",
        "By the address that its sender got; with any key or none. Ask once a day or so.",
        answers={200: (shapes.TipStatus, "Of this moment.")},
        failures={404: "There is no tip at this address."},
        parameters=[TOKEN],
    )
    def get(self, request: Request, token: str) -> HttpResponse:
        refuse_parameters(request)
        tip = Tip.objects.sent_as(token).first()
        if tip is None:
            raise problems.TipUnknown
        return self.answer(status_of(tip))


def sent(tip: Tip) -> Answer:
    status = status_of(tip)
    return Answer(201, status.encoded(), status.status_url)


def is_legible(answer: Answer) -> bool:
    """Whether the tip that it tells of still says something."""
    token = answer.location.rstrip("/").rpartition("/")[2]
    return Tip.objects.legible().sent_as(token).exists()


def status_of(tip: Tip) -> shapes.TipStatus:
    verdict = _verdict_url(tip)
    state = STATES[tip.state] if tip.erased_at is None else "closed"
    return shapes.TipStatus(
        state="checked" if verdict else state,
        received_at=tip.received_at,
        verdict_url=verdict,
        status_url=f"{settings.SITE_URL}{reverse('write:tip', args=[tip.token])}",
    )


def _verdict_url(tip: Tip) -> str | None:
    found = tip.answer
    if found is None:
        return None
    is_live = found.state == PublishedVerdict.State.LIVE  # of a retracted one the slug would tell the headline
    return addresses.verdict_url(found.verdict_number, found.slug if is_live else "")
