"""The one formula of every hash chain: a row's hash covers the hash before it and every column of the row.

Written twice, because the publication log is chained by the action and the desk's history by PostgreSQL at commit;
`tests/models/test_chain.py` holds the two together.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime


def chained(previous: str, *fields: object) -> str:
    """SHA-256 in hexadecimal over `previous` and the fields, each as `length:text`, so that no two rows read alike.

    `previous` is empty for the first row. Lengths are in code points; None is the empty text, a time is written by
    `written`.
    """
    texts = [previous, *map(_text, fields)]
    return hashlib.sha256("".join(f"{len(text)}:{text}" for text in texts).encode()).hexdigest()


def written(moment: datetime) -> str:
    """A time as chains have it: ISO 8601 in UTC with microseconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def sql_chained(previous: str, *fields: str) -> str:
    """The same as an SQL expression; the arguments are expressions of type text and not null."""
    texts = ", ".join((previous, *fields))
    return f"""encode(sha256(convert_to((
        SELECT string_agg(char_length(field) || ':' || field, '' ORDER BY nth)
        FROM unnest(ARRAY[{texts}]::text[]) WITH ORDINALITY AS fields(field, nth)
    ), 'UTF8')), 'hex')"""  # noqa: S608 - expressions of our own""


def sql_written(moment: str) -> str:
    return f"to_char({moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US') || '+00:00'"


def _text(field: object) -> str:
    if isinstance(field, datetime):
        return written(field)
    return "" if field is None else str(field)
