"""What PostgreSQL itself refuses, whatever the code above it does: one row that passes, one that is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

from articles.actions import publications, redactions, replies, verdicts
from articles.actions.verification import publications as verification
from articles.models import (
    AccountChange,
    Approval,
    Article,
    ArticleRevision,
    Author,
    Candidate,
    CandidateScore,
    Claim,
    Claimant,
    Event,
    EventContent,
    Evidence,
    ExtractionRun,
    Publication,
    PublicationContent,
    PublicationCounter,
    PublishedClaimant,
    Rating,
    Redaction,
    RightOfReply,
    TypoFix,
    Verdict,
)
from tests import factories
from tests.factories import PUBLISHED_AT

pytestmark = pytest.mark.django_db


@contextmanager
def refused(by: str) -> Iterator[None]:
    """The block is refused by the constraint or trigger of this name or message, in a savepoint."""
    with pytest.raises(DatabaseError, match=by), transaction.atomic():
        yield


def test_candidate_quote_is_the_text_between_its_offsets() -> None:
    revision = factories.revision(text="𠮟られた市長が発表した。二文目。")
    Candidate.objects.create(revision=revision, start=0, end=4, quote="𠮟られた")

    with refused("quote of a candidate is the text"):
        Candidate.objects.create(revision=revision, start=1, end=5, quote="𠮟られた")
    with refused("quote of a candidate is the text"):
        Candidate.objects.create(revision=revision, start=12, end=99, quote="二文目。")
    with refused("quote of a candidate is the text"):
        Candidate.objects.update(end=5)


def test_candidate_span_is_unique_and_not_empty() -> None:
    candidate = factories.candidate()
    span = {"revision": candidate.revision, "start": candidate.start, "quote": candidate.quote}

    with refused("candidate_span_is_unique"):
        Candidate.objects.create(end=candidate.end, **span)
    with refused("candidate_span_is_not_empty"):
        Candidate.objects.create(end=candidate.start, **(span | {"quote": ""}))


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"state": "accepted"}, "accepted_candidate_has_a_claim"),
        ({"state": "rejected"}, "rejected_candidate_has_a_reason"),
        ({"state": "duplicate"}, "duplicate_candidate_names_its_original"),
        ({"rejection_reason": "opinion"}, "rejected_candidate_has_a_reason"),
    ],
)
def test_candidate_decision_is_complete(changes: dict[str, str], constraint: str) -> None:
    candidate = factories.candidate()
    decided = {"decided_by": factories.reporter(), "decided_at": PUBLISHED_AT} if "state" in changes else {}

    with refused(constraint):
        Candidate.objects.filter(pk=candidate.pk).update(**changes, **decided)
    with refused("decided_candidate_says_who_and_when"):
        Candidate.objects.filter(pk=candidate.pk).update(state="rejected", rejection_reason="opinion")
    with refused("candidate_is_not_its_own_duplicate"):
        Candidate.objects.filter(pk=candidate.pk).update(
            state="duplicate", duplicate_of=candidate, decided_by=factories.reporter(), decided_at=PUBLISHED_AT
        )


def test_revisions_are_immutable_and_numbered() -> None:
    revision = factories.revision()

    with refused("erased, not rewritten"):
        ArticleRevision.objects.update(text="別の本文")
    with refused("revision_has_a_text_or_was_erased"):
        ArticleRevision.objects.update(text="別の本文", redacted_at=PUBLISHED_AT)
    with refused("Cannot delete"):
        revision.delete()
    with refused("revision_number_is_unique_in_article"):
        ArticleRevision.objects.create(article=revision.article, number=1, text="本文", sha256="0" * 64)
    with refused("revision_has_a_text_or_was_erased"):
        ArticleRevision.objects.create(article=revision.article, number=2, text="", sha256="0" * 64)
    ArticleRevision.objects.create(article=revision.article, number=2, text="本文", sha256="0" * 64)


def test_article_source_is_sound() -> None:
    Article.objects.create(title="見出し", url="https://minato.example/1", reach=10, reach_date="2026-03-01")

    with refused("article_url_is_unique"):
        Article.objects.create(title="見出し", url="https://minato.example/1")
    with refused("article_has_a_title"):
        Article.objects.create(title="")
    with refused("article_reach_has_a_date"):
        Article.objects.create(title="見出し", reach=10)
    with refused("article_screenshot_is_a_sha256"):
        Article.objects.create(title="見出し", screenshot_sha256="zz")


def test_run_is_unique_and_finished_runs_explain_themselves() -> None:
    revision = factories.revision()
    ExtractionRun.objects.create(revision=revision, ruleset="v1")

    with refused("one_run_per_revision_and_ruleset"):
        ExtractionRun.objects.create(revision=revision, ruleset="v1")
    with refused("failed_run_says_why"):
        ExtractionRun.objects.update(state="failed", finished_at=PUBLISHED_AT)
    with refused("finished_run_says_when"):
        ExtractionRun.objects.update(state="succeeded")


def test_score_is_unique_and_between_0_and_1() -> None:
    candidate = factories.candidate()
    run = ExtractionRun.objects.create(revision=candidate.revision, ruleset="v1")
    values = {
        "candidate": candidate,
        "run": run,
        "label": "CFS",
        "quote": "none",
        "modality": "asserted",
        "sentence_start": 0,
        "sentence_end": 4,
    }
    CandidateScore.objects.create(priority="0.5", **values)

    with refused("one_score_per_candidate_and_run"):
        CandidateScore.objects.create(priority="0.5", **values)
    with refused("priority_is_between_0_and_1"):
        CandidateScore.objects.update(priority="1.5")


def test_claim_and_claimant_are_named() -> None:
    with refused("claim_has_a_statement"):
        Claim.objects.create(statement="")
    with refused("claimant_has_a_name"):
        Claimant.objects.create(name="", kind="organisation")
    with refused("wikidata_id_is_a_q_number"):
        Claimant.objects.create(name="港", kind="organisation", wikidata_id="42")
    Claimant.objects.create(name="港", kind="organisation", wikidata_id="Q42")
    with refused("nameable_claimant_is_unique"):
        Claimant.objects.create(name="港", kind="public_figure")
    Claimant.objects.create(name="港", kind="private_person")


def test_rating_scale_has_an_order() -> None:
    values = {"scale_id": "fij-2019", "definition": "定義", "symbol": "○"}

    with refused("rating_position_is_unique_in_scale"):
        Rating.objects.create(code="x", name="新しい判定", position=1, **values)
    with refused("rating_name_is_unique_in_scale"):
        Rating.objects.create(code="x", name="正確", position=99, **values)
    with refused("truth_value_is_between_1_and_5"):
        Rating.objects.create(code="x", name="新しい判定", position=99, truth_value=6, **values)


def test_verdict_starts_as_a_draft_and_is_one_per_claim() -> None:
    claim = factories.claim()

    with refused("a verdict starts as a draft"):
        Verdict.objects.create(claim=claim, state="approved")
    verdict = Verdict.objects.create(claim=claim)
    with refused("claim_id"):
        Verdict.objects.create(claim=claim)
    with refused("Cannot delete"):
        verdict.delete()


def test_approval_is_never_by_an_author() -> None:
    reporter, desk = factories.reporter(), factories.desk_editor()
    verdict = verdicts.submit(factories.complete_draft(by=reporter), by=reporter)

    with refused("an author does not approve"):
        Approval.objects.create(verdict=verdict, round=1, approved_by=reporter)
    with refused("for its current round"):
        Approval.objects.create(verdict=verdict, round=2, approved_by=desk)
    Approval.objects.create(verdict=verdict, round=1, approved_by=desk)
    with refused("does not become its author"):
        Author.objects.create(verdict=verdict, user=desk)
    with refused("Cannot delete"):
        Approval.objects.all().delete()


def test_approved_state_needs_an_approval() -> None:
    verdict = verdicts.submit(factories.complete_draft(), by=factories.reporter())

    with refused("an approved verdict has an approval of this round"):
        Verdict.objects.filter(pk=verdict.pk).update(state="approved")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({"summary": "一行だけ"}, "published_verdict_has_a_three_line_summary"),
        ({"summary": "一\n二\n三\n四"}, "published_verdict_has_a_three_line_summary"),
        ({"summary": "一\n \n三"}, "published_verdict_has_a_three_line_summary"),
        ({"selection_reason": " "}, "published_verdict_has_a_selection_reason"),
        ({"headline": ""}, "published_verdict_has_a_headline"),
        ({"rating": "fij-fabricated"}, "fabricated_verdict_says_why_the_speaker_knew"),
    ],
)
def test_published_verdict_is_complete(content: dict[str, str], message: str) -> None:
    reporter = factories.reporter()
    verdict = factories.complete_draft(by=reporter, **content)
    Verdict.objects.filter(pk=verdict.pk).update(state="in_review")
    for step in (Approval.Step.DESK, *verdict.needed_steps):
        Approval.objects.create(verdict=verdict, round=1, step=step, approved_by=factories.desk_editor())

    with refused(message):
        Verdict.objects.filter(pk=verdict.pk).update(
            state="published", published_version=1, published_rating=verdict.rating
        )


def test_published_verdict_has_a_named_primary_evidence() -> None:
    reporter = factories.reporter()
    verdict = factories.complete_draft(by=reporter)
    Evidence.objects.update(is_primary=False)
    Verdict.objects.filter(pk=verdict.pk).update(state="in_review")
    Approval.objects.create(verdict=verdict, round=1, approved_by=factories.desk_editor())

    with refused("a published verdict has a named primary evidence"):
        Verdict.objects.filter(pk=verdict.pk).update(
            state="published", published_version=1, published_rating=verdict.rating
        )


def test_published_verdict_needs_a_second_person() -> None:
    verdict = factories.complete_draft()

    with refused("a new or changed rating needs an approval of this round"):
        Verdict.objects.filter(pk=verdict.pk).update(
            state="published", published_version=1, published_rating=verdict.rating
        )


def test_changed_rating_needs_a_fresh_approval_even_in_sql() -> None:
    verdict = factories.published_verdict()
    verdict = verdicts.revise(verdict, by=factories.reporter())
    Verdict.objects.filter(pk=verdict.pk).update(rating="fij-accurate")

    with refused("a new or changed rating needs an approval of this round"):
        Verdict.objects.filter(pk=verdict.pk).update(
            state="published", published_version=2, published_rating="fij-accurate"
        )


def test_correction_needs_an_approval_or_is_only_a_typo_even_in_sql() -> None:
    by = factories.desk_editor()
    verdict = verdicts.revise(factories.published_verdict(), by=by)
    row = Verdict.objects.filter(pk=verdict.pk)
    row.update(headline="「図書館の来館者が３倍」は誤り　増加は８％")

    with refused("a correction needs an approval of this round"):
        row.update(state="published", published_version=2)
    TypoFix.objects.create(verdict=verdict, round=2, version=2, published_by=by)
    verdict.refresh_from_db()
    snapshot = publications.next_version(verdict, now=PUBLISHED_AT)
    with refused("a typo changes no number, negation, claim, rating or evidence"):
        publications.append(Publication.Kind.AMENDMENT, verdict, snapshot, now=PUBLISHED_AT)
        row.update(state="published", published_version=2)
    snapshot["headline"] = "「図書館の来館者が２倍」は、誤り　増加は８％"
    publications.append(Publication.Kind.AMENDMENT, verdict, snapshot, now=PUBLISHED_AT)
    row.update(state="published", published_version=2)


def test_typo_fix_is_seen_once_by_somebody_else() -> None:
    by = factories.desk_editor()
    TypoFix.objects.create(verdict=factories.published_verdict(), round=2, version=2, published_by=by)

    with refused("typo_fix_is_seen_by_somebody_else"):
        TypoFix.objects.update(seen_by=by, seen_at=PUBLISHED_AT)
    with refused("a typo fix does not change"):
        TypoFix.objects.update(version=3)
    TypoFix.objects.update(seen_by=factories.desk_editor(), seen_at=PUBLISHED_AT)
    with refused("a typo fix does not change"):
        TypoFix.objects.update(seen_by=None, seen_at=None)


def test_account_change_is_confirmed_by_a_second_person_and_closed_once() -> None:
    first = factories.administrator()
    AccountChange.objects.create(user=factories.reporter(), roles=["デスク"], requested_by=first)
    closed = {"state": "confirmed", "closed_at": PUBLISHED_AT}

    with refused("account_change_is_confirmed_by_a_second_person"):
        AccountChange.objects.update(closed_by=first, **closed)
    with refused("closed_account_change_says_who_and_when"):
        AccountChange.objects.update(state="confirmed")
    with refused("what was asked for does not change"):
        AccountChange.objects.update(roles=["管理者"])
    AccountChange.objects.update(closed_by=factories.administrator(), **closed)
    with refused("what was asked for does not change"):
        AccountChange.objects.update(state="pending", closed_by=None, closed_at=None)


def test_approval_loses_its_salt_and_nothing_else() -> None:
    factories.approved_verdict()

    with refused("an approval does not change"):
        Approval.objects.update(approved_by=factories.desk_editor())
    Approval.objects.update(salt=None)


def test_what_was_approved_does_not_change() -> None:
    verdict = factories.approved_verdict()

    with refused("content of a verdict changes only while it is a draft"):
        Verdict.objects.filter(pk=verdict.pk).update(headline="別の見出し")
    with refused("what belongs to a verdict changes only while it is a draft"):
        Evidence.objects.update(title="別の題")
    with refused("what belongs to a verdict changes only while it is a draft"):
        Evidence.objects.all().delete()
    with refused("what belongs to a verdict changes only while it is a draft"):
        RightOfReply.objects.create(verdict=verdict, party="市", asked_at=PUBLISHED_AT)
    with refused("a claim is reworded only while its verdict is a draft"):
        Claim.objects.update(statement="別の主張")
    with refused("opens the next round"):
        Verdict.objects.filter(pk=verdict.pk).update(state="draft")
    with refused("published rating changes only by publishing"):
        Verdict.objects.filter(pk=verdict.pk).update(published_rating="fij-accurate")


def test_evidence_is_named_or_explains_its_anonymity() -> None:
    verdict = factories.complete_draft()
    Evidence.objects.create(verdict=verdict, title="証言", is_on_record=False, anonymity_reason="報復のおそれ")

    with refused("primary_evidence_is_named"):
        Evidence.objects.create(verdict=verdict, title="証言", is_primary=True)
    with refused("anonymous_evidence_says_why"):
        Evidence.objects.create(verdict=verdict, title="証言", is_on_record=False)
    with refused("evidence_has_a_title"):
        Evidence.objects.create(verdict=verdict, title="")
    with refused("evidence_snapshot_is_a_sha256"):
        Evidence.objects.create(verdict=verdict, title="証言", snapshot_sha256="abc")


def test_reply_has_its_answer_and_a_later_deadline() -> None:
    verdict = factories.complete_draft()
    replies.add(verdict, by=factories.reporter(), party="市", asked_at=PUBLISHED_AT)

    with refused("answered_reply_has_the_answer"):
        RightOfReply.objects.update(outcome="answered")
    with refused("deadline_is_after_the_question"):
        RightOfReply.objects.update(deadline=PUBLISHED_AT.replace(year=2025))


def _append_only() -> list[tuple[Callable[[], object], str]]:
    return [
        (lambda: Publication.objects.update(kind="retraction"), "Cannot update"),
        (lambda: Publication.objects.all()._raw_delete("default"), "Cannot delete"),
        (lambda: Event.objects.update(action="x"), "Cannot update"),
        (lambda: Event.objects.all()._raw_delete("default"), "Cannot delete"),
        (lambda: PublicationContent.objects.all().delete(), "Cannot delete"),
        (lambda: EventContent.objects.all().delete(), "Cannot delete"),
        (lambda: PublicationContent.objects.update(snapshot={"headline": "別"}), "erased, not rewritten"),
        (lambda: PublicationContent.objects.update(snapshot=None), "erased, not rewritten"),
        (lambda: PublicationContent.objects.update(redacted_at=PUBLISHED_AT), "erased, not rewritten"),
        (lambda: EventContent.objects.update(content={"actor": "別"}), "erased, not rewritten"),
        (lambda: PublicationCounter.objects.all().delete(), "Cannot delete"),
    ]


@pytest.mark.parametrize(("write", "message"), _append_only())
def test_logs_refuse_update_and_delete(write: Callable[[], object], message: str) -> None:
    factories.published_verdict()

    with refused(message):
        write()


@pytest.mark.parametrize(
    "table", ["publication", "publicationcontent", "event", "eventcontent", "publicationcounter", "articlerevision"]
)
def test_logs_refuse_truncate(table: str) -> None:
    with refused("TRUNCATE is refused"), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE articles_{table} CASCADE")


def test_erased_content_stays_erased() -> None:
    verdict = factories.published_verdict()
    redaction = redactions.hide(verdict, reason="決定", by=factories.desk_editor())
    redactions.confirm(redaction, by=factories.desk_editor())
    erased = PublicationContent.objects.filter(redacted_at__isnull=False)

    with refused("erased, not rewritten"):
        erased.update(snapshot={"headline": "戻す"})
    with refused("erased, not rewritten"):
        erased.update(redacted_at=None)


def test_redaction_is_lifted_by_a_second_person_for_a_reason_and_closed_once() -> None:
    desk = factories.desk_editor()
    redaction = redactions.hide(factories.published_verdict(), reason="決定", by=desk)
    lifted = {"state": "lifted", "closed_at": PUBLISHED_AT, "closing_reason": "取り違え"}

    with refused("lifted by a second person, for a reason"):
        Redaction.objects.update(closed_by=desk, **lifted)
    with refused("lifted by a second person, for a reason"):
        Redaction.objects.update(closed_by=factories.desk_editor(), **lifted | {"closing_reason": "　 "})
    redactions.confirm(redaction, by=factories.desk_editor())
    with refused("a closed redaction does not change"):
        Redaction.objects.update(closed_by=factories.desk_editor(), **lifted)
    with refused("Cannot delete"):
        Redaction.objects.all().delete()


@pytest.mark.parametrize("state", ["draft", "in_review", "approved"])
def test_hidden_verdict_is_not_written_on(state: str) -> None:
    verdict = factories.published_verdict()
    redactions.hide(verdict, reason="決定", by=factories.desk_editor())

    with refused("a hidden or erased verdict is not written on"):
        Verdict.objects.filter(pk=verdict.pk).update(state=state, round=2)


def test_draft_of_a_hidden_verdict_is_not_written_on_nor_published() -> None:
    verdict = verdicts.revise(factories.published_verdict(), by=factories.reporter())
    redactions.hide(verdict, reason="決定", by=factories.desk_editor())
    content = PublicationContent.objects.get(publication__version=1)

    with refused("a hidden or erased verdict is not written on"):
        Verdict.objects.filter(pk=verdict.pk).update(headline="書き足し")
    with refused("a hidden or erased verdict is not written on"):
        Verdict.objects.filter(pk=verdict.pk).update(state="published", published_version=3)
    with refused("what was hidden or erased is not published again"):
        Publication.objects.create(
            sequence=9,
            verdict_number=verdict.pk,
            version=9,
            kind="correction",
            published_at=PUBLISHED_AT,
            content_hash=content.publication.content_hash,
            hash="0" * 64,
        )


def test_erased_verdict_is_blank_and_begun_anew_as_a_blank_draft() -> None:
    verdict = factories.published_verdict()
    published = Verdict.objects.filter(pk=verdict.pk)
    with refused("erased together with the version that readers saw"):
        published.update(state="erased")
    redaction = redactions.hide(verdict, reason="決定", by=factories.desk_editor())
    with refused("erased together with the version that readers saw"):
        published.update(state="erased")
    redactions.confirm(redaction, by=factories.desk_editor())

    with refused("a hidden or erased verdict is not written on"):
        published.update(headline="元の見出し")
    with refused("an erased verdict is begun anew as a draft"):
        published.update(state="published")
    with refused("only an erased verdict is begun anew"):
        published.update(restarted_version=9)
    with refused("a claim is reworded only while its verdict is a draft"):
        Claim.objects.update(statement="元の主張", redacted_at=None)
    published.update(state="draft", round=2)
    assert published.get().restarted_version == 2


def test_erased_candidate_has_no_words() -> None:
    candidate = factories.appearance(factories.claim())

    with refused("erased_candidate_has_no_words"):
        Candidate.objects.filter(pk=candidate.pk).update(redacted_at=PUBLISHED_AT)
    with refused("quote of a candidate is the text"):
        Candidate.objects.filter(pk=candidate.pk).update(quote="")
    Candidate.objects.filter(pk=candidate.pk).update(quote="", prefix="", suffix="", redacted_at=PUBLISHED_AT)


def test_redaction_is_confirmed_by_a_second_person_and_one_at_a_time() -> None:
    desk = factories.desk_editor()
    redaction = redactions.hide(factories.published_verdict(), reason="決定", by=desk)

    with refused("redaction_is_confirmed_by_a_second_person"):
        Redaction.objects.update(state="confirmed", closed_by=desk, closed_at=PUBLISHED_AT)
    with refused("closed_redaction_says_who_and_when"):
        Redaction.objects.update(state="confirmed")
    with refused("one_open_redaction_per_verdict"):
        Redaction.objects.create(verdict=redaction.verdict, versions=[1], reason="決定", hidden_by=desk)
    with refused("redaction_has_a_reason"):
        Redaction.objects.update(reason="")
    with refused("redaction_names_versions"):
        Redaction.objects.update(versions=[])


def test_public_index_never_names_a_private_person() -> None:
    with refused("published_claimant_is_nameable"):
        PublishedClaimant.objects.create(verdict_number=1, sequence=1, number=1, name="港花子", kind="private_person")


def test_sequence_has_no_gap_after_a_rollback() -> None:
    verdict = factories.approved_verdict()
    desk = factories.desk_editor()

    with transaction.atomic():
        publications.publish(verdict, by=desk)
        transaction.set_rollback(True)
    first = publications.publish(verdict, by=desk)
    second = factories.publication()

    assert (first.sequence, second.sequence) == (1, 2)
    assert list(verification.verify()) == []
