import pytest

from articles.actions import publications, redactions, verdicts
from articles.models import Publication, PublicationContent, PublicationRendering, PublishedVerdict, Rating
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
    assert list(publications.verify()) == []
    assert PublicationContent.objects.filter(snapshot__isnull=True).count() == 3
    assert PublicationRendering.objects.count() == 0
    index = PublishedVerdict.objects.get()
    assert (index.state, index.headline, index.search_vector) == ("hidden", "", None)
