"""Members of the newsroom. Roles are groups; nothing here ever grants superuser rights."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import edits, events
from articles.actions.errors import Refused
from articles.models import User


class UsernameTaken(Refused):
    message = _("このユーザー名は使われています。別の名前にしてください。")


class CannotLockOneselfOut(Refused):
    message = _("自分自身から管理者の役割を外したり、自分を無効にしたりはできません。別の管理者に頼んでください。")


def register(
    *, username: str, display_name: str, email: str, password: str, roles: Collection[Group], by: User | None
) -> User:
    """Add a member who may log in to the desk. `password` has passed the validators already; `by=None` is the system."""
    permissions.require(by is None or permissions.can_manage_users(by))
    with transaction.atomic():
        if User.objects.filter(username=username).exists():
            raise UsernameTaken
        user = User.objects.create_user(
            username, email, password, display_name=display_name, is_staff=bool(roles), is_superuser=False
        )
        user.groups.set(roles)
        events.record("user.registered", user, by=by)
    return user


def describe(
    user: User,
    *,
    display_name: str,
    email: str,
    is_active: bool,
    roles: Collection[Group],
    by: User,
    version: int | None = None,
) -> User:
    """Change who a member is and what roles they have; without a role or when inactive they cannot use the desk.

    `version` is the one the editor saw. Raises ChangedMeanwhile.
    """
    permissions.require(permissions.can_manage_user(by, user))
    is_administrator = any(group.name == User.Role.ADMINISTRATOR for group in roles)
    if user.pk == by.pk and not by.is_superuser and not (is_active and is_administrator):
        raise CannotLockOneselfOut
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        edits.refuse_unseen(row, version)
        changed = edits.apply(row, {"display_name": display_name, "email": email, "is_active": is_active})
        row.is_staff = row.is_superuser or bool(roles)
        columns = [*changed, "is_staff"]
        if set(row.groups.all()) != set(roles):
            row.groups.set(roles)
            changed.append("groups")
        if changed:
            edits.save(row, columns)
            events.record("user.described", row, by=by, fields=tuple(changed))
    return row


def set_password(user: User, *, password: str, by: User) -> User:
    permissions.require(permissions.can_manage_user(by, user))
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        row.set_password(password)
        edits.save(row, ["password"])
        events.record("user.password_set", row, by=by)
    return row
