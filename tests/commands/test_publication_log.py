import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.actions.verification import Head
from articles.models import Event, HistoryHead, Publication, PublicationRendering, PublishedVerdict
from tests import factories

pytestmark = pytest.mark.django_db


def test_verify_publications_of_a_sound_log() -> None:
    factories.published_verdict()
    factories.published_verdict()
    stdout = io.StringIO()

    call_command("verify_publications", stdout=stdout)

    head = Publication.objects.head()
    assert stdout.getvalue() == f"公開記録 2 件を確かめました。問題はありません。\n先端 {head}\n"


def test_verify_publications_against_a_head_that_was_kept() -> None:
    factories.published_verdict()
    head = str(Publication.objects.head())
    factories.published_verdict()

    call_command("verify_publications", against=Head.read(head), stdout=io.StringIO())
    with pytest.raises(CommandError, match="公開記録に 1 件の問題があります。"):
        call_command("verify_publications", against=Head(1, "0" * 64), stderr=io.StringIO())
    with pytest.raises(CommandError, match="番号:ハッシュ"):
        call_command("verify_publications", "--against", "abc")


def test_verify_history_of_a_sound_history_and_of_one_with_an_event_less() -> None:
    factories.published_verdict()
    stdout, stderr = io.StringIO(), io.StringIO()

    call_command("verify_history", stdout=stdout)
    head = HistoryHead.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("eventcontent", "event"):
            cursor.execute(f"ALTER TABLE articles_{table} DISABLE TRIGGER USER")
        pk = Event.objects.order_by("pk")[0].pk
        cursor.execute("DELETE FROM articles_eventcontent WHERE event_id = %s", [pk])
        cursor.execute("DELETE FROM articles_event WHERE id = %s", [pk])
        for table in ("eventcontent", "event"):
            cursor.execute(f"ALTER TABLE articles_{table} ENABLE TRIGGER USER")
    with pytest.raises(CommandError, match="履歴に 1 件の問題があります。"):
        call_command("verify_history", stderr=stderr)

    assert stdout.getvalue() == f"履歴 {head.position} 件を確かめました。問題はありません。\n先端 {head}\n"
    assert stderr.getvalue() == f"event {pk}: the row is missing\n"


def test_verify_publications_finds_a_rewritten_content() -> None:
    """Somebody with the rights of a superuser took the triggers away and changed a word."""
    publication = factories.publication()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE articles_publicationcontent DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE articles_publicationcontent SET snapshot = jsonb_set(snapshot, '{headline}', '\"別の見出し\"')"
        )
        cursor.execute("ALTER TABLE articles_publicationcontent ENABLE TRIGGER USER")
    stderr = io.StringIO()

    with pytest.raises(CommandError, match="公開記録に 2 件の問題があります。"):
        call_command("verify_publications", stderr=stderr)

    assert stderr.getvalue() == (
        f"{publication}: the content does not match its hash\n"
        f"verdict {publication.verdict_number}: the desk's text is not the one that was published\n"
    )


def test_rebuild_public_index_restores_what_was_derived() -> None:
    factories.published_verdict()
    html = PublicationRendering.objects.get().html
    PublicationRendering.objects.all().delete()
    PublishedVerdict.objects.all().delete()
    stdout = io.StringIO()

    call_command("rebuild_public_index", stdout=stdout)

    assert stdout.getvalue() == "検証記事 1 件を作り直しました。\n"
    assert PublicationRendering.objects.get().html == html
    assert PublishedVerdict.objects.get().verdict_number == Publication.objects.get().verdict_number
