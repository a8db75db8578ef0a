"""Archives: files of JSON lines, plain or gzipped, one article a line → rows that can be stored.

A line is an object with `text` and, as `import_article` knows them, `title`, `outlet` (its name), `url`, `kind`,
`published_at` (or `published_date`), `account`, `byline`, `reach` with `reach_date`. null is as good as nothing; other
keys are an archive's own and are left out. However long a file or a line is, a line at a time is held.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields as dataclass_fields
from datetime import date
from functools import partial
from io import BufferedReader
from typing import Any, BinaryIO, NamedTuple, NoReturn, TypeVar, cast

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.actions import articles
from articles.actions.archives import Row
from articles.actions.errors import Refused
from articles.intake import fields
from articles.models import Article, Outlet, texts

LINE_MAX_BYTES = 4_000_000
"""The longest text in JSON's longest spelling, 200,000 times two `\\uXXXX`, and what goes with it."""

Value = TypeVar("Value")
REACH_LIMIT = 2**63
KEYS = frozenset(field.name for field in dataclass_fields(Row)) | {"published_date"}
GZIP_MAGIC = b"\x1f\x8b"
BOM = b"\xef\xbb\xbf"


class LineUnusable(Refused):
    """A line that is no row. The class is the reason for programs, the message the one for people."""


class LineTooLong(LineUnusable):
    message = gettext_lazy("行が長すぎます（4,000,000バイトまで）。")


class NotUtf8(LineUnusable):
    def __init__(self, position: int) -> None:
        super().__init__(_("%(n)d バイト目がUTF-8として読めません。") % {"n": position})


class NotJson(LineUnusable):
    def __init__(self, position: int) -> None:
        super().__init__(_("JSONとして読めません（%(n)d 文字目）。") % {"n": position})


class NumberUnusable(LineUnusable):
    message = gettext_lazy("数として扱えない値（NaN、Infinity、桁の多すぎる整数）があります。")


class NestedTooDeep(LineUnusable):
    message = gettext_lazy("入れ子が深すぎます。")


class NotAnObject(LineUnusable):
    message = gettext_lazy("一行が一つの JSON オブジェクト（{…}）になっていません。")


class TextMissing(LineUnusable):
    message = gettext_lazy("本文（text）がありません。")


class WrongType(LineUnusable):
    def __init__(self, key: str, wanted: str | Promise) -> None:
        super().__init__(_("%(key)s は%(wanted)sでなければなりません。") % {"key": key, "wanted": wanted})


class ValueUnusable(LineUnusable):
    """A value of the right type that its column cannot take."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(_("%(key)s：%(reason)s") % {"key": key, "reason": reason})


class CutShort(Refused):
    """A file that ends too early or is damaged, as a half copied gzip file is. All lines before have been given."""

    def __init__(self, line: int) -> None:
        super().__init__(
            _("ファイルが途中で切れているか壊れていて、%(n)d 行目の先を読めません。そこまでは取り込みました。")
            % {"n": line}
        )


class Line(NamedTuple):
    number: int  # from 1
    content: bytes  # without its end; only the beginning where the line is too long
    is_whole: bool


class Read(NamedTuple):
    row: Row
    left_out: frozenset[str]  # keys of the line that say nothing here


def lines(file: BinaryIO) -> Iterator[Line]:
    """The lines of a file, plain or gzipped, with their numbers; blank ones are counted but not given.

    Raises:
        CutShort
    """
    source, number = _decompressed(file), 0
    try:
        while content := source.readline(LINE_MAX_BYTES + 1):
            number += 1
            is_whole = len(content) <= LINE_MAX_BYTES or content.endswith(b"\n")
            if not is_whole:
                _skip_line(source)
            content = content.removeprefix(BOM) if number == 1 else content
            if content.strip():
                yield Line(number, content.rstrip(b"\r\n"), is_whole)
    except (EOFError, OSError, zlib.error) as error:
        raise CutShort(number) from error


def read(line: Line) -> Read:
    """Raises LineUnusable, or articles.TextUnusable where it is the text that cannot be read."""
    if not line.is_whole:
        raise LineTooLong
    values = _values(line.content)
    text = _string(values, "text")
    if not text:
        raise TextMissing
    text = articles.usable(text)
    row = Row(
        text=text,
        title=_short(values, "title") or articles.title_of(text),
        kind=_kind(values),
        outlet=_read(values, "outlet", partial(fields.short_text, model=Outlet, field="name")) or "",
        url=_read(values, "url", fields.web_address) or "",
        account=_short(values, "account"),
        byline=_short(values, "byline"),
        published_at=_read(values, "published_at" if values.get("published_at") else "published_date", fields.moment),
        **_reach(values),
    )
    return Read(row, frozenset(values) - KEYS)


def _decompressed(file: BinaryIO) -> BufferedReader:
    """Told by its first bytes: names lie, and standard input has none."""
    buffered = file if isinstance(file, BufferedReader) else BufferedReader(cast("Any", file))
    if buffered.peek(2)[:2] == GZIP_MAGIC:
        return BufferedReader(cast("Any", gzip.GzipFile(fileobj=buffered)))
    return buffered


def _skip_line(source: BufferedReader) -> None:
    while (rest := source.readline(LINE_MAX_BYTES)) and not rest.endswith(b"\n"):
        pass


def _values(content: bytes) -> Mapping[str, Any]:
    try:
        values = json.loads(content.decode(), parse_constant=_refuse_number)
    except UnicodeDecodeError as error:
        raise NotUtf8(error.start + 1) from error
    except json.JSONDecodeError as error:
        raise NotJson(error.pos + 1) from error
    except RecursionError as error:
        raise NestedTooDeep from error
    except ValueError as error:  # Python reads no integer of more than 4,300 digits
        raise NumberUnusable from error
    if not isinstance(values, dict):
        raise NotAnObject
    return values


def _refuse_number(constant: str) -> NoReturn:
    raise NumberUnusable


def _string(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise WrongType(key, _("文字列"))
    return value


def _read(values: Mapping[str, Any], key: str, read: Callable[[str], Value]) -> Value | None:
    value = _string(values, key)
    if not value:
        return None
    try:
        return read(value)
    except fields.FieldUnusable as error:
        raise ValueUnusable(key, str(error)) from error


def _short(values: Mapping[str, Any], key: str) -> str:
    return _read(values, key, lambda value: fields.short_text(texts.on_one_line(value), Article, key)) or ""


def _kind(values: Mapping[str, Any]) -> str:
    kind = _string(values, "kind") or Article.Kind.NEWS
    if kind not in Article.Kind.values:
        raise ValueUnusable("kind", _("次のどれかです：%(kinds)s") % {"kinds": "、".join(Article.Kind.values)})
    return kind


def _reach(values: Mapping[str, Any]) -> dict[str, Any]:
    """How far the text has spread, and on which day that was seen: both or neither."""
    reach, day = values.get("reach"), _read(values, "reach_date", _day)
    if reach is not None and (not isinstance(reach, int) or isinstance(reach, bool)):
        raise WrongType("reach", _("整数"))
    if reach is not None and not 0 <= reach < REACH_LIMIT:
        raise ValueUnusable("reach", _("0以上の数です。"))
    if (reach is None) != (day is None):
        raise ValueUnusable("reach", _("reach_date（確認した日）と両方が要ります。"))
    return {"reach": reach, "reach_date": day}


def _day(value: str) -> date:
    return fields.moment(value).date()
