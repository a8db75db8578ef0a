"""What an action decides by is held until it has decided: whoever is changing it at that moment is waited for."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import OperationalError, connection
from django.db.models import Model
from psycopg import sql

from articles.actions import articles, candidates, claims, public_index
from articles.models import PublicationCounter
from tests import factories


def rewording() -> tuple[Model, Callable[[], object]]:
    verdict = factories.complete_draft()
    claim, by = verdict.claim, factories.reporter()
    return verdict, lambda: claims.reword(
        claim, statement="言い直した主張", claimant=None, claimed_date=None, topics=(), by=by
    )


def undoing() -> tuple[Model, Callable[[], object]]:
    claim = factories.claim()
    factories.appearance(claim)
    candidate, by = factories.appearance(claim), factories.reporter()
    return claim, lambda: candidates.reopen(candidate, by=by)


def importing_again() -> tuple[Model, Callable[[], object]]:
    revision = factories.revision()
    return revision.article, lambda: articles.import_article(text=revision.text, extract=False, by=None)


def rebuilding() -> tuple[Model, Callable[[], object]]:
    factories.published_verdict()
    return PublicationCounter.objects.get(), public_index.rebuild


@pytest.mark.parametrize("arrange", [rewording, undoing, importing_again, rebuilding])
def test_action_waits_for_the_row_it_decides_by(
    arrange: Callable[[], tuple[Model, Callable[[], object]]], committed_database: str
) -> None:
    row, act = arrange()

    with psycopg.connect(committed_database) as other, connection.cursor() as cursor:
        query = sql.SQL("SELECT 1 FROM {} WHERE id = %s FOR UPDATE").format(sql.Identifier(row._meta.db_table))
        other.execute(query, [row.pk])
        cursor.execute("SET lock_timeout = '200ms'")
        with pytest.raises(OperationalError, match="lock timeout"):
            act()

    act()
