"""The passage that somebody added by hand last in this session, so that what takes back the last thing takes it back."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest

from articles.desk.requests import member
from articles.models import Candidate, Event

MARKED = "queue-marked"
"""In the session: the numbers of the candidate and of the one beside which it was seen."""


class Marked(NamedTuple):
    candidate: Candidate
    beside: int


def keep(request: HttpRequest, marked: Candidate, *, beside: Candidate) -> None:
    request.session[MARKED] = [marked.pk, beside.pk]


def last(request: HttpRequest, decided: Candidate | None) -> Marked | None:
    """What was added after the newest own decision and waits undecided; None where there is none."""
    number, beside = request.session.get(MARKED, (0, 0))
    row = Candidate.objects.filter(pk=number, state=Candidate.State.PENDING).select_related("revision").first()
    if row is None:
        return None
    added = Event.objects.about(row).filter(action="candidate.marked", actor_id=member(request).pk).last()
    if added is None or (decided and decided.decided_at and decided.decided_at > added.at):
        return None
    return Marked(row, beside)
