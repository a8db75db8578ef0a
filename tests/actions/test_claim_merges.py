"""Two claims become one and one becomes two; what readers have stays as it is."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from articles.actions import candidates, claim_merges, claims, erasure, verdicts
from articles.actions.errors import Refused
from articles.models import Candidate, Claim, ClaimSearch, Event, Publication, Verdict
from articles.search import desk
from tests import factories

pytestmark = pytest.mark.django_db


def pair() -> tuple[Claim, Claim]:
    """Two claims with an appearance each."""
    one, other = factories.claim(statement="来館者は２倍に増えた"), factories.claim(statement="図書館の客が倍になった")
    factories.appearance(one)
    factories.appearance(other)
    return one, other


def told(row: Any) -> list[tuple[str, str]]:
    events = Event.objects.about(row).select_related("content").order_by("pk")
    return [(event.action, event.content.content["reason"]) for event in events]


def places(claim: Claim) -> list[int]:
    return list(claim.appearances.order_by("pk").values_list("pk", flat=True))


def test_merging_moves_appearances_says_so_and_is_taken_back() -> None:
    one, other = pair()
    first, second = places(one), places(other)
    by = factories.reporter()

    claim_merges.merge(one, into=other, by=by)
    merged = Claim.objects.get(pk=one.pk)
    together = places(other)
    back = claim_merges.undo(one, by=by)

    assert (merged.merged_into, together, merged.version) == (other, first + second, 2)
    assert (back.merged_into, places(one), places(other)) == (None, first, second)
    assert told(one)[1:] == [
        ("claim.merged", f"検証対象 {other.pk} へ"),
        ("claim.unmerged", f"検証対象 {other.pk} から"),
    ]
    assert told(other)[1:] == [
        ("claim.received", f"検証対象 {one.pk} から"),
        ("claim.released", f"検証対象 {one.pk} へ"),
    ]
    assert [action for action, _reason in told(Candidate.objects.get(pk=first[0]))][-2:] == [
        "candidate.transferred"
    ] * 2


def test_merged_claim_is_not_found_and_takes_nothing_until_it_stands_again() -> None:
    one, other = pair()
    claim_merges.merge(one, into=other, by=factories.reporter())

    found = [match.key for match in desk.like("来館者は２倍に増えた", desk.index(), day=None, limit=9)]
    refused = [
        lambda: candidates.accept(factories.candidate(), claim=one, by=factories.reporter()),
        lambda: claims.reword(
            one, by=factories.reporter(), statement="別", claimant=None, claimed_date=None, topics=()
        ),
        lambda: verdicts.draft(one, by=factories.reporter()),
        lambda: claim_merges.merge(one, into=factories.claim(), by=factories.reporter()),
        lambda: claim_merges.merge(factories.claim(), into=one, by=factories.reporter()),
    ]

    assert one.pk not in found
    assert list(Claim.objects.matching("来館者").filter(pk=one.pk)) == []
    for act in refused:
        with pytest.raises(claims.ClaimMerged):
            act()
    claim_merges.undo(one, by=factories.reporter())
    assert ClaimSearch.objects.get(pk=one.pk).description is not None


def test_verdicts_are_safe() -> None:
    with_verdict, without = pair()
    verdict = factories.published_verdict(with_verdict)
    both = factories.published_verdict().claim
    by = factories.reporter()

    with pytest.raises(claim_merges.BothHaveVerdicts):
        claim_merges.merge(with_verdict, into=both, by=by)
    with pytest.raises(claim_merges.VerdictOnTheOther):
        claim_merges.merge(with_verdict, into=without, by=by)
    before = list(Publication.objects.values_list("sequence", "hash"))
    claim_merges.merge(without, into=with_verdict, by=by)

    verdict.refresh_from_db()
    assert (verdict.state, list(Publication.objects.values_list("sequence", "hash"))) == ("published", before)
    claim_merges.undo(without, by=by)
    assert len(places(without)) == 1


def test_what_a_version_shows_does_not_leave_it() -> None:
    with_verdict, without = pair()
    verdict = factories.published_verdict(with_verdict)
    by = factories.reporter()
    claim_merges.merge(without, into=with_verdict, by=by)
    factories.corrected(verdict)

    with pytest.raises(claim_merges.AppearancesUnderReview):
        claim_merges.undo(without, by=by)


@pytest.mark.parametrize("step", ["submitted", "approved"])
def test_nothing_comes_to_a_verdict_before_whoever_approves_it(step: str) -> None:
    target, other = pair()
    draft = factories.complete_draft(target)
    verdicts.submit(draft, by=factories.reporter()) if step == "submitted" else factories.approved(draft)

    with pytest.raises(claim_merges.AppearancesUnderReview):
        claim_merges.merge(other, into=target, by=factories.reporter())


def test_database_keeps_a_merged_claim_without_a_verdict() -> None:
    one, other = pair()
    factories.complete_draft(one)
    with pytest.raises(IntegrityError, match="a claim with a verdict is not merged"), transaction.atomic():
        Claim.objects.filter(pk=one.pk).update(merged_into=other)
    third = factories.claim()
    claim_merges.merge(third, into=other, by=factories.reporter())
    with pytest.raises(IntegrityError, match="a merged claim has no verdict"), transaction.atomic():
        Verdict.objects.create(claim=third)


def test_splitting_words_a_new_claim_of_some_appearances() -> None:
    claim, _other = pair()
    moved = factories.appearance(claim)
    by = factories.reporter()

    apart = claim_merges.split(claim, appearances=[moved.pk], statement="貸出冊数は３倍に増えた", by=by)

    assert (places(apart), len(places(claim)), apart.date_certainty) == ([moved.pk], 1, "unasked")
    assert told(claim)[-1] == ("claim.split", f"検証対象 {apart.pk} へ")
    assert told(apart) == [("claim.worded", ""), ("claim.split_off", f"検証対象 {claim.pk} から")]
    claim_merges.merge(apart, into=claim, by=by)
    assert len(places(claim)) == 2


@pytest.mark.parametrize("chosen", ["none", "all", "another's"])
def test_splitting_needs_some_of_its_appearances(chosen: str) -> None:
    claim, other = pair()
    factories.appearance(claim)
    keys = {"none": [], "all": places(claim), "another's": places(other)}[chosen]

    with pytest.raises(Refused):
        claim_merges.split(claim, appearances=keys, statement="別の主張", by=factories.reporter())

    assert Claim.objects.count() == 2


def test_redaction_takes_the_merged_claim_with_it() -> None:
    one, other = pair()
    verdict = factories.published_verdict(other)
    claim_merges.merge(one, into=other, by=factories.reporter())

    extent = erasure.Extent(Verdict.objects.get(pk=verdict.pk), with_texts=False, with_claimant=False)

    assert extent.merged == [one]
    assert "統合した検証対象 1 件の、同じもの" in [str(line) for line in extent.gone]
