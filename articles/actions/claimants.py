from __future__ import annotations

from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import edits, events, fitness
from articles.actions.errors import Refused
from articles.models import Claimant, Event, User


class ClaimantAlreadyKnown(Refused):
    message = _("同じ名前と所属の発信者がすでにいます。一覧から選んでください。")


class ClaimantInUse(Refused):
    message = _("この発信者の検証対象があるため、削除できません。")


class ClaimantStands(Refused):
    message = _("選挙に登録されている発信者は、削除できません。先に選挙から外してください。")


class New(NamedTuple):
    """A claimant who is not registered yet; `kind` is one of Claimant.Kind."""

    name: str
    kind: str
    affiliation: str


def register(*, name: str, kind: str, by: User, **fields: Any) -> Claimant:
    """Add a claimant; `fields` are aliases, affiliation, wikidata_id."""
    permissions.require(permissions.can_write(by))
    fitness.refuse_unfit(Claimant, {"name": name, **fields})
    try:
        with transaction.atomic():
            claimant = Claimant.objects.create(name=name.strip(), kind=kind, **fields)
            events.record("claimant.registered", claimant, by=by)
    except IntegrityError as error:
        raise ClaimantAlreadyKnown from error
    return claimant


def describe(claimant: Claimant, *, by: User, version: int | None = None, **fields: Any) -> Claimant:
    """Change a claimant. `version` is the one the editor saw. Raises ChangedMeanwhile."""
    permissions.require(permissions.can_write(by))
    try:
        with transaction.atomic():
            row = Claimant.objects.select_for_update().get(pk=claimant.pk)
            edits.refuse_unseen(row, version)
            was_nameable = row.is_nameable
            changed = edits.apply(row, fields)
            fitness.refuse_unfit(Claimant, {name: fields[name] for name in changed})
            if changed:
                edits.save(row, changed)
                events.record("claimant.described", row, by=by, fields=tuple(changed))
            if row.is_nameable and not was_nameable:  # bars this person from approving whatever names the claimant
                events.record("claimant.disclosed", row, by=by)
    except IntegrityError as error:
        raise ClaimantAlreadyKnown from error
    return row


def discard(claimant: Claimant, *, by: User) -> None:
    """Delete a claimant who was entered by mistake. Raises ClaimantInUse."""
    permissions.require(permissions.can_write(by))
    with transaction.atomic():
        Claimant.objects.select_for_update().get(pk=claimant.pk)
        if claimant.claims.exists():
            raise ClaimantInUse
        if claimant.elections.exists():
            raise ClaimantStands
        _delete(claimant, by=by)


def discard_if_unused(claimant: Claimant, *, by: User) -> None:
    """Delete one about whom nothing was done since the registration: what undoing a decision leaves behind."""
    Claimant.objects.select_for_update().get(pk=claimant.pk)
    is_used = claimant.claims.exists() or claimant.elections.exists()
    if not is_used and Event.objects.about(claimant).count() == 1:
        _delete(claimant, by=by)


def _delete(claimant: Claimant, *, by: User) -> None:
    events.record("claimant.discarded", claimant, by=by)
    claimant.delete()
