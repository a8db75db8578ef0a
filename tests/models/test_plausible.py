"""Days and texts that no row takes: by the fields, by the database, and what an upgrade does with those that are there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from articles.actions import articles as importing
from articles.actions import assignments, claims, elections, evidence, replies, schedules
from articles.actions.errors import Refused
from articles.models import Claim, Evidence, RatingScale, RightOfReply, Verdict, days
from tests import factories
from tests.japanese.test_invisible import UNSEEN

pytestmark = pytest.mark.django_db

MIGRATION = import_module("articles.migrations.0033_plausible_values")
TOO_EARLY, TOO_LATE = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 15, tzinfo=UTC)
ASKED = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("takes", "fits", "day"),
    [
        (days.has_happened, True, date(1868, 1, 1)),
        (days.has_happened, False, date(1867, 12, 31)),
        (days.has_happened, True, ASKED),
        (days.has_happened, False, TOO_EARLY),
        (days.has_happened, False, TOO_LATE),
        (days.is_planned, False, date(202, 12, 1)),
        (days.is_planned, False, date(2062, 12, 1)),
        (days.is_asked, False, date(9999, 12, 31)),
        (days.is_asked, True, date(2062, 12, 1)),
    ],
)
def test_a_day_fits_or_is_refused(takes: Any, fits: bool, day: date) -> None:
    if fits:
        takes(day)
    else:
        with pytest.raises(ValidationError):
            takes(day)


def test_what_has_happened_is_not_after_tomorrow() -> None:
    days.has_happened(days.today() + timedelta(days=1))
    days.is_planned(days.today() + timedelta(days=2000))

    with pytest.raises(ValidationError):
        days.has_happened(days.today() + timedelta(days=2))


def test_the_last_day_of_a_calendar_has_an_end() -> None:
    assert days.end_of(date.max) == days.beginning_of(date(9999, 1, 1))
    assert days.end_of(date(2026, 2, 28)) == days.beginning_of(date(2026, 3, 1))


def _by_actions() -> list[tuple[str, Any]]:
    by = factories.desk_editor
    scale = {"scale": RatingScale(pk="fij-2019"), "claimants": ()}
    wording = {"statement": "来館者は２倍に増えた", "claimed_date": TOO_LATE.date()}
    draft, claim = factories.complete_draft, factories.claim
    election = {"name": "みなと市長選", "first_date": date(2026, 3, 1), "last_date": date(2062, 3, 9), **scale}
    reply = {"party": "市", "asked_at": ASKED, "deadline": TOO_LATE}
    return [
        ("claim", lambda: claims.word(by=by(), **wording)),
        ("evidence", lambda: evidence.add(draft(), by=by(), title="年報", obtained_at=TOO_EARLY)),
        ("title", lambda: evidence.add(draft(), by=by(), title="\u200b")),
        ("reply", lambda: replies.add(draft(), by=by(), **reply)),
        ("due", lambda: assignments.assign(claim(), to=by(), by=by(), due_date=date(2, 1, 1))),
        ("schedule", lambda: schedules.schedule(factories.approved_verdict(), publish_at=TOO_LATE, by=by())),
        ("election", lambda: elections.call(by=by(), **election)),
        ("import", lambda: importing.import_article(text="本文。", title="題", published_at=TOO_EARLY, by=by())),
    ]


@pytest.mark.parametrize("number", range(8))
def test_actions_refuse_what_their_rows_do_not_take(number: int) -> None:
    _name, act = _by_actions()[number]

    with pytest.raises(Refused, match=r"日付が正しくないようです|見える文字がありません"):
        act()


@pytest.mark.parametrize("text", [text for text in UNSEEN if "\0" not in text], ids=ascii)
def test_the_database_knows_what_cannot_be_read_as_python_does(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT %s ~ '{MIGRATION.READABLE}', %s ~ '{MIGRATION.READABLE}'", [text, f"{text}一"])
        assert cursor.fetchone() == (False, True)


def _refused_by_the_database(rows: Any, **values: Any) -> bool:
    try:
        with transaction.atomic():
            return not rows.update(**values)
    except IntegrityError:
        return True


def test_the_database_refuses_days_and_texts_that_cannot_be_read() -> None:
    verdict = factories.complete_draft()
    reply = replies.add(verdict, by=factories.reporter(), party="市", asked_at=ASKED)
    claim, rows = Claim.objects.filter(pk=verdict.claim_id), Evidence.objects.filter(verdict=verdict)

    assert _refused_by_the_database(claim, statement="\u200b")
    assert _refused_by_the_database(claim, claimed_date=date.max, date_certainty="known")
    assert _refused_by_the_database(rows, obtained_at=TOO_LATE)
    assert _refused_by_the_database(rows, title="\u3164")
    assert _refused_by_the_database(RightOfReply.objects.filter(pk=reply.pk), asked_at=TOO_EARLY)
    assert not _refused_by_the_database(rows, obtained_at=ASKED, title="年報")
    assert not _refused_by_the_database(claim, claimed_date=date(1868, 1, 1), date_certainty="known")


def test_an_upgrade_moves_days_that_nobody_can_read() -> None:
    """A moment of the year 0 in UTC, which psycopg refuses to read; under review, where triggers refuse every change."""
    verdict = factories.complete_draft()
    replies.add(verdict, by=factories.reporter(), party="市", asked_at=ASKED, deadline=ASKED)
    Verdict.objects.filter(pk=verdict.pk).update(state="in_review")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what this test wrote is checked before a table is altered
        for table, constraint in (
            ("rightofreply", "reply_has_days_that_can_be_read"),
            ("evidence", "evidence_has_days_that_can_be_read"),
            ("claim", "claim_has_days_that_can_be_read"),
            ("claim", "claim_has_a_statement"),
        ):
            cursor.execute(f"ALTER TABLE articles_{table} DROP CONSTRAINT {constraint}, DISABLE TRIGGER USER")
        cursor.execute("UPDATE articles_rightofreply SET asked_at = '0001-12-31 BC', deadline = '0001-12-31 BC'")
        cursor.execute("UPDATE articles_evidence SET obtained_at = 'infinity'")
        cursor.execute("UPDATE articles_claim SET claimed_date = '9999-12-31', statement = chr(8203)")

        for statement in MIGRATION.mending():
            cursor.execute(statement)

    reply, source, claim = RightOfReply.objects.get(), Evidence.objects.get(), Claim.objects.get()
    assert (reply.asked_at.year, reply.deadline, reply.answered_at) == (2, reply.asked_at, None)
    assert source.obtained_at == MIGRATION.LAST_MOMENT
    assert (claim.claimed_date, claim.statement) == (MIGRATION.LAST, "（読める文字のない文）")
    with pytest.raises(IntegrityError):  # the triggers are back
        Evidence.objects.update(title="別の題名")
