"""Who is counted as one, and what a minute is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from pytest_django import Settings

from articles import quotas
from articles.models import QuotaUse
from tests import whole_database


@pytest.fixture(autouse=True)
def _nobody_refused_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotas, "_refusals", quotas.Refusals())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("behind_proxy", "forwarded", "expected"),
    [
        (False, "198.51.100.1", "192.0.2.1"),
        (True, "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (True, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (True, "fe80::1%eth0", "fe80::/64"),
        (True, "::ffff:198.51.100.1", "198.51.100.1"),
        (True, "nonsense", ""),
    ],
)
def test_clients_are_told_apart_by_what_cannot_be_invented(
    settings: Settings, behind_proxy: bool, forwarded: str, expected: str
) -> None:
    settings.BEHIND_PROXY = behind_proxy
    request = Client(REMOTE_ADDR="192.0.2.1").get("/livez", headers={"X-Forwarded-For": forwarded}).wsgi_request

    assert quotas.client_of(request) == expected


@pytest.mark.django_db
@pytest.mark.parametrize("ago", [timedelta(seconds=60), timedelta(days=-1)])
def test_a_new_minute_begins_when_the_last_is_over_or_in_the_future(ago: timedelta) -> None:
    assert [quotas.take("x", "a", 1).is_exceeded for _ in range(2)] == [False, True]
    quotas._refusals = quotas.Refusals()

    QuotaUse.objects.update(began_at=F("began_at") - ago)

    assert quotas.take("x", "a", 1)[:3] == ("x", 1, 0)


@pytest.mark.django_db
def test_nobody_can_be_read_from_what_is_counted_and_it_is_cleared_away() -> None:
    quotas.take("x", "192.0.2.1", 1)

    assert whole_database.found_in_tables(["192.0.2.1"]) == []
    quotas.clear_away()
    assert QuotaUse.objects.count() == 1
    QuotaUse.objects.update(began_at=F("began_at") - timedelta(seconds=61))
    quotas.clear_away()
    assert QuotaUse.objects.count() == 0


@pytest.mark.django_db
def test_an_hour_is_as_exact_as_a_minute_and_is_not_cleared_away_with_it() -> None:
    def take() -> tuple[int, str]:
        quotas._refusals = quotas.Refusals()
        use = quotas.take("x", "a", 2, window=3600)
        return use.remaining, use.headers["RateLimit-Policy"]

    first = take()
    QuotaUse.objects.update(began_at=F("began_at") - timedelta(minutes=30))
    quotas.clear_away()
    second = take()
    QuotaUse.objects.update(began_at=F("began_at") - timedelta(minutes=31))
    quotas.clear_away()

    assert [first, second] == [(1, '"x";q=2;w=3600'), (0, '"x";q=2;w=3600')]
    assert QuotaUse.objects.count() == 0
    assert take() == first


def test_many_at_once_get_exactly_what_there_is(committed_database: str) -> None:
    def ask(_n: int) -> bool:
        try:
            return not quotas.take("x", "a", 40).is_exceeded
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        granted = list(pool.map(ask, range(120)))

    assert sum(granted) == 40


@pytest.mark.django_db
def test_what_is_counted_is_not_in_the_write_ahead_log() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'articles_quotause'")

        assert cursor.fetchone() == ("u",)
