"""Mail (.eml) and web archives (.mhtml): their subject, date and body, decoded.

The parts are taken apart here, a line at a time, and only their headers by the standard library, whose parser of whole
messages is quadratic in nested parts and long headers.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import collapse_rfc2231_value, parsedate_to_datetime
from typing import NamedTuple

from articles.actions.errors import Refused
from articles.intake import html, metadata, text
from articles.intake.formats import FormatUnread
from articles.intake.page import Page

HEAD_MAX_BYTES = 200_000
HEADER_MAX_CHARACTERS = 4_000
NESTED = 8
PARTS = 200
LINE_MAX_BYTES = 2_000  # of a header; the standard says 998

_FIELD = re.compile(rb"([!-9;-~]{1,60}):")
_SURE = frozenset((b"mime-version", b"received", b"message-id", b"return-path", b"content-type", b"delivered-to"))
_USUAL = frozenset((b"from", b"to", b"cc", b"subject", b"date", b"reply-to", b"sender"))


class Part(NamedTuple):
    headers: Message
    body: bytes  # as it was sent, not yet decoded

    @property
    def type(self) -> str:
        return self.headers.get_content_type()


def is_mail(data: bytes) -> bool:
    """Whether a file begins with the headers of a message: one that only messages have, or three that all have."""
    names = set(_field_names(data))
    if names >= {b"mime-version", b"content-type"}:
        return True
    return b"from" in names and (bool(names & _SURE) or len(names & _USUAL) >= 3) and len(names) >= 3


def _field_names(data: bytes) -> Iterator[bytes]:
    head = data[:20_000].removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    for number, line in enumerate(head.splitlines()):
        field = _FIELD.match(line)
        if field:
            yield field[1].lower()
        elif not line.startswith((b" ", b"\t")) and not (number == 0 and line.startswith(b"From ")):
            return


def read(data: bytes) -> Page:
    """Raises FormatUnread, and what reading its body raises."""
    message = _part(data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))
    parts = list(_leaves(message))
    if message.headers.get("Snapshot-Content-Location") or (message.type == "multipart/related" and _is_page(parts)):
        return _archived(message, parts)
    return _letter(message, parts)


def _part(data: bytes) -> Part:
    head, body = _parted(data)
    if len(head) > HEAD_MAX_BYTES:
        raise FormatUnread("mail_broken")
    headers = BytesHeaderParser().parsebytes(head)
    if any(
        len(_raw(headers, name)) > HEADER_MAX_CHARACTERS for name in ("content-type", "content-disposition", "subject")
    ):
        raise FormatUnread("mail_broken")
    return Part(headers, body)


def _parted(data: bytes) -> tuple[bytes, bytes]:
    """Head and body, at the first blank line."""
    ends = [(found, len(mark)) for mark in (b"\r\n\r\n", b"\n\n", b"\r\r") if (found := data.find(mark)) >= 0]
    if data.startswith((b"\n", b"\r\n")):
        return b"", data.lstrip(b"\r").removeprefix(b"\n")
    if not ends:
        return data, b""
    end, length = min(ends)
    return data[:end] + b"\n", data[end + length :]


def _leaves(message: Part) -> list[Part]:
    """The parts that are no containers, in order."""
    found: list[Part] = []
    pending = [(message, 0)]
    seen = 0
    while pending:
        part, depth = pending.pop()
        seen += 1
        if seen > PARTS or depth > NESTED:
            raise FormatUnread("mail_broken")
        boundary = _parameter(part, "boundary") if part.headers.get_content_maintype() == "multipart" else ""
        if part.type == "message/rfc822" and part.headers.get_content_disposition() != "attachment":
            pending.append((_part(part.body.lstrip(b"\r\n")), depth + 1))
        elif boundary:
            pending += [(_part(piece), depth + 1) for piece in reversed(_pieces(part.body, boundary))]
        else:
            found.append(part)
    return found


def _pieces(body: bytes, boundary: str) -> list[bytes]:
    """What stands between the lines of a boundary; without the prologue before the first and what follows the last."""
    mark = b"--" + boundary.rstrip().encode("utf-8", "surrogateescape")
    pieces: list[list[bytes]] = []
    for line in body.splitlines(keepends=True):
        bare = line.rstrip()
        if bare == mark:
            if len(pieces) >= PARTS:
                raise FormatUnread("mail_broken")
            pieces.append([])
        elif bare == mark + b"--":
            break
        elif pieces:
            pieces[-1].append(line)
    return [b"".join(lines) for lines in pieces]


def _is_page(parts: list[Part]) -> bool:
    """Whether the root of a multipart/related has an address, as saved pages do and letters with pictures do not."""
    return (
        bool(parts)
        and parts[0].type in ("text/html", "application/xhtml+xml")
        and "Content-Location" in parts[0].headers
    )


def _archived(message: Part, parts: list[Part]) -> Page:
    """The page of a web archive. Its date is that of saving, so only the page itself says when it was published."""
    pages = [part for part in parts if part.type in ("text/html", "application/xhtml+xml")]
    if not pages:
        raise FormatUnread("mhtml_empty")
    page = html.article_of(_decoded(pages[0]))
    saved = (_header(message, "Snapshot-Content-Location"), _header(pages[0], "Content-Location"))
    address = next((a for a in saved if metadata.is_article_address(a)), "")
    return page._replace(title=page.title or _header(message, "Subject"), url=page.url or address)


def _letter(message: Part, parts: list[Part]) -> Page:
    bodies = [part for part in parts if part.headers.get_content_disposition() != "attachment"]
    words = [_unwrapped(part, _decoded(part)) for part in bodies if part.type == "text/plain"]
    if not any(map(str.strip, words)):
        words = [html.fragment(_decoded(part)).text for part in bodies if part.type == "text/html"]
    body = "\n\n".join(part.strip("\r\n") for part in words if part.strip())
    if not body:
        raise FormatUnread("mail_empty")
    return Page(title=_header(message, "Subject"), text=f"{body}\n", published_at=_date(message))


def _decoded(part: Part) -> str:
    return text.decode_declared(_transferred(part), _parameter(part, "charset"))


def _parameter(part: Part, name: str) -> str:
    """A parameter of the content type, plain or as RFC 2231 writes it; empty where it is damaged."""
    try:
        return collapse_rfc2231_value(part.headers.get_param(name, "")).strip()
    except (ValueError, TypeError, LookupError):  # TypeError: numbered pieces beside one without a number
        return ""


def _unwrapped(part: Part, words: str) -> str:
    """Text of format=flowed (RFC 3676), in which a line with a space at its end goes on in the next."""
    if _parameter(part, "format").lower() != "flowed":
        return words
    drops_space = _parameter(part, "delsp").lower() == "yes"
    found: list[list[str]] = []
    for line in words.replace("\r\n", "\n").split("\n"):
        last = found[-1][-1] if found else ""
        goes_on = last.endswith(" ") and last != "-- " and not line.startswith(">") and not found[-1][0].startswith(">")
        if goes_on:
            found[-1][-1] = last[:-1] if drops_space else last
            found[-1].append(line)
        else:
            found.append([line])
    return "\n".join("".join(pieces) for pieces in found)


def _transferred(part: Part) -> bytes:
    encoding = str(part.headers.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "quoted-printable":
        return quopri.decodestring(part.body)
    if encoding != "base64":
        return part.body
    letters = b"".join(part.body.split())
    try:
        return base64.b64decode(letters + b"=" * (-len(letters) % 4), validate=True)
    except binascii.Error as error:
        raise FormatUnread("mail_broken") from error


def _header(part: Part, name: str) -> str:
    """A header in characters: encoded words, or bytes as they are. Empty where they cannot be read."""
    raw = _raw(part.headers, name)
    try:
        pieces = [
            (piece if isinstance(piece, bytes) else piece.encode("ascii", "surrogateescape"), charset or "")
            for piece, charset in _words(raw)
        ]
        return " ".join("".join(text.decode_declared(piece, charset) for piece, charset in pieces).split())
    except (Refused, HeaderParseError, ValueError):
        return ""


def _raw(headers: Message, name: str) -> str:
    """As it was sent, with bytes beyond ASCII as lone surrogates: `get` would put ? for them."""
    return next((str(value) for field, value in headers.raw_items() if field.lower() == name.lower()), "")


def _words(raw: str) -> list[tuple[bytes | str, str | None]]:
    """What `decode_header` finds in text whose bytes beyond ASCII came as surrogates or as an unknown charset.

    Raises HeaderParseError or ValueError where an encoded word is damaged.
    """
    value = "".join(raw.splitlines())
    if not value.isascii():
        return [(value.encode("utf-8", "surrogateescape"), None)]
    return [(piece, charset) for piece, charset in decode_header(value)]


def _date(message: Part) -> str:
    try:
        sent = parsedate_to_datetime(str(message.headers.get("Date", "")))
    except (ValueError, IndexError, TypeError, OverflowError):  # a date that is none says nothing
        return ""
    return sent.isoformat() if sent.tzinfo else ""
