"""Members of the newsroom, kept by administrators."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from articles.actions import invitation_links, users
from articles.models import AccountChange, AuthenticatorApp, Event, Invitation, User
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


def test_administrator_invites_a_reporter_who_sets_a_password_and_can_log_in(
    as_administrator: Client, client: Client
) -> None:
    as_administrator.post(ADD, typed("記者", username="hanako", password="chosen-by-the-administrator"))

    hanako = User.objects.get(username="hanako")
    assert (hanako.roles, hanako.is_staff, hanako.is_superuser) == ({"記者"}, True, False)
    assert not client.login(username="hanako", password="chosen-by-the-administrator")
    link = invitation_links.url(Invitation.objects.get(user=hanako)).removeprefix(settings.SITE_URL)
    client.post(link, {"password": PASSWORD, "again": PASSWORD})
    client.post("/admin/login/", {"username": "hanako", "password": PASSWORD})
    assert client.get("/admin/").status_code == 200
    assert [event.action for event in Event.objects.about(hanako).order_by("pk")] == [
        "user.registered",
        "user.invited",
        "user.password_set",
        "user.invitation_accepted",
        "user.signed_in",
    ]


@pytest.mark.parametrize("fields", [{"email": ""}, {"email": "nowhere"}, {"username": ""}])
def test_invitation_needs_a_name_and_an_address(fields: dict[str, str], as_administrator: Client) -> None:
    response = as_administrator.post(ADD, typed("記者", **{"username": "hanako", **fields}))

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


def test_change_of_roles_leaves_the_password_to_the_member(as_administrator: Client) -> None:
    member = factories.reporter(username="taro", password=PASSWORD)

    as_administrator.post(change(member), typed("記者", "デスク", password="chosen-by-the-administrator"))

    member = User.objects.get(pk=member.pk)
    assert member.roles == {"記者", "デスク"}
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


def test_power_over_the_desk_waits_for_a_second_administrator(as_administrator: Client, settings: Settings) -> None:
    settings.DEMO = False
    member, second = factories.reporter(username="taro", email="taro@minato.example"), factories.administrator()
    gone = factories.reporter(is_active=False, email="gone@minato.example")

    asked = as_administrator.post(change(member), typed("記者", "デスク", email="mine@administrator.example"))
    as_administrator.post(change(gone), typed("記者", email=gone.email))
    as_administrator.post(ADD, typed("デスク", username="hanako"))
    roles, opened, hanako = (
        User.objects.get(pk=member.pk).roles,
        User.objects.get(pk=gone.pk),
        User.objects.get(username="hanako"),
    )
    assert (roles, opened.is_active, hanako.roles, hanako.is_staff) == ({"記者"}, False, frozenset(), False)
    assert told(asked) == "役割の追加、有効に戻すこと、メールアドレスの変更は、別の管理者が確認すると反映されます。"
    assert User.objects.get(pk=member.pk).email == "taro@minato.example"
    waiting = AccountChange.objects.order_by("pk")
    assert [(row.roles, row.reactivates, row.email) for row in waiting] == [
        (["デスク"], False, "mine@administrator.example"),
        ([], True, ""),
        (["デスク"], False, ""),
    ]

    confirms = [reverse("admin:articles_accountchange_confirm", args=[row.pk]) for row in waiting]
    own = as_administrator.post(confirms[0])
    assert told(own) == str(users.SecondAdministratorNeeded.message)
    for url in confirms:
        at_the_desk(second).post(url)

    assert User.objects.get(pk=member.pk).roles == {"記者", "デスク"}
    assert User.objects.get(pk=gone.pk).is_active
    assert User.objects.get(pk=member.pk).email == "mine@administrator.example"
    assert User.objects.get(username="hanako").roles == {"デスク"}
    assert set(AccountChange.objects.values_list("state", "password")) == {("confirmed", "")}


def test_password_of_another_waits_for_a_second_administrator(settings: Settings, client: Client) -> None:
    settings.DEMO = False
    member = factories.reporter(username="taro")

    users.set_password(member, password=PASSWORD, by=factories.administrator())
    assert not client.login(username="taro", password=PASSWORD)
    users.confirm(AccountChange.objects.get(), by=factories.administrator())

    assert client.login(username="taro", password=PASSWORD)


def test_taking_power_away_and_ones_own_address_need_nobody(
    as_administrator: Client, administrator: User, settings: Settings
) -> None:
    settings.DEMO = False
    member = factories.desk_editor(email="gone@minato.example")

    left = typed("記者", email=member.email)
    as_administrator.post(change(member), {k: v for k, v in left.items() if k != "is_active"})
    as_administrator.post(change(administrator), typed("管理者", email="new@minato.example"))

    member.refresh_from_db()
    assert (member.is_active, member.groups.count()) == (False, 0)
    assert User.objects.get(pk=administrator.pk).email == "new@minato.example"
    assert not AccountChange.objects.filter(user=administrator).exists()


def test_page_of_a_member_says_how_they_come_in(as_administrator: Client) -> None:
    invited = factories.reporter(password=None)
    member = factories.reporter(password=PASSWORD)
    with_factor = factories.reporter(password=PASSWORD)
    AuthenticatorApp.objects.create(user=with_factor, secret=b"sealed", last_step=0)

    said = [as_administrator.get(change(user)).content.decode() for user in (invited, member, with_factor)]

    assert [words for page in said for words in ("招待に答えていません", "認証なし", "認証あり") if words in page] == [
        "招待に答えていません",
        "認証なし",
        "認証あり",
    ]


def test_factors_of_a_member_are_removed_by_two(as_administrator: Client, settings: Settings) -> None:
    settings.DEMO = False
    member = factories.reporter()
    AuthenticatorApp.objects.create(user=member, secret=b"sealed", last_step=0)
    removal = reverse("admin:articles_user_remove-factors", args=[member.pk])

    as_administrator.post(removal)
    assert AuthenticatorApp.objects.filter(user=member).exists()
    users.confirm(AccountChange.objects.get(removes_factors=True), by=factories.administrator())

    assert not AuthenticatorApp.objects.filter(user=member).exists()
    assert Event.objects.about(member).latest("pk").action == "user.change_confirmed"


def test_change_of_an_account_is_declined(as_administrator: Client, settings: Settings) -> None:
    settings.DEMO = False
    member = factories.reporter()
    as_administrator.post(change(member), typed("記者", "管理者", email=member.email))
    row = AccountChange.objects.get()

    at_the_desk(factories.administrator()).post(reverse("admin:articles_accountchange_decline", args=[row.pk]))
    late = at_the_desk(factories.administrator()).post(reverse("admin:articles_accountchange_confirm", args=[row.pk]))

    assert told(late) == str(users.AccountChangeClosed.message)
    assert User.objects.get(pk=member.pk).roles == {"記者"}
