"""Elections: two approvals for whoever stands, held by the actions and by the database, and what readers are not shown."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from articles import permissions
from articles.actions import claimants, elections, erasure, publications, verdicts
from articles.actions.verification import testimony
from articles.desk import figures
from articles.models import Approval, Claimant, Election, Event, RatingScale, User, Verdict, WithheldFigures
from tests import factories

pytestmark = pytest.mark.django_db


def election(*people: Claimant, begins: int = -1, ends: int = 5, by: User | None = None) -> Election:
    """One that begins and ends so many days from today."""
    return elections.call(
        name="みなと市長選",
        first_date=figures.today() + timedelta(days=begins),
        last_date=figures.today() + timedelta(days=ends),
        scale=RatingScale.objects.get(pk="fij-2019"),
        claimants=people,
        by=by or factories.desk_editor(),
    )


def candidate(name: str = "汐見一郎") -> Claimant:
    return factories.claimant(name=name, kind=Claimant.Kind.PUBLIC_FIGURE, affiliation="汐見の会")


def submitted(of: Claimant | None) -> Verdict:
    return verdicts.submit(factories.complete_draft(factories.claim(claimant=of)), by=factories.reporter())


def changed(row: Election, **values: object) -> Election:
    kept = {name: getattr(row, name) for name in elections.FIELDS}
    people = {"claimants": list(row.claimants.all())}
    return elections.change(row, by=factories.desk_editor(), **{**kept, **people, **values})


def force(verdict: Verdict, **values: object) -> None:
    """As SQL would, past the actions."""
    with transaction.atomic():
        Verdict.objects.filter(pk=verdict.pk).update(**values)


def test_verdict_about_somebody_who_stands_takes_two_desk_editors() -> None:
    standing = candidate()
    election(standing)
    verdict, first, second = submitted(standing), factories.desk_editor(), factories.desk_editor()

    once = verdicts.approve(verdict, by=first)
    assert once.state == Verdict.State.IN_REVIEW
    assert not permissions.can_approve_verdict(first, once)
    with pytest.raises(elections.AlreadyApproved):
        verdicts.approve(verdict, by=first)
    twice = verdicts.approve(verdict, by=second)

    assert twice.state == Verdict.State.APPROVED
    assert list(twice.approvals.order_by("pk").values_list("step", "approved_by")) == [
        ("desk", first.pk),
        ("second", second.pk),
    ]
    assert Event.objects.filter(action="verdict.approved", subject_id=verdict.pk).count() == 2
    assert publications.publish(verdict, by=first).version == 1


@pytest.mark.parametrize(
    ("begins", "ends", "stands"), [(1, 5, True), (-5, -1, True), (-1, 1, False)], ids=["before", "after", "another"]
)
def test_one_is_enough_otherwise(begins: int, ends: int, stands: bool) -> None:
    standing = candidate()
    election(standing if stands else candidate("汐見次郎"), begins=begins, ends=ends)

    assert verdicts.approve(submitted(standing), by=factories.desk_editor()).state == Verdict.State.APPROVED


def test_claim_without_a_claimant_takes_one() -> None:
    election(candidate())

    assert verdicts.approve(submitted(None), by=factories.desk_editor()).state == Verdict.State.APPROVED


def test_database_takes_no_less_than_two() -> None:
    standing = candidate()
    verdict = submitted(standing)
    election(standing)
    first = factories.desk_editor()
    verdicts.approve(verdict, by=first)

    with pytest.raises(IntegrityError, match="approval of two"):
        force(verdict, state=Verdict.State.APPROVED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(verdict=verdict, round=1, approved_by=first, seal="x" * 64)
    with transaction.atomic():  # a second row of the same person counts for nothing
        Approval.objects.create(verdict=verdict, round=1, step="second", approved_by=first, seal="x" * 64)
    with pytest.raises(IntegrityError, match="approval of two"):
        force(verdict, state=Verdict.State.APPROVED)


def test_election_that_begins_after_the_approval_is_held_to() -> None:
    standing = candidate()
    verdict = factories.approved_verdict(factories.claim(claimant=standing))
    election(standing)

    with pytest.raises(elections.SecondApprovalMissing):
        publications.publish(verdict, by=factories.desk_editor())

    again = verdicts.send_back(verdict, reason="選挙の期間に入った", by=factories.desk_editor())
    verdicts.submit(again, by=factories.reporter())
    for _ in range(2):
        verdicts.approve(verdict, by=factories.desk_editor())
    assert publications.publish(verdict, by=factories.desk_editor()).version == 1


def test_nobody_mends_a_typo_alone_meanwhile() -> None:
    standing = candidate()
    verdict = factories.published_verdict(
        factories.claim(claimant=standing), reasoning="年報によると、来館者はは増えた。"
    )
    election(standing)
    by = factories.desk_editor()
    verdicts.edit(verdicts.revise(verdict, by=by), by=by, reasoning="年報によると、来館者は増えた。")

    with pytest.raises(elections.SecondApprovalMissing):
        publications.correct(verdict, by=by)


def test_running_election_is_not_weakened() -> None:
    kept, further = candidate(), candidate("汐見次郎")
    row = election(kept)

    for values in (
        {"claimants": [further]},
        {"last_date": row.last_date - timedelta(days=1)},
        {"first_date": figures.today() + timedelta(days=1)},
    ):
        with pytest.raises(elections.ElectionRuns):
            changed(row, **values)
    with pytest.raises(elections.ElectionRuns):
        elections.discard(row, by=factories.desk_editor())
    later = changed(row, claimants=[kept, further], last_date=row.last_date + timedelta(days=1))

    assert set(later.claimants.all()) == {kept, further}
    event = Event.objects.select_related("content").filter(action="election.changed").get()
    assert event.content.content["fields"] == ["last_date", "claimants"]


def test_database_does_not_weaken_it_either() -> None:
    row = election(candidate())
    today = figures.today()

    for values in ({"last_date": today - timedelta(days=1)}, {"first_date": today + timedelta(days=1)}):
        with pytest.raises(IntegrityError, match="neither shortened nor deleted"), transaction.atomic():
            Election.objects.filter(pk=row.pk).update(**values)
    with pytest.raises(IntegrityError, match="nobody is taken out"), transaction.atomic():
        row.claimants.clear()


def test_two_let_it_end_earlier_and_nobody_alone() -> None:
    row, one, other = election(candidate(), ends=40), factories.desk_editor(), factories.desk_editor()
    day = figures.today() + timedelta(days=3)

    for last_date in (row.last_date, row.first_date - timedelta(days=1)):
        with pytest.raises(elections.NotEarlier):
            elections.ask_early_end(row, last_date=last_date, reason="打ち間違い", by=one)
    with pytest.raises(elections.NothingAsked):
        elections.end_early(row, by=other)
    asked = elections.ask_early_end(row, last_date=day, reason="投票日の打ち間違い", by=one)
    with pytest.raises(elections.OwnAsking):
        elections.end_early(row, by=one)
    with pytest.raises(elections.edits.ChangedMeanwhile):
        elections.end_early(row, by=other, version=asked.version - 1)
    for values in ({"last_date": day}, {"last_date": day, "early_end_confirmed_by": one}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Election.objects.filter(pk=row.pk).update(**values)
    ended = elections.end_early(row, by=other, version=asked.version)

    assert (ended.last_date, WithheldFigures.objects.get().last_date) == (day, day)
    told = Event.objects.about(row).select_related("content").order_by("pk")
    assert [(event.action, event.actor_id) for event in told][1:] == [
        ("election.early_end_asked", one.pk),
        ("election.ended_early", other.pk),
    ]
    assert told[1].content.content["reason"] == f"{day.isoformat()}：投票日の打ち間違い"


def test_election_to_come_is_changed_and_deleted_freely() -> None:
    row = changed(election(candidate(), begins=2), claimants=[candidate("汐見次郎")])
    assert [str(person) for person in row.claimants.all()] == ["汐見次郎"]

    elections.discard(row, by=factories.desk_editor())

    assert (Election.objects.count(), WithheldFigures.objects.count()) == (0, 0)


@pytest.mark.parametrize("kind", [Claimant.Kind.PRIVATE_PERSON, Claimant.Kind.MINOR, Claimant.Kind.ANONYMOUS_ACCOUNT])
def test_nobody_stands_who_may_not_be_named(kind: Claimant.Kind) -> None:
    with pytest.raises(elections.NotNameable):
        election(factories.claimant(kind=kind))


def test_dates_run_forwards() -> None:
    with pytest.raises(elections.EndsBeforeItBegins):
        election(begins=1, ends=0)


def test_year_that_was_mistyped_is_not_taken() -> None:
    row = election(candidate(), begins=1)

    for put in (
        lambda: election(candidate("別の人"), ends=365),
        lambda: changed(row, last_date=figures.today() + timedelta(days=121)),
    ):
        with pytest.raises(elections.TooLong):
            put()
    assert Election.objects.get() == row


@pytest.mark.parametrize("role", ["reporter", "administrator", "outsider"])
def test_desk_editors_alone_call_one(role: str) -> None:
    with pytest.raises(permissions.NotAllowed):
        election(by=getattr(factories, role)())


def test_who_stands_is_not_deleted_and_an_erased_one_is_not_told_of() -> None:
    standing = candidate()
    election(standing)

    with pytest.raises(claimants.ClaimantStands):
        claimants.discard(standing, by=factories.reporter())
    erasure.anonymise(standing, by=factories.desk_editor())

    assert WithheldFigures.objects.count() == 0


def test_election_that_no_event_tells_of_is_found() -> None:
    row = election(candidate())
    Election.objects.bulk_create(
        [
            Election(
                name="偽",
                first_date=date(2030, 1, 1),
                last_date=date(2030, 1, 1),
                scale=row.scale,
                created_by=row.created_by,
            )
        ]
    )

    assert [str(problem) for problem in testimony.verify() if "election" in str(problem)] == [
        f"election {Election.objects.get(name='偽').pk}: no event says that it was called"
    ]


def test_readers_see_no_figures_of_who_stands(client: Client) -> None:
    standing, other = candidate(), candidate("汐見次郎")
    for person, count in ((standing, 2), (other, 1)):
        for _ in range(count):
            factories.published_verdict(factories.claim(claimant=person))
    election(standing)

    listed = client.get("/verdicts/").context
    [claimant_group] = [group for group in listed["groups"] if group.name == "claimant"]
    assert {choice.label: choice.verdicts for choice in claimant_group.choices} == {"汐見一郎": None, "汐見次郎": 1}
    assert listed["total"] == 3
    of_one = client.get("/verdicts/", {"claimant": standing.pk})
    assert of_one.context["total"] is None
    assert {choice.verdicts for group in of_one.context["groups"] for choice in group.choices} == {None}
    assert "選挙の期間中は、候補者・政党ごとの件数を示しません。" in of_one.content.decode()


def test_readers_see_none_by_their_name_nor_in_what_a_browser_kept(client: Client) -> None:
    """A search for the name is a list of theirs; a page kept from before the election is not the newest any more."""
    standing = candidate()
    for _ in range(2):
        factories.published_verdict(factories.claim(claimant=standing, statement="市電を廃止すると決めた"))
    factories.published_verdict()
    before = client.get("/verdicts/", {"q": "汐見一郎"})
    assert before.context["total"] == 2
    assert client.get("/verdicts/", headers={"If-None-Match": before["ETag"]}).status_code == 304

    election(standing)

    after = client.get("/verdicts/", {"q": "汐見一郎"}, headers={"If-None-Match": before["ETag"]})
    assert after.context["total"] is None
    assert {choice.verdicts for group in after.context["groups"] for choice in group.choices} == {None}
    assert client.get("/verdicts/").context["total"] == 3


def test_neither_the_claimants_page_nor_the_api_counts(client: Client) -> None:
    standing = candidate()
    factories.published_verdict(factories.claim(claimant=standing))
    election(standing)

    page = client.get(f"/claimants/{standing.pk}/").content.decode()
    row = client.get(f"/api/v1/claimants/{standing.pk}/").json()
    listed = client.get("/api/v1/verdicts/", {"claimant": standing.pk}).json()

    main = re.sub(r"<[^>]*>", "", page[page.index("<main") : page.index("</main>")])
    assert re.findall(r"[0-9]+ *[件本]", main) == []
    assert set(row) == {
        *("id", "url", "api_url", "verdicts_url", "name", "kind_code", "affiliation", "wikidata_id"),
    }
    assert set(listed) == {"results", "next", "previous"} or set(listed) == {"results", "next"}


@pytest.mark.parametrize(("begins", "ends"), [(1, 5), (-5, -1)])
def test_readers_see_them_before_and_after(client: Client, begins: int, ends: int) -> None:
    standing = candidate()
    factories.published_verdict(factories.claim(claimant=standing))
    election(standing, begins=begins, ends=ends)

    assert client.get("/verdicts/", {"claimant": standing.pk}).context["total"] == 1


def test_what_the_public_wing_knows_is_made_anew() -> None:
    row = election(candidate())
    before = list(WithheldFigures.objects.values_list("election_number", "claimant_number", "first_date", "last_date"))
    WithheldFigures.objects.all().delete()

    elections.withhold_again()

    assert before == [(row.pk, row.claimants.get().pk, row.first_date, row.last_date)]
    assert (
        list(WithheldFigures.objects.values_list("election_number", "claimant_number", "first_date", "last_date"))
        == before
    )
