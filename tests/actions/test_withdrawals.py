"""Text that a confirmed redaction erased is known again when it is sent once more, whoever sends it."""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from articles.actions import archives, articles, erasure, handing_in, redactions, tips, withdrawals
from articles.actions.verification import history, publications
from articles.actions.withdrawals import TextWithdrawn
from articles.doctor import withdrawn
from articles.models import (
    Article,
    ArticleRevision,
    Event,
    Outlet,
    Redaction,
    Tip,
    User,
    Verdict,
    WithdrawalKey,
    WithdrawnText,
)
from articles.permissions import NotAllowed
from tests import factories, whole_database

SAID = "佐久良川の水門は昨年の点検で三基とも錆びて動かないと分かっていた"
AT = "https://minato.example/2026/suimon"
TEXT = f"""佐久良川の水門をめぐり、市議会で質疑があった。
波多野のぞむ市議は１日、「{SAID}」と述べた。
市は「点検の結果は公表していない」と答え、修理の時期を明らかにしなかった。
堤防沿いの住民からは、早く直してほしいという声が相次いでいる。
川幅は三十メートルほどで、上流には田畑が広がり、下流には古い商店街がある。
水門は昭和四十年代に造られ、これまでに二度、大きな改修を受けている。"""
OTHER = "商店街の会合で、出席者の一人が波多野市議の発言を読み上げた。"


def erased(*, text: str = TEXT, also: list[int] | None = None, **fields: object) -> Redaction:
    """A redaction, confirmed with the text in which its claim was found."""
    claim = factories.claim()
    found = factories.candidate(factories.revision(text, url=AT, **fields), f"「{SAID}」")
    factories.candidates.accept(found, claim=claim, by=factories.reporter())
    redaction = factories.hidden(factories.published_verdict(claim))
    return redactions.confirm(redaction, also=also or (), by=factories.desk_editor())


@pytest.mark.django_db
@pytest.mark.parametrize(
    "copy",
    [
        TEXT,
        TEXT.replace("\n", "\r\n\r\n  "),
        TEXT.replace("１日", "1日").replace("　", ""),
        f"\ufeff{TEXT[:40]}\u200b{TEXT[40:]}",
    ],
)
def test_whoever_sends_a_copy_it_is_not_taken_in(copy: str) -> None:
    erased()
    key, by = factories.api_key().key, factories.desk_editor()
    before = (Article.objects.count(), ArticleRevision.objects.count(), Outlet.objects.count())
    article = factories.revision(f"{OTHER}別の話。").article
    mine = handing_in.hand_in(text="別の本文を先に渡していた。", by=key).revision.article
    tried = [
        lambda: articles.import_article(text=copy, url="https://other.example/9", by=by),
        lambda: articles.import_article(text=copy, by=None),
        lambda: articles.add_revision(article, text=copy, by=by),
        lambda: handing_in.hand_in(text=copy, url=AT, outlet="まだない媒体", by=key),
        lambda: handing_in.hand_in(text=copy, by=factories.api_key().key),
        lambda: handing_in.revise(mine, text=copy, by=key),
        lambda: tips.receive(text=copy, by=key),
    ]

    for sent in tried:
        with pytest.raises(TextWithdrawn):
            sent()

    here = (Article.objects.count() - 2, ArticleRevision.objects.count() - 2, Outlet.objects.count())
    assert here == before
    assert Tip.objects.count() == 0


@pytest.mark.django_db
def test_rows_of_an_archive_are_left_out_by_their_places() -> None:
    erased()
    rows = [archives.Row(text=text, title="水門") for text in (OTHER, TEXT, f"{TEXT}\n", f"{TEXT}続報。")]

    stored = archives.import_batch(rows, by=None, extract=False)

    assert (stored.articles, stored.revisions, stored.known) == (2, 0, 0)
    assert [(place, type(why)) for place, why in stored.refused] == [(1, TextWithdrawn), (2, TextWithdrawn)]


def traces_of(text: str, url: str = "") -> list[tuple[int | None, bool, bool, bool]]:
    revision = factories.revision(text, url=url)
    return [(each.withdrawn.redaction_id, *each[1:]) for each in withdrawals.traces(revision)]


@pytest.mark.django_db
def test_editors_are_told_of_what_is_nearly_the_same_quotes_it_or_stands_at_its_address() -> None:
    redaction = erased()
    dated = TEXT.replace("市議会で質疑があった。", "２日の市議会で質疑があった。（３日更新）")

    assert traces_of(dated) == [(redaction.pk, True, True, False)]
    assert traces_of(f"{OTHER}「{SAID}」。会場はどよめいた。") == [(redaction.pk, False, True, False)]
    assert traces_of("移転のお知らせ。", url=f"{AT}?utm_source=x") == [(redaction.pk, False, False, True)]
    assert traces_of(f"{OTHER}「早く直してほしい」と述べた。水門は昭和四十年代に造られ、改修を受けている。") == []


