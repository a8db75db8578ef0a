"""PostgreSQL's own programs: of the version of the server, from the system or from the wheel of the embedded one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.backups.errors import BackupError
from factcheck import postgres

DEBIAN = Path("/usr/lib/postgresql")
KEPT_LINES = 15
VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
CONTENTS = ("dumping contents of table ", "processing data for table ")  # what --verbose says as it reaches a table


class ProgramMissing(BackupError):
    pass


class ProgramFailed(BackupError):
    pass


class Program(NamedTuple):
    path: Path
    major: int


def find(name: str, *, server: int, at_least: int = 0) -> Program:
    """The program `name` of the server's major version, or else the oldest newer one.

    `at_least` is the version that wrote what is to be read. A newer pg_restore may say what an older server does not
    understand, so the very version comes first.
    """
    wanted = max(server, at_least)
    usable = sorted(
        (found for found in _found(name) if found.major >= wanted), key=lambda found: (found.major, found.path)
    )
    if not usable:
        message = _(
            "%(name)s のバージョン %(version)d 以上が見つかりません。PostgreSQL %(version)d のクライアント"
            "（Debian では postgresql-client-%(version)d）を入れてください。"
        )
        raise ProgramMissing(message % {"name": name, "version": wanted})
    return usable[0]


def _found(name: str) -> Iterator[Program]:
    for path in dict.fromkeys(_paths(name)):
        if os.access(path, os.X_OK) and (major := _major(path)):
            yield Program(path, major)


def _paths(name: str) -> Iterator[Path]:
    yield from DEBIAN.glob(f"*/bin/{name}")
    in_path = shutil.which(name)
    if in_path:
        yield Path(in_path)
    try:
        yield postgres.wheel_programs() / name
    except postgres.ProgramsMissing:
        return


def _major(path: Path) -> int:
    """0 where it is no program of PostgreSQL's; Debian's wrapper answers for the newest it knows, or not at all."""
    command = [str(path), "--version"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - PostgreSQL's, no shell
    match = VERSION.search(answer.stdout)
    return int(match[1]) if match else 0


def run(program: Program, arguments: list[str], *, environment: dict[str, str], reached: Callable[[str], None]) -> None:
    """Run it to its end; `reached` is called with the name of each table it comes to.

    Raises:
        ProgramFailed: with what to do, as far as the program's last words tell.
    """
    command = [str(program.path), "--verbose", *arguments]
    surroundings = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", **environment}  # messages in English, for `_advice`
    said: deque[str] = deque(maxlen=KEPT_LINES)
    with subprocess.Popen(  # noqa: S603 - PostgreSQL's own, no shell
        command, env=surroundings, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace"
    ) as process:
        assert process.stderr is not None
        try:
            for line in process.stderr:
                said.append(line.rstrip())
                if table := _table(line):
                    reached(table)
            process.wait()
        finally:
            process.terminate()  # over by then, unless we are being stopped
    if process.returncode:
        raise ProgramFailed(_advice(program.path.name, "\n".join(said)))


def _table(line: str) -> str:
    for words in CONTENTS:
        if words in line:
            return line.partition(words)[2].strip().replace('"', "").removeprefix("public.")
    return ""


def _advice(name: str, said: str) -> str:
    known = {
        "No space left on device": _("ディスクがいっぱいです。空きを作ってから、もう一度実行してください。"),
        "permission denied": _(
            "DATABASE_URL のロールの権限が足りません。表の所有者のロールで実行してください（web と worker のロールではできません）。"
        ),
        "password authentication failed": _("パスワードが違います。DATABASE_URL を確かめてください。"),
        "unsupported version": _("このファイルは、もっと新しい PostgreSQL の pg_dump で作られました。"),
        "connection to server": _("データベースに接続できません。サーバーが動いているか確かめてください。"),
    }
    for sign, advice in known.items():
        if sign in said:
            return f"{advice}\n{_errors(said)}"
    return _("%(name)s が失敗しました。") % {"name": name} + f"\n{_errors(said)}"


def _errors(said: str) -> str:
    """The program's errors without the rows they may quote: a log is no place for those."""
    return "\n".join(line for line in said.splitlines() if "error:" in line or "fatal:" in line.lower())
