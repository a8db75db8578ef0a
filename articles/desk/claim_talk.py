"""Around a claim: who sees to it, what members say to each other about it, and who wants to be told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q

from articles.actions import comments
from articles.desk.passages import Mark, Stretch, stretches
from articles.models import Claim, Comment, Event, User

SHOWN = 100  # newest comments


class Said(NamedTuple):
    """A comment for display; one that was erased has no words."""

    number: int
    author: str
    at: datetime
    text: Sequence[Stretch]
    is_erased: bool
    claim: Claim


def talk(claim: Claim) -> dict[str, Any]:
    """What was said of the claim and of those merged into it, oldest first, and who can be called; four queries."""
    members = list(members_of_the_desk())
    return {"said": list(_said(claim, members)), "members": members}


def members_of_the_desk() -> Any:
    roles = [role.value for role in User.Role]
    rows = User.objects.filter(is_active=True).filter(Q(groups__name__in=roles) | Q(is_superuser=True))
    return rows.distinct().order_by("display_name", "username", "pk")


def _said(claim: Claim, members: Sequence[User]) -> Iterator[Said]:
    rows = Comment.objects.filter(Q(claim=claim) | Q(claim__merged_into=claim)).select_related("claim")
    newest = list(rows.order_by("-pk")[:SHOWN])[::-1]
    written = Event.objects.filter(
        subject_type="comment", subject_id__in=[row.pk for row in newest], action="comment.written"
    )
    told = {event.subject_id: event for event in written.select_related("content")}
    for row in newest:
        content = told[row.pk].content.content or {}
        text = content.get("reason", "")
        yield Said(row.pk, content.get("actor", ""), row.written_at, _marked(text, members), not content, row.claim)


def _marked(text: str, members: Sequence[User]) -> list[Stretch]:
    marks = [Mark(start, end, "mention") for start, end, _user in comments.mentions(text, members)]
    return list(stretches(text, marks))
