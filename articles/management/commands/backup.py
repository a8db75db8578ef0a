from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.backups import folder, making, recording
from articles.backups.errors import BackupError
from articles.management.interruption import ended_by_a_signal
from articles.management.step_progress import Steps


class Command(BaseCommand):
    help = _(
        "データベースのバックアップを作ります。別のデータベースに復元し、公開記録と履歴を検証できたものだけが残ります。"
        "表の所有者のロールで実行してください。NOTE_KEYS と SECRET_KEY は含みません。"
    )
    requires_system_checks = []  # a wrong setting must not keep anybody from a backup

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, nargs="?", help=_("置き場所。省くと BACKUP_DIR。"))
        parser.add_argument(
            "--keep-days",
            type=_positive,
            default=settings.BACKUP_KEEP_DAYS,
            metavar="N",
            help=_("成功したら、N 日より前のものを消します（省くと BACKUP_KEEP_DAYS）。最新の1つは残ります。"),
        )
        parser.add_argument("--keep", type=_positive, metavar="N", help=_("新しいものから N 個だけ残します。"))
        parser.add_argument("--no-check", action="store_true", help=_("復元して確かめるのを省きます。"))

    def handle(self, *args: Any, **options: Any) -> None:
        into = options["folder"] or settings.BACKUP_DIR
        if into is None:
            raise CommandError(_("置き場所を指定するか、BACKUP_DIR を設定してください。"))
        started_at = timezone.now()
        try:
            with recording.failure_recorded(started_at=started_at), ended_by_a_signal():
                backup, written = making.make(
                    into, now=started_at, check=not options["no_check"], progress=Steps(self.stdout)
                )
        except BackupError as error:
            raise CommandError(str(error)) from error
        recording.record_made(written, started_at=started_at)
        self.stdout.write(
            _("バックアップを作りました：%(file)s（%(size).1f MB）")
            % {"file": backup.dump, "size": written.bytes / 1e6}
        )
        self.stdout.write(_("公開記録の先端 %(head)s") % {"head": written.head})
        self._delete_expired(into, days=options["keep_days"], keep=options["keep"])

    def _delete_expired(self, into: Path, *, days: int, keep: int | None) -> None:
        for old in folder.expired(folder.backups(into), now=timezone.now(), days=days, keep=keep):
            old.delete()
            self.stdout.write(_("保存期間を過ぎたので消しました：%(file)s") % {"file": old.dump.name})


def _positive(value: str) -> int:
    if not (value.isascii() and value.isdigit() and int(value)):
        raise ArgumentTypeError(_("1 以上の整数で指定してください：%(value)s") % {"value": value})
    return int(value)
