"""Who sees to a claim, until when. Events are about the assignment: to assign is not to write on what is checked."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import permissions
from articles.actions import claims, edits, events, fitness, notices
from articles.actions.errors import Refused
from articles.models import Assignment, Claim, User


class NotAssignable(Refused):
    message = gettext_lazy("この人は記者でもデスクでもないため、担当にできません。別の人を選んでください。")


class AssignmentChangedMeanwhile(edits.ChangedMeanwhile):
    message = gettext_lazy("別の人が先に担当か期日を変えました。いまの担当を見てから、もう一度決めてください。")


def assign(claim: Claim, *, to: User, by: User, due_date: date | None = None, version: int | None = None) -> Assignment:
    """Give a claim to a member, or change until when. `version` as in `edits.refuse_unseen`; 0 is that of nobody."""
    permissions.require(permissions.can_assign(by))
    if not permissions.can_be_assigned(to):
        raise NotAssignable
    fitness.refuse_unfit(Assignment, {"due_date": due_date})
    with transaction.atomic():
        row = _current(claims.standing(claim), version)
        if row is None:
            row = Assignment(claim=claim, version=0)
        changed = edits.apply(row, {"assignee_id": to.pk, "due_date": due_date})
        if changed:
            row.assigned_by, row.assigned_at = by, timezone.now()
            row.version += 1
            row.save()
            events.record("assignment.made", row, by=by, reason=_said(row))
            notices.request()
    return row


def end(claim: Claim, *, by: User, version: int | None = None) -> None:
    """Take a claim from whoever sees to it."""
    permissions.require(permissions.can_assign(by))
    with transaction.atomic():
        row = _current(claims.locked(claim), version)
        if row is not None:
            events.record("assignment.ended", row, by=by, reason=str(row.assignee))
            row.delete()


def _current(claim: Claim, version: int | None) -> Assignment | None:
    """The assignment of a locked claim, as it is now."""
    row = Assignment.objects.select_related("assignee").filter(claim=claim).first()
    if version is not None and version != (row.version if row else 0):
        raise AssignmentChangedMeanwhile
    return row


def _said(row: Assignment) -> str:
    if row.due_date is None:
        return _("%(name)s、期日なし") % {"name": row.assignee}
    return _("%(name)s、期日 %(day)s") % {"name": row.assignee, "day": f"{row.due_date:%Y-%m-%d}"}
