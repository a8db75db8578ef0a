"""Members of the newsroom, kept by administrators."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from articles.actions import users
from articles.models import AccountChange, Event, User
from tests import factories
from tests.desk.conftest import at_the_desk, told

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/user/add/"
PASSWORD = "minato-library-2026"


def change(member: User) -> str:
    return reverse("admin:articles_user_change", args=[member.pk])


def typed(*roles: str, **fields: object) -> dict[str, object]:
    pks = list(factories.Group.objects.filter(name__in=roles).values_list("pk", flat=True))
    return {
        "display_name": "港 花子",
        "email": "hanako@minato.example",
        "is_active": "on",
        "roles": pks,
        "seen_version": "1",
        **fields,
    }


def test_administrator_registers_a_reporter_who_can_log_in(as_administrator: Client, client: Client) -> None:
    as_administrator.post(ADD, typed("記者", username="hanako", password=PASSWORD))

    hanako = User.objects.get(username="hanako")
    assert (hanako.roles, hanako.is_staff, hanako.is_superuser) == ({"記者"}, True, False)
    assert client.login(username="hanako", password=PASSWORD)
    assert client.get("/admin/").status_code == 200
    assert [event.action for event in Event.objects.about(hanako)] == ["user.registered"]


@pytest.mark.parametrize("fields", [{"password": "123"}, {"password": ""}, {"username": ""}])
def test_registration_needs_a_name_and_a_good_password(fields: dict[str, str], as_administrator: Client) -> None:
    response = as_administrator.post(ADD, typed("記者", **{"username": "hanako", "password": PASSWORD, **fields}))

    form = response.context["adminform"].form
    assert list(form.errors) == list(fields)
    assert form["display_name"].value() == "港 花子"
    assert not User.objects.filter(display_name="港 花子").exists()


def test_nobody_becomes_a_superuser_here(as_administrator: Client, administrator: User) -> None:
    as_administrator.post(change(administrator), typed("管理者", is_superuser="on", user_permissions=["1"]))

    administrator.refresh_from_db()
    assert (administrator.is_superuser, administrator.user_permissions.count()) == (False, 0)


def test_superuser_is_out_of_an_administrators_reach(as_administrator: Client) -> None:
    root = factories.UserFactory(is_superuser=True, username="root")
    before = root.password

    response = as_administrator.post(change(root), typed("記者", password=PASSWORD))

    root.refresh_from_db()
    assert (response.status_code, root.password, root.is_superuser) == (403, before, True)
    assert as_administrator.get(change(root)).status_code == 200


def test_change_of_roles_and_password(as_administrator: Client, client: Client) -> None:
    member = factories.reporter(username="taro")

    as_administrator.post(change(member), typed("記者", "デスク", password=PASSWORD))

    member = User.objects.get(pk=member.pk)
    assert member.roles == {"記者", "デスク"}
    assert client.login(username="taro", password=PASSWORD)


def test_password_stays_when_none_is_typed(as_administrator: Client) -> None:
    member = factories.reporter(password=PASSWORD)

    as_administrator.post(change(member), typed("記者", password=""))

    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_member_without_a_role_or_inactive_is_outside(as_administrator: Client) -> None:
    without, inactive = factories.reporter(), factories.reporter()
    clients = [at_the_desk(without), at_the_desk(inactive)]

    as_administrator.post(change(without), typed())
    as_administrator.post(change(inactive), {key: value for key, value in typed("記者").items() if key != "is_active"})

    assert [client.get("/admin/").status_code for client in clients] == [302, 302]


def test_administrator_cannot_lock_oneself_out(as_administrator: Client, administrator: User) -> None:
    response = as_administrator.post(change(administrator), typed("記者"))

    errors = response.context["adminform"].form.non_field_errors()
    assert errors == [str(users.CannotLockOneselfOut.message)]
    assert User.objects.get(pk=administrator.pk).roles == {"管理者"}


def test_reporter_and_desk_editor_do_not_keep_members(as_reporter: Client, as_desk_editor: Client) -> None:
    member = factories.reporter()

    for client in (as_reporter, as_desk_editor):
        assert client.post(change(member), typed("管理者")).status_code == 403
        assert client.post(ADD, typed("管理者", username="x", password=PASSWORD)).status_code == 403
    assert User.objects.get(pk=member.pk).roles == {"記者"}


def test_power_over_the_desk_waits_for_a_second_administrator(
    as_administrator: Client, client: Client, settings: Settings
) -> None:
    settings.DEMO = False
    member, second = factories.reporter(username="taro"), factories.administrator()
    gone = factories.reporter(is_active=False)

    asked = as_administrator.post(change(member), typed("記者", "デスク", password=PASSWORD))
    as_administrator.post(change(gone), typed("記者"))
    as_administrator.post(ADD, typed("デスク", username="hanako", password=PASSWORD))
    roles, opened, hanako = (
        User.objects.get(pk=member.pk).roles,
        User.objects.get(pk=gone.pk),
        User.objects.get(username="hanako"),
    )
    assert (roles, opened.is_active, hanako.roles, hanako.is_staff) == ({"記者"}, False, frozenset(), False)
    assert told(asked) == "役割の追加、有効に戻すこと、パスワードの変更は、別の管理者が確認すると反映されます。"
    waiting = AccountChange.objects.order_by("pk")
    assert [(row.roles, row.reactivates, row.sets_password) for row in waiting] == [
        (["デスク"], False, False),
        ([], False, True),
        ([], True, False),
        (["デスク"], False, False),
    ]

    confirms = [reverse("admin:articles_accountchange_confirm", args=[row.pk]) for row in waiting]
    own = as_administrator.post(confirms[0])
    assert told(own) == str(users.SecondAdministratorNeeded.message)
    for url in confirms:
        at_the_desk(second).post(url)

    assert User.objects.get(pk=member.pk).roles == {"記者", "デスク"}
    assert User.objects.get(pk=gone.pk).is_active
    assert User.objects.get(username="hanako").roles == {"デスク"}
    assert client.login(username="taro", password=PASSWORD)
    assert set(AccountChange.objects.values_list("state", "password")) == {("confirmed", "")}


def test_taking_power_away_and_ones_own_password_need_nobody(
    as_administrator: Client, administrator: User, client: Client, settings: Settings
) -> None:
    settings.DEMO = False
    member = factories.desk_editor()

    as_administrator.post(change(member), {k: v for k, v in typed("記者").items() if k != "is_active"})
    as_administrator.post(change(administrator), typed("管理者", password=PASSWORD))

    member.refresh_from_db()
    assert (member.is_active, member.groups.count()) == (False, 0)
    assert client.login(username=administrator.username, password=PASSWORD)
    assert not AccountChange.objects.filter(user=administrator).exists()


def test_change_of_an_account_is_declined(as_administrator: Client, settings: Settings) -> None:
    settings.DEMO = False
    member = factories.reporter()
    as_administrator.post(change(member), typed("記者", "管理者"))
    row = AccountChange.objects.get()

    at_the_desk(factories.administrator()).post(reverse("admin:articles_accountchange_decline", args=[row.pk]))
    late = at_the_desk(factories.administrator()).post(reverse("admin:articles_accountchange_confirm", args=[row.pk]))

    assert told(late) == str(users.AccountChangeClosed.message)
    assert User.objects.get(pk=member.pk).roles == {"記者"}
