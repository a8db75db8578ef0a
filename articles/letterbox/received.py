"""What a reader's browser sends: bounded, always UTF-8, and without what no reader could have meant."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

MAX_BODY = 200_000  # bytes: what the form takes is a tenth of it, escaped as URLs are
UTF_8 = frozenset({"", "utf-8", "utf8"})
UNMEANT = frozenset({"Cc", "Cs"})  # control characters, and halves of pairs


class Unreadable(Exception):
    """The body is too big, or no form in UTF-8; `status` is the answer's."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def posted(request: HttpRequest) -> QueryDict:
    """Raises Unreadable."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > MAX_BODY:
        raise Unreadable(413)
    if (request.content_params or {}).get("charset", "").lower() not in UTF_8:
        raise Unreadable(400)
    request.encoding = "utf-8"
    try:
        return request.POST
    except (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError) as error:
        raise Unreadable(400) from error


def tidy(text: str) -> str:
    """With the line ends of the desk, and without control characters, which come along unseen when something is copied."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) not in UNMEANT)
