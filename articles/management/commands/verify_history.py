from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from articles.actions.verification import Head, history
from articles.management.verifying import head_of, report
from articles.models import HistoryHead


class Command(BaseCommand):
    help = _(
        "デスクの履歴（すべての操作と承認）を確かめます：連鎖に欠けも書き換えも割り込みもなく、内容がハッシュと"
        "一致すること。問題があれば終了コードは1。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--against",
            metavar="HEAD",
            type=head_of,
            help=_("外で控えた先端（番号:ハッシュ）。履歴がその続きであることも確かめます。"),
        )

    def handle(self, *args: Any, against: Head | None = None, **options: Any) -> None:
        problems = report(self.stderr, history.verify(against=against))
        if problems:
            raise CommandError(_("履歴に %(n)d 件の問題があります。") % {"n": problems})
        head = HistoryHead.objects.get()
        self.stdout.write(_("履歴 %(n)d 件を確かめました。問題はありません。") % {"n": head.position})
        self.stdout.write(_("先端 %(head)s") % {"head": head})