@pytest.mark.django_db
def test_a_desk_editor_takes_it_in_nevertheless_and_then_it_is_withdrawn_no_longer() -> None:
    redaction, by, key = erased(), factories.desk_editor(), factories.api_key().key
    taking = {"text": TEXT, "url": AT, "extract": False}

    with pytest.raises(TextWithdrawn, match=f"検証記事 {redaction.verdict_id} の非表示措置で"):
        articles.import_article(**taking, by=by, nevertheless="　")
    with pytest.raises(NotAllowed):
        articles.import_article(**taking, by=factories.reporter(), nevertheless="決定が取り消された")
    back = articles.import_article(**taking, by=by, nevertheless="決定が取り消された\n")

    event = Event.objects.about(back.article).get(action="article.taken_nevertheless")
    assert (event.actor_id, event.content.content["reason"]) == (by.pk, "決定が取り消された")
    assert handing_in.hand_in(text=TEXT, by=key).is_new
    assert list(history.verify()) == []


def test_what_is_sent_while_a_redaction_is_confirmed_comes_before_it_or_is_refused(committed_database: str) -> None:
    claim, key = factories.claim(), factories.api_key().key
    factories.appearance(claim, text=TEXT, url=AT)
    redaction, by = factories.hidden(factories.published_verdict(claim)), factories.desk_editor()
    seen = redactions.sight_of(redaction)

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            early = handing_in.hand_in(text=TEXT, url="https://wire.example/1", by=key)
            confirming = pool.submit(apart, lambda: redactions.confirm(redaction, seen=seen, by=by))
            wait_until_somebody_waits()
        with pytest.raises(redactions.CopiesSinceSeen):
            confirming.result(60)
        with transaction.atomic():
            redactions.confirm(redaction, also=[early.revision.article_id], by=by)
            sending = pool.submit(apart, lambda: handing_in.hand_in(text=TEXT, url="https://wire.example/2", by=key))
            wait_until_somebody_waits()
        with pytest.raises(TextWithdrawn):
            sending.result(60)

    assert withdrawals.found([TEXT]).keys() == {TEXT}
    assert ArticleRevision.objects.filter(redacted_at__isnull=True).count() == 0


def apart(action: Callable[[], object]) -> object:
    try:
        return action()
    finally:
        connection.close()


def wait_until_somebody_waits() -> None:
    waiting = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
    for _attempt in range(600):
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone():
                return
        time.sleep(0.1)
    pytest.fail("nobody waits for the lock")


@pytest.mark.django_db
def test_a_text_that_merely_came_later_is_withdrawn_all_the_same() -> None:
    erased()

    ArticleRevision.objects.create(
        article=factories.revision(OTHER).article, number=2, text=TEXT, sha256=articles.sha256(TEXT)
    )

    assert withdrawals.found([TEXT]).keys() == {TEXT}


@pytest.mark.django_db
def test_tips_that_hold_a_passage_of_the_claim_go_with_its_texts_alone() -> None:
    key = factories.api_key().key
    quoting = tips.receive(text=f"知り合いから聞きました。{SAID}、というのは本当ですか。", by=key)
    apart = tips.receive(text="早く直してほしいという声が相次いでいる、というのは本当ですか。", by=key)
    claim = factories.claim()
    factories.candidates.accept(
        factories.candidate(factories.revision(TEXT), f"「{SAID}」"), claim=claim, by=factories.reporter()
    )
    redaction = factories.hidden(factories.published_verdict(claim))
    reach = [erasure.Extent(redaction.verdict, with_texts=texts, with_claimant=False) for texts in (True, False)]

    assert [each.tips for each in reach] == [[quoting], []]
    assert "情報提供 1 件の内容と連絡先" in reach[0].gone
    redactions.confirm(redaction, by=factories.desk_editor())
    assert list(Tip.objects.legible()) == [apart]


@pytest.mark.django_db
def test_a_text_that_was_taken_in_again_is_erased_again() -> None:
    erased()
    articles.import_article(text=TEXT, by=factories.desk_editor(), nevertheless="決定が取り消された", extract=False)
    claim = factories.claim()
    factories.candidates.accept(
        factories.candidate(ArticleRevision.objects.get(redacted_at__isnull=True)),
        claim=claim,
        by=factories.reporter(),
    )

    redactions.confirm(factories.hidden(factories.published_verdict(claim)), by=factories.desk_editor())

    assert withdrawals.found([TEXT]).keys() == {TEXT}


