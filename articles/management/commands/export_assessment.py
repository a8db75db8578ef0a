from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from articles.desk import assessment
from articles.desk.selection import Period


class Command(BaseCommand):
    help = _(
        "審査（IFCN、FIJ など）で求められるものを一つの ZIP に書きます。公開していない名前は入りません。"
        "期間を指定しなければ、最後の公開までの一年間です。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("書き出すファイル。"))
        parser.add_argument("--first", type=date.fromisoformat, metavar="YYYY-MM-DD", help=_("台帳の最初の日。"))
        parser.add_argument("--last", type=date.fromisoformat, metavar="YYYY-MM-DD", help=_("台帳の最後の日。"))

    def handle(self, *args: Any, file: Path, first: date | None, last: date | None, **options: Any) -> None:
        usual = assessment.default_period()
        period = Period(first or usual.first, last or usual.last)
        if period.first > period.last:
            raise CommandError(_("終わりの日が、始まりの日より前になっています。"))
        file.write_bytes(assessment.made(period))
        self.stdout.write(_("%(file)s に書きました（%(first)s–%(last)s）。") % {"file": file, **period._asdict()})
