"""What the database is told of a backup, as far as it can be: before an upgrade it has no table for it yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from functools import partial
from types import TracebackType

from django.db import Error, connection
from django.utils.translation import gettext as _

from articles.actions import backups, redactions
from articles.backups.errors import BackupError
from articles.backups.manifest import Manifest
from articles.models import Backup


def record_made(manifest: Manifest, *, started_at: datetime) -> None:
    if _can_tell():
        backups.record_made(_file(manifest), started_at=started_at)
        redactions.note_export()


def record_restored(manifest: Manifest, *, started_at: datetime) -> None:
    backups.record_restored(_file(manifest), started_at=started_at)


@contextmanager
def failure_recorded(*, started_at: datetime) -> Iterator[None]:
    """Whatever ends it before its time is told to the database, one of our own faults or a signal like a full disk."""
    with ExitStack() as stack:
        stack.push(partial(_note_failure, started_at=started_at))
        yield


def _note_failure(
    _kind: type[BaseException] | None,
    error: BaseException | None,
    _trace: TracebackType | None,
    *,
    started_at: datetime,
) -> None:
    """Nothing where the database cannot be told: what failed the backup may well keep it from being written down."""
    if error is not None:
        with suppress(Error):
            backups.record_failed(_reason(error), started_at=started_at)


def _reason(error: BaseException) -> str:
    """In words where there are any; of others the type alone, since their message may quote a row."""
    if isinstance(error, BackupError):
        return str(error).splitlines()[0]
    if isinstance(error, SystemExit | KeyboardInterrupt):
        return _("途中で止められました。")
    return _("プログラムの誤りです（%(type)s）。") % {"type": type(error).__name__}


def _file(manifest: Manifest) -> backups.File:
    return backups.File(manifest.file, manifest.bytes, manifest.sha256, manifest.sequence, manifest.checked)


def _can_tell() -> bool:
    return Backup._meta.db_table in connection.introspection.table_names()
