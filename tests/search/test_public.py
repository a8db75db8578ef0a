"""Published verdicts as search finds them, kept up with as they are published."""

import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries

from articles.models import PublishedSearch
from articles.search import public
from articles.search.matching import Band, answers
from tests import factories

pytestmark = pytest.mark.django_db


def numbers_of(message: str) -> list[list[int]]:
    return [[match.key for match in answer.matches] for answer in answers(message, public.index())]


def test_a_verdict_is_found_the_moment_it_is_published() -> None:
    assert numbers_of("港の水揚げ量が3割減った") == [[]]

    first = factories.published_verdict(factories.claim(statement="汐見港の水揚げ量は10年で3割減った"))
    assert numbers_of("汐見港の水揚げ量って10年で3割減ったの？") == [[first.number]]

    second = factories.published_verdict(factories.claim(statement="汐見市の図書館は来年度からすべて有料になる"))
    assert numbers_of("図書館が有料になるらしい") == [[second.number]]


def test_a_rolled_back_publication_is_forgotten() -> None:
    first = factories.published_verdict(factories.claim(statement="汐見港の水揚げ量は10年で3割減った"))
    try:
        with transaction.atomic():
            factories.published_verdict(factories.claim(statement="汐見市の図書館は来年度からすべて有料になる"))
            assert len(numbers_of("図書館が有料になるらしい")[0]) == 1
            raise RuntimeError
    except RuntimeError:
        pass
    third = factories.published_verdict(factories.claim(statement="汐見市のプールは来年度から閉鎖される"))

    assert numbers_of("汐見市のプールが閉鎖される")[0][0] == third.number
    assert numbers_of("汐見港の水揚げ量は10年で3割減った")[0][0] == first.number


def test_a_hidden_verdict_answers_nothing_and_a_retracted_one_does() -> None:
    hidden = factories.published_verdict(factories.claim(statement="汐見港の水揚げ量は10年で3割減った"))
    retracted = factories.published_verdict(factories.claim(statement="汐見市の図書館は来年度からすべて有料になる"))
    assert len(numbers_of("汐見港の水揚げ量は10年で3割減った")[0]) == 1

    factories.hidden(hidden)
    factories.retracted(retracted)

    assert numbers_of("汐見港の水揚げ量は10年で3割減った") == [[]]
    assert numbers_of("汐見市の図書館は来年度からすべて有料になる")[0] == [retracted.number]
    row = PublishedSearch.objects.get(pk=hidden.number)
    assert (row.description, bytes(row.vector), bytes(row.keys), bytes(row.words)) == (None, b"", b"", b"")


def test_matching_asks_the_database_twice(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for place in ("汐見", "柏浜", "北浜"):
        factories.published_verdict(factories.claim(statement=f"{place}市の水揚げ量は10年で3割減った"))
    numbers_of("汐見市の水揚げ量は10年で3割減った")

    with django_assert_num_queries(2):
        (answer,) = answers("汐見市の水揚げ量は10年で3割減った", public.index())

    assert [match.band for match in answer.matches] == [Band.SAME, Band.NEAR, Band.NEAR]


def test_search_ranks_counts_and_says_what_is_missing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first = factories.published_verdict(factories.claim(statement="汐見港の水揚げ量は10年で3割減った"))
    factories.published_verdict(factories.claim(statement="汐見市の図書館は来年度からすべて有料になる"))
    public.index()

    with django_assert_num_queries(1):
        found = public.search("水揚げ 火星", filters={})

    assert (found.keys, found.total) == ((first.number,), 1)
    assert [(word.surface, word.found) for word in found.words] == [("水揚げ", 1), ("火星", 0)]
    assert found.missed == {first.number: ("火星",)}
    assert found.facets["state"] == {"live": 1}


def test_kana_meets_kanji_only_as_a_whole_word() -> None:
    first = factories.published_verdict(factories.claim(statement="津久田市長は汐見港を閉鎖すると決めた"))
    factories.published_verdict(factories.claim(statement="汐見市では選挙の投票所が半分になる"))

    assert public.search("つくだ", filters={}).keys == (first.number,)
    assert public.search("せんきょ", filters={}).total == 1
