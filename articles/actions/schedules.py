"""Publishing at a time that is set before. Until then nothing is public; at that time only what was scheduled is."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from articles import permissions
from articles.actions import events, fitness, publications, review_steps, sight, verdicts
from articles.actions.errors import Refused
from articles.models import ScheduledPublication, User, Verdict

State = ScheduledPublication.State


class TimePassed(Refused):
    message = _("公開する日時は、これから先にしてください。いま公開するときは「公開する」を選びます。")


class NothingScheduled(Refused):
    message = _("公開の予定はありません。")


def schedule(verdict: Verdict, *, publish_at: datetime, by: User, seen: str | None = None) -> ScheduledPublication:
    """Publish an approved verdict, or its next version, at a time to come; takes the place of an earlier schedule."""
    permissions.require(permissions.can_publish(by))
    if publish_at <= timezone.now():
        raise TimePassed
    fitness.refuse_unfit(ScheduledPublication, {"publish_at": publish_at})
    with verdicts.locked(verdict) as row:
        verdicts.refuse_withdrawn(row)
        if row.state != Verdict.State.APPROVED:
            raise publications.VerdictNotApproved
        review_steps.refuse_missing(row)
        verdicts.refuse_unseen(row, seen)
        publications.next_version(row, now=publish_at)  # names that may not be published are found now
        row.schedules.waiting().update(state=State.WITHDRAWN)
        planned = ScheduledPublication.objects.create(
            verdict=row, publish_at=publish_at, seen=sight.of_verdict(row), scheduled_by=by
        )
        events.record("verdict.scheduled", row, by=by)
    return planned


def withdraw(verdict: Verdict, *, by: User) -> None:
    permissions.require(permissions.can_publish(by))
    with verdicts.locked(verdict) as row:
        if not row.schedules.waiting().update(state=State.WITHDRAWN):
            raise NothingScheduled
        events.record("verdict.unscheduled", row, by=by)


def publish_due() -> int:
    """Publish what is due, each for itself; what may not be is refused, with the reason, and stays as it is."""
    due = list(ScheduledPublication.objects.due(timezone.now()).values_list("pk", flat=True))
    return sum(_publish(pk) for pk in due)


def _publish(pk: int) -> bool:
    with transaction.atomic():
        rows = ScheduledPublication.objects.select_for_update(skip_locked=True, of=("self",))
        planned = rows.select_related("verdict", "scheduled_by").filter(pk=pk, state=State.WAITING).first()
        if planned is None:
            return False
        planned.refusal = _refusal(planned)
        planned.state = State.REFUSED if planned.refusal else State.PUBLISHED
        planned.save(update_fields=["state", "refusal"])
        if planned.refusal:
            events.record("verdict.schedule_refused", planned.verdict, by=None, reason=planned.refusal)
        return not planned.refusal


def _refusal(planned: ScheduledPublication) -> str:
    """Publish in the name of who scheduled it; why it could not be, in words, else nothing."""
    verdict = planned.verdict
    act = publications.correct if verdict.published_version else publications.publish
    try:
        with transaction.atomic():
            if Verdict.objects.get(pk=verdict.pk).state != Verdict.State.APPROVED:
                raise publications.VerdictNotApproved
            act(verdict, by=planned.scheduled_by, seen=planned.seen)
    except (Refused, PermissionDenied) as refused:
        with override("ja"):  # kept in the history
            return str(refused)
    return ""
