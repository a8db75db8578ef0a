"""How a claim is worded: words that rate need a reason, its date is what somebody found out."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from articles.actions import claims, snapshots
from articles.models import Claim, Event
from tests import factories

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)
RATED = "市の発表は誤りだ"


def reworded(claim: Claim, **changed: Any) -> Claim:
    values = {"statement": claim.statement, "claimant": None, "claimed_date": claim.claimed_date, "topics": ()}
    return claims.reword(claim, by=factories.reporter(), **(values | changed))


def test_rating_word_is_refused_without_a_reason_and_kept_with_one() -> None:
    by = factories.reporter()

    with pytest.raises(claims.RatingInStatement, match="誤り"):
        claims.word(statement=RATED, by=by, rating_reason="  ")
    claim = claims.word(statement=RATED, by=by, rating_reason="市議の発言のまま")

    told = Event.objects.about(claim).select_related("content").order_by("pk")
    assert [(event.action, event.content.content["reason"]) for event in told] == [
        ("claim.worded", ""),
        ("claim.rating_kept", "誤り：市議の発言のまま"),
    ]
    assert Claim.objects.count() == 1


def test_rating_word_that_stood_there_needs_no_new_reason_and_another_does() -> None:
    claim = factories.claim(statement=RATED, rating_reason="市議の発言のまま")

    claim = reworded(claim, statement=f"{RATED}と市議が述べた")

    with pytest.raises(claims.RatingInStatement, match="（デマ）"):
        reworded(claim, statement=f"{RATED}、デマだ")


@pytest.mark.parametrize(
    ("day", "certainty", "stored"),
    [
        (DAY, None, (DAY, "known")),
        (None, None, (None, "unasked")),
        (DAY, "approximate", (DAY, "approximate")),
        (None, "unknown", (None, "unknown")),
    ],
)
def test_date_is_known_approximate_or_unknown(day: date | None, certainty: str | None, stored: object) -> None:
    claim = factories.claim(claimed_date=day, date_certainty=certainty)

    assert (claim.claimed_date, claim.date_certainty) == stored


@pytest.mark.parametrize(("day", "certainty"), [(None, "known"), (None, "approximate"), (DAY, "unknown"), (DAY, "x")])
def test_date_that_does_not_fit_its_certainty_is_refused(day: date | None, certainty: str) -> None:
    with pytest.raises(claims.DateUncertain):
        factories.claim(claimed_date=day, date_certainty=certainty)


@pytest.mark.parametrize(("certainty", "told"), [("known", "2026-03-01"), ("approximate", None)])
def test_readers_are_told_no_approximate_date(certainty: str, told: str | None) -> None:
    claim = factories.claim(claimed_date=DAY, date_certainty=certainty)

    assert snapshots.proof(factories.complete_draft(claim))["claim"]["claimed_date"] == told
