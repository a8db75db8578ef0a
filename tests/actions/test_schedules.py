"""Publication at a set time: nothing before it, at that time exactly what was scheduled, and nothing that changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.actions import candidates, claimants, notices, publications, schedules, verdicts
from articles.models import Event, Notice, Publication, ScheduledPublication, Verdict
from articles.permissions import NotAllowed
from tests import factories

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def scheduled(verdict: Verdict | None = None) -> ScheduledPublication:
    verdict = verdict or factories.approved_verdict(factories.claim(claimant=factories.claimant()))
    return schedules.schedule(verdict, publish_at=timezone.now() + HOUR, by=factories.desk_editor())


def make_due(planned: ScheduledPublication) -> None:
    ScheduledPublication.objects.filter(pk=planned.pk).update(publish_at=timezone.now() - HOUR)


def test_nothing_is_public_before_the_time_and_all_at_it(client: Client) -> None:
    planned = scheduled()
    number = planned.verdict.number

    early = schedules.publish_due()
    before = [client.get(path).status_code for path in (f"/verdicts/{number}/", f"/api/v1/verdicts/{number}/")]
    make_due(planned)
    published, again = schedules.publish_due(), schedules.publish_due()

    planned.refresh_from_db()
    assert (early, before, published, again) == (0, [404, 404], 1, 0)
    assert (planned.state, Publication.objects.count()) == (ScheduledPublication.State.PUBLISHED, 1)
    newest = Event.objects.about(planned.verdict).order_by("-pk")[:1].get()
    assert (newest.action, newest.actor_id) == ("verdict.published", planned.scheduled_by_id)


def test_correction_is_published_at_its_time() -> None:
    by = factories.desk_editor()
    verdict = verdicts.revise(factories.published_verdict(), by=by)
    told = {"correction_kind": "correction", "correction_note": "直しました。"}
    verdict = verdicts.edit(verdict, by=by, headline="「２倍」は誤り", **told)
    planned = scheduled(factories.approved(verdict, by=by))
    make_due(planned)

    assert schedules.publish_due() == 1
    assert list(Publication.objects.order_by("sequence").values_list("kind", flat=True)) == ["published", "correction"]


def sent_back(verdict: Verdict) -> None:
    verdicts.send_back(verdict, by=factories.desk_editor(), reason="直す")


def approved_anew(verdict: Verdict) -> None:
    sent_back(verdict)
    verdict = verdicts.edit(Verdict.objects.get(pk=verdict.pk), by=factories.reporter(), headline="別の見出し")
    factories.approved(verdict)


def claimant_renamed(verdict: Verdict) -> None:
    assert verdict.claim.claimant is not None
    claimants.describe(verdict.claim.claimant, by=factories.reporter(), name="別の名前")


def published_by_hand(verdict: Verdict) -> None:
    publications.publish(verdict, by=factories.desk_editor())


def scheduler_left(verdict: Verdict) -> None:
    user = verdict.schedules.get().scheduled_by
    user.is_active = False
    user.save(update_fields=["is_active"])


@pytest.mark.parametrize(
    "happens",
    [sent_back, approved_anew, claimant_renamed, published_by_hand, scheduler_left],
    ids=lambda one: one.__name__,
)
def test_what_is_no_longer_as_it_was_is_refused_with_a_reason(happens: Callable[[Verdict], None]) -> None:
    planned = scheduled()
    happens(planned.verdict)
    make_due(planned)
    public = Publication.objects.count()

    published = schedules.publish_due()

    planned.refresh_from_db()
    assert (published, planned.state) == (0, ScheduledPublication.State.REFUSED)
    assert (planned.refusal != "", Publication.objects.count()) == (True, public)
    assert Event.objects.about(planned.verdict).filter(action="verdict.schedule_refused").count() == 1


def test_whoever_can_mend_it_is_told_at_once_and_again_when_it_failed() -> None:
    verdict = factories.approved_verdict(factories.claim(claimant=factories.claimant()))
    author, scheduler, other = verdict.authors.get().user, factories.desk_editor(), factories.desk_editor()
    planned = schedules.schedule(verdict, publish_at=timezone.now() + HOUR, by=scheduler)
    connection.check_constraints()  # a place in the history is given at commit
    notices.collect()
    quiet = (schedules.look_ahead(), schedules.in_danger(planned))

    claimant_renamed(verdict)
    found = [schedules.look_ahead(), schedules.look_ahead()]
    connection.check_constraints()
    notices.collect()
    listed = list(ScheduledPublication.objects.troubled())
    ScheduledPublication.objects.filter(pk=planned.pk).update(publish_at=timezone.now())
    schedules.publish_due()
    connection.check_constraints()
    notices.collect()

    planned.refresh_from_db()
    assert (quiet, found, listed) == ((0, ""), [1, 0], [planned])
    assert planned.refusal == str(publications.ChangedSinceApproval.message)
    assert list(ScheduledPublication.objects.troubled()) == [planned]
    for user in (author, scheduler, other):
        kinds = list(Notice.objects.of(user).order_by("pk").values_list("kind", flat=True))
        assert kinds[-2:] == [Notice.Kind.SCHEDULE_IN_DANGER, Notice.Kind.SCHEDULE_REFUSED]


def test_what_is_void_already_is_not_scheduled() -> None:
    verdict = factories.approved_verdict(factories.claim(claimant=factories.claimant()))
    claimant_renamed(verdict)

    with pytest.raises(publications.ChangedSinceApproval):
        schedules.schedule(verdict, publish_at=timezone.now() + HOUR, by=factories.desk_editor())


def test_appearances_of_what_waits_to_be_published_neither_come_nor_go() -> None:
    planned = scheduled()
    claim, by = planned.verdict.claim, factories.reporter()
    new = factories.candidate()

    with pytest.raises(candidates.ClaimAwaitsPublication):
        candidates.accept(new, claim=claim, by=by)
    published_by_hand(planned.verdict)
    accepted = candidates.accept(new, claim=claim, by=by)

    assert accepted.claim == claim


def test_another_time_takes_the_place_of_the_first_and_is_withdrawn() -> None:
    first = scheduled()
    second = scheduled(first.verdict)

    schedules.withdraw(first.verdict, by=factories.desk_editor())

    for planned in (first, second):
        make_due(planned)
    assert schedules.publish_due() == 0
    assert {row.state for row in ScheduledPublication.objects.all()} == {ScheduledPublication.State.WITHDRAWN}
    with pytest.raises(schedules.NothingScheduled):
        schedules.withdraw(first.verdict, by=factories.desk_editor())


def test_who_may_not_publish_and_what_is_not_approved_is_not_scheduled() -> None:
    later, desk = timezone.now() + HOUR, factories.desk_editor()

    with pytest.raises(NotAllowed):
        schedules.schedule(factories.approved_verdict(), publish_at=later, by=factories.reporter())
    with pytest.raises(publications.VerdictNotApproved):
        schedules.schedule(factories.complete_draft(), publish_at=later, by=desk)
    with pytest.raises(schedules.TimePassed):
        schedules.schedule(factories.approved_verdict(), publish_at=timezone.now(), by=desk)
    assert not ScheduledPublication.objects.exists()
