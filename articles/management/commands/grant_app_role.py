from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

# Nothing is ever deleted from these, whoever asks; the triggers say the same.
KEPT = (
    *("event", "eventcontent", "publication", "publicationcontent", "publicationcounter", "historylink", "historyhead"),
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
    ),
)
UNCHANGED = ("event", "publication", "author")


class Command(BaseCommand):
    help = _(
        "web と worker のためのデータベースのロールを作り、必要な権限だけを与えます。表の所有者として、migrate のたびに"
        "実行してください。このロールは表を変えられず、トリガーを止められず、記録を消せません。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", help=_("ロールの名前。なければ、パスワードなしで作ります。"))

    def handle(self, *args: Any, role: str, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if cursor.fetchone() is None:
                cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            for statement in _grants():
                cursor.execute(sql.SQL(statement).format(role=sql.Identifier(role)))
        self.stdout.write(_("ロール %(role)s に権限を与えました。") % {"role": role})


def _grants() -> list[str]:
    return [
        "ALTER ROLE {role} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
        *(f"REVOKE DELETE ON articles_{table} FROM {{role}}" for table in KEPT),
        *(f"REVOKE UPDATE ON articles_{table} FROM {{role}}" for table in UNCHANGED),
    ]
