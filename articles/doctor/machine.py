"""Files and disk of the machine that this runs on."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from articles.doctor.findings import Finding, error, fine, warning

LITTLE_BYTES, HARDLY_BYTES = 2_000_000_000, 300_000_000


def findings() -> Iterator[Finding]:
    yield from _environment_file(Path(os.environ.get("ENV_FILE", settings.BASE_DIR / ".env")))
    yield from _disks()
    yield from _static_files()


def _environment_file(path: Path) -> Iterator[Finding]:
    """A reader of it has every key."""
    if not path.is_file():
        return
    if path.stat().st_mode & (stat.S_IRWXO | stat.S_IWGRP):
        yield error(
            "machine.environment-file",
            _("%(file)s を、ほかのユーザーが読めるか書けます。鍵が入っています。") % {"file": path},
            f"chmod o=,g-w {path}",
        )
    else:
        yield fine("machine.environment-file", _("%(file)s はほかのユーザーから守られています。") % {"file": path})


def _disks() -> Iterator[Finding]:
    folders = {settings.BASE_DIR, *filter(None, [settings.BACKUP_DIR])}
    for folder in sorted(folder for folder in folders if folder.exists()):
        free = shutil.disk_usage(folder).free
        words = _("%(folder)s のディスクの空き：%(free).1f GB") % {"folder": folder, "free": free / 1e9}
        if free >= LITTLE_BYTES:
            yield fine("machine.disk", words)
        else:
            make = error if free < HARDLY_BYTES else warning
            yield make(
                "machine.disk", words, _("不要なファイルや古いバックアップを消すか、ディスクを増やしてください。")
            )


def _static_files() -> Iterator[Finding]:
    if settings.STATIC_ROOT is None:
        return
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    remedy = "manage.py collectstatic --noinput"
    if not manifest.exists():
        yield error("machine.static-files", _("静的ファイルが集められていません。ページが崩れます。"), remedy)
        return
    sources = (settings.BASE_DIR / "articles" / "static").rglob("*")
    if any(path.stat().st_mtime > manifest.stat().st_mtime for path in sources if path.is_file()):
        yield warning("machine.static-files", _("静的ファイルが、いまの版より古いものです。"), remedy)
    else:
        yield fine("machine.static-files", _("静的ファイルは集められています。"))
