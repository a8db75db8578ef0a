"""事実は: the facts in one sentence under the stamp. It goes wherever the verdict goes, and with it when it is withdrawn."""

from __future__ import annotations

import re

import orjson
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from articles.actions import claimants, notes, publications, snapshots, verdicts
from articles.actions.verification import publications as verification
from articles.models import Claimant, Publication, Verdict
from articles.models.snapshot import WITHOUT
from articles.public import embeds, versions
from articles.public.cards import of_version
from articles.public.converters import Reference
from tests import factories

pytestmark = pytest.mark.django_db

FINDING = "年報の来館者は１３万５千人で、８％の増加にとどまる。"


def text_of(client: Client, path: str) -> str:
    return client.get(path, follow=True).content.decode().replace("<wbr>", "")


def surfaces(number: int) -> list[str]:
    return [
        f"/verdicts/{number}/",
        f"/embed/verdicts/{number}/",
        *(reverse(f"public:verdict-{name}", args=[Reference(number, "")]) for name in ("fragment", "print")),
        *(f"/feeds/verdicts.{form}" for form in ("atom", "rss", "json")),
        f"/api/v1/verdicts/{number}/",
    ]


def test_finding_is_said_wherever_the_verdict_is_and_of_a_retracted_one_nowhere(client: Client) -> None:
    verdict = factories.published_verdict(finding=FINDING)
    silent = {path: FINDING in text_of(client, path) for path in surfaces(verdict.number)}
    page = text_of(client, f"/verdicts/{verdict.number}/")
    listed = versions.verdict(verdict.number)

    assert list(silent.values()) == [True] * len(silent), silent
    under_stamp = re.search('<span class="stamp .*?</span></span>.*?<p class="finding-fact">(.*?)</p>', page, re.DOTALL)
    assert under_stamp is not None
    assert under_stamp[1] == f"<b>事実は</b>{FINDING}"
    assert f"事実は：{FINDING}" in re.findall('<meta name="description" content="([^"]+)"', page)[0]
    assert orjson.loads(versions.newest(listed.pk).claim_review)["reviewBody"] == FINDING
    assert of_version(versions.newest(listed.pk)).finding == FINDING
    assert f"/verdicts/{verdict.number}-" in text_of(client, "/verdicts/?q=とどまる")
    factories.retracted(verdict)
    said = {path: FINDING in text_of(client, path) for path in surfaces(verdict.number)[1:-1]}
    assert list(said.values()) == [False] * len(said), said
    assert of_version(versions.newest(verdict.number)).finding == ""


def test_version_without_a_finding_is_written_as_before(client: Client) -> None:
    without = factories.publication()
    having = factories.publication(finding=FINDING)

    assert (without.content.snapshot["schema"], "finding" in without.content.snapshot) == (WITHOUT, False)
    assert (having.content.snapshot["schema"], having.content.snapshot["finding"]) == (3, FINDING)
    assert "事実は" not in text_of(client, f"/verdicts/{without.verdict_number}/")
    assert orjson.loads(text_of(client, f"/api/v1/verdicts/{without.verdict_number}/"))["finding"] == ""
    assert embeds.height(versions.verdict(having.verdict_number)) > embeds.height(
        versions.verdict(without.verdict_number)
    )
    assert list(verification.verify()) == []


def test_approval_given_before_there_were_findings_stands() -> None:
    verdict = factories.approved_verdict()
    approval = verdict.approvals.get()
    assert approval.salt is not None

    before = {name: value for name, value in snapshots.proof(verdict).items() if name != "finding"} | {"schema": 2}

    assert approval.seal == snapshots.seal(before, bytes(approval.salt))  # type: ignore[arg-type]  # a snapshot of then
    assert publications.publish(verdict, by=factories.desk_editor()).version == 1


def test_slip_in_a_finding_is_mended_alone_and_none_is_added_or_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    by = factories.desk_editor()
    verdict = verdicts.revise(factories.published_verdict(finding="来館者はは８％の増加だった。"), by=by)
    verdict = verdicts.edit(verdict, by=by, finding="来館者は８％の増加だった。")

    assert publications.correct(verdict, by=by).content.snapshot["finding"] == "来館者は８％の増加だった。"

    verdict = verdicts.edit(verdicts.revise(verdict, by=by), by=by, finding="")
    with pytest.raises(publications.NotATypo, match="事実は"):
        publications.correct(verdict, by=by)
    monkeypatch.setattr(publications, "refuse_more_than_a_typo", lambda row, snapshot: None)
    with pytest.raises(IntegrityError, match="a typo changes no number"), transaction.atomic():
        publications.correct(verdict, by=by)


def test_change_of_a_finding_is_shown(client: Client) -> None:
    verdict = factories.corrected(factories.published_verdict(finding="８％の減少だった。"), finding=FINDING)

    correction = orjson.loads(text_of(client, f"/api/v1/verdicts/{verdict.number}/"))["correction"]

    assert correction["changes"] == [
        {"field": "finding", "label": "事実は", "old": "８％の減少だった。", "new": FINDING}
    ]
    assert Publication.objects.of(verdict.number).count() == 2


def test_nobody_is_named_in_a_finding_who_must_not_be() -> None:
    by = factories.reporter()
    claimant = claimants.register(name="楢葉沢ゆきの", kind=Claimant.Kind.PRIVATE_PERSON, by=by)
    private = factories.complete_draft(factories.claim(claimant=claimant), finding="楢葉沢ゆきのさんの誤解だ。")
    protected = factories.complete_draft(by=by, finding="髙垣内ゆみゑさんが集計した。")
    notes.write(protected, source="髙垣内 ゆみゑ", by=by)

    with pytest.raises(snapshots.PrivateNameInText):
        publications.next_version(private, now=factories.PUBLISHED_AT)
    with pytest.raises(snapshots.ProtectedSourceInText, match="事実は"):
        publications.next_version(protected, now=factories.PUBLISHED_AT)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("", True),
        ("８％増だった。", True),
        ("８％増だった", True),
        ("市は「誤りだ。直す。」と答えた。", True),
        ("８％増だった（市の年報による。）。", True),
        ("８％増だった。市は認めた。", False),
        ("「誤りだ」。市は認めた", False),
        ("一行目\n二行目", False),
    ],
)
def test_finding_is_one_sentence(text: str, is_one: bool) -> None:
    assert verdicts.is_one_sentence(text) == is_one


def test_database_keeps_a_finding_to_one_line_and_to_drafts() -> None:
    verdict = factories.complete_draft()
    with pytest.raises(verdicts.FindingNotOneSentence):
        verdicts.edit(verdict, by=factories.reporter(), finding="一。二。")
    with pytest.raises(IntegrityError, match="finding_is_one_line"), transaction.atomic():
        Verdict.objects.filter(pk=verdict.pk).update(finding="一\n二")
    published = factories.published(verdict)
    with pytest.raises(IntegrityError, match="changes only while it is a draft"), transaction.atomic():
        Verdict.objects.filter(pk=published.pk).update(finding="あとから足した。")
