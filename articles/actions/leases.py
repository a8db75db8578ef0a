"""Leases of candidates: what the queue gives to one editor it gives to nobody else until that one is done or gone.

No event tells of them: nothing is decided by them, and who looked at what is nobody's business a day later.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from articles import permissions
from articles.models import Candidate, Lease, User

LENGTH = timedelta(minutes=15)
"""Longer than anybody reads a passage; a page with JavaScript renews what it shows, however long."""

_TAKE = """
INSERT INTO articles_lease (candidate_id, held_by_id, held_until)
VALUES (%(candidate)s, %(user)s, statement_timestamp() + make_interval(secs => %(seconds)s))
ON CONFLICT (candidate_id) DO UPDATE SET held_by_id = EXCLUDED.held_by_id, held_until = EXCLUDED.held_until
WHERE articles_lease.held_by_id = EXCLUDED.held_by_id OR articles_lease.held_until <= statement_timestamp()
RETURNING candidate_id
"""


def pull(waiting: QuerySet[Candidate], *, by: User) -> Candidate | None:
    """The first of `waiting`, which has an order, that nobody else holds, one that is at rest if there is any; None where there is none.

    A locked row is one that somebody is deciding, or that a job such as the comparison of an article's candidates has in
    hand for a moment: passed over at first, it is given before the queue is called empty.

    A lease that was committed between the look and the insert is found by the insert, which then takes nothing: then the
    look is repeated, and sees it.
    """
    permissions.require(permissions.can_write(by))
    others = Lease.objects.standing().of_others(by).filter(candidate=OuterRef("pk"))
    free = waiting.exclude(Exists(others))
    at_rest = free.select_for_update(skip_locked=True, no_key=True, of=("self",))
    while True:
        with transaction.atomic():
            row = at_rest.first() or free.first()
            if row is None or _take(row.pk, by):
                return row


def look(candidate: Candidate, *, by: User) -> User | None:
    """Hold an undecided candidate that was opened by its address; whoever else holds it is returned and keeps it."""
    if candidate.is_decided or not permissions.can_write(by) or _take(candidate.pk, by):
        return None
    held = Lease.objects.standing().of_others(by).select_related("held_by").filter(candidate=candidate.pk).first()
    return held.held_by if held else None


def renew(candidates: Collection[int], *, by: User) -> int:
    """Hold on to what is still before somebody; returns how many of these they hold."""
    return sum(
        _take(pk, by) for pk in Candidate.objects.pending().filter(pk__in=candidates).values_list("pk", flat=True)
    )


def release(candidates: Collection[int], *, by: User | None = None) -> None:
    """Give back what `by` holds of these; without `by`, whoever does: they are decided."""
    rows = Lease.objects.filter(candidate__in=candidates)
    (rows if by is None else rows.filter(held_by=by)).delete()


def release_all(user: User) -> None:
    """For a member who has left the desk."""
    Lease.objects.filter(held_by=user).delete()


def _take(candidate: int, user: User) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"candidate": candidate, "user": user.pk, "seconds": LENGTH.total_seconds()})
        return cursor.fetchone() is not None
