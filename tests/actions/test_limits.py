"""A thousand wrong passwords: what is refused, who still comes in, and how little of it is written down."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.actions import limits
from articles.actions.limits import Origin
from articles.actions.verification import history
from articles.models import Event, SignInLimit, User
from tests import factories
from tests.desk.sign_in.door import PASSWORD, knock

OFFICE, ELSEWHERE = "192.0.2.10", "198.51.100.20"


def wait(time: timedelta) -> None:
    """As if so much time had passed."""
    for row in SignInLimit.objects.all():
        row.until -= time
        row.save()


def looked_at(names: list[str], *, address: str = OFFICE) -> int:
    """How many of these wrong passwords were compared at all."""
    answers = [knock(Client(), name, "wrong", address=address).status_code for name in names]
    assert set(answers) <= {200, 429}
    return answers.count(200)


@pytest.fixture
def cast(db: None) -> list[User]:
    return [factories.reporter(username=f"member{number}", password=PASSWORD) for number in range(100)]


@pytest.mark.django_db
def test_a_thousand_passwords_for_one_account(cast: list[User]) -> None:
    assert looked_at(["member0"] * 1000) == 5

    assert knock(Client(), "member0").status_code == 429
    assert [knock(Client(), f"member{number}").status_code for number in range(1, 100)] == [302] * 99
    assert knock(Client(), "member0", address=ELSEWHERE).status_code == 302
    failures = Event.objects.filter(action__in=["user.sign_in_failed", "user.locked"])
    assert sorted(failures.values_list("action", flat=True)) == ["user.locked", "user.sign_in_failed"]


@pytest.mark.django_db
def test_a_thousand_passwords_for_a_hundred_accounts(cast: list[User]) -> None:
    colleague = factories.desk_editor(username="colleague", password=PASSWORD)

    compared = looked_at([f"member{number // 10}" for number in range(1000)])

    assert compared == 6 * 5 + 94 * 2
    assert knock(Client(), "member50").status_code == 429
    assert knock(Client(), "member50", address=ELSEWHERE).status_code == 302
    assert knock(Client(), "colleague").status_code == 302
    events = Event.objects.filter(action__in=["user.sign_in_failed", "user.locked"])
    assert (events.count(), Event.objects.about(colleague).count()) == (200, 1)


@pytest.mark.django_db
def test_three_hundred_names_fill_neither_history_nor_address(db: None) -> None:
    factories.reporter(username="hanako", password=PASSWORD)

    looked_at([f"nobody{number}" for number in range(300)])

    assert Event.objects.filter(action="user.sign_in_failed").count() == 1
    assert knock(Client(), "hanako").status_code == 302


@pytest.mark.django_db
def test_locks_grow_and_are_forgotten_after_a_day(cast: list[User]) -> None:
    lengths = []
    for _lock in range(8):
        looked_at(["member0"] * 6)
        length = SignInLimit.objects.get(kind="pair").until - timezone.now()
        lengths.append(round(length.total_seconds() / 60))
        wait(length + timedelta(seconds=1))

    assert lengths == [15, 30, 60, 120, 240, 480, 960, 1440]
    wait(limits.MEMORY)
    looked_at(["member0"] * 6)
    assert round((SignInLimit.objects.get(kind="pair").until - timezone.now()).total_seconds() / 60) == 15


@pytest.mark.django_db
def test_many_addresses_against_one_account(cast: list[User]) -> None:
    usual = Client()
    knock(usual, "member0")

    compared = sum(looked_at(["member0"] * 5, address=f"198.51.100.{number}") for number in range(30))

    assert compared == 100
    assert knock(Client(), "member0", address="203.0.113.1").status_code == 429
    assert knock(usual, "member0").status_code == 302
    wait(timedelta(hours=1))
    assert knock(Client(), "member0", address="203.0.113.1").status_code == 302


@pytest.mark.django_db
def test_one_address_alone_never_closes_an_account_for_others(cast: list[User]) -> None:
    compared, passed = 0, timedelta()
    while passed < timedelta(hours=24):  # as patient as can be: back at the very end of each lock
        compared += looked_at(["member0"] * 6)
        length = SignInLimit.objects.get(kind="pair").until - timezone.now() + timedelta(seconds=1)
        wait(length)
        passed += length

    assert compared < limits.ACCOUNT.tries / 2
    assert knock(Client(), "member0", address=ELSEWHERE).status_code == 302


@pytest.mark.django_db
def test_failures_are_told_once_an_hour_with_their_number(cast: list[User]) -> None:
    def counts() -> list[str]:
        events = Event.objects.filter(action="user.sign_in_failed").order_by("pk").select_related("content")
        return [event.content.content["reason"].split("、")[0] for event in events]

    looked_at(["member0"] * 3)
    assert counts() == ["続けて1回"]
    wait(timedelta(hours=1, seconds=1))
    looked_at(["member0"])

    assert counts() == ["続けて1回", "続けて3回"]
    assert list(history.verify()) == []


@pytest.mark.django_db
def test_what_no_longer_counts_is_cleared_away() -> None:
    looked_at(["nobody"] * 5)
    assert SignInLimit.objects.count() > 0

    limits.clear_away()
    assert SignInLimit.objects.count() > 0
    wait(timedelta(days=3))
    limits.clear_away()

    assert SignInLimit.objects.count() == 0


def test_tries_at_once_are_all_counted(committed_database: str) -> None:
    user = factories.reporter(username="hanako", password=PASSWORD)
    begun: list[limits.Try] = []
    refused: list[datetime] = []
    start = threading.Barrier(12)

    def attempt() -> None:
        start.wait()
        try:
            begun.append(limits.begin("hanako", user, Origin(OFFICE)))
        except limits.SignInLocked as locked:
            refused.append(locked.until)
        connection.close()

    threads = [threading.Thread(target=attempt) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(begun), len(refused)) == (5, 7)


def test_attack_does_not_hold_the_head_of_the_history(committed_database: str) -> None:
    factories.reporter(username="hanako", password=PASSWORD)
    looked_at(["hanako"] * 5 + ["nobody"])  # what is to be told has been

    def attack() -> None:
        looked_at(["hanako", "nobody"] * 3)
        connection.close()

    with connection.cursor() as cursor:
        cursor.execute("BEGIN; SELECT 1 FROM articles_historyhead FOR UPDATE")
        other = threading.Thread(target=attack)
        other.start()
        other.join(120)
        is_done = not other.is_alive()
        cursor.execute("ROLLBACK")
    other.join()

    assert is_done
