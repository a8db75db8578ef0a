"""Ctrl-C for commands that have something to finish first."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def noticed() -> Iterator[Event]:
    """The first SIGINT or SIGTERM sets the event, for whoever looks at it; the second acts as it would elsewhere."""
    asked = Event()
    before = {number: signal.getsignal(number) for number in SIGNALS}

    def notice(number: int, frame: FrameType | None) -> None:
        asked.set()
        restore()

    def restore() -> None:
        for number, handler in before.items():
            signal.signal(number, handler)

    for number in SIGNALS:
        signal.signal(number, notice)
    try:
        yield asked
    finally:
        restore()


@contextmanager
def ended_by_a_signal() -> Iterator[None]:
    """SIGTERM ends the command like Ctrl-C does, so that what it began is cleaned up."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    finally:
        signal.signal(signal.SIGTERM, before)
