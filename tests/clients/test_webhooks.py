"""The Python client takes our deliveries as the standardwebhooks library does, and refuses what it refuses."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from articles.webhooks import messages
from factcheck_client import WebhookRefused, verified

SECRET, OTHER = ("whsec_" + letter * 43 + "=" for letter in "AQ")
CHANGE: dict[str, Any] = {"sequence": 7, "verdict_id": 3, "tombstone": True, "verdict": None}
MESSAGE = {"type": "verdict.redacted", "timestamp": "2026-11-29T10:00:00Z", "data": CHANGE}
BODY = orjson.dumps(MESSAGE)


def headers(*secrets: str, at: float | None = None) -> dict[str, str]:
    told = messages.headers_of("msg_1", BODY, secrets=list(secrets), timestamp=int(at or time.time()))
    return {name.title(): value for name, value in told.items()}


@pytest.mark.parametrize("secrets", [SECRET, [OTHER, SECRET]])
def test_a_delivery_of_ours_is_taken(secrets: str | list[str]) -> None:
    message = verified(secrets, headers(SECRET), BODY)

    assert (message.id, message.type, message.change) == ("msg_1", "verdict.redacted", CHANGE)
    assert Webhook(SECRET).verify(BODY, {name.lower(): value for name, value in headers(SECRET).items()}) == MESSAGE


def test_while_the_secret_is_changed_either_opens_it() -> None:
    told = headers(OTHER, SECRET)

    assert verified(SECRET, told, BODY) == verified(OTHER, told, BODY)


@pytest.mark.parametrize(
    ("made", "body"),
    [
        (lambda: headers(OTHER), BODY),
        (lambda: headers(SECRET), BODY + b" "),
        (lambda: headers(SECRET, at=time.time() - 1000), BODY),
        (lambda: headers(SECRET, at=time.time() + 1000), BODY),
        (lambda: headers(SECRET) | {"Webhook-Id": "msg_2"}, BODY),
        (lambda: headers(SECRET) | {"Webhook-Timestamp": "９"}, BODY),
        (lambda: headers(SECRET) | {"Webhook-Timestamp": "9" * 100_000}, BODY),
        (lambda: headers(SECRET) | {"Webhook-Signature": "v1,あ v2,x v1a,y"}, BODY),
        (dict, BODY),
    ],
)
def test_what_is_not_ours_is_refused_as_the_library_refuses_it(made: Callable[[], dict[str, str]], body: bytes) -> None:
    told = made()  # now: the tests were collected long ago
    with pytest.raises(WebhookRefused):
        verified(SECRET, told, body)
    with pytest.raises((WebhookVerificationError, OverflowError, ValueError)):
        Webhook(SECRET).verify(body, {name.lower(): value for name, value in told.items()})


def test_a_test_delivery_has_no_row() -> None:
    body = orjson.dumps({"type": "webhook.test", "timestamp": "2026-11-29T10:00:00Z", "data": {}})
    told = messages.headers_of("msg_1", body, secrets=[SECRET], timestamp=int(time.time()))

    assert verified(SECRET, told, body).change is None


def test_a_secret_that_is_none_is_the_programs_mistake() -> None:
    with pytest.raises(ValueError, match="whsec_"):
        verified("whsec_%%", headers(SECRET), BODY)
