from collections.abc import Callable

import pgtrigger
import pytest

from articles.actions import candidates, claimants, publications, redactions, snapshots, verdicts
from articles.actions.verification import Problem
from articles.actions.verification import publications as verification
from articles.models import Publication, PublicationContent, PublicationRendering, PublishedVerdict, Rating, Verdict
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
    assert (index.state, index.headline, index.search_vector) == ("hidden", "", None)


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
