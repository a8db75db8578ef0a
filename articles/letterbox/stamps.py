"""The signed mark in each copy of the form: when it was made, and which copy it is.

Whoever sends one copy twice, by a double click or a reload, means one tip. A program that posts without having asked for the
form has none, and one that fills it in at once is too fast for a person.
"""

from __future__ import annotations

import secrets
import time
from typing import NamedTuple

from django.core import signing

FASTEST_SECONDS = 3
LONGEST_SECONDS = 24 * 60 * 60
NONCE_BYTES = 16
SALT = "articles.letterbox"


class Stamp(NamedTuple):
    """`copy` names one copy of the form; `seconds` is its age."""

    copy: str
    seconds: float

    @property
    def is_fast(self) -> bool:
        return self.seconds < FASTEST_SECONDS


def fresh() -> str:
    return signing.dumps({"copy": secrets.token_urlsafe(NONCE_BYTES), "made": int(time.time())}, salt=SALT)


def read(signed: str) -> Stamp | None:
    """None where it is none of ours, or older than a day."""
    try:
        told = signing.loads(signed, salt=SALT, max_age=LONGEST_SECONDS)
    except signing.BadSignature:
        return None
    return Stamp(told["copy"], time.time() - told["made"])
