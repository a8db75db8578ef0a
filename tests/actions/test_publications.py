from collections.abc import Callable
from typing import Any

import pgtrigger
import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from pytest_django.fixtures import Settings

from articles import permissions
from articles.actions import (
    articles,
    candidates,
    claimants,
    claims,
    evidence,
    outlets,
    publications,
    redactions,
    replies,
    snapshots,
    topics,
    users,
    verdicts,
)
from articles.actions.verification import Problem
from articles.actions.verification import publications as verification
from articles.models import (
    Approval,
    Claimant,
    Publication,
    PublicationContent,
    PublicationRendering,
    PublishedVerdict,
    Rating,
    RetractionReason,
    TypoFix,
    User,
    Verdict,
)
from tests import factories, whole_database

pytestmark = pytest.mark.django_db


def test_publish_correct_retract_redact() -> None:
    desk, second = factories.desk_editor(), factories.desk_editor()
    verdict = factories.approved_verdict()

    publications.publish(verdict, by=desk)
    verdict = verdicts.revise(verdict, by=desk)
    verdict = verdicts.edit(verdict, by=desk, rating=Rating.objects.get(code="fij-inaccurate"))
    with pytest.raises(publications.RatingChangeNotApproved):
        publications.correct(verdict, by=desk)
    verdict = verdicts.edit(verdict, by=desk, correction_kind="rating_change", correction_note="新資料")
    verdict = verdicts.approve(verdicts.submit(verdict, by=desk), by=second)
    publications.correct(verdict, by=desk)
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


@pytest.mark.parametrize(("rating", "kind"), [("fij-false", "rating_change"), ("fij-inaccurate", "correction")])
def test_kind_of_a_correction_follows_the_rating(rating: str, kind: str) -> None:
    desk = factories.desk_editor()
    verdict = verdicts.revise(factories.published_verdict(rating="fij-false"), by=desk)
    told = {"correction_kind": kind, "correction_note": "説明"}
    verdict = verdicts.edit(verdict, by=desk, rating=Rating.objects.get(code=rating), **told)

    with pytest.raises(verdicts.RatingChangeMislabelled):
        verdicts.submit(verdict, by=desk)


def test_what_readers_are_told_is_written_before_the_approval() -> None:
    desk = factories.desk_editor()
    verdict = verdicts.edit(
        verdicts.revise(factories.corrected(factories.published_verdict()), by=desk), by=desk, headline="新しい見出し"
    )

    with pytest.raises(verdicts.VerdictIncomplete, match="変更の種別、読者に見せる説明"):
        verdicts.submit(verdict, by=desk)


def test_what_readers_are_told_was_read_by_a_second_person() -> None:
    """Once the author published a note of their own after the approval: 「市長は収賄で逮捕された」."""
    desk, second = factories.desk_editor(), factories.desk_editor()
    verdict = verdicts.revise(factories.published_verdict(), by=desk)
    told = {"correction_kind": "correction", "correction_note": "集計を直した", "correction_apology": True}
    verdict = verdicts.approve(
        verdicts.submit(verdicts.edit(verdict, by=desk, headline="新しい見出し", **told), by=desk), by=second
    )

    with pytest.raises(verdicts.VerdictNotEditable):
        verdicts.edit(verdict, by=desk, correction_note="市長は収賄で逮捕された")
    with pytest.raises(IntegrityError, match="only while it is a draft"), transaction.atomic():
        Verdict.objects.filter(pk=verdict.pk).update(correction_note="市長は収賄で逮捕された")
    with pgtrigger.ignore("articles.Verdict:moves_lawfully"), transaction.atomic():
        Verdict.objects.filter(pk=verdict.pk).update(correction_note="市長は収賄で逮捕された")
    with pytest.raises(publications.ChangedSinceApproval):
        publications.correct(verdict, by=desk)
    with pgtrigger.ignore("articles.Verdict:moves_lawfully"), transaction.atomic():
        Verdict.objects.filter(pk=verdict.pk).update(correction_note="集計を直した")

    snapshot = publications.correct(verdict, by=desk).content.snapshot

    assert (snapshot["kind"]["code"], snapshot["correction"]) == (
        "correction",
        {"note": "集計を直した", "apology": True},
    )


