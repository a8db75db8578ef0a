import json

import pytest

from articles.actions import public_index, publications, redactions
from articles.actions.verification import publications as verification
from articles.models import (
    EventContent,
    Publication,
    PublicationContent,
    PublicationRendering,
    PublishedArticle,
    PublishedClaimant,
    PublishedVerdict,
    Verdict,
)
from tests import factories

pytestmark = pytest.mark.django_db

SECRET = "秘密の一節"


def corrected(headline: str = "穏当な見出し") -> Verdict:
    """Version 1 holds SECRET, version 2 does not."""
    verdict = factories.published_verdict(headline=f"{SECRET}を含む見出し")
    return factories.corrected(verdict, kind=Publication.Kind.AMENDMENT, headline=headline)


def renderings() -> str:
    return json.dumps(list(PublicationRendering.objects.order_by("pk").values_list("html", "json")), ensure_ascii=False)


def test_hiding_an_old_version_takes_it_out_of_the_diff_of_the_new_one() -> None:
    verdict = corrected()
    assert SECRET in renderings()

    redactions.hide(verdict, versions=[1], reason="決定", by=factories.desk_editor())

    assert SECRET not in renderings()
    index = PublishedVerdict.objects.get()
    assert (index.state, index.version, index.headline) == ("live", 2, "穏当な見出し")


def test_hiding_everything_empties_every_derived_row() -> None:
    verdict = factories.published_verdict(factories.claim(claimant=factories.claimant()))
    assert PublishedClaimant.objects.count() == 1

    redactions.hide(verdict, reason="決定", by=factories.desk_editor())

    index = PublishedVerdict.objects.get()
    assert (index.state, index.headline, index.statement, index.claim_number) == ("hidden", "", "", None)
    assert not PublishedClaimant.objects.exists()
    assert not PublishedArticle.objects.exists()
    assert not PublicationRendering.objects.exists()


def test_hiding_only_the_newest_version_does_not_bring_back_the_one_before() -> None:
    verdict = corrected()

    redactions.hide(verdict, versions=[2], reason="決定", by=factories.desk_editor())

    assert PublishedVerdict.objects.get().state == "hidden"


def test_lift_shows_everything_again() -> None:
    verdict = corrected()
    redaction = redactions.hide(verdict, reason="取り違え", by=factories.desk_editor())

    redactions.lift(redaction, reason="取り違え", by=factories.desk_editor())

    assert PublishedVerdict.objects.get().headline == "穏当な見出し"
    assert SECRET in renderings()
    assert list(Publication.objects.order_by("sequence").values_list("kind", "version")) == [
        ("published", 1),
        ("amendment", 2),
        ("redaction", 3),
        ("restoration", 4),
    ]


def test_confirm_erases_contents_and_audit_words_and_the_log_still_verifies() -> None:
    verdict = corrected()
    redaction = redactions.hide(verdict, reason="決定", by=factories.desk_editor())

    redactions.confirm(redaction, by=factories.desk_editor())

    erased = PublicationContent.objects.filter(publication__version__in=[1, 2])
    assert [(c.salt, c.snapshot) for c in erased] == [(None, None), (None, None)]
    assert not EventContent.objects.filter(
        event__subject_type="verdict", event__action="verdict.corrected", content__isnull=False
    ).exists()
    assert list(verification.verify()) == []


def test_hide_keeps_a_correction_possible() -> None:
    desk = factories.desk_editor()
    verdict = corrected()
    redactions.hide(verdict, versions=[1], reason="決定", by=desk)

    verdict = factories.corrected(verdict, kind=Publication.Kind.ADDITION, reasoning="新しい資料が出た。")

    assert verdict.published_version == 4


@pytest.mark.parametrize("versions", [[9], []])
def test_hide_needs_something_to_hide(versions: list[int]) -> None:
    with pytest.raises(redactions.NothingToRedact):
        redactions.hide(factories.published_verdict(), versions=versions, reason="決定", by=factories.desk_editor())


def test_one_redaction_at_a_time_and_closed_once() -> None:
    desk, second = factories.desk_editor(), factories.desk_editor()
    verdict = corrected()
    redaction = redactions.hide(verdict, versions=[1], reason="決定", by=desk)

    with pytest.raises(redactions.RedactionAlreadyOpen):
        redactions.hide(verdict, versions=[2], reason="決定", by=desk)
    redactions.confirm(redaction, by=second)
    with pytest.raises(redactions.RedactionAlreadyClosed):
        redactions.lift(redaction, reason="取り違え", by=second)


def test_retraction_is_refused_while_hidden() -> None:
    verdict = factories.published_verdict()
    redactions.hide(verdict, reason="決定", by=factories.desk_editor())

    with pytest.raises(publications.PublishedContentHidden):
        publications.retract(verdict, note="誤り", by=factories.desk_editor())


def test_rebuild_derives_the_same_from_the_log() -> None:
    corrected()
    before = (renderings(), list(PublishedVerdict.objects.order_by("pk").values()))
    PublicationRendering.objects.all().delete()
    PublishedVerdict.objects.all().delete()

    assert public_index.rebuild() == 1

    assert (renderings(), list(PublishedVerdict.objects.order_by("pk").values())) == before
