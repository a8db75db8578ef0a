"""Databases of the server beside the newsroom's own: made, filled, looked at by Django, put in its place, dropped."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from django.db import Error, connection
from django.utils.translation import gettext as _
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from articles.backups.errors import BackupError

MAINTENANCE = "postgres"
CHECKING, RESTORING = "_checking", "_restoring"
TEMPORARY = (CHECKING, RESTORING)  # of the command at work alone
BEFORE = "_before_"
LEAVING_SECONDS = 3
NAME_BYTES = 63  # PostgreSQL cuts what is longer
LOCK = 0x6661637463686B  # one backup or restore at a time; "factchk"
KEYWORDS = frozenset(option.keyword.decode() for option in pq.Conninfo.get_defaults())


class AnotherIsRunning(BackupError):
    pass


class RoleTooWeak(BackupError):
    pass


class DatabaseInUse(BackupError):
    pass


class NameTooLong(BackupError):
    pass


class LocaleMissing(BackupError):
    pass


class ServerRefused(BackupError):
    pass


def current() -> str:
    """The name of the newsroom's database, as DATABASE_URL has it."""
    return str(connection.settings_dict["NAME"])


def beside(suffix: str) -> str:
    name = current() + suffix
    if len(name.encode()) > NAME_BYTES:
        raise NameTooLong(_("データベースの名前が長すぎます：%(name)s") % {"name": name})
    return name


def address(database: str) -> tuple[str, dict[str, str]]:
    """A connection string without the password, which every user of the machine could read, and the environment with it."""
    given = {key: value for key, value in _parameters().items() if key != "password"}
    password = _parameters().get("password")
    return make_conninfo(**{**given, "dbname": database}), {"PGPASSWORD": str(password)} if password else {}


def _parameters() -> dict[str, Any]:
    """What libpq takes of Django's settings of the connection."""
    settings: Mapping[str, Any] = connection.settings_dict
    named = {
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "host": settings["HOST"],
        "port": settings["PORT"],
    }
    options = {key: value for key, value in settings["OPTIONS"].items() if key in KEYWORDS}
    return {**options, **{key: value for key, value in named.items() if value}}


@contextmanager
def maintenance() -> Iterator[psycopg.Connection]:
    """A session with the server that holds the lock of backups and restores.

    Raises:
        AnotherIsRunning: another session has the lock.
        RoleTooWeak: the role may not make databases.
        ServerRefused: the server could not do what was asked of it, there or through Django's connection.
    """
    try:
        server = psycopg.connect(**{**_parameters(), "dbname": MAINTENANCE}, autocommit=True)
    except psycopg.OperationalError as error:
        raise BackupError(_("データベースのサーバーに接続できません：%(error)s") % {"error": error}) from error
    with server:
        _require_role(server)
        locked = server.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
        if not locked or not locked[0]:
            raise AnotherIsRunning(_("別のバックアップか復元が動いています。終わってから、もう一度実行してください。"))
        try:
            for suffix in TEMPORARY:  # of a command that was killed: the lock says that none is at work
                drop(server, beside(suffix))
            yield server
        except (psycopg.Error, Error) as error:
            raise ServerRefused(_refusal(error)) from error


def _refusal(error: BaseException) -> str:
    """By the type alone: what the server says may quote a row."""
    message = _(
        "データベースのサーバーが応じませんでした（%(error)s）。DATABASE_URL がこのプログラムのデータベースを指しているか、"
        "ディスクの空きとサーバーの記録を確かめてください。"
    )
    return message % {"error": type(error.__cause__ or error).__name__}


def _require_role(server: psycopg.Connection) -> None:
    row = server.execute(
        "SELECT rolname, rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert row is not None
    if not row[1]:
        message = _(
            "ロール %(role)s はデータベースを作れません。表の所有者のロールを DATABASE_URL に指定し、"
            "管理者として ALTER ROLE %(role)s CREATEDB を実行してください。"
        )
        raise RoleTooWeak(message % {"role": row[0]})


def major(server: psycopg.Connection) -> int:
    return server.info.server_version // 10_000


def exists(server: psycopg.Connection, name: str) -> bool:
    return server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def create(server: psycopg.Connection, name: str, *, collate: str, ctype: str) -> None:
    """An empty database."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE {} LC_CTYPE {}")
    try:
        server.execute(statement.format(sql.Identifier(name), sql.Literal(collate), sql.Literal(ctype)))
    except psycopg.errors.WrongObjectType as error:
        message = _("このサーバーにはロケール %(locale)s がありません。OS に追加してください（locale-gen）。")
        raise LocaleMissing(message % {"locale": collate}) from error


def drop(server: psycopg.Connection, name: str) -> None:
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def sessions(server: psycopg.Connection, name: str) -> int:
    """How many clients are connected to it."""
    row = server.execute(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'", [name]
    ).fetchone()
    return int(row[0]) if row else 0


def refuse_in_use(server: psycopg.Connection, name: str) -> None:
    """Raises `DatabaseInUse`; a session that has just ended is given a moment to be gone."""
    deadline = time.monotonic() + LEAVING_SECONDS
    while number := sessions(server, name):
        if time.monotonic() > deadline:
            message = _(
                "データベース %(name)s に %(n)d 件の接続があります。web と worker を止めてから、もう一度実行してください。"
            )
            raise DatabaseInUse(message % {"name": name, "n": number})
        time.sleep(0.1)


def name_to_keep(server: psycopg.Connection, *, now: datetime) -> str:
    """A free name for the newsroom's database while another takes its place: of the time, and counted within one second.

    Whoever holds the lock is the only one to give such names, so that it stays free.

    Raises:
        NameTooLong: of any name with the time in it.
    """
    first = beside(f"{BEFORE}{now:%Y%m%d_%H%M%S}")
    counted = (beside(f"{BEFORE}{now:%Y%m%d_%H%M%S}_{number}") for number in itertools.count(2))
    return next(name for name in itertools.chain([first], counted) if not exists(server, name))


def put_in_place(server: psycopg.Connection, name: str, *, kept: str) -> None:
    """Give the database `name` the newsroom's own name; both renames or none.

    The one that was there is kept under the name `kept`, or dropped where that is "".
    """
    refuse_in_use(server, current())
    refuse_in_use(server, name)
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    if not kept:
        drop(server, current())
    with server.transaction():
        if kept:
            server.execute(rename.format(sql.Identifier(current()), sql.Identifier(kept)))
        server.execute(rename.format(sql.Identifier(name), sql.Identifier(current())))


@contextmanager
def looked_at_by_django(name: str) -> Iterator[None]:
    """Django's connection goes there for as long: models, actions and commands work on a database of another name."""
    original = current()
    _point_django_at(name)
    try:
        yield
    finally:
        _point_django_at(original)


def _point_django_at(name: str) -> None:
    _close()
    connection.settings_dict["NAME"] = name


def _close() -> None:
    connection.close()
    if hasattr(connection, "close_pool"):  # which Django's stubs do not know
        connection.close_pool()


def holds_tables(server: psycopg.Connection, name: str) -> bool:
    """Whether the newsroom's database is there and has anything in it."""
    if not exists(server, name):
        return False
    try:
        with looked_at_by_django(name), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1")
            return cursor.fetchone() is not None
    except Error as error:
        raise BackupError(
            _("データベース %(name)s を開けません：%(error)s") % {"name": name, "error": error}
        ) from error
    finally:
        _close()
