import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.models import Publication, PublicationRendering, PublishedVerdict
from tests import factories

pytestmark = pytest.mark.django_db


def test_verify_publications_of_a_sound_log() -> None:
    factories.published_verdict()
    factories.published_verdict()
    stdout = io.StringIO()

    call_command("verify_publications", stdout=stdout)

    assert stdout.getvalue() == "公開記録 2 件を確かめました。問題はありません。\n"


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

    with pytest.raises(CommandError, match="公開記録に 1 件の問題があります。"):
        call_command("verify_publications", stderr=stderr)

    assert stderr.getvalue() == f"{publication}: the content does not match its hash\n"


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
