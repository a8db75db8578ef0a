"""Members who let readers know their name. Nothing else decides it: neither a role nor what they wrote or approved."""

from __future__ import annotations

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import events
from articles.actions.errors import Refused
from articles.models import PublicMember, User

LOCK = 0x6E616D6564  # of its own among PostgreSQL's advisory locks
ROLES = (User.Role.DESK_EDITOR, User.Role.REPORTER)  # that readers know, weightier first


class DisplayNameMissing(Refused):
    message = _("表示名がまだありません。管理者に、読者に見せる名前を表示名に入れてもらってください。")


class NotNamed(Refused):
    message = _("名前は読者に見えていません。画面を開き直してください。")


def is_named(user: User) -> bool:
    return PublicMember.objects.named().filter(pk=user.pk).exists()


def agree(user: User, *, by: User) -> None:
    """Name a member wherever readers see what they wrote or approved, in versions of any time."""
    permissions.require(permissions.can_agree_to_be_named(by, user))
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        if not row.display_name.strip():
            raise DisplayNameMissing
        if not is_named(row):
            _write(row, row.display_name.strip(), _role_of(row))
            events.record("user.naming_agreed", row, by=by)


def withdraw(user: User, *, by: User) -> User:
    """Take the name away from every page, feed and body of the API, in versions of any time."""
    permissions.require(permissions.can_withdraw_name(by, user))
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        if not is_named(row):
            raise NotNamed
        _write(row, "", "")
        events.record("user.naming_withdrawn", row, by=by)
    return row


def refresh(user: User) -> None:
    """Follow a new name or role of who is named, inside the caller's transaction."""
    shown = PublicMember.objects.named().filter(pk=user.pk).first()
    if shown is None:
        return
    told = (user.display_name.strip() or shown.name, _role_of(user))
    if (shown.name, shown.role) != told:
        _write(user, *told)


def _write(user: User, name: str, role: str) -> None:
    with (
        connection.cursor() as cursor
    ):  # one at a time, so that whoever commits later has the later time: ETags tell by it
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    values = {"name": name, "role": role, "changed_at": timezone.now()}
    PublicMember.objects.update_or_create(number=user.pk, defaults=values)


def _role_of(user: User) -> str:
    """ "" of who left or only administers."""
    names = set(user.groups.values_list("name", flat=True)) if user.is_active else set()
    return next((role.value for role in ROLES if role.value in names), "")
