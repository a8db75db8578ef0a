"""Counts of topics, claimants and months: kept as verdicts are published, corrected, retracted and hidden, never counted."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from articles.actions import public_entries, public_index, topics
from articles.actions.verification import publications as verification
from articles.models import Claimant, PublishedEntry
from tests import factories

pytestmark = pytest.mark.django_db


def entries() -> dict[str, tuple[str, int]]:
    """Key → name and count; the month under "month"."""
    return {
        "month" if row.kind == "month" else row.key: (row.name, row.verdicts) for row in PublishedEntry.objects.all()
    }


def test_entries_follow_what_is_published() -> None:
    bus = topics.register(slug="bus", name="路線バス", by=factories.reporter())
    mayor = factories.claimant(name="早瀬航平", kind=Claimant.Kind.PUBLIC_FIGURE, affiliation="みなと市長")
    private = factories.claimant(name="柊木源五郎", kind=Claimant.Kind.PRIVATE_PERSON)
    first = factories.published_verdict(factories.claim(claimant=mayor, topics=[bus]))
    second = factories.published_verdict(factories.claim(claimant=mayor, topics=[bus]))
    factories.published_verdict(factories.claim(claimant=private))
    assert entries() == {"bus": ("路線バス", 2), str(mayor.pk): ("早瀬航平", 2), "month": ("", 3)}

    factories.corrected(first)
    assert entries() == {"bus": ("路線バス", 2), str(mayor.pk): ("早瀬航平", 2), "month": ("", 3)}

    factories.retracted(first)  # it stays in the month in which it was published
    assert entries() == {"bus": ("路線バス", 1), str(mayor.pk): ("早瀬航平", 1), "month": ("", 3)}

    factories.hidden(second)
    assert entries() == {"month": ("", 2)}
    assert PublishedEntry.objects.months().get().key == f"{localdate():%Y-%m}"
    assert list(verification.verify()) == []


def test_entry_loses_the_name_that_only_a_hidden_verdict_gave_it() -> None:
    bus = topics.register(slug="bus", name="路線バス", by=factories.reporter())
    factories.published_verdict(factories.claim(topics=[bus]))
    topics.describe(bus, slug="bus", name="消す名前", by=factories.desk_editor())
    later = factories.published_verdict(factories.claim(topics=[bus]))
    assert entries()["bus"] == ("消す名前", 2)

    factories.hidden(later)

    assert entries()["bus"] == ("路線バス", 1)


def test_recount_says_the_same_and_finds_what_a_hand_changed() -> None:
    claim = factories.claim(claimant=factories.claimant(name="みなと市"))
    factories.published_verdict(claim)
    kept = entries()
    PublishedEntry.objects.claimants().update(verdicts=7)

    [problem] = verification.verify()
    assert problem.row == f"claimant {claim.claimant_id}"

    public_index.rebuild()
    assert (entries(), public_entries.is_stale()) == (kept, False)


def test_stand_of_an_earlier_release_is_counted_once() -> None:
    factories.published_verdict()
    kept = entries()
    PublishedEntry.objects.all().delete()

    public_index.rebuild_stale()

    assert entries() == kept


def test_no_entry_without_a_verdict() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedEntry.objects.create(kind="topic", key="bus", verdicts=0, named_by=1)
