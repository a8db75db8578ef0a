from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from articles.backups import databases


@pytest.fixture
def server(committed_database: str) -> Iterator[psycopg.Connection]:
    """A session with the server, whose databases beside the test's own are dropped at the end."""
    parameters = {**databases._parameters(), "dbname": "postgres"}
    with closing(psycopg.connect(**parameters, autocommit=True)) as session:
        yield session
        connection.close()
        found = session.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{databases.current()}\\_%"]
        ).fetchall()
        for (name,) in found:
            session.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
