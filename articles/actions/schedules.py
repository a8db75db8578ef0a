"""Publishing at a time that is set before. Until then nothing is public; at that time only what was scheduled is."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from articles import permissions
from articles.actions import events, fitness, publications, sight, verdicts
from articles.actions.errors import Refused
from articles.models import ScheduledPublication, User, Verdict

State = ScheduledPublication.State


class TimePassed(Refused):
    message = _("公開する日時は、これから先にしてください。いま公開するときは「公開する」を選びます。")


class ChangedSinceScheduled(Refused):
    message = _(
        "公開を予定したあとに、内容か公開版が変わりました。まだ公開していません。いまの内容を読んでから、もう一度予定してください。"
    )


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
        verdicts.refuse_unseen(row, seen)
        publications.ready(row, now=publish_at)  # what would be refused then is refused now
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
        with transaction.atomic(), override("ja"):  # the reason is kept in the history
            refuse_certain(planned)
            act(verdict, by=planned.scheduled_by, seen=planned.seen)
    except (Refused, PermissionDenied) as refused:
        with override("ja"):
            return str(refused)
    return ""


def in_danger(planned: ScheduledPublication) -> str:
    """Why a publication that waits is certain to be refused as things are, in words; else nothing."""
    try:
        refuse_certain(planned, now=planned.publish_at)
    except (Refused, PermissionDenied) as refused:
        return str(refused)
    return ""


def refuse_certain(planned: ScheduledPublication, now: datetime | None = None) -> None:
    """Raise what publishing will raise, before anything is written."""
    permissions.require(permissions.can_publish(planned.scheduled_by))
    verdict = Verdict.objects.select_related("claim__claimant", "rating").get(pk=planned.verdict_id)
    verdicts.refuse_withdrawn(verdict)
    if verdict.state != Verdict.State.APPROVED:
        raise publications.VerdictNotApproved
    publications.ready(verdict, now=now or timezone.now())
    if sight.of_verdict(verdict) != planned.seen:
        raise ChangedSinceScheduled


def look_ahead() -> int:
    """Note of what waits why it is certain to be refused, as soon as it is, and tell it; returns how many are new."""
    waiting = list(ScheduledPublication.objects.waiting().order_by("pk").values_list("pk", flat=True))
    return sum(_look_ahead(pk) for pk in waiting)


def _look_ahead(pk: int) -> bool:
    with transaction.atomic():
        rows = ScheduledPublication.objects.select_for_update(skip_locked=True, of=("self",))
        planned = rows.select_related("verdict", "scheduled_by").filter(pk=pk, state=State.WAITING).first()
        if planned is None:
            return False
        with override("ja"):  # kept in the history
            danger = in_danger(planned)
        is_new = bool(danger) and not planned.refusal
        if danger != planned.refusal:
            planned.refusal = danger
            planned.save(update_fields=["refusal"])
        if is_new:
            events.record("verdict.schedule_endangered", planned.verdict, by=None, reason=danger)
        return is_new
