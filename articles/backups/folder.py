"""The folder of backups: three files each, named by their time, and how long they stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.backups.errors import BackupError

NAME = re.compile(r"factcheck-([0-9]{8}T[0-9]{6}Z)\.dump", re.ASCII)
STAMP = "%Y%m%dT%H%M%SZ"
UNFINISHED = ".unfinished-"  # how the folder begins that a backup grows in


class FolderUnusable(BackupError):
    pass


class Backup(NamedTuple):
    """`dump` is the database; the manifest stands beside it, and the list of what was erased by then."""

    dump: Path
    made_at: datetime

    @classmethod
    def named(cls, folder: Path, made_at: datetime) -> Backup:
        return cls(folder / f"factcheck-{made_at.astimezone(UTC).strftime(STAMP)}.dump", made_at)

    @property
    def manifest(self) -> Path:
        return self.dump.with_suffix(".json")

    @property
    def redactions(self) -> Path:
        return self.dump.with_suffix(".redactions.jsonl")

    @property
    def files(self) -> tuple[Path, Path, Path]:
        """The manifest last: what has none is no backup. Deleted in the opposite order."""
        return (self.dump, self.redactions, self.manifest)

    def delete(self) -> None:
        for path in reversed(self.files):
            path.unlink(missing_ok=True)


def make(folder: Path) -> None:
    """For its owner only: whoever reads a backup reads everything the desk knows but the confidential notes."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = _("バックアップのフォルダーを作れません：%(folder)s（%(error)s）")
        raise FolderUnusable(message % {"folder": folder, "error": error.strerror}) from error


def backups(folder: Path) -> list[Backup]:
    """Those that are whole, oldest first."""
    return sorted(_found(folder), key=lambda backup: backup.made_at)


def _found(folder: Path) -> Iterator[Backup]:
    for path in folder.glob("factcheck-*.dump"):
        match = NAME.fullmatch(path.name)
        if match and path.with_suffix(".json").exists():
            yield Backup(path, datetime.strptime(match[1], STAMP).replace(tzinfo=UTC))


def newest_redactions(folder: Path) -> Path | None:
    """The newest list of what was erased, whichever backup it was written with."""
    return max(folder.glob("factcheck-*.redactions.jsonl"), default=None, key=lambda path: path.name)


def expired(found: list[Backup], *, now: datetime, days: int, keep: int | None) -> list[Backup]:
    """What is to go of `found`, oldest first as it is: older than `days`, or beyond the newest `keep`. Never the newest."""
    oldest = now - timedelta(days=days)
    beyond = found[: max(0, len(found) - keep)] if keep else []
    return [backup for backup in found[:-1] if backup.made_at < oldest or backup in beyond]
