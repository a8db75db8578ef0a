"""Published verdicts as search finds them, kept up with as they are published."""

from pathlib import Path

import numpy as np
import pytest
from django.db import transaction
from pytest_django import DjangoAssertNumQueries, Settings

from articles.models import PublishedSearch, Verdict
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


def test_an_amount_finds_what_says_it_and_not_its_bare_figure() -> None:
    first = factories.published_verdict(factories.claim(statement="汐見港の水揚げ量は10年で3割減った"))
    second = factories.published_verdict(factories.claim(statement="汐見市の図書館は3月3日に3人を雇う"))

    for query in ("3割", "三割", "30％"):
        assert public.search(query, filters={}).keys == (first.number,)
    assert public.search("3人", filters={}).keys == (second.number,)
    assert public.search("3", filters={}).total == 2


# How the process keeps up


def corpus(*subjects: str) -> list[Verdict]:
    return [factories.published_verdict(factories.claim(statement=f"汐見市の{each}は廃止される")) for each in subjects]


def test_correcting_what_came_last_reads_no_more_than_that(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    first, second = corpus("プール", "市営バス")
    before = public.library()
    factories.corrected(second)

    with django_assert_num_queries(2):
        after = public.library()

    assert after.shelved[0].claims is before.shelved[0].claims
    assert public.search("プール", filters={}).keys == (first.number,)
    assert public.search("市営バス", filters={}).keys == (second.number,)


def test_what_came_since_is_found_however_much_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(public, "MOST_RECENT", 2)
    subjects = ("プール", "市営バス", "水族館", "公民館", "給食費", "保育所", "植物園")
    first, *others = corpus(*subjects[:1])
    public.library()
    for subject in subjects[1:]:
        others += corpus(subject)
        assert public.search(subject, filters={}).keys == (others[-1].number,)

    factories.retracted(others[0])
    library = public.library()

    assert [len(segment.numbers) for segment in library.added] == [2, 2, 2]
    assert sum(int(segment.alive.sum()) for segment in library.segments) == len(subjects)
    assert public.search("市営バス", filters={"state": ["retracted"]}).keys == (others[0].number,)
    assert public.search("プール", filters={}).keys == (first.number,)


def files_of(library: public.Library) -> list[object]:
    return [segment.numbers.filename for segment in library.shelved if isinstance(segment.numbers, np.memmap)]


def test_processes_of_a_machine_share_files(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings.SEARCH_FOLDER = tmp_path / "search"
    monkeypatch.setattr(public, "SHELVED", 2)
    corpus("プール", "市営バス", "水族館")
    made = public._loaded()
    (later,) = corpus("公民館")

    mapped = public._loaded()

    assert [len(segment.numbers) for segment in mapped.segments] == [2, 1, 1]
    assert files_of(mapped) == files_of(made)
    for query in ("プール", "水族館", "公民館"):
        assert mapped.search(query, filters={}).total == 1
    assert mapped.search("公民館", filters={}).keys == (later.number,)


def test_files_forget_what_was_hidden(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings.SEARCH_FOLDER = tmp_path
    monkeypatch.setattr(public, "SHELVED", 2)
    hidden, *_others = corpus("プール", "市営バス", "水族館")
    terms = bytes(PublishedSearch.objects.get(pk=hidden.number).keys)
    library = public._loaded()
    rare = set(np.frombuffer(terms, "<u4").tolist()) - set(library.shelved[1].claims.terms.tolist())
    factories.hidden(hidden)

    worn = public._caught_up(library)
    assert worn.is_worn
    assert worn.search("プール", filters={}).total == 0
    renewed = public._loaded()

    assert not renewed.is_worn
    kept = {term for path in tmp_path.glob("*/claims.terms.npy") for term in np.load(path).tolist()}
    assert len(list(tmp_path.glob("segment-*"))) == 1
    assert rare - kept


@pytest.mark.parametrize("damage", ["another layout", "cut off", "no JSON", "a file is gone"])
def test_files_that_cannot_be_read_are_made_anew(settings: Settings, tmp_path: Path, damage: str) -> None:
    settings.SEARCH_FOLDER = tmp_path
    (only,) = corpus("プール")
    public._loaded()
    catalogue, numbers = tmp_path / "catalogue.json", next(tmp_path.glob("*/numbers.npy"))
    if damage == "another layout":
        catalogue.write_text(catalogue.read_text().replace('"layout": 1', '"layout": 0'))
    elif damage == "cut off":
        numbers.write_bytes(numbers.read_bytes()[:130])
    elif damage == "no JSON":
        catalogue.write_text("{")
    else:
        numbers.unlink()

    assert public._loaded().search("プール", filters={}).keys == (only.number,)
    assert len(list(tmp_path.glob("segment-*"))) == 1


def test_files_of_another_database_are_made_anew(settings: Settings, tmp_path: Path) -> None:
    settings.SEARCH_FOLDER = tmp_path
    (only,) = corpus("プール")
    public._loaded()
    PublishedSearch.objects.update(stamp=1)

    assert public._loaded().known == (public.Change(1, 1, only.number),)
