import pytest

from articles.actions import candidates, verdicts
from articles.models import Candidate, Claim, Event
from tests import factories
from tests.desk import recorded

pytestmark = pytest.mark.django_db


def test_accept_as_new_words_a_claim_whose_date_is_still_to_be_asked() -> None:
    candidate = candidates.accept_as_new(factories.candidate(), statement=" 来館者は２倍 ", by=factories.reporter())

    assert candidate.claim is not None
    claim = candidate.claim
    assert (claim.statement, claim.claimed_date, claim.date_certainty) == ("来館者は２倍", None, "unasked")
    assert list(candidate.claim.appearances.all()) == [candidate]


def test_a_decision_is_made_once() -> None:
    first, second = factories.reporter(), factories.reporter()
    candidate = factories.candidate()
    candidates.reject(candidate, reason="trivial", by=first)

    with pytest.raises(candidates.CandidateAlreadyDecided):
        candidates.accept_as_new(candidate, statement="主張", by=second)

    assert not Claim.objects.exists()


def test_undo_takes_back_the_claim_worded_with_it() -> None:
    by = factories.reporter()
    candidate = candidates.accept_as_new(factories.candidate(), statement="主張", by=by)

    candidates.reopen(candidate, by=by)

    assert Candidate.objects.get().state == "pending"
    assert not Claim.objects.exists()


def test_undo_leaves_a_claim_that_has_another_appearance() -> None:
    by = factories.reporter()
    first = candidates.accept_as_new(factories.candidate(), statement="主張", by=by)
    assert first.claim is not None
    candidates.accept(factories.candidate(), claim=first.claim, by=by)

    candidates.reopen(first, by=by)

    assert Claim.objects.count() == 1


def test_undo_is_refused_once_a_verdict_was_begun() -> None:
    by = factories.reporter()
    candidate = candidates.accept_as_new(factories.candidate(), statement="主張", by=by)
    assert candidate.claim is not None
    verdicts.draft(candidate.claim, by=by)

    with pytest.raises(candidates.CandidateInUse):
        candidates.reopen(candidate, by=by)


def test_undo_needs_a_decision() -> None:
    with pytest.raises(candidates.CandidateNotDecided):
        candidates.reopen(factories.candidate(), by=factories.reporter())


@pytest.mark.parametrize(("start", "end"), [(0, 0), (-1, 3), (5, 4), (0, 10_000)])
def test_mark_by_hand_refuses_a_span_outside_the_text(start: int, end: int) -> None:
    with pytest.raises(candidates.SpanUnusable):
        candidates.mark_by_hand(factories.revision(), start=start, end=end, by=factories.reporter())


def test_mark_by_hand_keeps_prefix_and_suffix() -> None:
    revision = factories.revision(text="前の文。𠮟られた市長が発表した。後の文。")

    candidate = candidates.mark_by_hand(revision, start=4, end=16, by=factories.reporter())

    assert (candidate.prefix, candidate.quote, candidate.suffix) == ("前の文。", "𠮟られた市長が発表した。", "後の文。")


def test_mark_by_hand_refuses_a_known_span() -> None:
    candidate = factories.candidate()

    with pytest.raises(candidates.SpanAlreadyMarked):
        candidates.mark_by_hand(candidate.revision, start=candidate.start, end=candidate.end, by=factories.reporter())


def test_moved_ends_are_told_and_outlast_the_next_reading() -> None:
    (row,) = recorded.candidates(1)
    by = factories.reporter()
    text = row.revision.text

    moved = candidates.move_span(row, start=4, end=12, by=by)
    recorded.read_again(row.revision, without=row)

    row.refresh_from_db()
    event = Event.objects.about(row).select_related("content").get(action="candidate.span_moved")
    assert (row.start, row.end, row.quote, row.prefix) == (4, 12, text[4:12], text[:4])
    assert (row.state, row.origin, row.priority) == ("pending", "moved", moved.priority)
    assert event.content.content["reason"] == f"0–{len(text)} → 4–12"


def test_ends_move_nowhere_else_than_in_the_text_and_not_onto_another_candidate() -> None:
    first, second = recorded.candidates(2)
    by = factories.reporter()

    for start, end, refused in (
        (first.start, len(first.revision.text) + 1, candidates.SpanUnusable),
        (second.start, second.end, candidates.SpanAlreadyMarked),
    ):
        with pytest.raises(refused):
            candidates.move_span(first, start=start, end=end, by=by)
    candidates.reject(first, reason="trivial", by=by)
    with pytest.raises(candidates.CandidateAlreadyDecided):
        candidates.move_span(first, start=0, end=3, by=by)


def test_rejection_for_another_reason_needs_a_note() -> None:
    row = factories.candidate()

    with pytest.raises(candidates.NoteMissing):
        candidates.reject(row, reason="other", note=" ", by=factories.reporter())
