"""Whole batches at once: the same articles, events and jobs that one import after another would bring."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoAssertNumQueries

from articles.actions import archives, articles, extractions
from articles.actions.archives import Row, Stored
from articles.models import Article, ArticleRevision, Event, ExtractionRun, Outlet
from articles.permissions import NotAllowed
from tests import factories

URL = "https://minato.example/1"


def row(number: int = 1, **fields: object) -> Row:
    values = {"text": f"第{number}報。\n{factories.TEXT}", "title": f"第{number}報", "outlet": "みなと新報"}
    return Row(**{**values, **fields})


def revisions() -> list[tuple[str, int, str]]:
    found = ArticleRevision.objects.order_by("article_id", "number")
    return list(found.values_list("article__url", "number", "text"))


@pytest.mark.django_db
def test_batch_leaves_what_single_imports_leave() -> None:
    by = factories.reporter()
    single = row(1)
    article = articles.import_article(
        text=single.text, title=single.title, outlet=Outlet.objects.create(name="みなと新報"), by=by, extract=True
    ).article

    assert archives.import_batch([row(2)], by=by) == Stored(articles=1, revisions=0, known=0)

    other = Article.objects.exclude(pk=article.pk).get()
    assert (other.title, other.outlet, other.imported_by) == ("第2報", article.outlet, by)
    assert other.current_revision.sha256 == articles.sha256(row(2).text)
    assert about(article) == about(other) == ["imported", "requested", "revised"]
    assert list(ProcrastinateJob.objects.order_by("pk").values_list("priority", flat=True)) == [
        extractions.Priority.FRESH,
        extractions.Priority.ARCHIVE,
    ]


def about(article: Article) -> list[str]:
    """What happened to an article and its run, in alphabetical order."""
    run = ExtractionRun.objects.get(revision__article=article)
    events = Event.objects.about(article) | Event.objects.about(run)
    return sorted(action.partition(".")[2] for action in events.values_list("action", flat=True))


@pytest.mark.django_db
def test_rows_known_by_text_or_url_are_left_alone() -> None:
    rows = [row(1), row(2, url=URL)]
    archives.import_batch(rows, by=None)
    before = Event.objects.count()

    assert archives.import_batch([*rows, row(3)], by=None) == Stored(articles=1, revisions=0, known=2)

    assert Event.objects.count() == before + 3
    assert ProcrastinateJob.objects.count() == 3


@pytest.mark.django_db
def test_two_texts_of_one_url_become_revisions_once_and_for_all() -> None:
    old, new = row(1, url=URL), row(2, url=URL)

    first = archives.import_batch([old, new, old], by=None)
    second = archives.import_batch([old, new], by=None)

    assert (first, second) == (Stored(articles=1, revisions=1, known=1), Stored(articles=0, revisions=0, known=2))
    assert revisions() == [(URL, 1, old.text), (URL, 2, new.text)]
    assert ExtractionRun.objects.get().revision.number == 2


@pytest.mark.django_db
def test_changed_text_of_an_article_of_the_desk_becomes_its_next_revision() -> None:
    article = articles.import_article(text=row(1).text, url=URL, by=None).article
    articles.add_revision(article, text=row(2).text, by=None)
    articles.add_revision(article, text=row(1).text, by=None)  # back to what it was: one digest, two revisions

    stored = archives.import_batch([row(3, url=URL), row(2, url=URL)], by=None)

    assert stored == Stored(articles=0, revisions=1, known=1)
    assert [number for _url, number, _text in revisions()] == [1, 2, 3, 4]
    assert article.current_revision.text == row(3).text


@pytest.mark.django_db
def test_one_text_under_two_urls_and_under_none_is_three_articles() -> None:
    rows = [row(1), row(1, url=URL), row(1, url=f"{URL}0"), row(1)]

    assert archives.import_batch(rows, by=None) == Stored(articles=3, revisions=0, known=1)


@pytest.mark.django_db
def test_known_article_without_a_run_gets_one_when_asked() -> None:
    archives.import_batch([row(1)], by=None, extract=False)
    assert not ExtractionRun.objects.exists()

    archives.import_batch([row(1)], by=None)

    assert ExtractionRun.objects.get().revision.article.title == "第1報"


@pytest.mark.django_db
def test_batch_takes_as_many_statements_as_one_row(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    archives.import_batch([row(0)], by=None)  # the outlet is there

    with django_assert_num_queries(28):
        archives.import_batch([row(1)], by=None)
    with django_assert_num_queries(28):
        archives.import_batch([row(number) for number in range(2, 32)], by=None)


@pytest.mark.django_db
def test_administrator_may_not_import() -> None:
    with pytest.raises(NotAllowed):
        archives.import_batch([row(1)], by=factories.administrator())

    assert not Article.objects.exists()


def test_imports_of_the_same_rows_at_once_wait_for_each_other(committed_database: str) -> None:
    """In opposite orders, with outlets of their own: neither a duplicate nor two that wait for each other for ever."""
    rows = [row(number, outlet=f"媒体{number % 7}", url=f"{URL}{number}" * (number % 2)) for number in range(40)]
    stored: list[Stored] = []

    def importing(order: list[Row]) -> None:
        for start in range(0, len(order), 20):
            stored.append(archives.import_batch(order[start : start + 20], by=None))
        connection.close()

    threads = [Thread(target=importing, args=[order]) for order in (rows, rows[::-1], rows)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (Article.objects.count(), ArticleRevision.objects.count(), ExtractionRun.objects.count()) == (40, 40, 40)
    assert ProcrastinateJob.objects.filter(task_name=extractions.TASK).count() == 40
    assert [sum(getattr(each, name) for each in stored) for name in ("articles", "revisions", "known")] == [40, 0, 80]


@pytest.mark.django_db
def test_row_with_the_text_of_another_address_is_stored_and_named() -> None:
    text = f"{factories.TEXT}議会では予算の使い道を問う声が相次いだ。"
    archives.import_batch([row(1, url=URL, text=text)], by=None)
    old = Article.objects.get()

    stored = archives.import_batch([row(2, url=f"{URL}2", text=f"【再掲】{text}"), row(3, text="別の話だ。")], by=None)

    new = Article.objects.get(url=f"{URL}2")
    assert (stored, stored.alike) == (Stored(articles=2, revisions=0, known=0), ((new.pk, old.pk),))


@pytest.mark.django_db
def test_rows_of_one_page_are_one_article_however_its_address_is_written() -> None:
    stored = archives.import_batch(
        [row(1, url=URL), row(1, url=f"{URL}/?utm_source=x"), row(1, url=f"{URL}#a")], by=None
    )

    assert stored == Stored(articles=1, revisions=0, known=2)
