"""Every column of every table, and the dump, searched for words that must be nowhere."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable

from django.db import connection

from tests.cluster import CLUSTER

PROGRAMS = CLUSTER._programs()


def found_in_tables(words: Iterable[str]) -> list[tuple[str, str]]:
    """(table, word) for each table one of whose rows, written out as text, holds the word.

    Bytes are read as text too, so that nothing hides in a bytea.
    """
    found = []
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f'SELECT "{table}"::text FROM "{table}"')  # the whole row
            rows = "\n".join(_with_bytes(row) for (row,) in cursor.fetchall())
            found += [(table, word) for word in words if word in rows]
    return found


def dump(url: str) -> str:
    """What pg_dump writes of the database."""
    return _with_bytes(backup(url))


def backup(url: str) -> str:
    """A dump that takes the place of what is there when it is restored."""
    command = [PROGRAMS / "pg_dump", "--clean", "--if-exists", "--dbname", url]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout.decode()


def restore(written: str, url: str) -> None:
    connection.close()
    connection.close_pool()
    command = [PROGRAMS / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", url]
    subprocess.run(command, input=written.encode(), stdout=subprocess.DEVNULL, check=True)


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        return [name for (name,) in cursor.fetchall()]


def _with_bytes(text: str) -> str:
    """The text, and after it what its \\x… bytes would read as in UTF-8."""
    words = text.replace('"', " ").replace("\\\\", "\\").replace(",", " ").split()
    raw = [word.lstrip("(").rstrip(")").removeprefix("\\x") for word in words if "\\x" in word]
    legible = [bytes.fromhex(word).decode(errors="ignore") for word in raw if _is_hex(word)]
    return "\n".join([text, *legible])


def _is_hex(word: str) -> bool:
    return len(word) % 2 == 0 and all(letter in "0123456789abcdef" for letter in word)
