from decimal import Decimal

import pytest
from django.db import connection

from articles.models import Candidate
from tests import factories

pytestmark = pytest.mark.django_db


def in_the_queue() -> list[Candidate]:
    """Two of equal priority, the best, the least, and two that nobody has scored, in the order they were found."""
    revision = factories.revision()
    found = []
    for place, priority in enumerate(("0.5", "0.9", None, "0.5", "0", None)):
        row = Candidate.of_span(revision, place, place + 1)
        row.priority = Decimal(priority) if priority else None
        row.save()
        found.append(row)
    return found


def test_queue_begins_with_the_best_and_ends_with_what_has_no_score() -> None:
    rows = in_the_queue()

    assert list(Candidate.objects.best_first()) == [rows[place] for place in (1, 0, 3, 4, 2, 5)]


def test_queue_goes_on_from_each_place_in_both_directions() -> None:
    in_the_queue()
    order = list(Candidate.objects.best_first())

    for place, row in enumerate(order):
        here = {"priority": row.priority, "pk": row.pk}
        assert list(Candidate.objects.following(**here)) == order[place + 1 :]
        assert list(Candidate.objects.preceding(**here)) == order[:place][::-1]


def test_neighbours_in_the_queue_are_found_in_its_index() -> None:
    pending = Candidate.objects.pending()
    here = {"priority": Decimal("0.5"), "pk": 1}

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")

    for neighbours in (pending.best_first(), pending.following(**here), pending.preceding(**here)):
        assert "pending_best_first" in neighbours[:1].explain()
        assert "Sort" not in neighbours[:1].explain()