def test_database_publishes_no_other_note_than_the_approved(monkeypatch: pytest.MonkeyPatch) -> None:
    verdict = verdicts.revise(factories.published_verdict(), by=factories.reporter())
    told = {"correction_kind": "correction", "correction_note": "集計を直した"}
    verdict = factories.approved(verdicts.edit(verdict, by=factories.reporter(), headline="新しい見出し", **told))
    monkeypatch.setattr(publications, "refuse_void", lambda snapshot, row: None)
    monkeypatch.setattr(snapshots, "correction_of", lambda row: {"note": "市長は逮捕された", "apology": False})

    with pytest.raises(IntegrityError, match="readers are told what was approved"), transaction.atomic():
        publications.correct(verdict, by=factories.desk_editor())


def test_typo_has_no_words_of_its_own_for_readers(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"correction_note": "市長は300万円を受け取っていません", "correction_apology": True}
    verdict = revised(reasoning=TYPO_MENDED, **told)

    with monkeypatch.context() as patch, transaction.atomic():
        patch.setattr(publications, "TYPO_NOTE", "市長は300万円を受け取っていません")
        with pytest.raises(IntegrityError, match="a typo changes no number"), transaction.atomic():
            publications.correct(verdict, by=factories.desk_editor())
    snapshot = publications.correct(verdict, by=factories.desk_editor()).content.snapshot

    assert snapshot["correction"] == {"note": "誤字を直しました。", "apology": False}


@pytest.mark.parametrize(
    "headline", ["「図書館の来館者が２倍」は誤り　増加は−８％", "図書館の来館者が２倍は誤り　増加は８％"]
)
def test_database_lets_no_sign_be_changed_as_a_typo(headline: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publications, "refuse_more_than_a_typo", lambda row, snapshot: None)

    with pytest.raises(IntegrityError, match="a typo changes no number"), transaction.atomic():
        publications.correct(revised(headline=headline), by=factories.desk_editor())


def test_reason_of_a_retraction_is_read_by_a_second_person() -> None:
    desk, second = factories.desk_editor(), factories.desk_editor()
    verdict = factories.published_verdict()

    first = publications.retract(verdict, note="統計が撤回された", by=desk)
    with pytest.raises(publications.OwnReason):
        publications.publish_reason(verdict, by=desk)
    with pytest.raises(IntegrityError, match="approved_by_somebody_else"), transaction.atomic():
        RetractionReason.objects.update(approved_by=desk, approved_at=factories.PUBLISHED_AT)
    publications.explain(verdict, note="統計の撤回で、前提が崩れた", by=second)
    with pytest.raises(publications.OwnReason):
        publications.publish_reason(verdict, by=second)
    with_reason = publications.publish_reason(verdict, by=desk)

    assert first.content.snapshot["correction"] == {"note": publications.RETRACTION_NOTE, "apology": False}
    assert with_reason.content.snapshot["correction"] == {"note": "統計の撤回で、前提が崩れた", "apology": False}
    assert (with_reason.version, with_reason.kind, with_reason.content.snapshot["state"]) == (
        3,
        "retraction",
        "retracted",
    )
    with pytest.raises(publications.NoReasonWaiting):
        publications.publish_reason(verdict, by=second)
    assert list(RetractionReason.objects.order_by("pk").values_list("text", flat=True)) == [
        "",
        "統計の撤回で、前提が崩れた",
    ]
    assert list(verification.verify()) == []


def test_retraction_keeps_the_published_text_not_the_draft() -> None:
    desk = factories.desk_editor()
    verdict = verdicts.revise(factories.published_verdict(headline="公開した見出し"), by=desk)
    verdict = verdicts.edit(verdict, headline="書きかけの見出し", by=desk)

    publication = publications.retract(verdict, note="前提が誤っていた", by=desk)

    snapshot = publication.content.snapshot
    assert (snapshot["state"], snapshot["headline"]) == ("retracted", "公開した見出し")
    assert snapshot["correction"] == {"note": publications.RETRACTION_NOTE, "apology": False}


