"""校閲 and 法務 beside the desk's approval: which verdicts take them, who gives them, and that nothing gets past them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.actions import claimants, publications, redactions, review_steps, schedules, verdicts
from articles.actions.edits import ChangedMeanwhile
from articles.actions.sight import ChangedSinceSeen
from articles.actions.verification import history
from articles.models import (
    Approval,
    Event,
    Rating,
    RatingScale,
    ScheduledPublication,
    StepRule,
    Verdict,
)
from articles.permissions import NotAllowed
from tests import factories, whole_database

pytestmark = pytest.mark.django_db

Step = Approval.Step


def intentional(**content: str) -> Verdict:
    """Handed in, and rated 虚偽."""
    return verdicts.submit(factories.complete_draft(**rated(**content)), by=factories.reporter())


def rated(**content: str) -> dict[str, str]:
    return {"rating": "fij-fabricated", "intent_reason": "元の表を持っていた。", **content}


def rule_of(step: Step) -> StepRule:
    return StepRule.objects.get(step=step)


def test_intentional_falsehood_takes_both_steps_whoever_scheduled_it_and_says_who_gives_them() -> None:
    first, lawyer = factories.proofreader(display_name="関口"), factories.lawyer(display_name="大庭")
    verdict = verdicts.approve(intentional(), by=factories.desk_editor())
    desk = factories.desk_editor()

    with pytest.raises(review_steps.StepsMissing) as refused:
        publications.publish(verdict, by=desk)
    with pytest.raises(review_steps.StepsMissing):
        schedules.schedule(verdict, publish_at=timezone.now() + timedelta(hours=1), by=desk)
    with pytest.raises(IntegrityError, match="been through the steps"), transaction.atomic():
        Verdict.objects.filter(pk=verdict.pk).update(
            state="published", published_version=1, published_rating="fij-fabricated"
        )

    assert str(refused.value) == "校閲と法務がまだなので、公開できません。校閲ができる人：関口。法務ができる人：大庭。"
    review_steps.proofread(verdict, note="数字を年報と突き合わせた。", by=first)
    with pytest.raises(review_steps.StepsMissing, match=r"^法務がまだ"):
        publications.publish(verdict, by=desk)
    review_steps.clear(verdict, by=lawyer)
    publications.publish(verdict, by=desk)
    assert [(row.step, row.approved_by, row.round) for row in verdict.approvals.order_by("pk")] == [
        ("desk", verdict.approvals.get(step="desk").approved_by, 1),
        ("proof", first, 1),
        ("legal", lawyer, 1),
    ]
    told = Event.objects.get(action="verdict.proofread")
    assert (told.actor_id, told.content.content["reason"]) == (first.pk, "数字を年報と突き合わせた。")


def test_meaning_of_the_rating_decides_in_whatever_scale() -> None:
    scale = RatingScale.objects.create(code="ours", name="当社", version_date="2026-01-01", credit="当社")
    lie = Rating.objects.create(
        code="ours-4", scale=scale, name="でっち上げ", definition="…", symbol="×", position=1, is_intentional=True
    )
    verdict = factories.complete_draft()
    assert verdict.needed_steps == []

    verdict.rating = lie

    assert verdict.needed_steps == [Step.PROOF, Step.LEGAL]
    assert verdicts.missing_for_publication(verdict) == ["虚偽と判断した理由"]
    with pytest.raises(IntegrityError, match="goes on saying it"), transaction.atomic():
        Rating.objects.filter(pk=lie.pk).update(is_intentional=False)


def test_newsroom_wants_a_step_of_every_verdict() -> None:
    administrator = factories.administrator()
    verdict = factories.approved_verdict()
    with pytest.raises(NotAllowed):
        review_steps.set_rule(rule_of(Step.PROOF), scope="all", by=factories.desk_editor())

    review_steps.set_rule(rule_of(Step.PROOF), scope="all", by=administrator, version=1)

    with pytest.raises(ChangedMeanwhile):
        review_steps.set_rule(rule_of(Step.PROOF), scope="intentional", by=administrator, version=1)
    with pytest.raises(review_steps.StepsMissing, match="管理者に、執筆者でない人へ「校閲」の役割を"):
        publications.publish(verdict, by=factories.desk_editor())
    assert list(Verdict.objects.awaiting_step("proof")) == [verdict]
    assert list(Verdict.objects.publishable()) == []
    review_steps.proofread(verdict, by=factories.proofreader())
    assert list(Verdict.objects.publishable()) == [verdict]
    publications.publish(verdict, by=factories.desk_editor())


def test_scheduled_publication_is_refused_where_a_step_came_to_be_needed() -> None:
    verdict = factories.approved_verdict()
    schedules.schedule(verdict, publish_at=timezone.now() + timedelta(hours=1), by=factories.desk_editor())
    review_steps.set_rule(rule_of(Step.LEGAL), scope="all", by=factories.administrator())
    ScheduledPublication.objects.update(publish_at=timezone.now() - timedelta(minutes=1))

    schedules.publish_due()

    assert ScheduledPublication.objects.get().refusal.startswith("法務がまだなので、公開できません。")
    assert Verdict.objects.get().state == Verdict.State.APPROVED


def test_who_wrote_or_changed_the_claim_gives_no_step_nor_does_another_role() -> None:
    author = factories.proofreader()
    author.groups.add(*factories.desk_editor().groups.all())
    worded = factories.proofreader()
    worded.groups.add(*factories.reporter().groups.all())
    claim = factories.claim(by=worded)
    draft = factories.complete_draft(claim, by=author, **rated())
    verdict = verdicts.submit(draft, by=author)

    with pytest.raises(verdicts.AuthorCannotApprove):
        review_steps.proofread(verdict, by=author)
    with pytest.raises(verdicts.OwnChangeCannotBeApproved):
        review_steps.proofread(verdict, by=worded)
    with pytest.raises(NotAllowed):
        review_steps.proofread(verdict, by=factories.desk_editor())
    other = factories.proofreader()
    with pytest.raises(NotAllowed):
        review_steps.clear(verdict, by=other)
    with pytest.raises(IntegrityError, match="an author does not approve"), transaction.atomic():
        Approval.objects.create(verdict=verdict, round=1, step="proof", approved_by=author, seal="x" * 64)
    assert list(review_steps.givers(verdict, Step.PROOF)) == [other]
    assert verdict.missing_steps == [Step.PROOF, Step.LEGAL]


def test_step_goes_with_the_round_and_is_of_what_was_seen() -> None:
    verdict = intentional()
    proofreader = factories.proofreader()
    review_steps.proofread(verdict, by=proofreader)
    with pytest.raises(review_steps.StepNotAwaited):
        review_steps.proofread(verdict, by=proofreader)
    with pytest.raises(ChangedSinceSeen):
        review_steps.clear(verdict, by=factories.lawyer(), seen="x")

    again = verdicts.send_back(verdict, reason="「２倍」の出どころを", by=proofreader)
    again = verdicts.submit(again, by=factories.reporter())

    assert again.missing_steps == [Step.PROOF, Step.LEGAL]
    with pytest.raises(NotAllowed):
        verdicts.send_back(again, reason="直す", by=factories.reporter())


def test_step_is_void_once_what_was_read_is_not_what_there_is() -> None:
    """Somebody else describes the claimant anew: the approval that follows is of that, 校閲 is not."""
    claimant = factories.claimant()
    claim = factories.claim(claimant=claimant)
    verdict = verdicts.submit(factories.complete_draft(claim, **rated()), by=factories.reporter())
    proofreader = factories.proofreader(display_name="関口")
    review_steps.proofread(verdict, by=proofreader)
    assert [row.is_void for row in review_steps.standings(verdict)] == [False, False]

    claimants.describe(claimant, by=factories.reporter(), affiliation="前市長")
    verdict = verdicts.approve(verdict, by=factories.desk_editor())
    review_steps.clear(verdict, by=factories.lawyer())

    assert [row.is_void for row in review_steps.standings(Verdict.objects.get())] == [True, False]
    with pytest.raises(publications.StepVoid, match=r"^校閲のあとに.*関口さんが見ていない"):
        publications.publish(verdict, by=factories.desk_editor())


def test_steps_of_what_is_published_are_not_called_void() -> None:
    published = factories.published_verdict(**rated())

    assert [row.is_void for row in review_steps.standings(published)] == [False, False]


def test_typo_of_an_intentional_falsehood_goes_out_on_nobodys_word_alone() -> None:
    published = factories.published_verdict(**rated(reasoning="市は誤りを認めた"))
    desk = factories.desk_editor()
    draft = verdicts.edit(verdicts.revise(published, by=desk), by=desk, reasoning="市は誤りを認めた。")

    with pytest.raises(review_steps.StepsMissing, match="誤字の修正も、確認に出してください"):
        publications.correct(draft, by=desk)


def test_step_is_no_approval_of_the_desk() -> None:
    verdict = intentional()
    both = factories.proofreader()
    both.groups.add(*factories.desk_editor().groups.all())
    review_steps.proofread(verdict, by=both)

    with pytest.raises(IntegrityError, match="has an approval of this round"), transaction.atomic():
        Verdict.objects.filter(pk=verdict.pk).update(state="approved")
    assert verdicts.approve(verdict, by=both).state == Verdict.State.APPROVED


def test_what_was_noted_goes_with_an_erasure() -> None:
    note = "消される覚え書きの文字列"
    verdict = verdicts.approve(intentional(), by=factories.desk_editor())
    review_steps.proofread(verdict, note=note, by=factories.proofreader())
    review_steps.clear(verdict, note=note, by=factories.lawyer())
    publications.publish(verdict, by=factories.desk_editor())
    assert [table for table, _word in whole_database.found_in_tables([note])] == ["articles_eventcontent"]

    hiding = redactions.hide(verdict, reason="決定", by=factories.desk_editor())
    redactions.confirm(hiding, reason="決定", by=factories.desk_editor())

    assert whole_database.found_in_tables([note]) == []
    assert [problem.row for problem in history.verify()] == []
