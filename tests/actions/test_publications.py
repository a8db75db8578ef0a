from collections.abc import Callable

import pgtrigger
import pytest
from pytest_django.fixtures import Settings

from articles.actions import (
    candidates,
    claimants,
    claims,
    evidence,
    publications,
    redactions,
    replies,
    snapshots,
    verdicts,
)
from articles.actions.verification import Problem
from articles.actions.verification import publications as verification
from articles.models import (
    Publication,
    PublicationContent,
    PublicationRendering,
    PublishedVerdict,
    Rating,
    TypoFix,
    Verdict,
)
from tests import factories

pytestmark = pytest.mark.django_db


def test_publish_correct_retract_redact() -> None:
    desk, second = factories.desk_editor(), factories.desk_editor()
    verdict = factories.approved_verdict()

    publications.publish(verdict, by=desk)
    verdict = verdicts.revise(verdict, by=desk)
    verdict = verdicts.edit(verdict, by=desk, rating=Rating.objects.get(code="fij-inaccurate"))
    with pytest.raises(publications.RatingChangeNotApproved):
        publications.correct(verdict, kind=Publication.Kind.RATING_CHANGE, note="新資料", by=desk)
    verdict = verdicts.approve(verdicts.submit(verdict, by=desk), by=second)
    publications.correct(verdict, kind=Publication.Kind.RATING_CHANGE, note="新資料", by=desk)
    publications.retract(verdict, note="前提が誤っていた", by=desk)
    redaction = redactions.hide(verdict, reason="裁判所の決定", by=desk)
    with pytest.raises(redactions.SecondPersonNeeded):
        redactions.confirm(redaction, by=desk)
    redactions.confirm(redaction, by=second)

    kinds = list(Publication.objects.order_by("sequence").values_list("kind", flat=True))
    assert kinds == ["published", "rating_change", "retraction", "redaction"]
    assert list(verification.verify()) == []
    assert PublicationContent.objects.filter(snapshot__isnull=True).count() == 3
    assert PublicationRendering.objects.count() == 0
    index = PublishedVerdict.objects.get()
    assert (index.state, index.headline, index.statement) == ("hidden", "", "")


def test_publish_twice_is_one_version() -> None:
    verdict, desk = factories.approved_verdict(), factories.desk_editor()
    publications.publish(verdict, by=desk)

    with pytest.raises(publications.VerdictAlreadyPublished):
        publications.publish(verdict, by=desk)

    assert Publication.objects.count() == 1


@pytest.mark.parametrize("kind", ["rating_change", "published", "retraction", "redaction"])
def test_correction_without_a_new_rating_refuses_other_kinds(kind: str) -> None:
    desk = factories.desk_editor()
    verdict = verdicts.revise(factories.published_verdict(), by=desk)

    with pytest.raises(publications.RatingChangeMislabelled):
        publications.correct(verdict, kind=Publication.Kind(kind), note="説明", by=desk)


def test_correction_needs_a_note_for_readers() -> None:
    desk = factories.desk_editor()
    verdict = verdicts.revise(factories.published_verdict(), by=desk)

    with pytest.raises(publications.NoteMissing):
        publications.correct(verdict, kind=Publication.Kind.AMENDMENT, note=" ", by=desk)


def test_retraction_keeps_the_published_text_not_the_draft() -> None:
    desk = factories.desk_editor()
    verdict = verdicts.revise(factories.published_verdict(headline="公開した見出し"), by=desk)
    verdict = verdicts.edit(verdict, headline="書きかけの見出し", by=desk)

    publication = publications.retract(verdict, note="前提が誤っていた", by=desk)

    snapshot = publication.content.snapshot
    assert (snapshot["state"], snapshot["headline"]) == ("retracted", "公開した見出し")
    assert snapshot["correction"] == {"note": "前提が誤っていた", "apology": False}


@pytest.mark.parametrize("spelling", ["港花子", "港　花子", "港 花子"])
@pytest.mark.parametrize("kind", ["private_person", "minor", "anonymous_account"])
def test_publish_refuses_a_name_that_may_not_be_shown(kind: str, spelling: str) -> None:
    claimant = factories.claimant(name="港花子", kind=kind)
    verdict = factories.approved_verdict(factories.claim(claimant=claimant), reasoning=f"{spelling}さんが投稿した。")

    with pytest.raises(snapshots.PrivateNameInText):
        publications.publish(verdict, by=factories.desk_editor())

    assert not Publication.objects.exists()


def test_a_claimant_who_may_not_be_named_leaves_neither_name_nor_source() -> None:
    claimant = factories.claimant(name="港花子", kind="minor", affiliation="みなと中学校", aliases=["はな"])
    claim = factories.claim(claimant=claimant)
    revision = factories.revision(
        title="はなの投稿", url="https://sns.example/hana/1", account="@hana", kind="social_post"
    )
    candidates.accept(factories.candidate(revision), claim=claim, by=factories.reporter())

    snapshot = factories.publication(claim).content.snapshot

    assert snapshot["claim"]["claimant"] == {
        "number": None,
        "label": "個人（氏名は公表しません）",
        "name": "",
        "kind": {"code": "private_person", "label": "私人"},
        "affiliation": "",
        "wikidata_id": "",
    }
    appearance = snapshot["appearances"][0]
    assert {key: appearance[key] for key in ("article_number", "title", "outlet", "url", "prefix", "suffix")} == {
        "article_number": None,
        "title": "",
        "outlet": "",
        "url": "",
        "prefix": "",
        "suffix": "",
    }


