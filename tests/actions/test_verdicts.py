import pytest

from articles.actions import claims, verdicts
from articles.models import Event, EventContent, Verdict
from tests import factories

pytestmark = pytest.mark.django_db


def test_edit_refuses_a_version_the_editor_has_not_seen() -> None:
    reporter, other = factories.reporter(), factories.reporter()
    verdict = verdicts.draft(factories.claim(), by=reporter)
    seen = Verdict.objects.get().version
    verdicts.edit(verdict, headline="先に保存", version=seen, by=other)

    with pytest.raises(verdicts.VerdictChangedMeanwhile):
        verdicts.edit(verdict, headline="後から保存", version=seen, by=reporter)

    assert Verdict.objects.get().headline == "先に保存"


def test_edit_lists_every_writer_as_author() -> None:
    first, second = factories.reporter(), factories.desk_editor()
    verdict = verdicts.draft(factories.claim(), by=first)

    verdicts.edit(verdict, headline="見出し", by=second)

    assert [author.user for author in verdict.authors.order_by("pk")] == [first, second]


def test_edit_that_changes_nothing_makes_nobody_an_author() -> None:
    reporter, editor = factories.reporter(), factories.desk_editor()
    verdict = verdicts.draft(factories.claim(), by=reporter)
    seen = verdict.version

    verdicts.edit(verdict, version=seen, by=editor)

    verdict.refresh_from_db()
    assert ([author.user for author in verdict.authors.all()], verdict.version) == ([reporter], seen)


def test_edit_refuses_fields_that_are_not_content() -> None:
    verdict = verdicts.draft(factories.claim(), by=factories.reporter())

    with pytest.raises(TypeError, match="state"):
        verdicts.edit(verdict, state="published", by=factories.reporter())


def test_submit_names_everything_that_is_missing() -> None:
    verdict = verdicts.draft(factories.claim(), by=factories.reporter())

    with pytest.raises(verdicts.VerdictIncomplete) as refused:
        verdicts.submit(verdict, by=factories.reporter())

    assert refused.value.missing == [
        "判定",
        "見出し",
        "3行まとめ（ちょうど3行）",
        "検証の内容",
        "選定理由",
        "名前を公開できる一次情報の根拠",
    ]


def test_fabricated_needs_a_reason_for_the_intent() -> None:
    verdict = factories.complete_draft(rating="fij-fabricated")

    assert verdicts.missing_for_publication(verdict) == ["虚偽と判断した理由"]


def test_send_back_opens_the_next_round_and_keeps_the_reason() -> None:
    desk = factories.desk_editor()
    verdict = verdicts.submit(factories.complete_draft(), by=factories.reporter())

    verdict = verdicts.send_back(verdict, reason="一次資料を足してください", by=desk)

    assert (verdict.state, verdict.round) == ("draft", 2)
    event = Event.objects.about(verdict).get(action="verdict.sent_back")
    assert EventContent.objects.get(event=event).content["reason"] == "一次資料を足してください"


def test_an_approval_of_an_earlier_round_does_not_count() -> None:
    desk = factories.desk_editor()
    verdict = factories.approved_verdict()
    verdict = verdicts.send_back(verdict, reason="直して", by=desk)

    verdict = verdicts.submit(verdict, by=factories.reporter())

    assert verdict.state == "in_review"


def test_a_claim_has_one_verdict() -> None:
    claim = factories.claim()
    verdicts.draft(claim, by=factories.reporter())

    with pytest.raises(verdicts.ClaimAlreadyHasVerdict):
        verdicts.draft(claim, by=factories.reporter())


def test_claim_is_not_reworded_under_review() -> None:
    verdict = factories.approved_verdict()

    with pytest.raises(claims.ClaimUnderReview):
        claims.reword(
            verdict.claim, statement="別", claimant=None, claimed_date=None, topics=[], by=factories.reporter()
        )
