import orjson
import pytest

from articles.actions import publications, redactions
from articles.api.read.representations import VERDICT_FIELDS
from articles.models import PublicationRendering, PublishedVerdict
from articles.public import people
from tests import factories
from tests.api.conftest import Partner, corrected, verdict_with_everything


def path(verdict_id: int, version: int | None = None) -> str:
    return f"/api/v1/verdicts/{verdict_id}/" + (f"versions/{version}/" if version else "")


def test_detail_is_the_rendering_byte_for_byte(partner: Partner) -> None:
    verdict = verdict_with_everything()

    response = partner.get(path(verdict.pk))

    kept = PublicationRendering.objects.get().json.encode()
    assert response.content == people.with_names(kept, people.named())
    body = partner.body(path(verdict.pk), "Verdict")
    assert tuple(body) == VERDICT_FIELDS
    assert body["claim"]["claimant"]["label"] == verdict.claim.claimant.name
    assert [appearance["outlet"] for appearance in body["appearances"]] == ["みなと日報"]
    assert [reply["outcome"]["code"] for reply in body["right_of_reply"]] == ["no_answer"]


def test_list_holds_live_and_retracted_newest_first(partner: Partner) -> None:
    first, second, hidden = (factories.published_verdict() for _ in range(3))
    desk = factories.desk_editor()
    publications.retract(first, note="前提が誤っていた", by=desk)
    redactions.hide(hidden, reason="決定", by=desk)

    results = partner.results("/api/v1/verdicts/", "VerdictPage")

    assert [(item["id"], item["state"]) for item in results] == [(second.pk, "live"), (first.pk, "retracted")]


def test_missing_renderings_are_made_anew_with_their_diff(partner: Partner) -> None:
    verdict = corrected(verdict_with_everything())
    listed, detail = partner.get("/api/v1/verdicts/").content, partner.get(path(verdict.pk)).content
    changes, first = partner.get("/api/v1/changes/").content, partner.get(path(verdict.pk, 1)).content

    PublicationRendering.objects.all().delete()

    assert partner.get("/api/v1/verdicts/").content == listed
    assert partner.get(path(verdict.pk)).content == detail
    assert partner.get(path(verdict.pk, 1)).content == first
    assert partner.get("/api/v1/changes/").content == changes
    assert [change["field"] for change in orjson.loads(detail)["correction"]["changes"]] == ["headline"]


def test_a_hidden_version_is_no_side_of_a_diff_made_anew(partner: Partner) -> None:
    verdict = corrected(factories.published_verdict(headline="消された見出し"))
    redactions.hide(verdict, versions=[1], reason="決定", by=factories.desk_editor())
    PublicationRendering.objects.all().delete()

    assert partner.body(path(verdict.pk), "Verdict")["correction"]["changes"] == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("rating=fij-false", ["false"]),
        ("rating=fij-accurate", ["accurate"]),
        ("topic=libraries", ["everything"]),
        ("state=retracted", ["retracted"]),
        ("state=live&rating=fij-false", ["false"]),
    ],
)
def test_filters(partner: Partner, query: str, expected: list[str]) -> None:
    verdicts = {
        "false": factories.published_verdict(rating="fij-false"),
        "accurate": factories.published_verdict(rating="fij-accurate"),
        "everything": verdict_with_everything(rating="fij-misleading"),
        "retracted": factories.published_verdict(rating="fij-mostly-accurate"),
    }
    publications.retract(verdicts["retracted"], note="前提が誤っていた", by=factories.desk_editor())

    results = partner.results(f"/api/v1/verdicts/?{query}", "VerdictPage")

    assert [item["id"] for item in results] == [verdicts[name].pk for name in expected]


def test_filter_by_claimant_and_by_change(partner: Partner) -> None:
    factories.published_verdict()
    verdict = verdict_with_everything()
    updated_at = PublishedVerdict.objects.get(pk=verdict.pk).updated_at.isoformat().replace("+00:00", "Z")

    of_claimant = partner.results(f"/api/v1/verdicts/?claimant={verdict.claim.claimant_id}", "VerdictPage")
    since = partner.results(f"/api/v1/verdicts/?updated_since={updated_at}", "VerdictPage")

    assert [item["id"] for item in of_claimant] == [verdict.pk]
    assert [item["id"] for item in since] == [verdict.pk]


def test_fields_picks_members_in_list_detail_and_version(partner: Partner) -> None:
    verdict = factories.published_verdict()
    expected = {"id": verdict.pk, "headline": verdict.headline}

    for url in (path(verdict.pk), path(verdict.pk, 1)):
        assert orjson.loads(partner.get(f"{url}?fields=headline,id").content) == expected
    assert orjson.loads(partner.get("/api/v1/verdicts/?fields=headline,id").content)["results"] == [expected]


def test_versions_stay_as_they_were(partner: Partner) -> None:
    verdict = factories.published_verdict()
    before = partner.get(path(verdict.pk, 1)).content

    corrected(verdict)

    assert partner.get(path(verdict.pk, 1)).content == before
    assert partner.body(path(verdict.pk, 2), "Verdict") == partner.body(path(verdict.pk), "Verdict")


def test_what_is_hidden_is_gone_and_what_never_was_is_unknown(partner: Partner) -> None:
    verdict = corrected(factories.published_verdict())
    draft = factories.complete_draft()
    redactions.hide(verdict, reason="決定", by=factories.desk_editor())

    assert partner.problem(path(verdict.pk)) == (410, "withdrawn")
    assert partner.problem(path(verdict.pk, 1)) == (410, "withdrawn")
    assert partner.problem(path(verdict.pk, 3)) == (404, "not_found")  # the redaction's own number has no text
    assert partner.problem(path(verdict.pk, 9)) == (404, "not_found")
    assert partner.problem(path(draft.pk)) == (404, "not_found")
    assert partner.problem(path(draft.pk, 1)) == (404, "not_found")


def test_hiding_an_old_version_leaves_the_verdict(partner: Partner) -> None:
    verdict = corrected(factories.published_verdict())

    redactions.hide(verdict, versions=[1], reason="決定", by=factories.desk_editor())

    assert partner.problem(path(verdict.pk, 1)) == (410, "withdrawn")
    assert partner.body(path(verdict.pk), "Verdict")["version"] == 2
