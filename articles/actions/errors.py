from __future__ import annotations

from django.utils.functional import Promise


class Refused(Exception):
    """Base of all domain errors. `message` tells a Japanese-reading editor what to do; nothing was written."""

    message: str | Promise

    def __init__(self, message: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)
