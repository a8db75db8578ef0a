"""Mail to members: jobs of the queue, so that a slow mail server holds nobody up and a dead one is tried again.

Links go to SITE_URL, whatever host a request named. No job holds an address or a link: they are made when the mail is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from articles.actions import invitation_links
from articles.models import Invitation, User

PRIORITY = 50  # before articles: somebody waits for it
INVITATION_TASK = "articles.tasks.send_invitation"
RESET_TASK = "articles.tasks.send_password_reset"
NOTICE_TASK = "articles.tasks.send_notice"


class Notice(StrEnum):
    """What a member is told of, in case it was somebody else."""

    PASSWORD = "password"  # noqa: S105 - a kind of notice
    FACTOR_ADDED = "factor-added"
    FACTOR_REMOVED = "factor-removed"
    RECOVERY_CODE_USED = "recovery-code-used"


def defer_invitation(invitation: Invitation) -> None:
    app.configure_task(INVITATION_TASK, priority=PRIORITY).defer(invitation_id=invitation.pk)


def defer_password_reset(users: Sequence[User]) -> None:
    """Also for nobody: what happens while the request is answered must not tell whether there is an account."""
    app.configure_task(RESET_TASK, priority=PRIORITY).defer(user_ids=[user.pk for user in users])


def defer_notice(user: User, notice: Notice) -> None:
    app.configure_task(NOTICE_TASK, priority=PRIORITY).defer(user_id=user.pk, notice=notice.value)


def send_invitation(invitation: Invitation) -> None:
    lines = [
        _("%(name)s さん") % {"name": invitation.user},
        "",
        _("%(newsroom)sの編集デスクに招待されました。") % {"newsroom": settings.NEWSROOM_NAME},
        _("次のリンクを開いて、自分のパスワードを決めてください。使えるのは一度だけです。"),
        "",
        invitation_links.url(invitation),
        "",
        _("ユーザー名：%(username)s") % {"username": invitation.user.get_username()},
        _("期限：%(until)s") % {"until": f"{timezone.localtime(invitation.expires_at):%Y-%m-%d %H:%M}"},
        _("心当たりがなければ、何もせずにこのメールを消してください。"),
    ]
    send(invitation.user, _("編集デスクへの招待"), lines)


def send_password_reset(user: User) -> None:
    place = {"uid": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)}
    lines = [
        _("%(newsroom)sの編集デスクで、パスワードの再設定が求められました。") % {"newsroom": settings.NEWSROOM_NAME},
        _("次のリンクを開いて、新しいパスワードを決めてください。使えるのは一度だけで、1時間で切れます。"),
        "",
        settings.SITE_URL + reverse("sign-in-reset-password", kwargs=place),
        "",
        _("ユーザー名：%(username)s") % {"username": user.get_username()},
        _("心当たりがなければ、何もしなければパスワードは変わりません。続くときは管理者に知らせてください。"),
    ]
    send(user, _("パスワードの再設定"), lines)


def send_notice(user: User, notice: Notice) -> None:
    happened = {
        Notice.PASSWORD: _("パスワードが変わりました。ほかの端末はログアウトしました。"),
        Notice.FACTOR_ADDED: _("二段階認証の方法が加わりました。"),
        Notice.FACTOR_REMOVED: _("二段階認証の方法が外されました。"),
        Notice.RECOVERY_CODE_USED: _("回復コードを使ったログインがありました。"),
    }[notice]
    lines = [
        _("%(newsroom)sの編集デスクからのお知らせです。") % {"newsroom": settings.NEWSROOM_NAME},
        happened,
        "",
        _("心当たりがなければ、すぐに管理者に知らせ、次のページでパスワードを変えてください。"),
        settings.SITE_URL + reverse("account"),
    ]
    send(user, _("アカウントの変更"), lines)


def send(user: User, subject: str, lines: Sequence[str]) -> None:
    """Mail to a member, if they have an address."""
    if user.email:
        send_mail(f"［{settings.NEWSROOM_NAME}］{subject}", "\n".join(lines), None, [user.email])
