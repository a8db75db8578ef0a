"""Outlets: registered by editors and imports, proposed by programs, confirmed, described, merged, deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import edits, events, fitness
from articles.actions.errors import Refused
from articles.japanese.invisible import as_read
from articles.models import Actor, ApiKey, Article, Outlet, User

PROPOSED_AT_ONCE = 20
"""How many outlets of one key may wait for an editor."""


class OutletInUse(Refused):
    message = _("この媒体の検証素材があるため、削除できません。")


class OutletConfirmed(Refused):
    message = _("この媒体は、すでに確認されています。")


class OutletUnfit(Refused):
    message = _("統合先には、確認済みの別の媒体を選んでください。")


class OutletsWaiting(Refused):
    message = _(
        "このAPIキーで届いた媒体の名称のうち、編集部がまだ確認していないものが%d件あり、新しい名称は受け取れません。"
        "outlet を省くか、登録済みの名称で送ってください。編集部が確認すると、また送れます。"
    )

    def __init__(self) -> None:
        super().__init__(self.message % PROPOSED_AT_ONCE)


class OwnName(Refused):
    message = _("outlet の「%s」は、この編集部の名前です。その文を出した媒体の名称にするか、outlet を省いてください。")

    def __init__(self) -> None:
        super().__init__(self.message % settings.NEWSROOM_NAME)


def called(names: Collection[str]) -> dict[str, Outlet]:
    """Of these names those that an outlet goes by, whatever their width, capitals and spaces: the outlet that is spelled so,
    else a confirmed one before a proposed one.
    """
    wanted = {_key(name) for name in names}
    spelled: dict[str, Outlet] = {}
    found: dict[str, Outlet] = {}
    for outlet in Outlet.objects.order_by(F("proposed_by").asc(nulls_first=True), "pk"):
        spelled[outlet.name] = outlet
        for key in wanted.intersection(map(_key, (outlet.name, *outlet.aliases))):
            found.setdefault(key, outlet)
    return {name: spelled.get(name) or found[_key(name)] for name in names if name in spelled or _key(name) in found}


def register(*, name: str, by: Actor, url: str = "", is_own: bool = False, aliases: Sequence[str] = ()) -> Outlet:
    """The outlet that goes by this name, added if there is none: by a program, as a proposal.

    Raises, for programs, OwnName and OutletsWaiting.
    """
    permissions.require(permissions.can_hand_in(by))
    fitness.refuse_unfit(Outlet, {"name": name, "url": url})
    name = name.strip()
    if isinstance(by, ApiKey) and _key(name) == _key(settings.NEWSROOM_NAME):
        raise OwnName
    with transaction.atomic():
        known = called([name])
        return known.get(name) or _add(name, by=by, url=url, is_own=is_own, aliases=list(aliases))


def register_each(names: Collection[str], *, by: User | None) -> dict[str, Outlet]:
    """The outlets that go by these names, added where there is none, as `register` does one after the other."""
    permissions.require(permissions.can_hand_in(by))
    with transaction.atomic(savepoint=False):
        found = called(names)
        added: dict[str, Outlet] = {}
        for name in sorted(name for name in names if name not in found):
            fitness.refuse_unfit(Outlet, {"name": name})
            found[name] = added[_key(name)] = added.get(_key(name)) or _add(name.strip(), by=by)
    return found


def describe(
    outlet: Outlet,
    *,
    by: User,
    name: str,
    url: str,
    is_own: bool,
    aliases: Sequence[str] | None = None,
    version: int | None = None,
) -> Outlet:
    """Change an outlet. `version` is the one the editor saw. The name that a program knows a proposed one by goes on leading
    to it. Raises ChangedMeanwhile.
    """
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        row = Outlet.objects.select_for_update().get(pk=outlet.pk)
        edits.refuse_unseen(row, version)
        known_as = list(row.aliases if aliases is None else aliases)
        if row.is_proposed and name != row.name:
            known_as.append(row.name)
        told = {"name": name, "url": url, "is_own": is_own, "aliases": known_as}
        changed = edits.apply(row, told)
        fitness.refuse_unfit(Outlet, {name: told[name] for name in changed})
        if changed:
            edits.save(row, changed)
            events.record("outlet.described", row, by=by, fields=tuple(changed))
    return row


def confirm(outlet: Outlet, *, by: User) -> Outlet:
    """Take an outlet that a program named as it is: it may be published now. Raises OutletConfirmed."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        row = _proposed(outlet)
        row.proposed_by = None
        edits.save(row, ["proposed_by"])
        events.record("outlet.confirmed", row, by=by)
    return row


def merge(outlet: Outlet, *, into: Outlet, by: User) -> Outlet:
    """Give what came under a proposed name to the outlet that is meant, which goes by that name too from now on.

    Raises OutletConfirmed, OutletUnfit.
    """
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        list(Outlet.objects.select_for_update().filter(pk__in=[outlet.pk, into.pk]).order_by("pk"))
        row, meant = _proposed(outlet), Outlet.objects.filter(pk=into.pk).first()
        if meant is None or meant.is_proposed:
            raise OutletUnfit
        moved = list(row.article_set.select_for_update().order_by("pk"))
        Article.objects.filter(pk__in=[article.pk for article in moved]).update(outlet=meant, version=F("version") + 1)
        if moved:
            events.record_each("article.described", moved, by=by, fields=("outlet",))
        meant.aliases = list(dict.fromkeys([*meant.aliases, row.name, *row.aliases]))
        edits.save(meant, ["aliases"])
        events.record("outlet.described", meant, by=by, fields=("aliases",))
        events.record("outlet.merged", row, by=by, reason=meant.name)
        row.delete()
    return meant


def discard(outlet: Outlet, *, by: User) -> None:
    """Delete an outlet that was entered by mistake. Raises OutletInUse."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        Outlet.objects.select_for_update().get(pk=outlet.pk)
        if outlet.article_set.exists():
            raise OutletInUse
        events.record("outlet.discarded", outlet, by=by)
        outlet.delete()


def _proposed(outlet: Outlet) -> Outlet:
    row = Outlet.objects.select_for_update().filter(pk=outlet.pk).first()
    if row is None or not row.is_proposed:
        raise OutletConfirmed
    return row


def _add(name: str, *, by: Actor, **told: Any) -> Outlet:
    if isinstance(by, ApiKey):
        _refuse_more(by)
        told["proposed_by"] = by
    outlet, created = Outlet.objects.get_or_create(name=name, defaults=told)
    if created:
        events.record("outlet.registered", outlet, by=by)
    return outlet


def _refuse_more(key: ApiKey) -> None:
    """Raises OutletsWaiting. Two requests of one key count one after the other."""
    ApiKey.objects.select_for_update(no_key=True).get(pk=key.pk)
    if key.proposed_outlets.count() >= PROPOSED_AT_ONCE:
        raise OutletsWaiting


def _key(name: str) -> str:
    return "".join(as_read(name).casefold().split())
