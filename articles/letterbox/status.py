"""How far a tip is, for whoever has its address: its sender, and whom they showed it. Nothing of what it says, nobody's name."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import PublishedVerdict, Tip
from articles.public import addresses


class Progress(NamedTuple):
    """`state` is received, looked_at, checked, withdrawn or closed; `verdict` an address, or empty."""

    state: str
    verdict: str = ""

    @property
    def is_over(self) -> bool:
        return self.state in ("checked", "withdrawn", "closed")


@require_safe
@cache_control(no_store=True)
def of_a_tip(request: HttpRequest, token: str) -> HttpResponse:
    tip = Tip.objects.sent_as(token).first()
    if tip is None:
        response = render(request, "letterbox/unknown.html", status=404)
    else:
        address = addresses.absolute(reverse("letterbox:status", args=[tip.token]))
        context = {"progress": progress_of(tip), "received_at": tip.received_at, "address": address}
        response = render(request, "letterbox/status.html", context)
    response["Referrer-Policy"] = "no-referrer"  # the address is the key to the page
    response["X-Robots-Tag"] = "noindex"
    return response


def progress_of(tip: Tip) -> Progress:
    """A claim that answers it is told once its verdict is published."""
    verdict = tip.answer
    if verdict is None:
        if tip.erased_at is not None:
            return Progress("closed")
        return Progress(
            {Tip.State.RECEIVED: "received", Tip.State.CLOSED: "closed"}.get(Tip.State(tip.state), "looked_at")
        )
    is_live = verdict.state == PublishedVerdict.State.LIVE  # of a retracted one the slug would tell the headline
    path = addresses.verdict_path(verdict.verdict_number, verdict.slug if is_live else "")
    return Progress("checked" if is_live else "withdrawn", path)
