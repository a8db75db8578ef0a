from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import ProgrammingError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext as _
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

# Nothing is ever deleted from these, whoever asks; the triggers say the same.
KEPT = (
    *(
        "backup",
        "event",
        "eventcontent",
        "publication",
        "publicationcontent",
        "publicationcounter",
        "historylink",
        "historyhead",
    ),
    *(
        "author",
        "approval",
        "redaction",
        "confidentialnote",
        "typofix",
        "accountchange",
        "articlerevision",
        "verdict",
        "invitation",
        "comment",
        "claimmerge",
        "noticemark",
        "steprule",
        "apikey",
        "apisecret",
        "handedin",
        "tip",
        "withdrawalkey",
        "withdrawntext",
    ),
)
UNCHANGED = ("backup", "event", "publication", "author", "comment", "withdrawalkey", "withdrawntext")
# Rows that say what a role is, and rights of Django's that nothing here asks for.
ROLES = ("auth_group", "auth_permission", "auth_group_permissions", "articles_user_user_permissions")
# pgtrigger lets any session name triggers to be passed over; each migration that makes one puts this function back.
ALL_TRIGGERS_HOLD = """
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE sql IMMUTABLE AS 'SELECT false'
"""


class Command(BaseCommand):
    help = _(
        "web と worker のためのデータベースのロールを作り、必要な権限だけを与えます。表の所有者として、migrate のたびに"
        "実行してください。このロールは表を変えられず、トリガーを止められず、記録を消せません。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help=_("ロールの名前。なければ、パスワードなしで作ります。"))

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            try:
                _make(cursor, role)
                names = {"role": sql.Identifier(role), "database": sql.Identifier(cursor.connection.info.dbname)}
                for statement in _grants():
                    cursor.execute(sql.SQL(statement).format(**names))
            except ProgrammingError as error:
                if not isinstance(error.__cause__, InsufficientPrivilege):
                    raise
                message = _(
                    "権限が足りません。表の所有者のロールで実行してください。ロール %(role)s がまだなければ、管理者が先に作ってください："
                    "CREATE ROLE %(role)s LOGIN"
                )
                raise CommandError(message % {"role": role}) from error
        self.stdout.write(_("ロール %(role)s に権限を与えました。") % {"role": role})


def _make(cursor: CursorWrapper, role: str) -> None:
    """Make the role, or take from one that is there what it must not have, which takes a superuser; most have none of it."""
    cursor.execute(
        "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls, rolname = current_user"
        " FROM pg_roles WHERE rolname = %s",
        [role],
    )
    found = cursor.fetchone()
    name = sql.Identifier(role)
    if found is None:
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
    elif found[1]:
        raise CommandError(
            _("いま接続しているロールです。web と worker には、別のロールを使ってください：%(role)s") % {"role": role}
        )
    elif found[0]:
        weaker = "ALTER ROLE {} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        cursor.execute(sql.SQL(weaker).format(name))


def _grants() -> list[str]:
    return [
        ALL_TRIGGERS_HOLD,
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        # a temporary table is found before ours of the same name: triggers would ask it for approvals
        "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC, {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
        *(f"REVOKE DELETE ON articles_{table} FROM {{role}}" for table in KEPT),
        *(f"REVOKE UPDATE ON articles_{table} FROM {{role}}" for table in UNCHANGED),
        *(f"REVOKE UPDATE, DELETE ON {table} FROM {{role}}" for table in ROLES),
        *(f"REVOKE INSERT ON {table} FROM {{role}}" for table in ROLES if table != "auth_group"),
        # the demo has one administrator (see articles/models/user.py)
        *(["GRANT TRIGGER ON articles_user, articles_user_groups TO {role}"] if settings.DEMO else []),
    ]
