"""A message as somebody pasted it, read from the body of a POST: nothing of it is stored, logged or put into a URL."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

MAX_LENGTH = 5_000  # code points that are looked at
MAX_BODY = 200_000  # bytes: thirteen times as many kanji, escaped as a form does

_MARKUP = re.compile(r"<(script|style)\b[^<>]*>[^<>]*</\1\s*>|<[/!?a-z][^<>]*>", re.IGNORECASE)


class Unreadable(Exception):
    """The body is too big, or no form."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Message(NamedTuple):
    """`typed` is what goes back into the form."""

    typed: str

    @classmethod
    def of(cls, request: HttpRequest) -> Message:
        """Raises Unreadable."""
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > MAX_BODY:
            raise Unreadable(413)
        try:
            return cls(request.POST.get("message", "").replace("\r\n", "\n"))
        except (SuspiciousOperation, MultiPartParserError, UnreadablePostError) as error:
            raise Unreadable(400) from error

    @property
    def text(self) -> str:
        """What is looked at: the beginning of a long message, and of a page's source what a browser would show."""
        return legible(self.typed[:MAX_LENGTH])

    @property
    def is_cut(self) -> bool:
        return len(self.typed) > MAX_LENGTH

    @property
    def is_empty(self) -> bool:
        return not self.typed.strip()


_ENTITY = re.compile("&(?:[a-zA-Z]{2,8}|#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5});")


def _undone(found: re.Match[str]) -> str:
    """&amp; as the sign that it stands for, and spaces up to its length. < and > may not make a tag."""
    sign = html.unescape(found[0])
    return found[0] if len(sign) != 1 or sign in "<>" else sign.ljust(len(found[0]))


def legible(text: str) -> str:
    """As long as `text`, so that offsets stay: spaces in place of tags, control characters and lone surrogates."""
    text = _ENTITY.sub(_undone, text) if "&" in text else text
    bare = _MARKUP.sub(lambda found: " " * len(found[0]), text) if "<" in text else text
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in bare)
