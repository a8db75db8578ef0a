from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.backups import recording, restoring
from articles.backups.errors import BackupError
from articles.backups.folder import Backup
from articles.management.interruption import ended_by_a_signal
from articles.management.step_progress import Steps
from articles.management.verifying import head_of
from factcheck.postgres import APP_ROLE


class Command(BaseCommand):
    help = _(
        "バックアップから復元します。別のデータベースに復元し、スキーマを更新し、消去をやり直し、公開記録と履歴を検証して"
        "から、最後に置き換えます。途中で失敗しても、いまのデータベースは変わりません。表の所有者のロールで、web と "
        "worker を止めてから実行してください。"
    )
    requires_system_checks = []  # the database they would ask may be gone

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help=_(".dump のファイル。目録（.json）が隣にあること。"))
        parser.add_argument(
            "--overwrite", action="store_true", help=_("いまのデータを置き換えます（別の名前で残ります）。")
        )
        parser.add_argument(
            "--app-role", default=APP_ROLE, metavar="ROLE", help=_("web と worker のロール。空なら権限を与えません。")
        )
        parser.add_argument(
            "--redactions",
            type=Path,
            metavar="FILE",
            help=_(
                "export_redactions の一覧。省くと、バックアップと同じフォルダーの最新のもの。いまのデータベースが知るものも加わります。"
            ),
        )
        parser.add_argument("--without-redactions", action="store_true", help=_("消去のやり直しを省きます。"))
        parser.add_argument("--by", default="", metavar="USERNAME", help=_("非表示にするデスク。"))
        parser.add_argument("--second", default="", metavar="USERNAME", help=_("確認するデスク。"))
        parser.add_argument(
            "--against",
            type=head_of,
            metavar="HEAD",
            help=_("外で控えた公開記録の先端。その続きであることも確かめます。"),
        )
        parser.add_argument(
            "--rebuild-index", action="store_true", help=_("SECRET_KEY が元と違うとき：索引と描画を作り直します。")
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        started_at = timezone.now()
        backup = Backup(file, started_at)
        wishes = restoring.Wishes(
            app_role=options["app_role"],
            overwrite=options["overwrite"],
            redactions=options["redactions"],
            without_redactions=options["without_redactions"],
            by=options["by"],
            second=options["second"],
            against=options["against"],
            rebuild_index=options["rebuild_index"],
        )
        try:
            with ended_by_a_signal():
                outcome = restoring.restore(backup, wishes, now=started_at, progress=Steps(self.stdout))
        except BackupError as error:
            raise CommandError(str(error)) from error
        recording.record_restored(outcome.manifest, started_at=started_at)
        self._say(outcome)

    def _say(self, outcome: restoring.Outcome) -> None:
        for line in outcome.said:
            self.stdout.write(line)
        self.stdout.write(
            _("復元しました：%(time)s の時点、公開記録 %(n)d 件。")
            % {"time": outcome.manifest.made_at, "n": outcome.manifest.sequence}
        )
        if outcome.kept:
            message = _(
                "前のデータベースは %(name)s として残っています。消去したはずの内容もそこに残るので、確かめたら削除してください：dropdb %(name)s"
            )
            self.stdout.write(message % {"name": outcome.kept})
