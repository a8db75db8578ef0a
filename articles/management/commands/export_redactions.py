from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from articles.actions import redactions
from articles.backups import erasures


class Command(BaseCommand):
    help = _(
        "確定した非表示措置と破棄した取材メモの番号と、消去した本文を見分けるための鍵つきのハッシュを、1行に1件のJSONとしてファイルに書きます。"
        "名前や文は含みません。バックアップのたびに、その隣に置いてください。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help=_("書き出すファイル。"))

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        erasures.write(file, erasures.lines())
        redactions.note_export()
