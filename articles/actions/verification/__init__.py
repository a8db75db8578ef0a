"""Whether the record is as it was written: the publication log with what hangs on it, and the desk's history.

Both walk their chain once, name each row that is not as it should be, and go on: a damaged row hides none behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection


class Problem(NamedTuple):
    row: str
    problem: str

    def __str__(self) -> str:
        return f"{self.row}: {self.problem}"


class Head(NamedTuple):
    """A head somebody kept outside: `number:hash`."""

    number: int
    hash: str

    @classmethod
    def read(cls, text: str) -> Head:
        """Raises ValueError."""
        number, _, digest = text.strip().partition(":")
        if len(digest) != 64:
            raise ValueError(text)
        return cls(int(number), digest)


def sleeping_triggers() -> Iterator[Problem]:
    """Triggers of ours that somebody switched off."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgname LIKE 'pgtrigger_%%' AND tgenabled <> 'O' ORDER BY relname, tgname"
        )
        for table, trigger in cursor.fetchall():
            yield Problem(table, f"the trigger {trigger} is switched off")
