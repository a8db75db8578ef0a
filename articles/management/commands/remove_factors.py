from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from articles.actions import users
from articles.management.members import named


class Command(BaseCommand):
    help = _(
        "担当者の二段階認証（認証アプリ、パスキー、回復コード）をすべて外します。次のログインで登録し直します。"
        "ほかに確認できる管理者がいないときのためのものです。履歴に残ります。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help=_("担当者のユーザー名。"))

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = named(username)
        assert user is not None
        users.remove_factors(user, by=None)
        self.stdout.write(_("%(name)s の二段階認証を外しました。") % {"name": user})
