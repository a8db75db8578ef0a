"""The way back: into a database beside the newsroom's, brought up to date, erased anew, verified, and then put in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from django.core.management import CommandError, call_command
from django.db import Error
from django.utils.translation import gettext as _

from articles.actions import api_keys, redactions
from articles.actions.verification import Head, Problem, history, publications
from articles.backups import databases, erasures, folder, programs
from articles.backups.errors import BackupError
from articles.backups.folder import Backup
from articles.backups.manifest import Manifest
from articles.backups.progress import Progress, by_table
from articles.models import Verdict

SHOWN_PROBLEMS = 20


class RecordDamaged(BackupError):
    pass


class WouldOverwrite(BackupError):
    pass


class ListNotGiven(BackupError):
    pass


@dataclass(frozen=True)
class Wishes:
    """What whoever restores has decided."""

    app_role: str
    overwrite: bool = False
    redactions: Path | None = None  # the list to go by; None for the newest in the backup's folder
    without_redactions: bool = False
    by: str = ""
    second: str = ""
    against: Head | None = None
    rebuild_index: bool = False


@dataclass
class Outcome:
    kept: str  # the name of the database that was there before; empty where there was nothing
    manifest: Manifest
    said: list[str] = field(default_factory=list)  # by the steps on the way


def check(server: psycopg.Connection, dump: Path, manifest: Manifest, *, progress: Progress) -> None:
    """Restore into a scratch database and verify the record there; raises `RecordDamaged`.

    It is migrated too: before an upgrade this is the rehearsal of the upgrade.
    """
    scratch = databases.beside(databases.CHECKING)
    with _filled(server, scratch, dump, manifest, progress), databases.looked_at_by_django(scratch):
        call_command("migrate", verbosity=0, interactive=False)
        _verify(manifest, progress=progress)


def restore(backup: Backup, wishes: Wishes, *, now: datetime, progress: Progress) -> Outcome:
    """Put the backup in the place of the newsroom's database.

    Whatever fails, the database that is there stays as it is: it is renamed at the very end, and kept.

    Raises:
        BackupError: with what to do.
    """
    manifest = Manifest.read(backup.manifest)
    with databases.maintenance() as server:
        manifest.require_readable(backup.dump, server=databases.major(server))
        has_rows = databases.holds_tables(server, databases.current())
        _require_leave(server, wishes, has_rows=has_rows)
        kept = databases.name_to_keep(server, now=now) if has_rows else ""
        erased = _erased_since(backup, wishes, has_rows=has_rows)
        hidden = _hidden() if has_rows else set()
        ended = _ended_secrets() if has_rows else set()
        with progress(_("バックアップの確認"), manifest.bytes) as advance:
            manifest.require_whole(backup.dump, advance)
        new = databases.beside(databases.RESTORING)
        with _filled(server, new, backup.dump, manifest, progress):
            outcome = Outcome(kept, manifest)
            with databases.looked_at_by_django(new):
                _bring_up_to_date(manifest, wishes, outcome, erased=erased, progress=progress)
                outcome.said += _back_in_sight(hidden)
                outcome.said += _ended_again(ended)
            databases.put_in_place(server, new, kept=kept)
    return outcome


def _erased_since(backup: Backup, wishes: Wishes, *, has_rows: bool) -> list[str]:
    """The lines to erase by: none, or all where the backup holds what a list or the database now in place says is erased.

    Raises:
        ListNotGiven: nobody knows what was erased, or nobody says who erases it again.
    """
    if wishes.without_redactions:
        return []
    listed = [*_lines(_list_file(backup, wishes)), *(_live_lines(wishes) if has_rows else [])]
    held = set(_lines(backup.redactions)) if backup.redactions.exists() else set()
    if not set(listed) - held:
        return []
    if not (wishes.by and wishes.second):
        message = _(
            "このバックアップのあとに消去したものがあります。--by と --second に、消去し直すデスク二人の名前を指定してください。"
        )
        raise ListNotGiven(message)
    return list(dict.fromkeys(listed))


def _list_file(backup: Backup, wishes: Wishes) -> Path:
    if wishes.redactions is not None:
        return wishes.redactions
    if not backup.redactions.exists():
        message = _(
            "このバックアップまでに消去したものの一覧がありません：%(file)s。.dump と組で保管してください。別の一覧を"
            " --redactions で指定するか、消去のやり直しを省いてよければ --without-redactions を付けてください。"
        )
        raise ListNotGiven(message % {"file": backup.redactions})
    return folder.newest_redactions(backup.dump.parent) or backup.redactions


def _live_lines(wishes: Wishes) -> list[str]:
    """What the database that is about to be set aside has erased: it may know more than any list of a backup."""
    try:
        with databases.looked_at_by_django(databases.current()):
            return erasures.lines()
    except Error as error:
        if wishes.redactions is not None:
            return []  # damaged, or of another release: whoever names a list knows of it
        message = _(
            "いまのデータベースから、消去したものの一覧を読めません（%(error)s）。一覧を --redactions で指定してください。"
        )
        raise ListNotGiven(message % {"error": type(error).__name__}) from error


def _hidden() -> set[int]:
    """The verdicts that are hidden, and not yet erased, in the database about to be set aside; none where it cannot tell."""
    try:
        with databases.looked_at_by_django(databases.current()):
            return redactions.awaiting()
    except Error:
        return set()


def _back_in_sight(hidden: set[int]) -> list[str]:
    message = _(
        "検証記事 %(number)d は、復元の前は非表示（確認待ち）でした。いまは表示されます。もう一度非表示にしてください。"
    )
    there = Verdict.objects.filter(pk__in=hidden - redactions.awaiting(), published_version__gt=0)
    return [message % {"number": number} for number in there.order_by("pk").values_list("pk", flat=True)]


def _ended_secrets() -> set[str]:
    """Prefixes of the secrets of API keys that are over in the database about to be set aside; none where it cannot tell."""
    try:
        with databases.looked_at_by_django(databases.current()):
            return api_keys.ended()
    except Error:
        return set()


def _ended_again(prefixes: set[str]) -> list[str]:
    message = _("APIキー「%(key)s」のシークレット %(prefix)s は、復元の前に無効でした。もう一度無効にしました。")
    return [message % {"key": secret.key, "prefix": secret.prefix} for secret in api_keys.end_again(prefixes)]


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ListNotGiven(_("非表示措置の一覧を読めません：%(file)s") % {"file": file}) from error


def _require_leave(server: psycopg.Connection, wishes: Wishes, *, has_rows: bool) -> None:
    if has_rows and not wishes.overwrite:
        message = _(
            "データベース %(name)s にはすでにデータがあります。置き換えてよければ --overwrite を付けてください"
            "（いまの内容は、別の名前で残ります）。"
        )
        raise WouldOverwrite(message % {"name": databases.current()})
    databases.refuse_in_use(server, databases.current())


@contextmanager
def _filled(
    server: psycopg.Connection, name: str, dump: Path, manifest: Manifest, progress: Progress
) -> Iterator[None]:
    """The database `name` with what the dump holds; dropped at the end unless it was given another name."""
    program = programs.find("pg_restore", server=databases.major(server), at_least=manifest.dumped_by)
    databases.create(server, name, collate=manifest.collate, ctype=manifest.ctype)
    try:
        where, secret = databases.address(name)
        arguments = [
            *("--exit-on-error", "--no-owner", "--no-privileges", "--no-password", f"--dbname={where}"),
            str(dump),
        ]
        with progress(_("別のデータベースへの復元"), sum(manifest.tables.values())) as advance:
            programs.run(program, arguments, environment=secret, reached=by_table(manifest.tables, advance))
        yield
    finally:
        databases.drop(server, name)


def _bring_up_to_date(
    manifest: Manifest, wishes: Wishes, outcome: Outcome, *, erased: list[str], progress: Progress
) -> None:
    """Migrate, verify what was in the file, and where anything was erased since, erase it again and verify once more."""
    with progress(_("スキーマの更新と権限")):
        call_command("migrate", verbosity=0, interactive=False)
        if wishes.app_role:
            _run(outcome, "grant_app_role", wishes.app_role)
    if wishes.rebuild_index:
        with progress(_("索引の作り直し")):
            _run(outcome, "rebuild_public_index")
    with progress(_("基準データの確認")):
        call_command("install_reference_data")
    _verify(manifest, progress=progress, against=wishes.against)
    if erased:
        with progress(_("消去のやり直し")), TemporaryDirectory() as folder_of_list:
            listed = Path(folder_of_list, "redactions.jsonl")
            erasures.write(listed, erased)
            _run(outcome, "reapply_redactions", str(listed), by=wishes.by, second=wishes.second)
        _verify(manifest, progress=progress)


def _run(outcome: Outcome, command: str, *arguments: str, **options: str) -> None:
    said = StringIO()
    try:
        call_command(command, *arguments, stdout=said, **options)
    except CommandError as error:
        raise BackupError(str(error)) from error
    outcome.said += said.getvalue().splitlines()


def _verify(manifest: Manifest, *, progress: Progress, against: Head | None = None) -> None:
    """Raises `RecordDamaged` where the record is not sound, or does not continue the head that was kept."""
    with progress(_("公開記録と履歴の検証")):
        log = publications.verify(against=against or _head(manifest.head))
        problems = [*log, *history.verify(against=_head(manifest.history_head))]
    if problems:
        raise RecordDamaged(_damage(problems))


def _head(text: str) -> Head | None:
    """None for the head of an empty log."""
    return None if text.endswith(":") else Head.read(text)


def _damage(problems: Iterable[Problem]) -> str:
    shown = [str(problem) for problem in problems]
    more = [_("ほか %(n)d 件") % {"n": len(shown) - SHOWN_PROBLEMS}] if len(shown) > SHOWN_PROBLEMS else []
    lines = "\n".join([*shown[:SHOWN_PROBLEMS], *more])
    advice = _(
        "記録の検証で問題が見つかったので、途中でやめました（いまのデータベースは変わっていません）。SECRET_KEY を替えたときは、"
        "元の鍵を SECRET_KEY_FALLBACKS に入れるか、復元に --rebuild-index を付けてください。"
    )
    return f"{advice}\n{lines}"