@pytest.mark.parametrize("spelling", ["港花子", "港　花子", "港 花子"])
@pytest.mark.parametrize("kind", ["private_person", "minor", "anonymous_account"])
def test_publish_refuses_a_name_that_may_not_be_shown(kind: str, spelling: str) -> None:
    claimant = factories.claimant(name="潮太郎", kind=kind)
    verdict = factories.approved_verdict(factories.claim(claimant=claimant), reasoning=f"{spelling}さんが投稿した。")
    claimant.aliases = ["港花子"]  # found out after the approval
    claimant.save()

    with pytest.raises(snapshots.PrivateNameInText, match="検証の内容"):
        publications.publish(verdict, by=factories.desk_editor())

    assert not Publication.objects.exists()


def test_a_passage_that_names_who_may_not_be_named_is_left_out() -> None:
    claim = factories.claim(claimant=factories.claimant(name="港花子", kind="private_person"))
    for quote in ("代表の港　花子さんは「水が濁った」と書いた。", "「水が濁った」という書き込みが広がった。"):
        candidates.accept(factories.candidate(factories.revision(text=quote)), claim=claim, by=factories.reporter())

    snapshot = factories.publication(claim).content.snapshot

    assert [row["quote"] for row in snapshot["appearances"]] == ["「水が濁った」という書き込みが広がった。"]


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


TYPO_MENDED = "年報によると、来館者は前年度の12万５千人から１３万５千人に増えた。市長が認めた。"


def revised(**content: Any) -> Verdict:
    """A published verdict in revision, with changed words and no approval."""
    by = factories.desk_editor()
    verdict = factories.published_verdict(
        reasoning="年報によると、来館者は前年度の１２万５千人から１３万５千人に増えた。市長がが認めた。"
    )
    return verdicts.edit(verdicts.revise(verdict, by=by), by=by, **content)


ONE_PERSON = [
    {"reasoning": "年報によると、来館者は前年度の１２万５千人から１３万９千人に増えた。市長が認めた。"},
    {"reasoning": "年報によると、来館者は前年度の１２万５千人から１３万５千人に増えた。市長が認めなかった。"},
    {"reasoning": "年報によると、来館者は前年度の１２万５千人から１３万５千人に減った。市長が認めた。"},
    {"reasoning": "年報によると、来館者は前年度の１２万５千人から１３万５千人に増えた。市長が認めさせた。"},
    {"headline": "図書館の来館者が２倍は誤り　増加は８％"},
    {"headline": "「図書館の来館者が２倍」は誤り　増加は−８％"},
    {"headline": "「図書館の来館者が２倍」は正しい　増加は８％"},
    {"headline": "「図書館の来館者が３倍」は誤り　増加は８％"},
    {"selection_reason": "神戸市の発表がそのまま広く伝えられたため。"},
    {"finding": "年報では８％増だった。"},
]


@pytest.mark.parametrize("content", ONE_PERSON)
def test_correction_by_one_person_is_refused(content: dict[str, str]) -> None:
    verdict = revised(**content)

    with pytest.raises(publications.NotATypo):
        publications.correct(verdict, by=factories.desk_editor())

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
            publications.correct(verdict, by=by)


def test_slip_of_the_pen_goes_out_alone_and_is_listed_for_the_others() -> None:
    verdict = revised(reasoning=TYPO_MENDED)
    by, second = factories.desk_editor(), factories.desk_editor()

    publications.correct(verdict, by=by)

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


def claimant_renamed(verdict: Verdict, by: User) -> None:
    claimants.describe(verdict.claim.claimant, by=by, name="別の団体")


def topic_renamed(verdict: Verdict, by: User) -> None:
    topics.describe(verdict.claim.topics.get(), by=by, slug="books", name="別のテーマ")


def article_retitled(verdict: Verdict, by: User) -> None:
    articles.describe(verdict.claim.appearances.get().revision.article, by=by, title="別の見出し")


def outlet_renamed(verdict: Verdict, by: User) -> None:
    outlet = verdict.claim.appearances.get().revision.article.outlet
    outlets.describe(outlet, by=by, name="別の新聞", url="", is_own=False)


