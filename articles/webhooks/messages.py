"""What is sent to partners' endpoints, and its signature, as Standard Webhooks has it (https://www.standardwebhooks.com).

`data` is the row of the log as `changes/` gives it, read when it is sent: what was withdrawn by then goes out as a tombstone.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

import orjson

from articles.api.read import changes
from articles.api.read.base import json
from articles.models import Publication, WebhookDelivery, WebhookKind


def body_of(delivery: WebhookDelivery) -> bytes:
    """{type, timestamp, data}: the type is that of the row, or `verdict.redacted` where the copy is to be deleted."""
    if delivery.sequence is None:
        return json({"type": WebhookKind.TEST, "timestamp": delivery.created_at, "data": {}})
    rows = Publication.objects.with_json().filter(sequence=delivery.sequence)
    (row,) = changes.of_rows(list(rows))
    kind = WebhookKind.REDACTED if row.tombstone else delivery.kind
    return json({"type": kind, "timestamp": row.published_at, "data": orjson.Fragment(row.encoded())})


def headers_of(message_id: str, body: bytes, *, secrets: Sequence[str], timestamp: int) -> dict[str, str]:
    """`timestamp` in seconds since 1970, of this attempt. A signature for each secret, separated by blanks."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        "Content-Type": "application/json",
        "User-Agent": "factcheck-webhooks/1",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
