"""A reader with a copy of the form that has been open for a while."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client

from articles import quotas
from articles.letterbox import stamps

SAID = {
    "said": "駅前で配られたチラシに、市が図書館を閉じると書いてありました。",
    "seen_where": "駅前の広場",
    "seen_when": "きのうの夕方",
    "concern": "子どもが行くところなので。",
    "contact": "tsugumi@minato.example",
}


def stamp(copy: str = "a copy", *, seconds: float = 60) -> str:
    """Of a form that was opened so long ago."""
    return signing.dumps({"copy": copy, "made": time.time() - seconds}, salt=stamps.SALT)


class Reader:
    def __init__(self, address: str = "192.0.2.1") -> None:
        self.client = Client(REMOTE_ADDR=address, enforce_csrf_checks=True)

    def send(self, *, headers: dict[str, str] | None = None, **fields: Any) -> HttpResponse:
        body = {**SAID, "consent": "on", "stamp": stamp(), **fields}
        return self.client.post("/tips/", {name: value for name, value in body.items() if value != ""}, headers=headers)


@pytest.fixture
def reader(db: None, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setattr(quotas, "_refusals", quotas.Refusals())
    return Reader()
