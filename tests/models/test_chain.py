"""The formula of the chains is one, in Python and in PostgreSQL, and many may write into the history at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection, connections

from articles.actions import outlets
from articles.actions.verification import history
from articles.models import HistoryHead
from articles.models.chain import chained, sql_chained, sql_written, written
from tests import factories

FIELDS = [["", "1", "みなと市"], ["0" * 64, "", ""], ["a:b", "改\n行", "𠮟る😀"], ["", "3:abc", "'; --"]]


@pytest.mark.django_db
@pytest.mark.parametrize(("previous", "one", "two"), FIELDS)
def test_python_and_postgresql_chain_alike(previous: str, one: str, two: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql_chained('%s', '%s', '%s')}", [previous, one, two])
        assert cursor.fetchone() == (chained(previous, one, two),)


@pytest.mark.django_db
@pytest.mark.parametrize("microsecond", [0, 1, 120_000])
def test_python_and_postgresql_write_times_alike(microsecond: int) -> None:
    moment = datetime(2026, 3, 1, 23, 59, 59, microsecond, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {sql_written('%s::timestamptz')}", [moment])
        assert cursor.fetchone() == (written(moment),)


def test_no_two_rows_read_alike() -> None:
    rows = [("", "ab", "c"), ("", "a", "bc"), ("", "abc", ""), ("a", "b", "c"), ("", "2:ab", "c"), ("", "ab", None)]

    assert len({chained(*row) for row in rows}) == len(rows)


def test_writers_at_once_make_one_sound_chain(committed_database: str) -> None:
    by = factories.reporter()

    def write(name: str) -> None:
        outlets.register(name=name, by=by)
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, [f"媒体{n}" for n in range(64)]))

    assert list(history.verify()) == []
    assert HistoryHead.objects.get().position == 64
