"""What the worker concludes of candidates: said again elsewhere, checked already."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.actions import candidates, desk_search, publications
from articles.models import Candidate, CandidateSearch, Claim, ClaimSearch, Event, TextFingerprint, Verdict
from tests import factories
from tests.desk import recorded

pytestmark = pytest.mark.django_db
SAID = "みなと市は市立図書館の来館者が前年度の２倍に増えたと発表した。"


def found_in(text: str, **article: object) -> Candidate:
    """The only candidate of a new article, as the worker records it; its wording is the quote itself."""
    revision = factories.revision(text, **article)
    sentence = recorded.sentence(
        text, 0, len(text), claims=(recorded.ClaimSpan(0, len(text), text, ""),), speaker="みなと市"
    )
    recorded.extractions.record(
        recorded.extractions.request(revision, by=None), recorded.Extraction("v1", {}, (sentence,))
    )
    desk_search.compare_found_in(revision.pk)
    return Candidate.objects.get(revision=revision)


def published(statement: str = SAID) -> Verdict:
    return factories.published_verdict(factories.claim(statement=statement))


def recurrence_of(row: Candidate) -> int | None:
    return CandidateSearch.objects.get(pk=row.pk).recurs_id


# The same statement in several articles


def test_same_statement_of_another_article_is_shown_once() -> None:
    first, again = found_in(SAID), found_in(f"{SAID[:-1]}　。")
    other = found_in("みなと市は来年度から市営バスの運賃を一律にすると発表した。")

    assert list(Candidate.objects.shown_once().order_by("pk")) == [first, other]
    first.refresh_from_db()
    assert list(Candidate.objects.saying_the_same_as(first)) == [again]


@pytest.mark.parametrize(
    "other",
    [
        SAID.replace("２倍", "３倍"),
        SAID.replace("増えた", "増えていない"),
        SAID.replace("みなと市", "はまべ市"),
        SAID.replace("前年度", "令和２年度"),
    ],
)
def test_statement_with_another_fact_is_shown_by_itself(other: str) -> None:
    rows = [found_in(SAID), found_in(other)]

    assert list(Candidate.objects.shown_once().order_by("pk")) == rows


def test_yesterday_of_another_year_is_another_day() -> None:
    text = "みなと市は昨日、市立図書館の来館者が前年度の２倍に増えたと発表した。"
    earlier = factories.PUBLISHED_AT.replace(year=2024)

    rows = [found_in(text), found_in(text, url="https://other.example/1", published_at=earlier)]

    assert list(Candidate.objects.shown_once().order_by("pk")) == rows


def test_short_statement_stands_for_no_other() -> None:
    rows = [found_in("来年始まる。"), found_in("来年始まる。", url="https://other.example/1")]

    assert list(Candidate.objects.shown_once().order_by("pk")) == rows


def test_short_statement_with_a_name_is_shown_once() -> None:
    first, _again = found_in("上郷ダムが決壊した。"), found_in("上郷ダムが決壊した。", url="https://other.example/1")

    assert list(Candidate.objects.shown_once()) == [first]


def test_one_decision_holds_for_all_that_were_shown_and_one_undo_takes_it_back() -> None:
    by, rows = factories.reporter(), [found_in(SAID), found_in(f"{SAID} "), found_in(f"{SAID}\n")]
    unseen = found_in(f" {SAID}")

    accepted = candidates.accept_as_new(rows[0], by=by, statement="来館者が２倍に増えた", along=rows[1:])
    decided = list(Candidate.objects.filter(claim=accepted.claim).order_by("pk"))
    undoable = list(Candidate.objects.undoable_by(by))
    candidates.reopen(rows[2], by=by)

    assert (decided, undoable) == (rows, [rows[0]])
    unseen.refresh_from_db()
    assert unseen.state == Candidate.State.PENDING
    assert Candidate.objects.decided().count() == 0
    assert not Claim.objects.exists()
    for row in rows:
        actions = [event.action for event in Event.objects.about(row).order_by("pk")]
        assert actions == ["candidate.accepted", "candidate.reopened"]


def test_candidate_decided_meanwhile_keeps_its_decision() -> None:
    by, rows = factories.reporter(), [found_in(SAID), found_in(f"{SAID} ")]
    candidates.reject(rows[1], by=factories.reporter(), reason="trivial")

    candidates.reject(rows[0], by=by, reason="opinion", along=[rows[1]])

    rows[1].refresh_from_db()
    assert rows[1].rejection_reason == "trivial"


def test_first_of_several_is_decided_alone_and_the_next_one_is_shown() -> None:
    rows = [found_in(SAID), found_in(f"{SAID} "), found_in(f"{SAID}\n")]

    candidates.reject(rows[0], by=factories.reporter(), reason="trivial")

    assert list(Candidate.objects.shown_once()) == [rows[1]]


def test_candidate_that_was_set_apart_is_shown_by_itself() -> None:
    rows = [found_in(SAID), found_in(f"{SAID} ")]

    candidates.set_apart(rows[1], by=factories.reporter())

    assert list(Candidate.objects.shown_once().order_by("pk")) == rows
    assert Event.objects.about(rows[1]).last().action == "candidate.set_apart"


# Undo where a verdict is


def test_appearance_of_a_claim_under_a_verdict_is_taken_back() -> None:
    verdict, by = published(), factories.reporter()
    row = candidates.accept(found_in(SAID), claim=verdict.claim, by=by)

    reopened = candidates.reopen(row, by=by)

    assert (reopened.state, reopened.claim) == (Candidate.State.PENDING, None)
    assert Claim.objects.filter(pk=verdict.claim_id).exists()


# 再拡散


def test_candidate_that_says_what_was_checked_is_marked() -> None:
    verdict = published()

    row = found_in(SAID)

    assert recurrence_of(row) == verdict.pk


@pytest.mark.parametrize(("place", "times"), [("浜辺市", "３倍"), ("高岡市", "２倍")])
def test_near_miss_is_not_marked(place: str, times: str) -> None:
    published(SAID.replace("みなと市", "浜辺市"))

    assert recurrence_of(found_in(SAID.replace("みなと市", place).replace("２倍", times))) is None


def test_draft_marks_nothing() -> None:
    factories.complete_draft(factories.claim(statement=SAID))

    assert recurrence_of(found_in(SAID)) is None


def test_candidates_that_wait_are_marked_when_the_verdict_comes_out_and_no_longer_when_it_is_retracted() -> None:
    row, other = found_in(SAID), found_in("みなと市は来年度から市営バスの運賃を一律にすると発表した。")
    verdict = published()
    before = recurrence_of(row)

    counted = desk_search.recheck(verdict)
    marked = (recurrence_of(row), recurrence_of(other))
    publications.retract(verdict, note="統計が撤回された。", by=factories.desk_editor())
    listed = CandidateSearch.objects.recurring().count()
    verdict.refresh_from_db()
    counts = (counted, desk_search.recheck(verdict))

    assert (before, marked, listed, recurrence_of(row)) == (None, (verdict.pk, None), 0, None)
    assert counts == (1, 0)


def test_publishing_asks_the_worker_to_look() -> None:
    verdict = published()

    jobs = ProcrastinateJob.objects.filter(task_name=desk_search.RECHECK)

    assert [job.args for job in jobs] == [{"verdict_id": verdict.pk}]


def test_rebuild_describes_what_an_earlier_release_left() -> None:
    verdict, row = published(), found_in(SAID)
    Candidate.objects.update(first_said=None)
    ClaimSearch.objects.all().delete()
    CandidateSearch.objects.all().delete()
    TextFingerprint.objects.all().delete()
    outputs = [io.StringIO(), io.StringIO()]

    for output in outputs:
        call_command("rebuild_desk_index", stdout=output)

    assert [output.getvalue() for output in outputs] == [
        "検証対象 1 件、検証候補 1 件、本文 1 件の索引を作りました。\n",
        "検証対象 0 件、検証候補 0 件、本文 0 件の索引を作りました。\n",
    ]
    assert recurrence_of(row) == verdict.pk