def revised(**content: str) -> Verdict:
    """A published verdict in revision, with changed words and no approval."""
    by = factories.desk_editor()
    verdict = factories.published_verdict(
        reasoning="年報によると、来館者は前年度の１２万５千人から１３万５千人に増えた。市長が認めた。"
    )
    return verdicts.edit(verdicts.revise(verdict, by=by), by=by, **content)


ONE_PERSON = [
    {"reasoning": "年報によると、来館者は前年度の１２万５千人から１３万９千人に増えた。市長が認めた。"},
    {"reasoning": "年報によると、来館者は前年度の１２万５千人から１３万５千人に増えた。市長が認めなかった。"},
    {"reasoning": "年報によると、来館者は前年度の１２万５千人から１３万５千人に減った。市長が認めた。"},
    {"headline": "「図書館の来館者が２倍」は正しい　増加は８％"},
    {"headline": "「図書館の来館者が３倍」は誤り　増加は８％"},
    {"selection_reason": "神戸市の発表がそのまま広く伝えられたため。"},
]


@pytest.mark.parametrize("content", ONE_PERSON)
def test_correction_by_one_person_is_refused(content: dict[str, str]) -> None:
    verdict = revised(**content)

    for kind in (Publication.Kind.CORRECTION, Publication.Kind.ADDITION):
        with pytest.raises(publications.CorrectionNotApproved):
            publications.correct(verdict, kind=kind, note="直した", by=factories.desk_editor())
    with pytest.raises(publications.NotATypo):
        publications.correct(verdict, kind=Publication.Kind.AMENDMENT, note="直した", by=factories.desk_editor())

    assert Publication.objects.count() == 1


def test_correction_by_one_person_touches_neither_evidence_nor_claim_nor_claimant_nor_reply() -> None:
    by = factories.desk_editor()

    def evidence_changed(verdict: Verdict) -> None:
        evidence.edit(verdict.evidence.get(), by=by, quoted_passage="別の一節")

    def claim_changed(verdict: Verdict) -> None:
        claims.reword(verdict.claim, by=by, statement="別の主張", claimant=None, claimed_date=None, topics=())

    def claimant_changed(verdict: Verdict) -> None:
        claimants.describe(verdict.claim.claimant, by=by, name="別の団体")

    def reply_added(verdict: Verdict) -> None:
        replies.add(verdict, by=by, party="みなと市", asked_at=factories.PUBLISHED_AT)

    for change in (evidence_changed, claim_changed, claimant_changed, reply_added):
        claim = factories.claim(claimant=factories.claimant())
        verdict = verdicts.revise(factories.published_verdict(claim), by=by)
        change(verdict)

        with pytest.raises(publications.NotATypo):
            publications.correct(verdict, kind=Publication.Kind.AMENDMENT, note="直した", by=by)


def test_slip_of_the_pen_goes_out_alone_and_is_listed_for_the_others() -> None:
    verdict = revised(reasoning="年報によると来館者は、前年度の12万５千人から１３万５千人に増えた。市長が認めた。")
    by, second = factories.desk_editor(), factories.desk_editor()

    publications.correct(verdict, kind=Publication.Kind.AMENDMENT, note="読点を直した", by=by)

    fix = TypoFix.objects.unseen().get()
    assert (fix.verdict, fix.version, fix.published_by) == (verdict, 2, by)
    with pytest.raises(publications.OwnTypoFix):
        publications.see(fix, by=by)
    publications.see(fix, by=second)
    assert not TypoFix.objects.unseen().exists()
    assert list(verification.verify()) == []


def test_whoever_rewords_the_claim_is_an_author_and_cannot_approve() -> None:
    verdict = factories.complete_draft()
    second = factories.desk_editor()
    claims.reword(verdict.claim, by=second, statement="言い直した主張", claimant=None, claimed_date=None, topics=())
    verdict = verdicts.submit(verdict, by=factories.reporter())

    with pytest.raises(verdicts.AuthorCannotApprove):
        verdicts.approve(verdict, by=second)


def test_approval_stands_when_the_secret_key_is_changed(settings: Settings) -> None:
    verdict = factories.approved_verdict()
    settings.SECRET_KEY = "a new one, and the old is forgotten"

    assert publications.publish(verdict, by=factories.desk_editor()).sequence == 1


def test_verify_finds_a_content_that_does_not_match_its_hash() -> None:
    publication = factories.publication()
    with pgtrigger.ignore("articles.PublicationContent:only_erasure"):
        PublicationContent.objects.update(snapshot={"headline": "すり替え"})

    assert list(verification.verify()) == [Problem(str(publication), "the content does not match its hash")]


def an_appearance(verdict: Verdict) -> None:
    candidates.accept(factories.candidate(), claim=verdict.claim, by=factories.reporter())


def another_affiliation(verdict: Verdict) -> None:
    assert verdict.claim.claimant is not None
    claimants.describe(verdict.claim.claimant, affiliation="前市長", by=factories.reporter())


@pytest.mark.parametrize("change", [an_appearance, another_affiliation])
def test_what_changed_after_approval_is_not_published(change: Callable[[Verdict], None]) -> None:
    desk = factories.desk_editor()
    verdict = factories.approved_verdict(factories.claim(claimant=factories.claimant()))
    change(verdict)

    with pytest.raises(publications.ChangedSinceApproval):
        publications.publish(verdict, by=desk)

    verdict = verdicts.send_back(verdict, reason="見ていない出どころがある", by=desk)
    verdict = verdicts.approve(verdicts.submit(verdict, by=factories.reporter()), by=factories.desk_editor())
    publications.publish(verdict, by=desk)
    assert Publication.objects.count() == 1
