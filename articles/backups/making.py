"""A backup: dumped in one snapshot, restored into a scratch database, verified there, and only then given its name."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection, transaction
from django.utils.translation import gettext as _

from articles.backups import databases, erasures, folder, manifest, programs, restoring
from articles.backups.errors import BackupError
from articles.backups.folder import UNFINISHED, Backup
from articles.backups.manifest import Manifest, State
from articles.backups.progress import Progress, by_table

WITHOUT_ROWS = "django_session"  # nobody's session is to be found in a file, or to live on after a restore


class CannotWrite(BackupError):
    pass


def make(into: Path, *, now: datetime, check: bool, progress: Progress) -> tuple[Backup, Manifest]:
    """Make one backup in the folder `into`, whole or not at all.

    Raises:
        BackupError: with what to do; nothing of the attempt is left behind.
    """
    folder.make(into)
    with databases.maintenance() as server, _working_folder(into) as working:
        unfinished, final = Backup.named(working, now), Backup.named(into, now)
        with _snapshot() as (name, state):
            dumper = _dump(unfinished.dump, name, state, major=databases.major(server), progress=progress)
            erasures.write(unfinished.redactions, erasures.lines())  # what the dump holds erased
        written = _manifest(unfinished.dump, state, dumped_by=dumper, now=now, checked=check, progress=progress)
        if check:
            restoring.check(server, unfinished.dump, written, progress=progress)
        written.write(unfinished.manifest)
        _give_names(unfinished, final)
    return final, written


@contextmanager
def _working_folder(into: Path) -> Iterator[Path]:
    """On the disk of the backups; gone at the end, and with it what is not finished."""
    for left in into.glob(f"{UNFINISHED}*"):  # of a command that was killed: the lock says that none is at work
        shutil.rmtree(left)
    try:
        working = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=into))
        try:
            yield working
        finally:
            shutil.rmtree(working)
    except OSError as error:
        message = _("バックアップを書けません：%(folder)s（%(error)s）")
        raise CannotWrite(message % {"folder": into, "error": error.strerror or error}) from error


@contextmanager
def _snapshot() -> Iterator[tuple[str, State]]:
    """The name under which pg_dump joins this transaction's snapshot, and what the manifest says of it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")  # it waits for pg_dump
        cursor.execute("SELECT pg_export_snapshot()")
        (name,) = cursor.fetchone()
        yield name, manifest.state()


def _dump(path: Path, snapshot: str, state: State, *, major: int, progress: Progress) -> int:
    """pg_dump's major version."""
    program = programs.find("pg_dump", server=major)
    where, secret = databases.address(databases.current())
    arguments = [
        *("--format=custom", "--no-owner", "--no-privileges", "--no-password", f"--snapshot={snapshot}"),
        # nor how often somebody asked in the last minute
        *(f"--exclude-table-data=public.{WITHOUT_ROWS}", "--no-unlogged-table-data"),
        *(f"--file={path}", f"--dbname={where}"),
    ]
    with progress(_("データベースの書き出し"), sum(state.tables.values())) as advance:
        programs.run(program, arguments, environment=secret, reached=by_table(state.tables, advance))
    return program.major


def _manifest(
    dump: Path, state: State, *, dumped_by: int, now: datetime, checked: bool, progress: Progress
) -> Manifest:
    size = dump.stat().st_size
    with progress(_("SHA-256 の計算"), size) as advance:
        sha256 = manifest.digest(dump, advance)
    return Manifest(
        format=manifest.FORMAT,
        file=dump.name,
        bytes=size,
        sha256=sha256,
        made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        checked=checked,
        version=manifest.version(),
        commit=manifest.commit(),
        dumped_by=dumped_by,
        **asdict(state),
    )


def _give_names(unfinished: Backup, final: Backup) -> None:
    """To the disk first, so that no power cut leaves a name without its content; the manifest last."""
    for source, target in zip(unfinished.files, final.files, strict=True):
        source.chmod(0o600)
        _sync(source)
        source.rename(target)
    _sync(final.dump.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
