"""The database: there, of a version and schema we know, durable, and spoken to as the role that may not undo the record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.backups import databases
from articles.doctor.findings import Finding, error, fine, warning
from factcheck.postgres import APP_ROLE

OLDEST_SERVER = 14
SKEW_SECONDS, LARGE_SKEW_SECONDS = 5, 60
DECISIVE = frozenset({"database.unreachable", "database.migrations"})  # without these nothing else can be asked
DURABLE = ("fsync", "full_page_writes", "synchronous_commit")
CROWDED = 0.9


def findings(now: datetime) -> Iterator[Finding]:
    ahead = now - timezone.now()  # kept while the server is slow to answer
    try:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
    except Error as refused:
        yield away(refused)
        return
    yield from _clock(ahead)
    yield from _server(version)
    yield from _migrations()
    yield from _roles()
    yield from _left_behind()


def away(refused: Error) -> Finding:
    return error(
        "database.unreachable",
        _("データベースに接続できないか、答えがありません（%(error)s）。") % {"error": type(refused).__name__},
        _(
            "サーバーが動いているか、DATABASE_URL が正しいか確かめてください。組み込みのものは manage.py postgres start で起動します。"
        ),
    )


def _server(version: str) -> Iterator[Finding]:
    if int(version.split(".")[0].split(" ")[0]) < OLDEST_SERVER:
        message = _("PostgreSQL %(version)s は古すぎます。") % {"version": version}
        yield error("database.version", message, _("PostgreSQL %(n)d 以上にしてください。") % {"n": OLDEST_SERVER})
    else:
        yield fine("database", _("PostgreSQL %(version)s に接続できました。") % {"version": version})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off' ORDER BY name", [list(DURABLE)]
        )
        switched_off = [name for (name,) in cursor.fetchall()]
        cursor.execute(
            "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity WHERE datname IS NOT NULL"
        )
        used, most = cursor.fetchone()
        cursor.execute("SHOW server_encoding")
        (encoding,) = cursor.fetchone()
    for name in switched_off:
        message = _("PostgreSQL の %(name)s が off です。停電で記録を失います。")
        yield error("database.durability", message % {"name": name}, _("postgresql.conf で on に戻してください。"))
    if used > most * CROWDED:
        message = _("接続が上限に近づいています：%(used)d／%(most)d")
        remedy = _("max_connections を 10 + 4 × worker の数にしてください（docs/sizing.md）。")
        yield warning("database.connections", message % {"used": used, "most": most}, remedy)
    if encoding != "UTF8":
        message = _("データベースの文字コードが %(encoding)s です。")
        yield error("database.encoding", message % {"encoding": encoding}, _("ENCODING 'UTF8' で作り直してください。"))


def _clock(ahead: timedelta) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (theirs,) = cursor.fetchone()
    skew = (theirs - timezone.now() - ahead).total_seconds()
    if abs(skew) > SKEW_SECONDS:
        make = error if abs(skew) > LARGE_SKEW_SECONDS else warning
        message = _("データベースの時計が、この機械と %(seconds).0f 秒違います。記録の時刻が前後します。")
        yield make(
            "database.clock", message % {"seconds": skew}, _("どちらの機械でも NTP（chrony など）を動かしてください。")
        )


def _migrations() -> Iterator[Finding]:
    loader = MigrationLoader(connection)
    missing = (
        loader.graph.nodes.keys() - loader.applied_migrations.keys()
    )  # in the middle too: a plan ends at the newest
    unknown = loader.applied_migrations.keys() - loader.disk_migrations.keys()
    ours = loader.migrated_apps
    later = sorted(f"{app}.{name}" for app, name in unknown if app in ours and app == "articles")
    if missing:
        yield error(
            "database.migrations",
            _("適用していないマイグレーションが %(n)d 件あります。") % {"n": len(missing)},
            _(
                "所有者のロールで manage.py migrate、続けて grant_app_role と install_reference_data を実行してください。"
            ),
        )
    elif later:
        message = _("データベースは、このプログラムより新しい版のものです：%(names)s")
        yield error(
            "database.newer", message % {"names": "、".join(later)}, _("プログラムを新しい版に更新してください。")
        )
    else:
        yield fine("database.migrations", _("マイグレーションはすべて適用されています。"))


def _roles() -> Iterator[Finding]:
    """By the sessions there are: web and worker are known by the roles they come as."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT usename, rolsuper, pg_has_role(usename, datdba, 'MEMBER') FROM pg_stat_activity"
            " JOIN pg_roles ON rolname = usename JOIN pg_database USING (datname)"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            " ORDER BY usename"
        )
        sessions = cursor.fetchall()
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        app_role = cursor.fetchone()
    remedy = _("web と worker の DATABASE_URL を、grant_app_role で作ったロールにしてください（docs/operations.md）。")
    for role, is_super, is_owner in sessions:
        if is_super or is_owner:
            kind = _("スーパーユーザー") if is_super else _("表の所有者")
            message = _(
                "%(kind)s %(role)s として接続しているものがあります。web か worker なら、記録を守るトリガーを止められます。"
            )
            yield warning("database.role-in-use", message % {"kind": kind, "role": role}, remedy)
    if app_role is None:
        yield warning(
            "database.app-role",
            _("ロール %(role)s がありません。") % {"role": APP_ROLE},
            f"manage.py grant_app_role {APP_ROLE}",
        )
    elif app_role[0]:
        message = _("ロール %(role)s がスーパーユーザーです。")
        yield error("database.app-role", message % {"role": APP_ROLE}, f"ALTER ROLE {APP_ROLE} NOSUPERUSER")
    else:
        yield fine("database.app-role", _("ロール %(role)s は表を変えられません。") % {"role": APP_ROLE})


def _left_behind() -> Iterator[Finding]:
    """Databases that a restore kept, or that a backup or restore which was killed left: they hold what was erased since."""
    with connection.cursor() as cursor:
        pattern = databases.current().replace("_", r"\_") + databases.BEFORE.replace("_", r"\_") + "%"
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY datname", [pattern])
        kept = [name for (name,) in cursor.fetchall()]
        unfinished = [databases.current() + suffix for suffix in databases.TEMPORARY]
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname = ANY(%s) AND NOT EXISTS (SELECT FROM pg_locks"
            " WHERE locktype = 'advisory' AND objsubid = 1 AND (classid::bigint << 32) + objid::bigint = %s)"
            " ORDER BY datname",
            [unfinished, databases.LOCK],
        )
        left = [name for (name,) in cursor.fetchall()]
    for name in kept:
        message = _("復元の前のデータベース %(name)s が残っています。消去したはずの内容がそこにあります。")
        yield warning("database.left-behind", message % {"name": name}, f"dropdb {name}")
    for name in left:
        message = _(
            "途中で止まったバックアップか復元のデータベース %(name)s が残っています。消去したはずの内容がそこにあるかもしれません。"
        )
        remedy = _("dropdb %(name)s（次の manage.py backup か restore も削除します）")
        yield warning("database.left-behind", message % {"name": name}, remedy % {"name": name})
