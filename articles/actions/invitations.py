"""New members are invited by mail and set a password of their own; no administrator ever knows one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import events, invitation_links, mails, users
from articles.actions.errors import Refused
from articles.models import Invitation, User


class InvitationClosed(Refused):
    message = _(
        "この招待は、期限が切れたか、すでに使われたか、取り消されています。管理者に、もう一度送るよう頼んでください。"
    )


class InvitationNotNeeded(Refused):
    message = _("この人はもうパスワードを決めています。忘れたときは、ログインの画面から再設定できます。")


class NoAddress(Refused):
    message = _("招待を送るメールアドレスがありません。")


def invite(*, username: str, display_name: str, email: str, roles: Collection[Group], by: User) -> User:
    """Add a member and send them a link. Their roles wait for a second administrator outside the demo."""
    with transaction.atomic():
        user = users.register(
            username=username, display_name=display_name, email=email, password=None, roles=roles, by=by
        )
        _send(user, by=by)
    return user


def send_again(user: User, *, by: User) -> User:
    """A new link; the old one is worth nothing from now on."""
    permissions.require(permissions.can_manage_user(by, user))
    with transaction.atomic():
        row = User.objects.select_for_update().get(pk=user.pk)
        if row.has_usable_password():
            raise InvitationNotNeeded
        users.withdraw_invitation(row, by=by)
        _send(row, by=by)
    return row


def found(link: str) -> Invitation:
    """The invitation of a link that may still be used. Raises InvitationClosed."""
    number = invitation_links.number_of(link)
    if number is None:
        raise InvitationClosed
    invitation = Invitation.objects.open(timezone.now()).select_related("user").filter(pk=number).first()
    if invitation is None or not invitation.user.is_active:
        raise InvitationClosed
    return invitation


def accept(link: str, *, password: str) -> User:
    """Set the password that a new member chose; it has passed the validators. Raises InvitationClosed."""
    with transaction.atomic():
        number = found(link).pk
        if not Invitation.objects.filter(pk=number, closed_at__isnull=True).update(closed_at=timezone.now()):
            raise InvitationClosed  # by another request at the same time
        user = User.objects.select_for_update().get(invitations=number)
        users.set_own_password(user, password=password)
        events.record("user.invitation_accepted", user, by=user)
    return user


def _send(user: User, *, by: User) -> None:
    if not user.email:
        raise NoAddress
    until = timezone.now() + timedelta(days=settings.INVITATION_DAYS)
    invitation = Invitation.objects.create(user=user, sent_by=by, expires_at=until)
    events.record("user.invited", user, by=by)
    mails.defer_invitation(invitation)
