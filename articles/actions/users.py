"""Members of the newsroom. Roles are groups; nothing here ever grants superuser rights.

Outside the demo nobody alone gives power over the desk: roles added, an account opened again and somebody else's password
wait for a second administrator. Taking power away works at once.
"""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import edits, events
from articles.actions.errors import Refused
from articles.models import AccountChange, User


class UsernameTaken(Refused):
    message = _("このユーザー名は使われています。別の名前にしてください。")


class CannotLockOneselfOut(Refused):
    message = _("自分自身から管理者の役割を外したり、自分を無効にしたりはできません。別の管理者に頼んでください。")


class SecondAdministratorNeeded(Refused):
    message = _("申請した本人は確認できません。別の管理者に頼んでください。")


class RequesterLeft(Refused):
    message = _("申請した人は、もう管理者ではありません。却下して、必要ならもう一度申請してください。")


class AccountChangeClosed(Refused):
    message = _("この変更は、すでに確認されたか却下されています。")


def register(
    *, username: str, display_name: str, email: str, password: str, roles: Collection[Group], by: User | None
) -> User:
    """Add a member who may log in to the desk. `password` has passed the validators already; `by=None` is the system."""
    permissions.require(by is None or permissions.can_manage_users(by))
    waits = by is not None and needs_second_administrator()
    with transaction.atomic():
        if User.objects.filter(username=username).exists():
            raise UsernameTaken
        given = [] if waits else list(roles)
        user = User.objects.create_user(
            username, email, password, display_name=display_name, is_staff=bool(given), is_superuser=False
        )
        user.groups.set(given)
        events.record("user.registered", user, by=by)
        if by is not None and waits and roles:
            _ask(user, by=by, roles=sorted(group.name for group in roles))
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

    `version` is the one the editor saw. Raises ChangedMeanwhile. What needs a second administrator is asked for instead.
    """
    permissions.require(permissions.can_manage_user(by, user))
    is_administrator = any(group.name == User.Role.ADMINISTRATOR for group in roles)
    if user.pk == by.pk and not by.is_superuser and not (is_active and is_administrator):
        raise CannotLockOneselfOut
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        edits.refuse_unseen(row, version)
        now, wanted = set(row.groups.all()), set(roles)
        added, reactivates = wanted - now, is_active and not row.is_active
        if needs_second_administrator() and (added or reactivates):
            _ask(row, by=by, roles=sorted(group.name for group in added), reactivates=reactivates)
            wanted, is_active = wanted & now, is_active and row.is_active
        _describe(row, {"display_name": display_name, "email": email, "is_active": is_active}, wanted, by=by)
    return row


def set_password(user: User, *, password: str, by: User) -> User:
    """Set a password, or ask a second administrator to let it be set. One's own needs nobody."""
    permissions.require(permissions.can_manage_user(by, user))
    hashed = make_password(password)
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        if needs_second_administrator() and row.pk != by.pk:
            _ask(row, by=by, password=hashed, sets_password=True)
        else:
            _set_password(row, hashed, by=by)
    return row


def confirm(change: AccountChange, *, by: User) -> AccountChange:
    """Let a change happen that another administrator asked for."""
    with transaction.atomic():
        row = _pending(change, by=by)
        if row.requested_by_id == by.pk:
            raise SecondAdministratorNeeded
        if not permissions.can_manage_users(row.requested_by):
            raise RequesterLeft
        user = User.objects.select_for_update().get(pk=row.user_id)
        given = {
            "is_active": row.reactivates and not user.is_active,
            "groups": not set(row.roles) <= set(user.groups.values_list("name", flat=True)),
        }
        _close(row, AccountChange.State.CONFIRMED, by=by)  # what was asked for is given by its trigger
        user.refresh_from_db()
        edits.save(user, [])
        if any(given.values()):
            events.record("user.described", user, by=by, fields=tuple(name for name in given if given[name]))
        if row.sets_password:
            events.record("user.password_set", user, by=by)
        events.record("user.change_confirmed", user, by=by)
    return row


def decline(change: AccountChange, *, by: User) -> AccountChange:
    """Drop a change that was asked for; whoever asked may do it too."""
    with transaction.atomic():
        row = _pending(change, by=by)
        _close(row, AccountChange.State.DECLINED, by=by)
        events.record("user.change_declined", row.user, by=by)
    return row


def needs_second_administrator() -> bool:
    """The demo has one administrator, and passwords that everybody knows."""
    return not settings.DEMO


def _ask(
    user: User,
    *,
    by: User,
    roles: Collection[str] = (),
    reactivates: bool = False,
    password: str = "",
    sets_password: bool = False,
) -> None:
    AccountChange.objects.create(
        user=user,
        roles=list(roles),
        reactivates=reactivates,
        password=password,
        sets_password=sets_password,
        requested_by=by,
    )
    events.record("user.change_requested", user, by=by)


def _pending(change: AccountChange, *, by: User) -> AccountChange:
    row = AccountChange.objects.select_for_update(of=("self",)).select_related("user").get(pk=change.pk)
    permissions.require(permissions.can_manage_user(by, row.user))
    if row.state != AccountChange.State.PENDING:
        raise AccountChangeClosed
    return row


def _close(change: AccountChange, state: AccountChange.State, *, by: User) -> None:
    change.state, change.closed_by, change.closed_at, change.password = state, by, timezone.now(), ""
    change.save(update_fields=["state", "closed_by", "closed_at", "password"])


def _describe(row: User, values: dict[str, object], roles: Collection[Group], *, by: User) -> None:
    """Write what differs on a locked row."""
    changed = edits.apply(row, values)
    row.is_staff = row.is_superuser or bool(roles)
    columns = [*changed, "is_staff"]
    if set(row.groups.all()) != set(roles):
        row.groups.set(roles)
        changed.append("groups")
    if changed:
        edits.save(row, columns)
        events.record("user.described", row, by=by, fields=tuple(changed))


def _set_password(row: User, hashed: str, *, by: User) -> None:
    row.password = hashed
    edits.save(row, ["password"])
    events.record("user.password_set", row, by=by)
