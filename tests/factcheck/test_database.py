"""Connections to a server that stands still, on a cluster of its own that can be frozen."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from factcheck.database import BoundedConnection, ServerSilent
from factcheck.postgres import Cluster
from tests.frozen import frozen, started


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with started() as cluster:
        yield cluster


def test_a_question_to_a_frozen_server_is_given_up(cluster: Cluster) -> None:
    connection = BoundedConnection.connect(cluster.url, autocommit=True)
    with frozen(cluster), pytest.raises(ServerSilent):
        connection.execute("SELECT 1")

    assert connection.closed


def test_a_connection_to_a_frozen_server_is_given_up(cluster: Cluster) -> None:
    with frozen(cluster), pytest.raises(psycopg.errors.ConnectionTimeout):
        BoundedConnection.connect(cluster.url, connect_timeout=2)


def test_a_transaction_is_given_up_too(cluster: Cluster) -> None:
    with (
        pytest.raises(ServerSilent),
        BoundedConnection.connect(cluster.url) as connection,
        frozen(cluster),
        connection.transaction(),
    ):
        connection.execute("SELECT 1")


def test_slow_rows_are_waited_for(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sign of life counts, however long the whole takes."""
    monkeypatch.setattr(BoundedConnection, "answer_seconds", 3.0)
    with BoundedConnection.connect(cluster.url, autocommit=True) as connection:
        rows = connection.cursor().stream("SELECT repeat('x', 20000), pg_sleep(0.2) FROM generate_series(1, 20)")
        assert len(list(rows)) == 20
