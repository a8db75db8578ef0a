"""What stands beside a dump: how to know that it is whole, of what time it is, and what can read it."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from articles.actions.verification import Head
from articles.backups.errors import BackupError
from articles.models import HistoryHead, Publication

FORMAT = 1
CHUNK_BYTES = 1 << 20
JSON_TYPES = {"int": int, "str": str, "bool": bool, "list[str]": list, "dict[str, int]": dict}


class Damaged(BackupError):
    pass


class FromANewerRelease(BackupError):
    pass


@dataclass(frozen=True)
class Manifest:
    """All of it was read in the snapshot that the dump was made from. No key, and no word of the content, is in here."""

    format: int
    file: str
    bytes: int
    sha256: str
    made_at: str  # ISO 8601, UTC
    checked: bool  # restored into a scratch database and verified there
    sequence: int  # of the newest publication
    head: str  # `sequence:hash` of the publication log, for verify_publications --against
    history_head: str  # `position:hash`, for verify_history --against
    version: str
    commit: str
    server: int  # PostgreSQL's major version
    dumped_by: int  # pg_dump's
    collate: str
    ctype: str
    migrations: list[str]  # `app.name` of each that was applied
    tables: dict[str, int]  # bytes on disk, which progress is measured by

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Raises `Damaged` or `FromANewerRelease`."""
        try:
            written = json.loads(path.read_text(encoding="utf-8"))
            if written["format"] > FORMAT:
                raise FromANewerRelease(_newer(path))
            return cls(**written)._sound()
        except FileNotFoundError as error:
            message = _("バックアップの目録がありません：%(file)s。.dump と .json は組で保管してください。")
            raise Damaged(message % {"file": path}) from error
        except OSError as error:
            message = _("バックアップの目録を読めません：%(file)s（%(error)s）")
            raise Damaged(message % {"file": path, "error": error.strerror}) from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Damaged(_("バックアップの目録が壊れています：%(file)s") % {"file": path}) from error

    def _sound(self) -> Manifest:
        """Raises TypeError or ValueError where a value is not what is ever written there."""
        if not all(type(getattr(self, one.name)) is JSON_TYPES[str(one.type)] for one in fields(self)):
            raise TypeError
        if not all(type(name) is str for name in self.migrations):
            raise TypeError
        if not all(type(size) is int for size in self.tables.values()):
            raise TypeError
        for head in (self.head, self.history_head):
            if not head.endswith(":"):  # of an empty log
                Head.read(head)
        return self

    def require_whole(self, dump: Path, advance: Callable[[int], None]) -> None:
        """Raises `Damaged` where the file is not, to the bit, what was written."""
        try:
            sound = dump.stat().st_size == self.bytes and digest(dump, advance) == self.sha256
        except OSError as error:
            message = _("バックアップを読めません：%(file)s（%(error)s）")
            raise Damaged(message % {"file": dump, "error": error.strerror}) from error
        if not sound:
            message = _(
                "バックアップが壊れています：%(file)s は目録の SHA-256 と一致しません。別の日のバックアップを使ってください。"
            )
            raise Damaged(message % {"file": dump})

    def require_readable(self, path: Path, *, server: int) -> None:
        """Raises `FromANewerRelease` where this program or this server is older than what made it."""
        known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
        if set(self.migrations) - known:
            raise FromANewerRelease(_newer(path))
        if server < self.server:
            message = _("このバックアップは PostgreSQL %(theirs)d のものです。PostgreSQL %(ours)d には復元できません。")
            raise FromANewerRelease(message % {"theirs": self.server, "ours": server})


def _newer(path: Path) -> str:
    message = _(
        "このバックアップは、いまのプログラムより新しい版で作られました：%(file)s。プログラムを更新してから復元してください。"
    )
    return message % {"file": path}


@dataclass(frozen=True)
class State:
    """What the manifest says of the database, read in one snapshot."""

    sequence: int
    head: str
    history_head: str
    server: int
    collate: str
    ctype: str
    migrations: list[str]
    tables: dict[str, int]


def state() -> State:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        migrations = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT datcollate, datctype FROM pg_database WHERE datname = current_database()")
        collate, ctype = cursor.fetchone()
        cursor.execute(
            "SELECT relname, pg_table_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
        )
        tables = dict(cursor.fetchall())
        cursor.execute("SHOW server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    head, history = Publication.objects.head(), HistoryHead.objects.order_by("pk").first()
    return State(head.sequence, str(head), str(history or "0:"), server, collate, ctype, migrations, tables)


def digest(path: Path, advance: Callable[[int], None]) -> str:
    """SHA-256 in hexadecimal; `advance` is told the bytes of each step."""
    total = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            total.update(chunk)
            advance(len(chunk))
    return total.hexdigest()


def version() -> str:
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def commit() -> str:
    """Of the clone that runs; empty for a copy without git."""
    git = shutil.which("git")
    if git is None:
        return ""
    command = [git, "-C", str(settings.BASE_DIR), "rev-parse", "HEAD"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - git itself, no shell
    return answer.stdout.strip()
