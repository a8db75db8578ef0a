"""The role of web and worker: everything the newsroom does, and nothing that would undo the record."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection
from django.db.backends.utils import CursorWrapper
from django.test import Client
from pytest_django.fixtures import Settings

from articles.actions import invitations, limits, redactions, second_factors, sign_ins, users
from articles.actions.verification import history, loosened_roles, publications
from articles.models import AccountChange, User, Verdict
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
    "CREATE TEMPORARY TABLE articles_approval (verdict_id int, round int)",  # triggers would ask it
    "UPDATE auth_group SET name = 'x'",
    "INSERT INTO articles_user_user_permissions (user_id, permission_id) VALUES (1, 1)",
]
ALONE = [
    "INSERT INTO articles_user_groups (user_id, group_id) SELECT {member}, id FROM auth_group WHERE name = '管理者'",
    "UPDATE articles_user_groups SET group_id = (SELECT id FROM auth_group WHERE name = '管理者') WHERE user_id = {member}",
    "UPDATE articles_user SET is_active = true WHERE id = {gone}",
    "UPDATE articles_user SET is_superuser = true WHERE id = {member}",
    "INSERT INTO articles_user (username, password, first_name, last_name, email, display_name, date_joined, is_active,"
    " is_staff, is_superuser, version) VALUES ('x', '', '', '', '', '', now(), true, true, true, 1)",
]


@pytest.fixture
def granted(committed_database: str) -> Iterator[str]:
    call_command("grant_app_role", ROLE)
    call_command("grant_app_role", ROLE)  # safe to run again
    yield committed_database
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {ROLE}")
        cursor.execute("GRANT CREATE ON SCHEMA public TO CURRENT_USER")


@pytest.fixture
def outside_the_demo(settings: Settings, granted: str) -> str:
    settings.DEMO = False
    call_command("grant_app_role", ROLE)
    return granted


@contextmanager
def in_the_role() -> Iterator[CursorWrapper]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET SESSION AUTHORIZATION {ROLE}")
        try:
            yield cursor
        finally:
            cursor.execute("RESET SESSION AUTHORIZATION; RESET ALL")


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_role_cannot_undo_the_record(statement: str, granted: str) -> None:
    with psycopg.connect(granted, autocommit=True) as server:
        server.execute(f"SET SESSION AUTHORIZATION {ROLE}")

        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            server.execute(statement)


def test_role_cannot_ask_for_triggers_to_be_passed_over(granted: str) -> None:
    verdict = factories.published_verdict()

    with in_the_role() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', array_agg(tgname)::text, false) FROM pg_trigger")
        with pytest.raises(IntegrityError, match="changes only while it is a draft"):
            cursor.execute("UPDATE articles_verdict SET headline = 'x' WHERE id = %s", [verdict.pk])

    assert Verdict.objects.get(pk=verdict.pk).headline == verdict.headline


@pytest.mark.parametrize("statement", ALONE)
def test_nobody_alone_gives_power_over_the_desk(statement: str, outside_the_demo: str) -> None:
    member, gone = factories.reporter(), factories.reporter(is_active=False)

    with in_the_role() as cursor, pytest.raises(IntegrityError, match=r"two administrators|at the console"):
        cursor.execute(statement.format(member=member.pk, gone=gone.pk))

    assert (User.objects.get(pk=member.pk).roles, User.objects.get(pk=gone.pk).is_active) == ({"記者"}, False)


def test_two_administrators_give_it_and_one_takes_it_away(outside_the_demo: str) -> None:
    one, two, gone = factories.administrator(), factories.administrator(), factories.reporter(is_active=False)
    desk = Group.objects.get(name="デスク")

    with in_the_role():
        users.describe(gone, display_name="港", email="", is_active=True, roles=[*gone.groups.all(), desk], by=one)
        users.set_password(gone, password="harbour-lights-2026", by=one)
        for row in AccountChange.objects.order_by("pk"):
            users.confirm(row, by=two)
        back = User.objects.get(pk=gone.pk)
        users.describe(back, display_name="港", email="", is_active=True, roles=[desk], by=one)
        own = users.set_password(two, password="north-pier-2026", by=two)

    back = User.objects.get(pk=gone.pk)
    assert (back.is_active, back.is_staff, back.roles) == (True, True, {"デスク"})
    assert (back.check_password("harbour-lights-2026"), own.check_password("north-pier-2026")) == (True, True)
    assert set(AccountChange.objects.values_list("state", "password")) == {("confirmed", "")}


def test_what_was_asked_for_by_somebody_who_is_no_administrator_is_refused(outside_the_demo: str) -> None:
    member, one, two = factories.reporter(), factories.reporter(), factories.administrator()
    asked = AccountChange.objects.create(user=member, roles=["管理者"], requested_by=one)

    with pytest.raises(users.RequesterLeft):
        users.confirm(asked, by=two)
    with in_the_role() as cursor, pytest.raises(IntegrityError, match="two administrators agree"):
        cursor.execute(
            "UPDATE articles_accountchange SET state='confirmed', closed_at=now(), closed_by_id=%s", [two.pk]
        )

    assert User.objects.get(pk=member.pk).roles == {"記者"}


def test_owner_makes_superusers_and_sets_passwords_at_the_console(outside_the_demo: str) -> None:
    call_command("createsuperuser", interactive=False, username="root", email="root@minato.example")

    assert User.objects.get(username="root").is_superuser


def test_role_that_somebody_loosened_is_named(granted: str) -> None:
    assert list(loosened_roles()) == []

    with connection.cursor() as cursor:
        cursor.execute(f"ALTER ROLE {ROLE} SET session_replication_role = replica")
        cursor.execute(f"GRANT DELETE ON articles_event TO {ROLE}")
        found = list(loosened_roles())
        cursor.execute(f"ALTER ROLE {ROLE} RESET ALL")

    assert [str(problem) for problem in found] == [
        f"role {ROLE}: it goes with the setting session_replication_role=replica",
        f"role {ROLE}: it may DELETE articles_event",
    ]


def test_newsroom_works_under_the_role(granted: str) -> None:
    with in_the_role():
        verdict = factories.corrected(factories.published_verdict(factories.claim(claimant=factories.claimant())))
        factories.appearance(factories.claim())
        redaction = redactions.hide(verdict, reason="決定", by=factories.desk_editor())
        redactions.confirm(redaction, by=factories.desk_editor())

        _come_and_go()
        assert list(publications.verify()) == []
        assert list(history.verify()) == []


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
        cursor.execute(f"ALTER FUNCTION _pgtrigger_should_ignore(name) OWNER TO {owner}")
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
