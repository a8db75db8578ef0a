"""How much is taken: from one address in an hour and in a day, and from everybody together, so that nobody fills the desk.

Counted as all quotas are (docs/adr/0034): the table holds keyed hashes, and no address stands with a tip.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from articles import quotas

HOUR, DAY = 60 * 60, 24 * 60 * 60
EVERYBODY = "everybody"


class Full(Exception):
    """`seconds` until it may be tried again; `is_sender` where it is this address that has sent enough."""

    def __init__(self, *, is_sender: bool, seconds: int) -> None:
        super().__init__(seconds)
        self.is_sender, self.seconds = is_sender, seconds


def admit(request: HttpRequest) -> None:
    """Count a tip. Raises Full."""
    sender = quotas.client_of(request)
    for policy, who, quota, window in (
        ("tips-hour", sender, settings.READER_TIPS_PER_HOUR, HOUR),
        ("tips-day", sender, settings.READER_TIPS_PER_DAY, DAY),
        ("tips-all", EVERYBODY, settings.ALL_READER_TIPS_PER_HOUR, HOUR),
    ):
        use = quotas.take(policy, who, quota, window=window)
        if use.is_exceeded:
            raise Full(is_sender=policy != "tips-all", seconds=use.wait)
