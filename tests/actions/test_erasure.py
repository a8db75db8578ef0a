"""What a confirmed redaction leaves behind: nothing of what was erased, in no table and in no dump."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from articles.actions import (
    articles,
    assignments,
    candidates,
    claim_images,
    claim_merges,
    claimants,
    claims,
    comments,
    desk_search,
    erasure,
    evidence,
    extractions,
    handing_in,
    notes,
    redactions,
    replies,
    verdicts,
)
from articles.actions import publications as publishing
from articles.actions.verification import history, publications
from articles.extraction import extract
from articles.models import (
    Article,
    Candidate,
    CandidateScore,
    CandidateSearch,
    Claimant,
    ClaimSearch,
    ConfidentialNote,
    Event,
    ExtractionRun,
    PublicationContent,
    Redaction,
    TextFingerprint,
    Verdict,
)
from tests import factories, whole_database

NAME = "楢葉沢ゆきの"
PLANTED = {
    "name": NAME,
    "headline": "消される見出しの文字列",
    "finding": "消される事実の文字列",
    "summary": "消される要約の文字列",
    "english": "English words that are to be erased",
    "easy": "消される《けされる》やさしい文字列",
    "reasoning": "消される理由づけの文字列",
    "selection": "消される選定理由の文字列",
    "alt": "消される画像の文字列",
    "picture": "消される画像の説明",
    "statement": "消される主張の文字列",
    "source": "消される情報源の名",
    "passage": "消される引用の文字列",
    "answer": "消される回答の文字列",
    "note": "消される訂正の説明",
    "title": "消される素材の見出し",
    "account": "@kesareru_account",
    "quote": "消される発言の文字列",
    "rejection": "消される見送りの補足",
    "precedent": "消される前例との違い",
    "further": "https://sns.example/kesareru/further",
    "comment": "消されるコメントの文字列",
    "merged": "消される統合した主張",
    "kept": "消される判定の言葉の理由",
    "given": "https://sns.example/kesareru/1?utm_source=kesareru",
}
TEXT = f"{NAME}さんは１日、「{PLANTED['quote']}」と述べた。みなと市は三月、来館者が２倍に増えたと発表した。"


def planted() -> Verdict:
    """A corrected verdict about a private person, with every planted word in as many places as the desk has."""
    by, second = factories.desk_editor(), factories.desk_editor()
    revision = factories.revision(
        TEXT, title=PLANTED["title"], url="https://sns.example/kesareru/1", account=PLANTED["account"], by=by
    )
    articles.add_address(revision.article, url=PLANTED["further"], by=by)
    run = extractions.request(revision, by=by)
    extractions.record(run, extract(TEXT))
    claimant = factories.claimant(name=NAME, kind=Claimant.Kind.PRIVATE_PERSON, aliases=[f"{NAME[:3]} ゆき"])
    quote = f"「{PLANTED['quote']}」と述べた。"
    found = factories.candidate(revision, quote, by=by)
    accepted = candidates.accept_as_new(found, by=by, statement=PLANTED["statement"], claimant=claimant)
    assert accepted.claim is not None
    key = factories.api_key().key
    reprint = handing_in.hand_in(text=f"{TEXT}（転載）", title="図書館", url=PLANTED["given"], by=key).revision
    twin = factories.candidate(reprint, quote, by=by)
    candidates.mark_duplicate(twin, by=by, of=accepted)
    comments.write(accepted.claim, text=PLANTED["comment"], by=by)
    assignments.assign(accepted.claim, to=by, by=by)
    again = claims.word(statement=f"{PLANTED['merged']}は嘘だ", rating_reason=PLANTED["kept"], by=by)
    comments.write(again, text=PLANTED["comment"], by=by)
    claim_merges.merge(again, into=accepted.claim, by=by)
    other = factories.candidate(revision, "みなと市は三月、", by=by)
    candidates.reject(other, by=by, reason="other", note=PLANTED["rejection"])
    verdict = factories.complete_draft(
        accepted.claim,
        by=by,
        headline=PLANTED["headline"],
        finding=PLANTED["finding"],
        summary=f"{PLANTED['summary']}\n二行目\n三行目",
        reasoning=PLANTED["reasoning"],
        selection_reason=PLANTED["selection"],
        precedent_note=PLANTED["precedent"],
        english_claim=PLANTED["english"],
        english_summary=f"One.\n{PLANTED['english']}\nThree.",
        easy_claim=PLANTED["easy"],
        easy_summary=f"一。\n{PLANTED['easy']}\n三。",
    )
    claim_images.add(verdict, file=factories.picture(), alt=PLANTED["alt"], caption=PLANTED["picture"], by=by)
    evidence.add(verdict, by=by, title="聞き取り", source_name=PLANTED["source"], quoted_passage=PLANTED["passage"])
    replies.add(
        verdict,
        by=by,
        party="みなと市",
        asked_at=factories.PUBLISHED_AT,
        outcome="answered",
        answer=PLANTED["answer"],
    )
    verdict = verdicts.send_back(verdicts.submit(verdict, by=by), by=second, reason=f"{NAME}の名を確かめて")
    verdict = factories.published(verdict, by=by)
    return factories.corrected(verdict, note=PLANTED["note"])


def erase(verdict: Verdict) -> None:
    redaction = redactions.hide(verdict, reason=f"{NAME}さんの申し立て", by=factories.desk_editor())
    redactions.confirm(redaction, reason="本人の申し立て", with_claimant=True, by=factories.desk_editor())


def test_nothing_that_was_erased_is_in_any_table_or_in_the_dump(
    committed_database: str, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    verdict = planted()
    before = whole_database.found_in_tables(PLANTED.values())
    assert {word for _table, word in before} == set(PLANTED.values())
    assert len({table for table, _word in before}) >= 10
    assert [word for word in PLANTED.values() if word not in whole_database.dump(committed_database)] == []

    erase(verdict)

    assert whole_database.found_in_tables([*PLANTED.values(), NAME[:3]]) == []
    written = whole_database.dump(committed_database)
    assert [word for word in PLANTED.values() if word in written] == []
    assert [word for word in PLANTED.values() if word in caplog.text + "".join(capsys.readouterr())] == []
    assert list(publications.verify()) == []
    assert list(history.verify()) == []


@pytest.mark.django_db
def test_pages_of_the_desk_and_of_readers_show_nothing_that_was_erased() -> None:
    verdict = planted()
    claim, claimant = verdict.claim, Claimant.objects.get(name=NAME)
    article = Article.objects.get(title=PLANTED["title"])
    erase(verdict)
    client = Client()
    client.force_login(factories.desk_editor())
    rows = [
        verdict,
        claim,
        claimant,
        article,
        *Candidate.objects.all(),
        *verdict.redactions.all(),
        *Event.objects.all(),
    ]
    paths = [
        f"/admin/articles/{row._meta.model_name}/{row.pk}/{page}/" for row in rows for page in ("change", "history")
    ]

    pages = [
        client.get(path, follow=True)
        for path in [*paths, "/admin/queue/", "/admin/", f"/verdicts/{verdict.pk}/", "/api/v1/changes/"]
    ]

    assert {page.status_code for page in pages} <= {200, 410}
    assert [word for word in PLANTED.values() for page in pages if word in page.content.decode()] == []


@pytest.mark.django_db
def test_erased_verdict_is_begun_anew_approved_and_published() -> None:
    verdict = planted()
    erase(verdict)
    by, second = factories.desk_editor(), factories.desk_editor()

    blank = verdicts.start_blank(verdict, by=by)
    missing = verdicts.missing_for_publication(blank)
    claims.reword(blank.claim, by=by, statement="新しい主張", claimant=None, claimed_date=None, topics=())
    values = {
        "headline": "新しい見出し",
        "summary": "一\n二\n三",
        "reasoning": "新しい検証",
        "selection_reason": "新しい理由",
        "correction_kind": "correction",
        "correction_note": "書き直した",
    }
    rating = factories.Rating.objects.get(code="fij-false")
    blank = verdicts.edit(blank, by=by, rating=rating, **values)
    factories.primary_evidence(blank, by=by)
    blank = verdicts.approve(verdicts.submit(blank, by=by), by=second)
    publication = factories.publications.correct(blank, by=second)

    assert missing[0] == "検証する主張"
    snapshot = publication.content.snapshot
    assert (snapshot["headline"], snapshot["appearances"], snapshot["claim"]["statement"]) == (
        "新しい見出し",
        [],
        "新しい主張",
    )
    assert list(publications.verify()) == []


@pytest.mark.django_db
def test_nothing_derived_from_erased_words_is_left_to_compare_with() -> None:
    verdict = planted()
    texts = Article.objects.filter(revisions__candidates__claim=verdict.claim)
    erased = list(Candidate.objects.filter(revision__article__in=texts).values_list("pk", flat=True))
    desk_search.compare(erased)
    there = CandidateSearch.objects.filter(pk__in=erased).count()

    erase(verdict)

    row = ClaimSearch.objects.get(pk=verdict.claim_id)
    assert (row.description, bytes(row.vector), bytes(row.keys)) == (None, b"", b"")
    assert there > 0
    assert not CandidateSearch.objects.filter(pk__in=erased).exists()
    assert not TextFingerprint.objects.filter(revision__redacted_at__isnull=False).exists()
    assert [article.url_keys for article in Article.objects.filter(title=erasure.ERASED)] == [[], []]


@pytest.mark.django_db
def test_claimant_and_texts_stay_where_the_confirming_editor_leaves_them() -> None:
    verdict = planted()
    redaction = redactions.hide(verdict, reason="決定", by=factories.desk_editor())

    redactions.confirm(redaction, with_texts=False, by=factories.desk_editor())

    assert Claimant.objects.filter(name=NAME).exists()
    article = Article.objects.get(title=PLANTED["title"])
    assert article.current_revision.text == TEXT
    assert PLANTED["quote"] not in "".join(Candidate.objects.values_list("quote", flat=True))


@pytest.mark.django_db
def test_extraction_does_not_bring_back_what_was_erased_of_a_text_that_stays() -> None:
    verdict = planted()
    redaction = redactions.hide(verdict, reason="決定", by=factories.desk_editor())
    redactions.confirm(redaction, with_texts=False, by=factories.desk_editor())
    erased = Candidate.objects.filter(redacted_at__isnull=False)
    revision = Article.objects.get(title=PLANTED["title"]).current_revision

    ExtractionRun.objects.filter(revision=revision).update(ruleset="v2")  # read before an upgrade
    extractions.record(extractions.request(revision, by=None), extract(TEXT))

    assert erased.exists()
    assert not CandidateScore.objects.filter(candidate__in=erased).exists()


@pytest.mark.django_db
def test_words_that_are_still_public_stay_in_the_desk() -> None:
    verdict = factories.corrected(factories.published_verdict(), headline="直した見出し")
    redaction = redactions.hide(verdict, versions=[1], reason="決定", by=factories.desk_editor())

    redactions.confirm(redaction, by=factories.desk_editor())

    verdict.refresh_from_db()
    assert (verdict.state, verdict.headline) == (Verdict.State.PUBLISHED, "直した見出し")


@pytest.mark.django_db
def test_redaction_that_an_earlier_release_confirmed_is_finished() -> None:
    verdict, second = planted(), factories.desk_editor()
    redaction = redactions.hide(verdict, reason="決定", by=factories.desk_editor())
    PublicationContent.objects.filter(publication__version__in=redaction.versions).update(
        salt=None, snapshot=None, redacted_at=factories.PUBLISHED_AT
    )
    Redaction.objects.update(state="confirmed", closed_by=second, closed_at=factories.PUBLISHED_AT)

    call_command("install_reference_data")
    call_command("install_reference_data")

    verdict.refresh_from_db()
    assert (verdict.state, verdict.headline, verdict.evidence.count()) == (Verdict.State.ERASED, "", 0)
    assert list(publications.verify()) == []
    assert list(history.verify()) == []
    assert Event.objects.filter(action="verdict.redacted").count() == 1


@pytest.mark.django_db
def test_anonymised_claimant_says_nothing() -> None:
    claimant = factories.claimant(name=NAME, kind=Claimant.Kind.MINOR, aliases=["ゆき"], affiliation="中学生")
    claimants.describe(claimant, by=factories.reporter(), affiliation="高校生")

    erasure.anonymise(claimant, by=factories.desk_editor())

    claimant.refresh_from_db()
    assert (claimant.name, claimant.kind, claimant.names, claimant.affiliation) == (
        erasure.ERASED,
        Claimant.Kind.PRIVATE_PERSON,
        [erasure.ERASED],
        "",
    )


def test_redactions_are_applied_again_after_an_older_backup_was_restored(
    committed_database: str, tmp_path: Path
) -> None:
    """The list kept beside the backups names numbers only; the backup still holds everything."""
    verdict, listed = planted(), tmp_path / "redactions.jsonl"
    first, second = factories.desk_editor(username="mori"), factories.desk_editor(username="hayashi")
    note = notes.write(verdict, by=first, source="保護する人")
    backup = whole_database.backup(committed_database)
    erase(verdict)
    notes.destroy(note, by=first)
    call_command("export_redactions", listed)
    assert Event.objects.latest("pk").action == "redaction.exported"
    assert [word for word in PLANTED.values() if word in listed.read_text()] == []
    whole_database.restore(backup, committed_database)
    assert whole_database.found_in_tables([NAME]) != []
    outputs = [io.StringIO(), io.StringIO()]

    for output in outputs:
        call_command("reapply_redactions", listed, by="mori", second="hayashi", stdout=output)

    assert whole_database.found_in_tables(PLANTED.values()) == []
    assert json.loads(listed.read_text().splitlines()[0])["verdict"] == verdict.pk
    assert [output.getvalue() for output in outputs] == ["2 件を消去し直しました。\n", "0 件を消去し直しました。\n"]
    assert not ConfidentialNote.objects.standing().exists()
    redaction = Redaction.objects.get(state=Redaction.State.CONFIRMED)
    assert (redaction.hidden_by, redaction.closed_by) == (first, second)
    assert list(publications.verify()) == []


def publish(verdict: Verdict) -> None:
    publishing.publish(verdict, by=factories.desk_editor())
    verdict.refresh_from_db()


def test_backup_from_before_the_publication_is_blanked_too(committed_database: str, tmp_path: Path) -> None:
    """Approved and not yet public when the backup was taken: one click from publication once it was restored."""
    listed, by = tmp_path / "redactions.jsonl", factories.desk_editor(username="mori")
    factories.desk_editor(username="hayashi")
    verdict = planted()
    claim = factories.claim(statement=PLANTED["statement"], claimant=verdict.claim.claimant)
    factories.appearance(claim, title=PLANTED["title"], account=PLANTED["account"], text=f"{PLANTED['quote']}。")
    later = factories.approved_verdict(claim, by=by, headline=PLANTED["headline"], reasoning=PLANTED["reasoning"])
    backup = whole_database.backup(committed_database)
    publish(later)
    erase(later)
    erase(verdict)
    call_command("export_redactions", listed)
    assert [word for word in PLANTED.values() if word in listed.read_text()] == []
    whole_database.restore(backup, committed_database)
    outputs = [io.StringIO(), io.StringIO()]

    for output in outputs:
        call_command("reapply_redactions", listed, by="mori", second="hayashi", stdout=output)

    assert whole_database.found_in_tables(PLANTED.values()) == []
    assert outputs[1].getvalue() == "0 件を消去し直しました。\n"
    later = Verdict.objects.get(pk=later.pk)
    assert (later.state, later.headline, later.evidence.count()) == (Verdict.State.DRAFT, "", 0)
    assert [list(publications.verify()), list(history.verify())] == [[], []]


def test_redactions_that_were_open_in_the_backup_are_finished_whoever_opened_them(
    committed_database: str, tmp_path: Path
) -> None:
    listed = tmp_path / "redactions.jsonl"
    mori, hayashi = factories.desk_editor(username="mori"), factories.desk_editor(username="hayashi")
    both = [planted(), factories.corrected(factories.published_verdict(headline=PLANTED["headline"]), note="直した")]
    redactions.hide(both[0], reason="決定", by=mori)
    redactions.hide(both[1], reason="決定", versions=[1], by=hayashi)  # of the listed versions one alone
    backup = whole_database.backup(committed_database)
    for redaction in Redaction.objects.all():
        redactions.confirm(redaction, with_claimant=True, by=factories.desk_editor())
    erase(both[1])
    call_command("export_redactions", listed)
    whole_database.restore(backup, committed_database)

    call_command("reapply_redactions", listed, by="mori", second="hayashi", stdout=io.StringIO())

    assert whole_database.found_in_tables(PLANTED.values()) == []
    assert list(publications.verify()) == []


def test_what_cannot_be_erased_again_holds_up_nothing_else(committed_database: str, tmp_path: Path) -> None:
    listed = tmp_path / "redactions.jsonl"
    mori = factories.desk_editor(username="mori")
    verdict = planted()
    note = notes.write(verdict, by=mori, source="保護する人")
    lines = [{"verdict": verdict.pk, "versions": [1], "with_texts": True, "with_claimant": True}, {"note": note.pk}]
    listed.write_text("".join(json.dumps(line) + "\n" for line in lines))

    with pytest.raises(CommandError, match=str(redactions.SecondPersonNeeded.message)):
        call_command("reapply_redactions", listed, by="mori", second="mori", stdout=io.StringIO())

    assert not ConfidentialNote.objects.standing().exists()


@pytest.mark.django_db
def test_reasons_of_earlier_redactions_go_with_the_words_they_may_name() -> None:
    verdict, by = planted(), factories.desk_editor()
    lifted = redactions.hide(verdict, reason=f"{NAME}さんから電話", by=by)
    redactions.lift(lifted, reason=f"{NAME}さんは同意していた", by=factories.desk_editor())

    erase(verdict)

    lifted.refresh_from_db()
    assert (lifted.reason, lifted.closing_reason) == (erasure.ERASED, erasure.ERASED)
    with pytest.raises(IntegrityError, match="a closed redaction does not change"), transaction.atomic():
        Redaction.objects.filter(pk=lifted.pk).update(reason="別の理由")
    assert list(history.verify()) == []
