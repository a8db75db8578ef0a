from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Level(StrEnum):
    FINE = "fine"
    WARNING = "warning"
    ERROR = "error"


class Finding(NamedTuple):
    """`check` is a fixed name for programs; `message` says what is so, `remedy` what to do about it."""

    level: Level
    check: str
    message: str
    remedy: str = ""


def fine(check: str, message: str) -> Finding:
    return Finding(Level.FINE, check, message)


def warning(check: str, message: str, remedy: str) -> Finding:
    return Finding(Level.WARNING, check, message, remedy)


def error(check: str, message: str, remedy: str) -> Finding:
    return Finding(Level.ERROR, check, message, remedy)
