"""CSV and TSV → the column of words: a paragraph a row, with whom the row names before it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from articles.intake.formats import FormatUnread
from articles.intake.page import Page

TEXT = ("text", "本文", "full_text", "投稿", "投稿内容", "投稿本文", "発言", "発言内容", "内容", "ツイート", "tweet", "body", "content", "message", "comment", "コメント", "回答", "文", "テキスト", "speech", "description")  # fmt: skip
"""Names of the column of words, the likeliest first."""
WHO = ("user", "username", "user_name", "screen_name", "name", "author", "account", "speaker", "発言者", "話者", "氏名", "名前", "投稿者", "ユーザー", "ユーザー名", "アカウント", "回答者")  # fmt: skip
POSTS = ("tweet", "full_text", "投稿", "投稿内容", "投稿本文", "ツイート")
POSTER = ("screen_name", "created_at", "tweet_id", "投稿者", "投稿日時")
KNOWN = frozenset(
    (*TEXT, *WHO, *POSTS, *POSTER, "id", "date", "time", "title", "url", "日付", "日時", "番号", "見出し", "タイトル")
)
LONGEST_NAME = 40  # characters of a column's name
FEWEST_ROWS = 3  # of a table whose columns have names of its own


def separator_of(text: str) -> str | None:
    """A comma, tab or semicolon where a text is a table; None for prose.

    A header that names a column of words or two that we know makes a table of it. Else each of three or more rows has to
    have as many cells, with no space behind a comma, and no full stop in the first: prose in columns is left alone.
    """
    first = text.lstrip("\ufeff\r\n").partition("\n")[0][:2_000].rstrip("\r")
    for separator in (",", "\t", ";"):
        names = _names(first.split(separator))
        if len(names) < 2 or any(not name or len(name) > LONGEST_NAME or "。" in name for name in names):
            continue
        known = sum(name in KNOWN for name in names)
        if "\n" in text.strip() and (known >= 2 or (any(name in TEXT for name in names) and known >= 1)):
            return separator
        if separator == "," and _is_even(text):
            return separator
    return None


def _names(cells: Sequence[str]) -> list[str]:
    return [cell.strip().strip('"').strip().lower() for cell in cells]


def _is_even(text: str) -> bool:
    try:
        rows = _rows(text, ",")
    except FormatUnread:
        return False
    is_prose = any(cell.startswith(" ") for row in rows for cell in row[1:]) or any("。" in row[0] for row in rows)
    return len(rows) >= FEWEST_ROWS and not is_prose and len(set(map(len, rows))) == 1


def read(text: str, separator: str) -> Page:
    """Raises FormatUnread where no column of words is named, or the quoting is broken."""
    rows = _rows(text, separator)
    names = _names(rows[0])
    column = next((names.index(name) for name in TEXT if name in names), None)
    if column is None:
        raise FormatUnread("table")
    who = next((names.index(name) for name in WHO if name in names), None)
    paragraphs = [line for row in rows[1:] if (line := _paragraph(row, column, who))]
    if not paragraphs:
        raise FormatUnread("table")
    is_posts = any(name in names for name in (*POSTS, *POSTER))
    return Page(title="", text="\n\n".join(paragraphs) + "\n", kind="social_post" if is_posts else "")


def _rows(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    source = io.StringIO(text.lstrip("\ufeff\r\n"), newline="")
    try:
        return [row for row in csv.reader(source, delimiter=separator, strict=True) if any(map(str.strip, row))]
    except csv.Error as error:
        raise FormatUnread("broken_table") from error


def _paragraph(row: Sequence[str], column: int, who: int | None) -> str:
    words = row[column].strip() if column < len(row) else ""
    name = " ".join(row[who].split()) if who is not None and who < len(row) else ""
    return f"{name}：{words}" if words and name else words