def appearance_added(verdict: Verdict, by: User) -> None:
    candidates.accept(factories.candidate(), claim=verdict.claim, by=by)


AROUND = (claimant_renamed, topic_renamed, article_retitled, outlet_renamed, appearance_added)


@pytest.mark.parametrize("change", AROUND)
@pytest.mark.parametrize("is_first", [True, False])
def test_what_stands_around_a_published_verdict_is_not_changed_and_approved_by_one_person(
    change: Callable[[Verdict, User], None], is_first: bool
) -> None:
    """Without writing a word on the verdict itself one person revised, changed, submitted, approved and published."""
    alone, second, second_author = factories.desk_editor(), factories.desk_editor(), factories.reporter()
    topic = topics.register(slug="books", name="図書館", by=second)
    claim = factories.claim(claimant=factories.claimant(), topics=[topic])
    factories.appearance(claim, outlet=outlets.register(name="みなと新聞", by=None))
    verdict = factories.published_verdict(claim)
    if is_first:
        change(verdict, alone)
    verdict = verdicts.revise(verdict, by=alone)
    if not is_first:
        change(verdict, alone)
    verdict = verdicts.edit(verdict, by=second_author, correction_kind="correction", correction_note="直した")
    verdict = verdicts.submit(verdict, by=alone)

    refuses_approval(verdict, alone)

    approved = verdicts.approve(verdict, by=second)
    publications.correct(approved, by=alone)
    told = {"correction_kind": "correction", "correction_note": "もう一度直した"}
    again = verdicts.edit(verdicts.revise(approved, by=second), by=second_author, **told)
    approved = verdicts.submit(again, by=second)
    verdicts.approve(approved, by=alone)  # the change is in a version that somebody else approved


def author_renamed(verdict: Verdict, by: User) -> None:
    by.groups.add(Group.objects.get(name=User.Role.ADMINISTRATOR))
    author = verdict.authors.get().user
    users.describe(author, by=by, display_name="別の名前", email="", is_active=True, roles=list(author.groups.all()))


@pytest.mark.parametrize("change", [*AROUND, author_renamed])
def test_what_readers_see_is_not_changed_and_approved_by_one_person_before_the_first_publication(
    change: Callable[[Verdict, User], None],
) -> None:
    alone, second = factories.desk_editor(), factories.desk_editor()
    topic = topics.register(slug="books", name="図書館", by=second)
    claim = factories.claim(claimant=factories.claimant(), topics=[topic])
    factories.appearance(claim, outlet=outlets.register(name="みなと新聞", by=None))
    draft = factories.complete_draft(claim)
    change(draft, alone)
    verdict = verdicts.submit(draft, by=factories.reporter())

    refuses_approval(verdict, alone)
    assert verdicts.approve(verdict, by=second).state == Verdict.State.APPROVED


@pytest.mark.parametrize("reworded", [False, True])
def test_who_worded_the_claim_before_the_draft_does_not_approve_it(reworded: bool) -> None:
    alone, second = factories.desk_editor(), factories.desk_editor()
    claim = factories.claim(by=second if reworded else alone)
    if reworded:
        claims.reword(claim, by=alone, statement="３倍に増えた", claimant=None, claimed_date=None, topics=[])
    verdict = verdicts.submit(factories.complete_draft(claim), by=factories.reporter())

    refuses_approval(verdict, alone)
    assert str(alone) not in [str(author.user) for author in verdict.authors.all()]


@pytest.mark.parametrize("kind", [Claimant.Kind.MINOR, Claimant.Kind.ANONYMOUS_ACCOUNT, Claimant.Kind.PRIVATE_PERSON])
def test_who_lets_a_protected_claimant_be_named_never_approves_it(kind: Claimant.Kind) -> None:
    """However long before the claim: another claim, an earlier publication, nothing of it lets one person do both."""
    alone = factories.desk_editor()
    claimant = factories.claimant(kind=kind, by=factories.reporter())
    claimants.describe(claimant, by=alone, kind=Claimant.Kind.PUBLIC_FIGURE)
    claimant.refresh_from_db()
    verdict = verdicts.submit(factories.complete_draft(factories.claim(claimant=claimant)), by=factories.reporter())

    refuses_approval(verdict, alone)

    published = factories.approved(verdicts.send_back(verdict, by=alone, reason="確かめ直す"))
    publications.publish(published, by=alone)
    by = factories.reporter()
    told = {"correction_kind": "correction", "correction_note": "直した"}
    refuses_approval(verdicts.submit(verdicts.edit(verdicts.revise(published, by=by), by=by, **told), by=by), alone)


