from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from articles.actions.verification import Head, publications
from articles.management.verifying import head_of, report
from articles.models import Publication


class Command(BaseCommand):
    help = _(
        "公開記録を確かめます：通し番号と連鎖に欠けも書き換えもなく、内容、索引、描画が記録のとおりであること。"
        "問題があれば終了コードは1。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--against",
            metavar="HEAD",
            type=head_of,
            help=_("外で控えた先端（番号:ハッシュ）。記録がその続きであることも確かめます。"),
        )

    def handle(self, *args: Any, against: Head | None = None, **options: Any) -> None:
        problems = report(self.stderr, publications.verify(against=against))
        if problems:
            raise CommandError(_("公開記録に %(n)d 件の問題があります。") % {"n": problems})
        self.stdout.write(_("公開記録 %(n)d 件を確かめました。問題はありません。") % {"n": Publication.objects.count()})
        self.stdout.write(_("先端 %(head)s") % {"head": Publication.objects.head()})
