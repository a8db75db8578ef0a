"""Whether the record is as it was written: the publication log with what hangs on it, and the desk's history.

Both walk their chain once, name each row that is not as it should be, and go on: a damaged row hides none behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson
import pgtrigger
from django.db import connection

from articles.actions import events


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


def missing(what: str, first: int, end: int, problem: str) -> Iterator[Problem]:
    """The numbers from `first` to before `end` as one problem, however many they are."""
    if first < end:
        yield Problem(f"{what} {first}" if first + 1 == end else f"{what} {first}–{end - 1}", problem)


def parsed(text: str | None) -> Any:
    """A content of the database, None where it is none that we can have written: numbers too large, nested too deeply."""
    try:
        return orjson.loads(text) if text is not None else None
    except orjson.JSONDecodeError:
        return None


def is_hashed(salt: bytes, text: str, digest: str) -> bool:
    """Whether the hash of a row is that of its content, given as JSON."""
    content = parsed(text)
    return isinstance(content, dict) and events.salted_hash(bytes(salt), content) == digest


def sleeping_triggers() -> Iterator[Problem]:
    """Triggers of ours that somebody switched off, took away or emptied."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname, tgenabled, prosrc FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgname LIKE 'pgtrigger_%%'"
        )
        installed = {(table, trigger): (enabled, source) for table, trigger, enabled, source in cursor.fetchall()}
    for table, trigger, declared in sorted(_declared_triggers()):
        enabled, source = installed.get((table, trigger), (None, None))
        if enabled is None:
            yield Problem(table, f"the trigger {trigger} is missing")
        elif enabled != "O":
            yield Problem(table, f"the trigger {trigger} is switched off")
        elif source != declared:
            yield Problem(table, f"the trigger {trigger} does not do what it was made for")


def loosened_roles() -> Iterator[Problem]:
    """Roles that somebody let pass triggers over, or change what is only ever added to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(rolname, 'everybody'), setting FROM pg_db_role_setting CROSS JOIN unnest(setconfig) AS setting"
            " LEFT JOIN pg_roles ON pg_roles.oid = setrole"
            " WHERE split_part(setting, '=', 1) IN ('session_replication_role', 'pgtrigger.ignore') ORDER BY 1, 2"
        )
        for role, setting in cursor.fetchall():
            yield Problem(f"role {role}", f"it goes with the setting {setting}")
        cursor.execute(
            "SELECT coalesce(rolname, 'everybody'), privilege_type, relname FROM pg_class CROSS JOIN aclexplode(relacl)"
            " LEFT JOIN pg_roles ON pg_roles.oid = grantee WHERE grantee <> relowner"
            " AND relname IN ('articles_event', 'articles_publication')"
            " AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE') ORDER BY 1, 3, 2"
        )
        for role, privilege, table in cursor.fetchall():
            yield Problem(f"role {role}", f"it may {privilege} {table}")


def _declared_triggers() -> Iterator[tuple[str, str, str]]:
    """(table, trigger, the source of its function)."""
    for model, trigger in pgtrigger.registered():
        *_, source, _after = str(trigger.compile(model).install_sql).split("$$")
        yield model._meta.db_table, trigger.get_pgid(model), source
