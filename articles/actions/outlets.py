from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import edits, events, fitness
from articles.actions.errors import Refused
from articles.models import Actor, Outlet, User


class OutletInUse(Refused):
    message = _("この媒体の検証素材があるため、削除できません。")


def register(*, name: str, by: Actor, url: str = "", is_own: bool = False) -> Outlet:
    """The outlet of this name, added if it is new."""
    permissions.require(permissions.can_hand_in(by))
    fitness.refuse_unfit(Outlet, {"name": name})
    with transaction.atomic():
        outlet, created = Outlet.objects.get_or_create(name=name.strip(), defaults={"url": url, "is_own": is_own})
        if created:
            events.record("outlet.registered", outlet, by=by)
    return outlet


def describe(outlet: Outlet, *, by: User, name: str, url: str, is_own: bool, version: int | None = None) -> Outlet:
    """Change an outlet. `version` is the one the editor saw. Raises ChangedMeanwhile."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        row = Outlet.objects.select_for_update().get(pk=outlet.pk)
        edits.refuse_unseen(row, version)
        fitness.refuse_unfit(Outlet, {"name": name})
        changed = edits.apply(row, {"name": name, "url": url, "is_own": is_own})
        if changed:
            edits.save(row, changed)
            events.record("outlet.described", row, by=by, fields=tuple(changed))
    return row


def discard(outlet: Outlet, *, by: User) -> None:
    """Delete an outlet that was entered by mistake. Raises OutletInUse."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        Outlet.objects.select_for_update().get(pk=outlet.pk)
        if outlet.article_set.exists():
            raise OutletInUse
        events.record("outlet.discarded", outlet, by=by)
        outlet.delete()
