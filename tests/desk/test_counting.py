import pytest
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from articles.desk.counting import Counted, counted
from articles.models import Topic

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("most", "expected", "words"),
    [(2, Counted(2, is_more=True), "2以上"), (3, Counted(3), "3"), (4, Counted(3), "3")],
)
def test_count_stops_where_nobody_acts_on_more(
    most: int, expected: Counted, words: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Topic.objects.bulk_create(Topic(slug=f"t{number}", name=f"題{number}") for number in range(3))

    with django_assert_num_queries(1):
        found = counted(Topic.objects.order_by("name"), most)

    assert found == expected
    assert str(found) == words


def test_large_count_is_grouped_in_both_languages() -> None:
    assert str(Counted(10_000, is_more=True)) == "10,000以上"
    with override("en"):
        assert str(Counted(10_000, is_more=True)) == "10,000 or more"


def test_nothing_counts_as_false() -> None:
    assert not Counted(0)
    assert Counted(1)
