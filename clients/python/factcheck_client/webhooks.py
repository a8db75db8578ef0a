"""Deliveries, by the Standard Webhooks specification, which takes an HMAC and nothing but the standard library.

The `standardwebhooks` package verifies them as well; it brings ten packages along, an HTTP client among them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from factcheck_client.problems import Failure
from factcheck_client.shapes import Change

TOLERANCE_SECONDS = 300
PREFIX = "whsec_"


class WebhookRefused(Failure):
    """Not from the newsroom, too old, or changed on the way: answer 401, and do nothing."""


@dataclass(frozen=True)
class Message:
    """`change` is the row of the log, as in `changes/`; None for `webhook.test` and types that have none."""

    id: str
    type: str
    timestamp: str
    change: Change | None


def verified(
    secrets: str | Sequence[str], headers: Mapping[str, str], body: bytes, *, now: float | None = None
) -> Message:
    """The message in `body`, which is the bytes as they came. `secrets`: both of them while they are being changed."""
    told = {name.lower(): value for name, value in headers.items()}
    identity, timestamp = told.get("webhook-id", ""), told.get("webhook-timestamp", "")
    _require_recent(timestamp, time.time() if now is None else now)
    signed = f"{identity}.{timestamp}.".encode() + body
    given = [value[3:].encode() for value in told.get("webhook-signature", "").split(" ") if value.startswith("v1,")]
    right = [_signature(secret, signed) for secret in ([secrets] if isinstance(secrets, str) else secrets)]
    if not any(hmac.compare_digest(ours, theirs) for ours in right for theirs in given):
        raise WebhookRefused("no signature is right")
    message = json.loads(body)
    change = message["data"] if "sequence" in message["data"] else None
    return Message(identity, message["type"], message["timestamp"], cast(Change | None, change))


def _require_recent(timestamp: str, now: float) -> None:
    if not (timestamp.isascii() and timestamp.isdecimal()) or abs(now - int(timestamp[:20])) > TOLERANCE_SECONDS:
        raise WebhookRefused("the timestamp is missing, or minutes away from now")


def _signature(secret: str, signed: bytes) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError(f"a secret begins with {PREFIX} and goes on in base64") from error
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest())
