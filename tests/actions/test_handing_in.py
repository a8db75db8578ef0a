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
        "みなと日報（未確認）",
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
    first = handing_in.hand_in(text="市は図書館を二つ建てる。", url=URL, by=key)
    article = first.revision.article

    found = handing_in.hand_in(text="市は図書館を二つ建てる。", url=URL, by=key)
    newer = handing_in.hand_in(text="市は図書館を三つ建てる。", url=URL, by=key)
    again = handing_in.revise(article, text="市は図書館を三つ建てる。", by=key)
    articles.add_revision(article, text="市は図書館を建てない。", by=factories.reporter())
    after_the_desk = handing_in.hand_in(text="市は図書館を三つ建てる。", url=URL, by=key)
    newest = handing_in.revise(article, text="市は図書館を四つ建てる。", by=key)

    assert [(each.is_new, each.revision.number) for each in (found, newer, again, after_the_desk, newest)] == [
        (False, 1),
        (True, 2),
        (False, 2),
        (False, 2),
        (True, 4),
    ]
    assert (Article.objects.count(), ArticleRevision.objects.count(), HandedIn.objects.count()) == (1, 4, 3)


@pytest.mark.parametrize("url", [URL, ""])
@pytest.mark.parametrize("is_the_desks", [True, False])
def test_what_others_have_is_neither_found_nor_revised(url: str, is_the_desks: bool) -> None:
    """Whatever a key sends under an address of others, it is answered as if nobody had it, and sending again ends."""
    key, other = (factories.api_key(Scope.ARTICLES_WRITE).key for _n in range(2))
    theirs = articles.import_article(text=factories.TEXT, url=url, by=factories.reporter() if is_the_desks else None)
    if not is_the_desks:
        handing_in.hand_in(text=factories.TEXT, url="https://other.example/", by=other)

    same = handing_in.hand_in(text=factories.TEXT, url=f"{url}#x" if url else "", by=key)
    own = same.revision.article
    sent_again = handing_in.hand_in(text=factories.TEXT, url=url, by=key)
    newer = handing_in.hand_in(text="まるで別の文。", url=url, by=key)

    assert (same.is_new, same.revision.number, same.alike) == (True, 1, [])
    assert (sent_again.is_new, sent_again.revision) == (False, same.revision)
    assert (newer.is_new, newer.revision.number, newer.revision.article == own) == (True, 2 if url else 1, bool(url))
    assert theirs.article.current_revision == theirs.revision
    assert (own.url, own.url_keys) == ("", [])
    with pytest.raises(NotAllowed):
        handing_in.revise(theirs.article, text="乗っ取る文。", by=key)


def test_the_address_of_another_article_is_kept_beside_the_text_for_the_desk() -> None:
    key = factories.api_key(Scope.ARTICLES_WRITE, name="編集システム").key
    theirs = articles.import_article(text=factories.TEXT, url=URL, by=factories.reporter()).article

    own = handing_in.hand_in(text="まるで別の文。", url=f"{URL}?utm_source=x", by=key).revision.article

    withheld = handing_in.withheld_from(own)
    assert withheld is not None
    assert (withheld.given.url, withheld.given.key, withheld.holder) == (f"{URL}?utm_source=x", key, theirs)
    assert [each.revision.article for each in handing_in.others_at(theirs)] == [own]
    assert (handing_in.others_at(own), handing_in.withheld_from(theirs)) == ([], None)


def test_what_is_alike_is_told_only_of_what_the_key_knows() -> None:
    key, other = (factories.api_key(Scope.ARTICLES_WRITE).key for _n in range(2))
    own = handing_in.hand_in(text=factories.TEXT, url=URL, by=key).revision.article
    handing_in.hand_in(text=factories.TEXT, url=f"{URL}?from=other", by=other)
    articles.import_article(text=factories.TEXT, url=f"{URL}?from=desk", by=factories.reporter())

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
