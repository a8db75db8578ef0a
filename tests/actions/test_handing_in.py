"""Texts handed in by programs: kept like the desk's, remembered as theirs, in the history under the key's name."""

from __future__ import annotations

import pytest
from django.db import connection

from articles import permissions
from articles.actions import articles, handing_in
from articles.actions.verification import testimony
from articles.models import Article, ArticleRevision, Event, ExtractionRun, HandedIn, Outlet, Scope
from articles.permissions import NotAllowed
from tests import factories

pytestmark = pytest.mark.django_db

URL = "https://news.example/toshokan"


def told_of(key: object) -> list[str]:
    return list(Event.objects.filter(key_id=key.pk).order_by("pk").values_list("action", flat=True))  # type: ignore[attr-defined]


def test_a_text_is_stored_read_and_remembered() -> None:
    key = factories.api_key(Scope.ARTICLES_WRITE, name="編集システム").key

    taken = handing_in.hand_in(text=factories.TEXT, title="図書館", outlet="みなと日報", url=URL, by=key)

    article = taken.revision.article
    assert (taken.is_new, article.title, str(article.outlet), article.imported_by) == (
        True,
        "図書館",
        "みなと日報",
        None,
    )
    assert ExtractionRun.objects.get().revision == taken.revision
    assert HandedIn.objects.values_list("key", "revision").get() == (key.pk, taken.revision.pk)
    assert told_of(key) == [
        *("outlet.registered", "article.imported", "article.revised", "extraction.requested", "article.handed_in")
    ]
    assert Event.objects.exclude(key_id=key.pk).filter(subject_type="article").count() == 0
    connection.check_constraints()
    assert list(testimony.verify()) == []


def test_the_same_text_is_found_and_another_one_is_the_next_revision() -> None:
    key = factories.api_key(Scope.ARTICLES_WRITE).key
    desks = articles.import_article(text="市は図書館を二つ建てる。", url=URL, by=factories.reporter())

    found = handing_in.hand_in(text="市は図書館を二つ建てる。", url=URL, by=key)
    newer = handing_in.hand_in(text="市は図書館を三つ建てる。", url=URL, by=key)
    again = handing_in.revise(newer.revision.article, text="市は図書館を三つ建てる。", by=key)
    newest = handing_in.revise(newer.revision.article, text="市は図書館を四つ建てる。", by=key)

    assert (found.is_new, found.revision) == (False, desks.revision)
    assert [(each.is_new, each.revision.number) for each in (newer, again, newest)] == [
        (True, 2),
        (False, 2),
        (True, 3),
    ]
    assert (Article.objects.count(), ArticleRevision.objects.count(), HandedIn.objects.count()) == (1, 3, 3)


def test_what_is_alike_is_told_only_of_what_the_key_knows() -> None:
    key, other = (factories.api_key(Scope.ARTICLES_WRITE).key for _n in range(2))
    own = handing_in.hand_in(text=factories.TEXT, url=URL, by=key).revision.article
    handing_in.hand_in(text=factories.TEXT, url=f"{URL}?from=other", by=other)

    taken = handing_in.hand_in(text=factories.TEXT, url="https://wire.example/1", by=key)

    assert [(one.article, one.share) for one in taken.alike] == [(own, 1.0)]


def test_who_may_hand_in() -> None:
    may, may_not = factories.api_key(Scope.ARTICLES_WRITE).key, factories.api_key(Scope.READ, Scope.MATCH).key

    assert [permissions.can_hand_in(who) for who in (may, None, factories.reporter())] == [True] * 3
    assert [permissions.can_hand_in(who) for who in (may_not, factories.outsider(), factories.lawyer())] == [False] * 3
    with pytest.raises(NotAllowed):
        handing_in.hand_in(text=factories.TEXT, outlet="みなと日報", by=may_not)
    assert (Article.objects.count(), Outlet.objects.count()) == (0, 0)


def test_a_text_that_nobody_handed_in_is_noticed() -> None:
    key = factories.api_key(Scope.ARTICLES_WRITE).key
    revision = factories.revision()
    HandedIn.objects.create(key=key, revision=revision)

    assert list(testimony.verify()) == [(f"text {revision.pk}", "no event says that this key handed it in")]
