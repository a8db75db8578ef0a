"""Who is told of what. Notices are made from the history, in its order, by the worker: no action has to think of them,
none is missed where the worker was away, and an event tells nobody twice.

The mark in the history is locked while it is moved on; a notice has a key of its own besides, so that two workers, or
one that was cut off, end in the same notices.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from procrastinate.contrib.django import app

from articles import permissions
from articles.actions import comments, deliveries, events
from articles.models import (
    Approval,
    Assignment,
    Candidate,
    Claim,
    Comment,
    Event,
    HistoryHead,
    HistoryLink,
    Notice,
    NoticeMark,
    NoticePreference,
    RightOfReply,
    User,
    Verdict,
    Watch,
)

TASK = "articles.tasks.collect_notices"
AT_ONCE = 1_000  # places of the history in one transaction
MORNING = 8  # o'clock in the newsroom: before, nobody is told what is due

Kind = Notice.Kind
Told = Iterable[tuple[Kind, Claim, Iterable[User]]]


def request() -> None:
    """Have the worker look at once instead of within its sweep, when the caller's transaction has ended."""
    app.configure_task(TASK).defer()


def collect() -> int:
    """Tell members what the history has gained since the last time. Returns how many notices were made."""
    made = 0
    while True:
        with transaction.atomic():
            mark = NoticeMark.objects.select_for_update().get(pk=1)
            head = HistoryHead.objects.values_list("position", flat=True).get(pk=1)
            until = min(head, mark.position + AT_ONCE)
            if until <= mark.position:
                return made
            desk = _members()
            for event in _noticed(mark.position, until):
                made += _tell(event, desk)
            mark.position = until
            mark.save(update_fields=["position"])


def pass_over() -> None:
    """Tell nobody of what the history holds so far: it was written to be read, as the demo's was."""
    with transaction.atomic():
        mark = NoticeMark.objects.select_for_update().get(pk=1)
        mark.position = HistoryHead.objects.values_list("position", flat=True).get(pk=1)
        mark.save(update_fields=["position"])


def tell_due(now: datetime | None = None) -> int:
    """Tell who sees to a claim that it is due today, or has been, and who writes a verdict that the party's time to reply
    ends today, or is over: once for each date. Returns how many notices were made.
    """
    local = timezone.localtime(now)
    if local.hour < MORNING:
        return 0
    waiting = Assignment.objects.open().select_related("claim", "assignee")
    made = 0
    for kind, rows in (
        (Kind.DUE, waiting.due(local.date())),
        (Kind.OVERDUE, waiting.overdue(local.date())),
    ):
        for row in rows.order_by("pk"):
            if permissions.can_use_desk(row.assignee):
                made += _tell_due(row, kind)
    return made + _tell_replies_due(local)


def mark_read(user: User, *, only: Collection[int] | None = None) -> None:
    """Of one's own notices; `only` are keys, None means all. No Event: that somebody read is nobody's business."""
    unread = Notice.objects.of(user).unread()
    if only is not None:
        unread = unread.filter(pk__in=only)
    unread.update(read_at=timezone.now())


def choose(user: User, *, mail: str) -> None:
    """How a member wants mail about notices."""
    permissions.require(permissions.can_use_desk(user))
    with transaction.atomic():
        NoticePreference.objects.update_or_create(user=user, defaults={"mail": mail})
        events.record("user.notices_chosen", user, by=user, reason=str(NoticePreference.Mail(mail).label))


# Who is told of an event -------------------------------------------------------------------------------------------------


class _Happened(NamedTuple):
    event: Event
    desk: dict[int, User]

    @property
    def said(self) -> dict[str, object]:
        return self.event.content.content or {}  # erased by now


def _of_comment(happened: _Happened) -> Told:
    comment = Comment.objects.select_related("claim").get(pk=happened.event.subject_id)
    members = happened.desk.values()
    yield Kind.MENTION, comment.claim, comments.mentioned(str(happened.said.get("reason", "")), members)
    yield Kind.CHANGED, comment.claim, _watchers(comment.claim, happened)


def _of_assignment(happened: _Happened) -> Told:
    row = Assignment.objects.select_related("claim", "assignee").filter(pk=happened.event.subject_id).first()
    if row is not None:  # not taken back by now
        yield Kind.ASSIGNED, row.claim, [row.assignee]
        yield Kind.CHANGED, row.claim, _watchers(row.claim, happened)


def _of_claim(happened: _Happened) -> Told:
    claim = Claim.objects.filter(pk=happened.event.subject_id).first()
    if claim is not None:
        yield Kind.CHANGED, claim, _watchers(claim, happened)


def _of_candidate(happened: _Happened) -> Told:
    candidate = Candidate.objects.select_related("claim").get(pk=happened.event.subject_id)
    if candidate.claim is not None:
        yield Kind.CHANGED, candidate.claim, _watchers(candidate.claim, happened)


def _of_verdict(happened: _Happened) -> Told:
    claim = _verdict(happened).claim
    yield Kind.CHANGED, claim, _watchers(claim, happened)


def _of_submission(happened: _Happened) -> Told:
    verdict = _verdict(happened)
    may = [user for user in happened.desk.values() if permissions.can_approve_verdict(user, verdict)]
    yield Kind.APPROVAL_ASKED, verdict.claim, may
    for step, kind in _STEPS_ASKED.items():
        givers = [user for user in happened.desk.values() if permissions.can_give_step_of_verdict(user, verdict, step)]
        yield kind, verdict.claim, givers
    yield from _of_verdict(happened)


def _of_return(happened: _Happened) -> Told:
    verdict = _verdict(happened)
    yield Kind.SENT_BACK, verdict.claim, _writing_on(verdict)
    yield from _of_verdict(happened)


