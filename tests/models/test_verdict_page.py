"""The statements of a verdict's page, as the server plans and keeps them."""

import pytest
from django.db import connection

from articles.actions import public_members
from articles.models import Publication, PublicMember, PublishedVerdict, verdict_page
from tests import factories

pytestmark = pytest.mark.django_db


def test_head_and_version_say_what_the_rows_say() -> None:
    by = factories.reporter(display_name="浜田朱里")
    public_members.agree(by, by=by)
    verdict = factories.corrected(factories.published_verdict(by=by), summary="一。\n二。\n三。")
    listed = PublishedVerdict.objects.get(pk=verdict.number)
    newest = Publication.objects.order_by("-sequence").first()
    member = PublicMember.objects.get()
    assert newest is not None

    head, row = verdict_page.head(verdict.number), verdict_page.version_row(verdict.number)

    assert head is not None
    assert row is not None
    assert head[1:] == row.head[1:] == (newest.sequence, newest.published_at, member.changed_at)
    shown = ("verdict_number", "state", "change", "slug", "headline", "statement", "finding", "rating_code")
    for found in (head.verdict, row.head.verdict):
        assert [getattr(found, name) for name in shown] == [getattr(listed, name) for name in shown]
    assert row.head.verdict.topic_slugs == listed.topic_slugs
    assert row.people == [(member.number, "浜田朱里")]
    assert [line.version for line in row.log] == [1, 2]
    assert verdict_page.head(verdict.number + 1) is verdict_page.version_row(verdict.number + 1) is None


def test_statements_are_prepared_and_outlive_a_column_that_is_added() -> None:
    """As under a process that goes on serving while an upgrade migrates."""
    listed = PublishedVerdict.objects.get(pk=factories.published_verdict().number)
    connection.connection.prepare_threshold = 0

    before = verdict_page.head(listed.pk), verdict_page.version_row(listed.pk)
    related = verdict_page.related_rows(listed, of_claimant=3, on_topics=3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == (3,)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("publishedverdict", "publication", "publicationcontent", "publicationrendering", "publicmember"):
            cursor.execute(f"ALTER TABLE articles_{table} ADD COLUMN later text")

    assert (verdict_page.head(listed.pk), verdict_page.version_row(listed.pk)) == before
    assert verdict_page.related_rows(listed, of_claimant=3, on_topics=3) == related == []
