"""docs/webhooks.md says nothing that is not so: its programs verify what we send, and nothing else."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from standardwebhooks import WebhookVerificationError

from articles.models import WebhookKind
from articles.webhooks import messages
from factcheck_client import WebhookRefused

PAGE = (Path(settings.BASE_DIR) / "docs" / "webhooks.md").read_text(encoding="utf-8")
SECRET, OTHER = ("whsec_" + letter * 43 + "=" for letter in "AQ")
BODY = '{"type": "verdict.published", "timestamp": "2026-11-29T10:00:00Z", "data": {"sequence": 1, "headline": "見出し"}}'.encode()


def programs() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for program in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        found.append({"__name__": "guide"})
        exec(program, found[-1])
    return found


def test_programs_of_the_guide_verify_what_is_ours_and_nothing_else() -> None:
    own, client, library = programs()
    now = int(time.time())
    headers = messages.headers_of("msg_1", BODY, secrets=[OTHER, SECRET], timestamp=now)

    def by_hand(secret: str, body: bytes = BODY, later: int = 0) -> Any:
        return own["verified"](headers, body, secrets=[secret], now=lambda: now + later)

    assert [by_hand(secret)["type"] for secret in (SECRET, OTHER)] == ["verdict.published"] * 2
    assert [by_hand("whsec_" + "Z" * 43 + "="), by_hand(SECRET, BODY + b" "), by_hand(SECRET, later=301)] == [None] * 3
    assert own["verified"]({}, BODY, secrets=[SECRET]) is None
    assert library["verified_by_library"](SECRET, BODY, headers) == by_hand(SECRET)
    assert client["verified_by_client"](SECRET, BODY, headers).change == by_hand(SECRET)["data"]
    with pytest.raises(WebhookRefused):
        client["verified_by_client"](SECRET, BODY + b" ", headers)
    with pytest.raises(WebhookVerificationError):
        library["verified_by_library"](SECRET, BODY + b" ", headers)


def test_guide_names_every_type_and_every_wait() -> None:
    assert re.findall(r"^\| `([a-z]+\.[a-z]+)`", PAGE, re.MULTILINE) == WebhookKind.values
    assert settings.WEBHOOK_RETRY_SECONDS == [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
    assert "5 seconds, 5 and 30 minutes, 2, 5, 10, 14, 20 and 24 hours" in PAGE
