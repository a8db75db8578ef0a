from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from articles.actions import training
from articles.actions.errors import Refused
from articles.desk import figures


class Command(BaseCommand):
    help = _(
        "編集者の判断を、機械を学ばせる形（1行に1素材の JSON、bench/ が読む形）でファイルに書きます。素材の本文を含みます。"
        "取材メモで保護している名前を含む素材と、名前を出せない発信者の主張がある素材は入りません。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("書き出すファイル。"))
        parser.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help=_("この日からの判断だけ。"))

    def handle(self, *args: Any, file: Path, since: date | None, **options: Any) -> None:
        try:
            lines = training.lines(since=figures.beginning_of(since) if since else None, by=None)
            with file.open("wb") as output:
                number = sum(1 for line in lines if output.write(line))
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(_("%(n)d 件の素材を書きました。") % {"n": number})
