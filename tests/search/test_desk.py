"""Claims in the memory of a process: what was committed is found, whatever the order; what was erased is not."""

from __future__ import annotations

from datetime import date
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries

from articles.actions import claims
from articles.models import ClaimSearch
from articles.search import desk
from articles.search.matching import Band, Difference, Match
from tests import factories

LIBRARY = "市立図書館の来館者は前年度の２倍に増えた"


def found(text: str) -> list[int]:
    return [match.key for match in desk.like(text, desk.index(), day=None, limit=5)]


@pytest.mark.django_db
def test_claim_is_found_as_soon_as_it_is_worded_and_by_what_it_says_now() -> None:
    claim = factories.claim(statement=LIBRARY)
    first = found(LIBRARY)

    claims.reword(
        claim,
        by=factories.reporter(),
        statement="橋の架け替えは来年度に始まる",
        claimant=None,
        claimed_date=None,
        topics=(),
    )

    assert (first, found("橋の架け替えは来年度に始まる")) == ([claim.pk], [claim.pk])


@pytest.mark.django_db
def test_drafts_and_claims_without_a_verdict_are_found_too() -> None:
    drafted = factories.complete_draft(factories.claim(statement=LIBRARY)).claim
    bare = factories.claim(statement=f"{LIBRARY}と市長が述べた")

    assert set(found(LIBRARY)) == {drafted.pk, bare.pk}


@pytest.mark.django_db
def test_looking_takes_as_many_queries_with_one_claim_as_with_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    factories.claim(statement=LIBRARY)

    with django_assert_num_queries(2):
        found(LIBRARY)
    for number in range(2):
        factories.claim(statement=f"第{number}区の図書館の来館者は２倍に増えた")
    with django_assert_num_queries(2):
        found(LIBRARY)


def test_claim_of_a_transaction_that_ended_late_is_not_missed(committed_database: str) -> None:
    """It began before another one that was committed, and read, first."""
    written, go_on = Event(), Event()
    slow: list[int] = []

    def write_slowly() -> None:
        with transaction.atomic():
            slow.append(factories.claim(statement="水道料金は県内で３番目に安い").pk)
            written.set()
            go_on.wait(120)
        connection.close()

    thread = Thread(target=write_slowly)
    thread.start()
    assert written.wait(120)
    fast = factories.claim(statement=LIBRARY)
    before = (found(LIBRARY), found("水道料金は県内で３番目に安い"))
    go_on.set()
    thread.join()

    assert before == ([fast.pk], [])
    assert found("水道料金は県内で３番目に安い") == slow


@pytest.mark.django_db
def test_blanked_row_is_no_document() -> None:
    claim = factories.claim(statement=LIBRARY)
    ClaimSearch.objects.filter(pk=claim.pk).update(description=None, vector=b"", keys=b"")

    assert found(LIBRARY) == []


def test_what_differs_in_a_fact_is_never_the_same() -> None:
    differing = Match(1, 0.99, Band.SAME, (), (Difference("number", "8割", "3割"),))
    same = Match(2, 0.7, Band.SAME, (), ())

    held = desk.best_first([differing, same])

    assert [(match.key, match.band) for match in held] == [(2, Band.SAME), (1, Band.NEAR)]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["", "。", "😀" * 500, "%_\\\"'()", "あ" * 5_000, "<script>alert(1)</script>"])
def test_bad_input_finds_nothing_and_breaks_nothing(text: str) -> None:
    factories.claim(statement=LIBRARY)

    assert desk.like(text, desk.index(), day=date(2026, 3, 1), limit=5) == []