@pytest.mark.django_db
def test_a_text_that_stays_is_not_withdrawn() -> None:
    claim = factories.claim()
    factories.appearance(claim, text=TEXT)

    redactions.confirm(
        factories.hidden(factories.published_verdict(claim)), with_texts=False, by=factories.desk_editor()
    )

    assert (WithdrawnText.objects.count(), WithdrawalKey.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_copies_go_with_it_where_the_person_who_confirms_says_so() -> None:
    near = factories.revision(f"{TEXT}\n（転載）", title="転載")
    far = factories.revision(f"{OTHER}別の話。")
    kept = factories.revision(f"{TEXT}\n（配信）", title="配信")

    erased(also=[near.article_id, far.article_id])

    legible = ArticleRevision.objects.filter(redacted_at__isnull=True)
    assert set(legible.values_list("pk", flat=True)) == {far.pk, kept.pk}
    assert withdrawals.found([near.text, kept.text]).keys() == {near.text}


@pytest.mark.django_db
def test_rows_hold_no_word_and_no_hash_that_can_be_tried_without_the_key() -> None:
    erased()

    row = WithdrawnText.objects.values().get()

    told = json.dumps(row, default=str, ensure_ascii=False)
    plain = [articles.sha256(TEXT), articles.address_key(AT), *map(str, withdrawals.fingerprints.bands(TEXT))]
    assert [word for word in ("佐久良川", "水門", "minato", *plain) if word in told] == []
    assert (len(row["bands"]), len(row["passages"]), len(row["addresses"])) == (12, 1, 1)


@pytest.mark.django_db
def test_nothing_is_asked_twice_where_nothing_was_ever_erased(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        assert withdrawals.found([TEXT]) == {}


@pytest.mark.django_db
def test_secret_key_is_exchanged_and_the_former_one_let_go(settings: Settings) -> None:
    erased()
    former = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "newer-secret-of-the-newsroom-0123456789", [former]

    call_command("rebuild_public_index", stdout=io.StringIO())
    call_command("rebuild_public_index", stdout=io.StringIO())
    settings.SECRET_KEY_FALLBACKS = []

    assert withdrawals.found([TEXT]).keys() == {TEXT}
    assert (WithdrawalKey.objects.count(), withdrawals.unknowable()) == (2, 0)
    settings.SECRET_KEY = "another-one-that-nobody-has-written-down-01"
    assert (withdrawals.found([TEXT]), withdrawals.unknowable()) == ({}, 1)
    assert [finding.check for finding in withdrawn.findings()] == ["withdrawn.unknowable"]


def reapply(listed: Path) -> str:
    output = io.StringIO()
    call_command("reapply_redactions", listed, by="mori", second="hayashi", stdout=output)
    return output.getvalue()


def two_desk_editors() -> tuple[User, User]:
    return factories.desk_editor(username="mori"), factories.desk_editor(username="hayashi")


def test_after_a_restore_the_text_is_known_whether_the_backup_had_it_or_not(
    committed_database: str, tmp_path: Path
) -> None:
    two_desk_editors()
    listed, later = tmp_path / "redactions.jsonl", f"{OTHER}あとから取り込まれ、バックアップにはない本文。"
    claim = factories.claim()
    factories.appearance(claim, text=TEXT, url=AT)
    verdict = factories.published_verdict(claim)
    backup = whole_database.backup(committed_database)
    for each in (verdict, published_about(later)):
        redactions.confirm(factories.hidden(each), by=factories.desk_editor())
    call_command("export_redactions", listed)
    whole_database.restore(backup, committed_database)

    told = [reapply(listed), reapply(listed)]

    assert "佐久良川" not in listed.read_text(encoding="utf-8")
    assert told == ["2 件を消去し直しました。\n", "0 件を消去し直しました。\n"]
    known = withdrawals.found([TEXT, later])
    assert [known[text].redaction is None for text in (TEXT, later)] == [False, True]
    assert (WithdrawnText.objects.count(), WithdrawalKey.objects.count()) == (2, 1)
    assert [list(publications.verify()), list(history.verify())] == [[], []]


def published_about(text: str) -> Verdict:
    claim = factories.claim()
    factories.appearance(claim, text=text)
    return factories.published_verdict(claim)


@pytest.mark.django_db
def test_an_article_that_a_backup_brought_back_without_its_verdict_is_known_too() -> None:
    article = factories.revision(TEXT, url=AT).article

    erasure.erase_again(erasure.Erased("article", article.pk), by=factories.desk_editor())

    assert withdrawals.found([TEXT])[TEXT].redaction is None
    with pytest.raises(TextWithdrawn, match="非表示措置で消去した"):
        articles.import_article(text=TEXT, by=None)
