"""What the database is told of a backup, as far as it can be: before an upgrade it has no table for it yet."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import Error, connection

from articles.actions import backups
from articles.backups.manifest import Manifest
from articles.models import Backup


def record_made(manifest: Manifest, *, started_at: datetime) -> None:
    if _can_tell():
        backups.record_made(_file(manifest), started_at=started_at)


def record_restored(manifest: Manifest, *, started_at: datetime) -> None:
    backups.record_restored(_file(manifest), started_at=started_at)


def record_failed(reason: str, *, started_at: datetime) -> None:
    """Nothing where the database cannot be told: what failed the backup may well keep it from being written down."""
    with suppress(Error):
        backups.record_failed(reason, started_at=started_at)


def _file(manifest: Manifest) -> backups.File:
    return backups.File(manifest.file, manifest.bytes, manifest.sha256, manifest.sequence, manifest.checked)


def _can_tell() -> bool:
    return Backup._meta.db_table in connection.introspection.table_names()
