"""Refusals across a process boundary: by name and arguments, so that the message is made where the language is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from articles.actions.errors import Refused
from articles.intake.formats import FormatUnread
from articles.intake.html import PageWithoutText
from articles.intake.text import EncodingUnread, EncodingUnsure, Garbled, TooLarge, Undecodable

_MADE: dict[str, Callable[..., Refused]] = {
    kind.__name__: kind
    for kind in (FormatUnread, PageWithoutText, EncodingUnread, EncodingUnsure, Garbled, TooLarge, Undecodable)
}


def written(refused: Refused) -> Mapping[str, Any]:
    """{"refused": name, "of": arguments}"""
    of = [
        value
        for name in ("format", "limit", "position", "charset")
        if (value := getattr(refused, name, None)) is not None
    ]
    return {"refused": type(refused).__name__, "of": of}


def read(answer: Mapping[str, Any]) -> Refused:
    return _MADE[answer["refused"]](*answer["of"])