def _of_schedule(kind: Kind) -> Callable[[_Happened], Told]:
    """Of a publication at a set time that came to nothing, or will: whoever can do something about it."""

    def told(happened: _Happened) -> Told:
        verdict = _verdict(happened)
        last = verdict.schedules.select_related("scheduled_by").order_by("-pk").first()
        desk = [user for user in happened.desk.values() if permissions.can_publish(user)]
        yield kind, verdict.claim, [*([last.scheduled_by] if last else []), *_writing_on(verdict), *desk]
        yield from _of_verdict(happened)

    return told


def _of_reply(happened: _Happened) -> Told:
    """Only where the answer is new: events of replies name the columns that changed, or are about a new reply."""
    verdict = _verdict(happened)
    newest = verdict.rights_of_reply.order_by("-pk").first()
    changed = happened.said.get("fields") or []
    is_new = happened.event.action == "reply.added" and newest is not None and newest.outcome == _ANSWERED
    is_edited = isinstance(changed, list) and "outcome" in changed
    if is_new or (is_edited and verdict.rights_of_reply.filter(outcome=_ANSWERED).exists()):
        yield Kind.REPLY, verdict.claim, _writing_on(verdict)
        yield from _of_verdict(happened)


_STEPS_ASKED = {Approval.Step.PROOF: Kind.PROOF_ASKED, Approval.Step.LEGAL: Kind.LEGAL_ASKED}
_ANSWERED = RightOfReply.Outcome.ANSWERED
_VERDICT_MOVES = (
    *("drafted", "approved", "proofread", "cleared", "scheduled", "unscheduled", "published"),
    *("revised", "corrected", "retracted", "retraction_explained"),
)
_CLAIM_MOVES = ("reworded", "merged", "received", "unmerged", "released", "split")

TELLERS: dict[str, Callable[[_Happened], Told]] = {
    "comment.written": _of_comment,
    "assignment.made": _of_assignment,
    "candidate.accepted": _of_candidate,
    "verdict.submitted": _of_submission,
    "verdict.sent_back": _of_return,
    "verdict.schedule_refused": _of_schedule(Kind.SCHEDULE_REFUSED),
    "verdict.schedule_endangered": _of_schedule(Kind.SCHEDULE_IN_DANGER),
    "reply.added": _of_reply,
    "reply.edited": _of_reply,
    **{f"claim.{move}": _of_claim for move in _CLAIM_MOVES},
    **{f"verdict.{move}": _of_verdict for move in _VERDICT_MOVES},
}


def _noticed(after: int, until: int) -> Iterable[Event]:
    links = HistoryLink.objects.filter(kind=HistoryLink.Kind.EVENT, position__gt=after, position__lte=until)
    found = Event.objects.filter(pk__in=links.values("row_id"), action__in=TELLERS)
    return found.select_related("content").order_by("pk")


def _tell(event: Event, desk: dict[int, User]) -> int:
    """One notice a member and event, of the first kind that concerns them; nobody is told of what they did themselves."""
    told = {event.actor_id}
    made = 0
    for kind, claim, users in TELLERS[event.action](_Happened(event, desk)):
        for user in users:
            if user.pk in desk and user.pk not in told:
                told.add(user.pk)
                made += _notify(user, kind, claim, key=f"event:{event.pk}", event=event)
    return made


def _tell_due(row: Assignment, kind: Kind) -> int:
    assert row.due_date is not None
    with transaction.atomic():
        return _notify(row.assignee, kind, row.claim, key=f"{kind}:{row.claim_id}:{_iso(row.due_date)}")


def _tell_replies_due(now: datetime) -> int:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    rows = RightOfReply.objects.awaited_by(midnight).select_related("verdict__claim").order_by("deadline", "pk")
    made = 0
    for reply in rows:
        assert reply.deadline is not None
        key = f"{Kind.REPLY_DUE}:{reply.pk}:{_iso(timezone.localdate(reply.deadline, timezone.get_default_timezone()))}"
        for user in dict.fromkeys(_writing_on(reply.verdict)):
            if permissions.can_use_desk(user):
                with transaction.atomic():
                    made += _notify(user, Kind.REPLY_DUE, reply.verdict.claim, key=key)
    return made


def _notify(user: User, kind: Kind, claim: Claim, *, key: str, event: Event | None = None) -> int:
    notice, is_new = Notice.objects.get_or_create(
        recipient=user, key=key, defaults={"kind": kind, "claim": claim, "event_id": event.pk if event else None}
    )
    if is_new:
        deliveries.prepare(notice)
    return int(is_new)


def _members() -> dict[int, User]:
    """Everybody who may use the desk now, by key; their groups are fetched with them."""
    roles = [role.value for role in User.Role]
    found = User.objects.filter(is_active=True).filter(Q(groups__name__in=roles) | Q(is_superuser=True))
    return {user.pk: user for user in found.distinct().order_by("pk")}


def _verdict(happened: _Happened) -> Verdict:
    return Verdict.objects.select_related("claim").get(pk=happened.event.subject_id)


def _watchers(claim: Claim, happened: _Happened) -> Iterator[User]:
    """Who watched the claim, or one merged into it, by the time it happened."""
    rows = Watch.objects.filter(Q(claim=claim) | Q(claim__merged_into=claim), begun_at__lte=happened.event.at)
    rows = rows.select_related("user").order_by("pk")
    return (row.user for row in rows)


def _writing_on(verdict: Verdict) -> list[User]:
    """Its authors and whoever sees to its claim."""
    users = [author.user for author in verdict.authors.select_related("user").order_by("pk")]
    assignment = Assignment.objects.filter(claim=verdict.claim_id).select_related("assignee").first()
    return [*users, assignment.assignee] if assignment else users


def _iso(day: date) -> str:
    return day.isoformat()