def refuses_approval(verdict: Verdict, by: User) -> None:
    with pytest.raises(verdicts.OwnChangeCannotBeApproved):
        verdicts.approve(verdict, by=by)
    with pytest.raises(IntegrityError, match="does not approve it"), transaction.atomic():
        Approval.objects.create(verdict=verdict, round=verdict.round, approved_by=by, seal="x")
    assert not permissions.can_approve_verdict(by, verdict)


def test_who_registered_what_is_around_before_the_claim_was_worded_may_approve_it() -> None:
    editor = factories.desk_editor()
    claimant, revision = factories.claimant(by=editor), factories.revision(by=editor)
    claim = factories.claim(claimant=claimant)
    candidates.accept(factories.candidate(revision), claim=claim, by=factories.reporter())

    verdict = verdicts.submit(factories.complete_draft(claim), by=factories.reporter())

    assert verdicts.approve(verdict, by=editor).state == Verdict.State.APPROVED


def test_approval_stands_when_the_secret_key_is_changed(settings: Settings) -> None:
    verdict = factories.approved_verdict()
    settings.SECRET_KEY = "a new one, and the old is forgotten"

    assert publications.publish(verdict, by=factories.desk_editor()).sequence == 1


def test_verify_finds_a_content_that_does_not_match_its_hash() -> None:
    publication = factories.publication()
    with pgtrigger.ignore("articles.PublicationContent:only_erasure"):
        PublicationContent.objects.update(snapshot={"headline": "すり替え"})

    assert list(verification.verify()) == [
        Problem(str(publication), "the content does not match its hash"),
        Problem(f"verdict {publication.verdict_number}", "the desk's text is not the one that was published"),
    ]


def another_topic_name(verdict: Verdict) -> None:
    topics.describe(verdict.claim.topics.get(), by=factories.reporter(), slug="books", name="別のテーマ")


def another_affiliation(verdict: Verdict) -> None:
    assert verdict.claim.claimant is not None
    claimants.describe(verdict.claim.claimant, affiliation="前市長", by=factories.reporter())


@pytest.mark.parametrize("change", [another_topic_name, another_affiliation])
def test_what_changed_after_approval_is_not_published(change: Callable[[Verdict], None]) -> None:
    desk = factories.desk_editor()
    topic = topics.register(slug="books", name="図書館", by=desk)
    verdict = factories.approved_verdict(factories.claim(claimant=factories.claimant(), topics=[topic]))
    change(verdict)

    with pytest.raises(publications.ChangedSinceApproval):
        publications.publish(verdict, by=desk)

    verdict = verdicts.send_back(verdict, reason="見ていない出どころがある", by=desk)
    verdict = verdicts.approve(verdicts.submit(verdict, by=factories.reporter()), by=factories.desk_editor())
    publications.publish(verdict, by=desk)
    assert Publication.objects.count() == 1


def test_erasure_takes_the_reason_of_a_retraction_and_the_note_of_a_correction_along() -> None:
    verdict = factories.corrected(factories.published_verdict(), headline="新しい見出し", note="消す説明")
    publications.retract(verdict, note="消す理由", by=factories.desk_editor())

    redactions.confirm(factories.hidden(verdict), by=factories.desk_editor())

    verdict.refresh_from_db()
    assert (verdict.correction_kind, verdict.correction_note, verdict.correction_apology) == ("", "", False)
    assert [reason.text for reason in RetractionReason.objects.all()] == [""]
    assert whole_database.found_in_tables(["消す説明", "消す理由"]) == []
