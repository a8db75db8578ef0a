"""Who has what before them: nobody gets what another holds, and nothing is forbidden by it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F

from articles import permissions
from articles.actions import candidates, leases, sign_ins
from articles.models import Candidate, Lease, User
from tests import factories
from tests.desk import recorded


def waiting() -> object:
    return Candidate.objects.shown_once().best_first()


def held() -> dict[int, int]:
    """{candidate: member}"""
    return dict(Lease.objects.standing().values_list("candidate", "held_by"))


@pytest.mark.django_db
def test_two_editors_are_given_two_candidates_and_each_their_own_again() -> None:
    first, second = recorded.candidates(2)
    mori, kuroda, third = (factories.reporter() for _ in range(3))

    given = [leases.pull(waiting(), by=user) for user in (mori, kuroda, mori, third)]

    assert given == [first, second, first, None]
    assert held() == {first.pk: mori.pk, second.pk: kuroda.pk}


@pytest.mark.django_db
def test_lease_that_is_over_is_nobodys() -> None:
    (row,) = recorded.candidates(1)
    mori, kuroda = factories.reporter(), factories.reporter()
    leases.pull(waiting(), by=mori)
    Lease.objects.update(held_until=F("held_until") - leases.LENGTH - timedelta(seconds=1))

    assert leases.look(row, by=kuroda) is None
    assert held() == {row.pk: kuroda.pk}


@pytest.mark.django_db
def test_opening_what_another_holds_names_them_and_leaves_it_to_them() -> None:
    (row,) = recorded.candidates(1)
    mori, kuroda = factories.reporter(), factories.reporter()
    leases.pull(waiting(), by=mori)

    assert leases.look(row, by=kuroda) == mori
    assert leases.renew([row.pk], by=kuroda) == 0
    leases.release([row.pk], by=kuroda)
    assert held() == {row.pk: mori.pk}


@pytest.mark.django_db
def test_lease_ends_with_the_decision_whoever_takes_it_and_with_the_sign_out() -> None:
    first, second = recorded.candidates(2)
    mori, kuroda = factories.reporter(), factories.reporter()
    leases.pull(waiting(), by=mori)
    leases.pull(waiting(), by=kuroda)

    candidates.reject(first, reason="trivial", by=kuroda)
    assert held() == {second.pk: kuroda.pk}
    sign_ins.sign_out(kuroda, session_key="none")
    assert held() == {}


@pytest.mark.django_db
def test_who_decides_nothing_holds_nothing() -> None:
    (row,) = recorded.candidates(1)
    administrator = factories.administrator()

    assert leases.look(row, by=administrator) is None
    with pytest.raises(permissions.NotAllowed):
        leases.pull(waiting(), by=administrator)
    assert held() == {}


def pull_until_none_is_left(user: User) -> list[int]:
    """Every pull goes on after the last, as the script of the page does."""
    found: list[int] = []
    try:
        row = leases.pull(waiting(), by=user)
        while row is not None:
            found.append(row.pk)
            row = leases.pull(Candidate.objects.shown_once().following(priority=row.priority, pk=row.pk), by=user)
    finally:
        connection.close()
    return found


def test_pulls_at_once_give_no_candidate_twice(committed_database: str) -> None:
    rows = recorded.candidates(60)
    editors = [factories.reporter() for _number in range(6)]
    connection.close()

    with ThreadPoolExecutor(len(editors)) as pool:
        given = list(pool.map(pull_until_none_is_left, editors))

    assert sorted(pk for found in given for pk in found) == sorted(row.pk for row in rows)
    assert held() == {pk: user.pk for user, found in zip(editors, given, strict=True) for pk in found}


def test_rows_that_a_job_holds_locked_do_not_empty_the_queue(committed_database: str) -> None:
    """As the comparison of an article's candidates does, right after they were found."""
    [row] = recorded.candidates(1)
    editor = factories.reporter()

    with transaction.atomic(), ThreadPoolExecutor(1) as pool:
        list(Candidate.objects.select_for_update(no_key=True))
        given = pool.submit(pull_until_none_is_left, editor).result()

    assert given == [row.pk]
