from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from articles.doctor.findings import Finding, error, fine, warning
from articles.models import Backup

LATE, TOO_LATE = timedelta(hours=26), timedelta(days=7)


def findings(now: datetime) -> Iterator[Finding]:
    yield from _age(now)
    newest = Backup.objects.newest()
    if newest is not None and newest.kind == Backup.Kind.FAILED:
        message = _("最後のバックアップは失敗しました：%(reason)s")
        yield error(
            "backups.failed",
            message % {"reason": newest.reason},
            _("原因を除いて、manage.py backup を実行してください。"),
        )
    yield from _folder()


def _age(now: datetime) -> Iterator[Finding]:
    made = Backup.objects.standing().newest()
    remedy = _("manage.py backup を毎日実行してください（deploy/systemd/factcheck-backup.timer）。")
    if made is None:
        yield (warning if settings.DEMO else error)("backups.none", _("バックアップがありません。"), remedy)
        return
    if made.kind == Backup.Kind.RESTORED:
        yield _since_restore(made, now)
        return
    age = now - made.finished_at
    words = _("最後のバックアップ：%(file)s、%(hours).0f 時間前") % {
        "file": made.file,
        "hours": age.total_seconds() / 3600,
    }
    if age > LATE:
        yield (error if age > TOO_LATE else warning)("backups.late", words, remedy)
    else:
        yield fine("backups", words)
    if not made.was_checked:
        message = _("最後のバックアップは、復元できるか確かめられていません。")
        yield warning("backups.unchecked", message, _("--no-check を付けずに実行してください。"))


def _since_restore(restored: Backup, now: datetime) -> Finding:
    """What was recorded of backups after the one that was restored is gone with the database before it."""
    age = now - restored.finished_at
    message = _("復元（%(file)s、%(hours).0f 時間前）のあと、まだバックアップを作っていません。")
    said = message % {"file": restored.file, "hours": age.total_seconds() / 3600}
    return (error if age > LATE else warning)("backups.since-restore", said, _("manage.py backup を実行してください。"))


def _folder() -> Iterator[Finding]:
    folder = settings.BACKUP_DIR
    if folder is None:
        return
    if folder.is_dir() and folder.stat().st_mode & (stat.S_IRWXO | stat.S_IRWXG):
        message = _("%(folder)s を、ほかのユーザーが読めます。")
        yield error("backups.folder", message % {"folder": folder}, f"chmod go= {folder}")
