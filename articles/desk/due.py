"""What is due today or overdue, from whatever has a day by which it is to be done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.desk.steps import page_of
from articles.models import Assignment, RightOfReply, User
from articles.models.days import end_of

SHOWN = 20


class Due(NamedTuple):
    """`is_mine`: it is for the member who looks to do it."""

    what: str | Promise
    about: str
    url: str
    day: date
    is_mine: bool


def due(user: User, today: date) -> list[Due]:
    """The oldest first, at most SHOWN of a kind; one's own before others' of the same day. One query a kind."""
    rows = chain(_replies(user, today), _assignments(user, today))
    return sorted(rows, key=lambda row: (row.day, not row.is_mine, row.url))


def _replies(user: User, today: date) -> Iterator[Due]:
    """Questions to a party whose deadline is today or over, without an answer or a word that none came."""
    waiting = RightOfReply.objects.awaited_by(end_of(today))
    mine = set(waiting.filter(verdict__authors__user=user).values_list("pk", flat=True))
    for reply in waiting.select_related("verdict__claim").order_by("deadline", "pk")[:SHOWN]:
        assert reply.deadline is not None
        day = timezone.localdate(reply.deadline, timezone.get_default_timezone())
        about = reply.verdict.headline or reply.verdict.claim.statement
        yield Due(_("当事者の回答"), f"{reply.party}：{about}", page_of(reply.verdict), day, reply.pk in mine)


def _assignments(user: User, today: date) -> Iterator[Due]:
    waiting = Assignment.objects.open().filter(due_date__lte=today).select_related("claim")
    for row in waiting.order_by("due_date", "pk")[:SHOWN]:
        assert row.due_date is not None
        yield Due(_("担当"), row.claim.statement, page_of(row.claim), row.due_date, row.assignee_id == user.pk)
