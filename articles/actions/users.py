"""Members of the newsroom. Roles are groups; nothing here ever grants superuser rights.

Outside the demo nobody alone gives power over the desk: roles added, an account opened again, and whatever would let
somebody sign in as another (password, mail address, second factor) wait for a second administrator. Taking power away
works at once.
"""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import edits, events, limits, mails, public_members, second_factors, sign_ins
from articles.actions.errors import Refused
from articles.models import AccountChange, Invitation, SignInLimit, User


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


class LinkSpent(Refused):
    message = _(
        "このリンクは、期限が切れたか、すでに使われています。ログインの画面から、もう一度再設定を求めてください。"
    )


def register(
    *, username: str, display_name: str, email: str, password: str | None, roles: Collection[Group], by: User | None
) -> User:
    """Add a member. `password` has passed the validators already, None for whoever is invited to set one; `by=None` is
    the system.
    """
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
        address = email if email != row.email and row.pk != by.pk else ""
        if needs_second_administrator() and (added or reactivates or address):
            _ask(row, by=by, roles=sorted(group.name for group in added), reactivates=reactivates, email=address)
            wanted, is_active = wanted & now, is_active and row.is_active
            email = row.email if address else email
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


def set_own_password(user: User, *, password: str, session_key: str | None = None) -> User:
    """The password a member chose for themselves; it has passed the validators. Ends their sessions but `session_key`.

    The caller's Event says on what occasion, where it is not the member's wish alone.
    """
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        _set_password(row, make_password(password), by=row)
        SignInLimit.objects.filter(user=row).exclude(kind=limits.Kind.NEWS).update(tries=0, is_locked=False)
        sign_ins.end_others(row, but=session_key)
        mails.defer_notice(row, mails.Notice.PASSWORD)
    return row


def reset_password(user: User, *, token: str, password: str) -> User:
    """Set the password of whoever followed the link of a mail, once. Raises LinkSpent."""
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        if not row.is_active or not row.has_usable_password() or not default_token_generator.check_token(row, token):
            raise LinkSpent
        set_own_password(row, password=password)
        events.record("user.password_reset", row, by=row)
    return row


def request_reset(user: User) -> None:
    """Send the link by which a member sets a new password, and tell of it once an hour."""
    with transaction.atomic():
        if limits.news("user.reset_requested", user):
            events.record("user.reset_requested", user, by=None)
    mails.send_password_reset(user)


def remove_factors(user: User, *, by: User | None) -> User:
    """Let a member who lost their devices enrol anew, or ask a second administrator to let them; `by=None` is the system."""
    permissions.require(by is None or permissions.can_manage_user(by, user))
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        if by is not None and needs_second_administrator():
            _ask(row, by=by, removes_factors=True)
        else:
            _remove_factors(row, by=by)
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
            "email": bool(row.email) and row.email != user.email,
        }
        _close(row, AccountChange.State.CONFIRMED, by=by)  # what was asked for is given by its trigger
        user.refresh_from_db()
        public_members.refresh(user)
        user.email = row.email or user.email
        edits.save(user, ["email"])
        if given["email"]:
            withdraw_invitation(user, by=by)
        if any(given.values()):
            events.record("user.described", user, by=by, fields=tuple(name for name in given if given[name]))
        if row.sets_password:
            events.record("user.password_set", user, by=by)
        if row.removes_factors:
            _remove_factors(user, by=by)
        events.record("user.change_confirmed", user, by=by)
    return row


def decline(change: AccountChange, *, by: User) -> AccountChange:
    """Drop a change that was asked for; whoever asked may do it too."""
    with transaction.atomic():
        row = _pending(change, by=by)
        _close(row, AccountChange.State.DECLINED, by=by)
        events.record("user.change_declined", row.user, by=by)
    return row


def withdraw_invitation(user: User, *, by: User) -> None:
    """Close the open invitation of a member, if there is one: whoever has its link cannot use it from now on."""
    if Invitation.objects.filter(user=user, closed_at__isnull=True).update(closed_at=timezone.now()):
        events.record("user.invitation_withdrawn", user, by=by)


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
    email: str = "",
    removes_factors: bool = False,
) -> None:
    AccountChange.objects.create(
        user=user,
        roles=list(roles),
        reactivates=reactivates,
        password=password,
        sets_password=sets_password,
        email=email,
        removes_factors=removes_factors,
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
        public_members.refresh(row)
    if "email" in changed or not row.is_active:
        withdraw_invitation(row, by=by)  # its link went to an address that is theirs no longer, or to nobody's
    if not row.is_active:
        sign_ins.end_all(row)


def _set_password(row: User, hashed: str, *, by: User) -> None:
    row.password = hashed
    edits.save(row, ["password"])
    events.record("user.password_set", row, by=by)


def _remove_factors(row: User, *, by: User | None) -> None:
    second_factors.remove_all(row, by=by)
    sign_ins.end_all(row)
