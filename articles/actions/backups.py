"""What the database remembers of its backups. Making and restoring them is in articles/backups/."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from articles.actions import events
from articles.models import Backup


class File(NamedTuple):
    name: str
    bytes: int
    sha256: str
    sequence: int  # of the newest publication in it
    was_checked: bool


def record_made(file: File, *, started_at: datetime) -> Backup:
    return _record(Backup.Kind.MADE, file, started_at=started_at)


def record_restored(file: File, *, started_at: datetime) -> Backup:
    return _record(Backup.Kind.RESTORED, file, started_at=started_at)


def record_failed(reason: str, *, started_at: datetime) -> Backup:
    return _record(Backup.Kind.FAILED, File("", 0, "", 0, False), started_at=started_at, reason=reason)


@transaction.atomic
def _record(kind: Backup.Kind, file: File, *, started_at: datetime, reason: str = "") -> Backup:
    """By the system: whoever has the owner's role at a terminal is no member of the desk."""
    backup = Backup.objects.create(
        kind=kind,
        file=file.name,
        bytes=file.bytes,
        sha256=file.sha256,
        sequence=file.sequence,
        was_checked=file.was_checked,
        reason=reason,
        started_at=started_at,
        finished_at=timezone.now(),
    )
    events.record(f"backup.{kind.value}", backup, by=None)
    return backup
