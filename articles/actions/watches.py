"""Who wants to be told what becomes of a claim."""

from __future__ import annotations

from django.db import transaction

from articles import permissions
from articles.actions import events
from articles.models import Claim, User, Watch


def begin(claim: Claim, *, by: User) -> None:
    permissions.require(permissions.can_watch(by))
    with transaction.atomic():
        watch, begun = Watch.objects.get_or_create(claim=claim, user=by)
        if begun:
            events.record("watch.begun", watch, by=by)


def end(claim: Claim, *, by: User) -> None:
    permissions.require(permissions.can_watch(by))
    with transaction.atomic():
        watch = Watch.objects.select_for_update().filter(claim=claim, user=by).first()
        if watch is not None:
            events.record("watch.ended", watch, by=by)
            watch.delete()
