"""The role of web and worker: everything the newsroom does, and nothing that would undo the record."""

from collections.abc import Iterator

import psycopg
import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from articles.actions import invitations, limits, redactions, second_factors, sign_ins, users
from articles.actions.verification import history, publications
from tests import factories
from tests.desk.sign_in.door import PASSWORD, is_in, knock, present_code, with_app

ROLE = "factcheck_test_app"
FORBIDDEN = [
    "ALTER TABLE articles_event DISABLE TRIGGER USER",
    "SET session_replication_role = replica",
    "DROP TABLE articles_event CASCADE",
    "TRUNCATE articles_event CASCADE",
    "DELETE FROM articles_event",
    "UPDATE articles_event SET action = 'x'",
    "DELETE FROM articles_publicationcontent",
    "UPDATE articles_publication SET kind = 'x'",
    "DELETE FROM articles_historylink",
    "DELETE FROM articles_invitation",
    "DELETE FROM django_migrations",
    "CREATE TABLE mine (id int)",
    "CREATE OR REPLACE FUNCTION sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
    "ALTER ROLE factcheck_test_app SUPERUSER",
]


@pytest.fixture
def granted(committed_database: str) -> Iterator[str]:
    call_command("grant_app_role", ROLE)
    call_command("grant_app_role", ROLE)  # safe to run again
    yield committed_database
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {ROLE}")
        cursor.execute("GRANT CREATE ON SCHEMA public TO CURRENT_USER")


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_role_cannot_undo_the_record(statement: str, granted: str) -> None:
    with psycopg.connect(granted, autocommit=True) as server:
        server.execute(f"SET SESSION AUTHORIZATION {ROLE}")

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            server.execute(statement)


def test_newsroom_works_under_the_role(granted: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET SESSION AUTHORIZATION {ROLE}")

    verdict = factories.corrected(factories.published_verdict(factories.claim(claimant=factories.claimant())))
    factories.appearance(factories.claim())
    redaction = redactions.hide(verdict, reason="決定", by=factories.desk_editor())
    redactions.confirm(redaction, by=factories.desk_editor())
    _come_and_go()

    assert list(publications.verify()) == []
    assert list(history.verify()) == []
    with connection.cursor() as cursor:
        cursor.execute("RESET SESSION AUTHORIZATION")


def test_an_owner_who_is_no_superuser_may_grant_and_is_told_what_it_may_not(committed_database: str) -> None:
    """As on a newsroom's own server: the owner makes databases, and has no power over roles."""
    owner, database = "factcheck_test_owner", connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        for role in (owner, ROLE):
            cursor.execute(f"DROP ROLE IF EXISTS {role}")
        cursor.execute(f"CREATE ROLE {owner} LOGIN")
        cursor.execute(f"ALTER DATABASE {database} OWNER TO {owner}")
        for table in connection.introspection.table_names():
            cursor.execute(f'ALTER TABLE "{table}" OWNER TO {owner}')
        cursor.execute(f"SET SESSION AUTHORIZATION {owner}")
    with pytest.raises(CommandError, match=f"CREATE ROLE {ROLE} LOGIN"):
        call_command("grant_app_role", ROLE)
    with pytest.raises(CommandError, match="別のロールを使ってください"):
        call_command("grant_app_role", owner)
    with connection.cursor() as cursor:
        cursor.execute("RESET SESSION AUTHORIZATION")
        cursor.execute(f"CREATE ROLE {ROLE} LOGIN")
        cursor.execute(f"SET SESSION AUTHORIZATION {owner}")

    call_command("grant_app_role", ROLE)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'articles_event', 'INSERT'), has_table_privilege(%s, 'articles_event', 'DELETE')",
            [ROLE, ROLE],
        )
        assert cursor.fetchone() == (True, False)
        cursor.execute("RESET SESSION AUTHORIZATION")
        cursor.execute(f"DROP OWNED BY {ROLE}, {owner} CASCADE")
        cursor.execute(f"ALTER DATABASE {database} OWNER TO CURRENT_USER")
        cursor.execute(f"DROP ROLE {owner}")


def _come_and_go() -> None:
    """A member is invited, comes in with a second factor, removes it, leaves; the tables of it are tidied."""
    roles = Group.objects.filter(name="記者")
    user = invitations.invite(
        username="hanako", display_name="", email="hanako@minato.example", roles=roles, by=factories.administrator()
    )
    invitations.send_again(user, by=factories.administrator())
    users.set_own_password(user, password=PASSWORD)
    with_app(user)
    second_factors.renew_recovery_codes(user)
    client = Client()
    knock(client, "hanako", "wrong")
    knock(client, "hanako")
    client.post("/admin/login/code/", {"code": present_code()})
    assert is_in(client)
    second_factors.remove_app(user)
    client.post("/admin/logout/")
    sign_ins.clear_away()
    limits.clear_away()
