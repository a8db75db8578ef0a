"""Requests sent again: done once, answered as the first time, whoever asks at the same moment and whatever dies between."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.actions import idempotency
from articles.actions.idempotency import Answer
from articles.models import ApiKey, Event, IdempotentAnswer, Outlet
from tests import factories


def once(
    key: ApiKey, name: str = "n-1", request: bytes = b"{}", operation: str = "POST /x/", status: int = 201
) -> Answer:
    """Registers an outlet, which is there once or more often."""

    def perform() -> Answer:
        number = Outlet.objects.create(name=f"みなと日報{next(factories.numbers)}").pk
        return Answer(status, b'{"id":%d}' % number, f"/x/{number}/")

    return idempotency.once(name, operation=operation, request=request, by=key, perform=perform)


@pytest.mark.django_db
def test_the_same_again_is_answered_the_same_and_not_done() -> None:
    one, other = factories.api_key().key, factories.api_key().key

    first, again = once(one), once(one)

    assert again == first
    assert (Outlet.objects.count(), IdempotentAnswer.objects.count()) == (1, 1)
    assert once(other) != first  # whose name it is matters
    assert once(one, name="") != once(one, name="")  # without a name nothing is remembered


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"request": b'{"a":1}'}, {"operation": "POST /y/"}])
def test_a_name_stands_for_one_request(change: dict[str, object]) -> None:
    key = factories.api_key().key
    once(key)

    with pytest.raises(idempotency.RequestDiffers):
        once(key, **change)  # type: ignore[arg-type]
    assert Outlet.objects.count() == 1


@pytest.mark.django_db
def test_what_fails_leaves_nothing_and_its_name_is_free() -> None:
    key = factories.api_key().key

    def killed() -> Answer:
        Outlet.objects.create(name="途中まで")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        idempotency.once("n-1", operation="POST /x/", request=b"{}", by=key, perform=killed)

    assert (Outlet.objects.count(), IdempotentAnswer.objects.count()) == (0, 0)
    assert once(key).status == 201


@pytest.mark.django_db
def test_an_answer_outlives_a_new_secret_key_and_goes_after_two_days(settings: object) -> None:
    key = factories.api_key().key
    first = once(key)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "new" * 20  # type: ignore[attr-defined]

    assert once(key) == first
    idempotency.clear_away()
    assert IdempotentAnswer.objects.count() == 1
    IdempotentAnswer.objects.update(answered_at=timezone.now() - timedelta(hours=49))
    idempotency.clear_away()
    assert IdempotentAnswer.objects.count() == 0


def test_eight_at_once_do_it_once(committed_database: str) -> None:
    key = factories.api_key().key
    ready = threading.Barrier(8)

    def ask(_n: int) -> str:
        try:
            ready.wait(60)
            return once(key).location
        except idempotency.RequestInFlight:
            return "in flight"
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        told = Counter(pool.map(ask, range(8)))

    assert (Outlet.objects.count(), IdempotentAnswer.objects.count()) == (1, 1)
    assert set(told) <= {"in flight", IdempotentAnswer.objects.get().location}
    assert once(key).location == IdempotentAnswer.objects.get().location


def test_while_one_is_at_work_the_same_is_told_to_wait(committed_database: str) -> None:
    key = factories.api_key().key
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> Answer:
        begun.set()
        assert may_end.wait(60)
        return Answer(201, b"{}")

    def work() -> Answer:
        try:
            return idempotency.once("n-1", operation="POST /x/", request=b"{}", by=key, perform=slow)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        at_work = pool.submit(work)
        assert begun.wait(60)
        with pytest.raises(idempotency.RequestInFlight):
            once(key)
        may_end.set()
        assert at_work.result(60) == Answer(201, b"{}")

    assert once(key) == Answer(201, b"{}")
    assert Event.objects.filter(key_id=key.pk).count() == 0
