"""Links that come by mail: invitations and new passwords; used once, by whom they are for."""

from __future__ import annotations

import re
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.http import urlsafe_base64_encode
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django.fixtures import Settings

from articles import tasks
from articles.actions import invitation_links, invitations, mails, sign_ins, users
from articles.models import AccountChange, Event, Invitation, SignInLimit, User
from tests import factories
from tests.actions.test_limits import wait
from tests.desk.conftest import at_the_desk, take
from tests.desk.sign_in.door import LOGIN, PASSWORD, is_in, knock, told, with_app

RESET = "/admin/login/reset/"
NEW = "a-new-password-2026"
CHOSEN = {"password": NEW, "again": NEW}
SITE = "https://desk.minato.example"
PATIENCE_SECONDS = 240


@pytest.fixture(autouse=True)
def site(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SITE_URL = SITE
    monkeypatch.setattr(tasks, "close_old_connections", lambda: None)  # the test's own would be rolled back


def send_mail() -> list[str]:
    """What the worker would send now: the bodies of the mails."""
    jobs = ProcrastinateJob.objects.filter(status="todo", task_name__contains=".send_").order_by("pk")
    mail.outbox.clear()
    for job in jobs:
        getattr(tasks, job.task_name.rpartition(".")[2]).func(**job.args)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = ANY(%s)", [[job.pk for job in jobs]])
    return [sent.body for sent in mail.outbox]


def link_in(body: str) -> str:
    (link,) = re.findall(rf"{re.escape(SITE)}(/\S+)", body)
    return str(link)


def invited(**fields: str) -> User:
    values = {"username": "hanako", "display_name": "港 花子", "email": "hanako@minato.example", **fields}
    roles = Group.objects.filter(name="記者")
    return invitations.invite(**values, roles=roles, by=factories.administrator())


def reset_link(user: User) -> str:
    Client().post(RESET, {"email": user.email})
    (body,) = [body for body in send_mail() if "/login/reset/" in body]
    return link_in(body)


@pytest.fixture
def taro(db: None) -> User:
    return factories.reporter(username="taro", password=PASSWORD, email="taro@minato.example")


@pytest.mark.django_db
def test_invitation_leads_to_a_password_and_to_the_sign_in(client: Client) -> None:
    hanako = invited()
    (body,) = send_mail()
    assert mail.outbox[0].to == ["hanako@minato.example"]
    page = client.get(link_in(body))
    assert (page.status_code, page["Referrer-Policy"]) == (200, "no-referrer")
    assert "no-store" in page["Cache-Control"]

    response = client.post(link_in(body), CHOSEN)

    assert (response["Location"], is_in(client)) == (LOGIN, False)
    knock(client, "hanako", NEW)
    assert is_in(client)
    assert told(hanako)[:4] == ["user.registered", "user.invited", "user.password_set", "user.invitation_accepted"]


@pytest.mark.django_db
def test_invitation_is_good_once(client: Client) -> None:
    hanako = invited()
    link = link_in(send_mail()[0])
    client.post(link, CHOSEN)

    again = client.post(link, {"password": "somebody-else-2026", "again": "somebody-else-2026"})

    assert (again.status_code, client.get(link).status_code) == (410, 410)
    hanako.refresh_from_db()
    assert hanako.check_password(NEW)


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["short", "12345678901", "hanako-hanako", "password123", ""])
def test_chosen_password_is_a_good_one(password: str, client: Client) -> None:
    hanako = invited(username="hanako-hanako")
    link = link_in(send_mail()[0])

    response = client.post(link, {"password": password, "again": password})
    mistyped = client.post(link, {"password": NEW, "again": NEW + "x"})

    assert "password" in response.context["form"].errors
    assert list(mistyped.context["form"].errors) == ["again"]
    hanako.refresh_from_db()
    assert not hanako.has_usable_password()


@pytest.mark.django_db
def test_invitation_ends_by_time_by_another_and_with_the_account(client: Client) -> None:
    administrator = factories.administrator()
    hanako, jiro, saburo = (invited(username=name, email=f"{name}@minato.example") for name in ("a", "b", "c"))
    links = [invitation_links.url(row).removeprefix(SITE) for row in Invitation.objects.order_by("pk")]
    Invitation.objects.filter(user=hanako).update(expires_at=timezone.now() - timedelta(seconds=1))
    invitations.send_again(jiro, by=administrator)
    users.describe(
        saburo, display_name="", email=saburo.email, is_active=False, roles=saburo.groups.all(), by=administrator
    )

    assert [client.post(link, CHOSEN).status_code for link in links] == [410, 410, 410]
    assert client.post(link_in(send_mail()[-1]), CHOSEN).status_code == 302
    assert [User.objects.get(pk=user.pk).has_usable_password() for user in (hanako, jiro, saburo)] == [
        False,
        True,
        False,
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("demo", [True, False])
def test_invitation_is_withdrawn_when_its_address_is_corrected(demo: bool, settings: Settings, client: Client) -> None:
    settings.DEMO = demo
    hanako = invited(email="hanoko@minato.example")
    link = link_in(send_mail()[0])
    administrator, second = factories.administrator(), factories.administrator()
    roles = Group.objects.filter(pk__in=hanako.groups.all())

    users.describe(
        hanako, display_name="港 花", email="hanako@minato.example", is_active=True, roles=roles, by=administrator
    )
    if not demo:
        assert client.get(link).status_code == 200  # nothing is corrected before somebody else agrees
        users.confirm(AccountChange.objects.get(user=hanako, email="hanako@minato.example"), by=second)

    assert [client.get(link).status_code, client.post(link, CHOSEN).status_code] == [410, 410]
    hanako.refresh_from_db()
    assert (hanako.has_usable_password(), told(hanako).count("user.invitation_withdrawn")) == (False, 1)
    invitations.send_again(hanako, by=administrator)
    assert client.post(link_in(send_mail()[-1]), CHOSEN).status_code == 302


@pytest.mark.django_db
def test_invitation_stays_while_other_things_of_its_member_change(client: Client) -> None:
    hanako = invited()
    values = {"email": hanako.email, "is_active": True, "roles": hanako.groups.all()}

    users.describe(hanako, display_name="港 花", by=factories.administrator(), **values)

    assert client.post(link_in(send_mail()[0]), CHOSEN).status_code == 302


@pytest.mark.django_db
def test_withdrawn_invitation_does_not_come_back_with_the_account(client: Client) -> None:
    hanako = invited()
    link = link_in(send_mail()[0])

    for is_active in (False, True):
        values = {"email": hanako.email, "is_active": is_active, "roles": hanako.groups.all()}
        users.describe(hanako, display_name="", by=factories.administrator(), **values)

    assert client.post(link, CHOSEN).status_code == 410


@pytest.mark.django_db
def test_links_cannot_be_made_up(client: Client, taro: User) -> None:
    invited()
    link = link_in(send_mail()[0])
    number, signature = re.match(r"/admin/invitations/(\d+):(.*)/", link).groups()

    for forged in (f"{int(number) + 1}:{signature}", f"{number}:{signature[1:]}A", number, "%00", "x:y:z", "９:x"):
        assert client.post(f"/admin/invitations/{forged}/", CHOSEN).status_code in (404, 410)
    for forged in ("MQ/abc-def", "x/y", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5/a-b", "___/a-b", "LTE/a-b"):
        assert client.post(f"{RESET}{forged}/", CHOSEN).status_code == 410


@pytest.mark.django_db
def test_roles_of_an_invitation_wait_for_a_second_administrator(settings: Settings, client: Client) -> None:
    settings.DEMO = False
    hanako = invited()
    client.post(link_in(send_mail()[0]), CHOSEN)

    assert "まだ役割がありません" in knock(client, "hanako", NEW).content.decode()
    users.confirm(AccountChange.objects.get(user=hanako), by=factories.administrator())

    knock(client, "hanako", NEW)
    assert is_in(client)


@pytest.mark.django_db
def test_invitation_is_sent_again_only_while_it_is_needed(taro: User) -> None:
    page = f"/admin/articles/user/{taro.pk}/"
    as_administrator = at_the_desk(factories.administrator())
    hanako = invited()

    assert f"{page}invite/" not in as_administrator.get(page).content.decode()
    with pytest.raises(invitations.InvitationNotNeeded):
        invitations.send_again(taro, by=factories.administrator())
    as_administrator.post(f"/admin/articles/user/{hanako.pk}/invite/")
    assert Invitation.objects.filter(user=hanako, closed_at=None).count() == 1
    assert at_the_desk(factories.desk_editor()).post(f"/admin/articles/user/{hanako.pk}/invite/").status_code == 403


def test_invitation_accepted_twice_at_once_counts_once(committed_database: str) -> None:
    hanako = invited()
    link = invitation_links.url(Invitation.objects.get()).rstrip("/").rpartition("/")[2]
    accepted: list[int] = []
    start = threading.Barrier(4)

    def accept(number: int) -> None:
        start.wait()
        try:
            invitations.accept(link, password=f"password-of-{number}")
            accepted.append(number)
        except invitations.InvitationClosed:
            return
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    hanako.refresh_from_db()
    assert len(accepted) == 1
    assert hanako.check_password(f"password-of-{accepted[0]}")


@pytest.mark.django_db
def test_reset_sets_a_password_once_and_leaves_the_second_factor(taro: User) -> None:
    with_app(taro)
    client, other = Client(), Client()
    other.force_login(taro)
    link = reset_link(taro)

    assert client.post(link, CHOSEN)["Location"] == LOGIN
    again = client.post(link, {"password": PASSWORD, "again": PASSWORD})

    assert (again.status_code, is_in(client)) == (410, False)
    assert knock(client, "taro", NEW)["Location"] == "/admin/login/code/"
    assert other.get("/admin/").status_code == 302
    assert told(taro) == ["user.reset_requested", "user.password_set", "user.password_reset"]


@pytest.mark.django_db
def test_link_of_a_reset_goes_to_our_own_address_whatever_the_request_says(taro: User, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    Client().post(
        RESET, {"email": "taro@minato.example"}, HTTP_HOST="evil.example", HTTP_X_FORWARDED_HOST="evil.example"
    )

    (body,) = send_mail()

    assert SITE in body
    assert "evil" not in body


@pytest.mark.django_db
def test_nobody_learns_who_has_an_account(taro: User) -> None:
    gone = factories.reporter(is_active=False, email="gone@minato.example", password=PASSWORD)
    invited(email="new@minato.example")
    send_mail()
    addresses = [taro.email, "TARO@minato.example", gone.email, "new@minato.example", "nobody@minato.example"]
    addresses += ["tarо@minato.example"]  # a Cyrillic letter: whose it is, is not ours to guess

    answers = [Client().post(RESET, {"email": address}).content for address in addresses]
    jobs = list(ProcrastinateJob.objects.filter(task_name=mails.RESET_TASK).order_by("pk"))

    token = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
    assert len({token.sub(b"", answer) for answer in answers[:-1]}) == 1
    assert [len(job.args["user_ids"]) for job in jobs] == [1, 1, 0, 0, 0]
    assert "minato" not in str([job.args for job in jobs])
    send_mail()
    assert {tuple(sent.to) for sent in mail.outbox} == {("taro@minato.example",)}


@pytest.mark.django_db
def test_nobody_is_flooded_with_mail(taro: User) -> None:
    answers = [
        Client().post(RESET, {"email": taro.email}, REMOTE_ADDR=f"198.51.100.{number}").status_code
        for number in range(30)
    ]
    one_place = [Client().post(RESET, {"email": f"a{number}@minato.example"}).status_code for number in range(30)]
    page = Client().post(RESET, {"email": "more@minato.example"}).content.decode()

    send_mail()
    assert (answers, len(mail.outbox)) == ([200] * 30, 3)
    assert one_place == [200] * 20 + [429] * 10
    assert "メールの依頼が続いた" in page
    assert Event.objects.about(taro).filter(action="user.reset_requested").count() == 1


def ask(email: str, *, address: str) -> int:
    return Client().post(RESET, {"email": email}, REMOTE_ADDR=address).status_code


@pytest.mark.django_db
def test_limits_of_mail_last_an_hour_each_time(taro: User) -> None:
    sent = []
    for _hour in range(3):
        for number in range(5):
            ask(taro.email, address=f"198.51.100.{number}")
        sent.append(len(send_mail()))
        assert [ask("nobody@minato.example", address="192.0.2.9") for _request in range(21)] == [200] * 20 + [429]
        wait(timedelta(hours=1, seconds=1))

    assert sent == [3, 3, 3]


@pytest.mark.django_db
def test_unlock_lifts_the_limit_of_mail_to_a_member(taro: User) -> None:
    colleague = factories.reporter(email=taro.email, password=PASSWORD)
    as_administrator = at_the_desk(factories.administrator())
    for number in range(5):
        ask(taro.email, address=f"198.51.100.{number}")
    assert len(send_mail()) == 6
    page = f"/admin/articles/user/{taro.pk}/"
    assert (f"{page}unlock/" in as_administrator.get(page + "change/").content.decode(), sign_ins.is_locked(taro)) == (
        True,
        False,
    )

    take(as_administrator, f"{page}unlock/")
    ask(taro.email, address="198.51.100.9")
    send_mail()

    assert [sent.to for sent in mail.outbox] == [[taro.email]]
    assert {row.user_id for row in SignInLimit.objects.filter(is_locked=True)} == {colleague.pk}


@pytest.mark.django_db
def test_link_of_a_reset_expires_and_dies_with_the_account(taro: User, settings: Settings, client: Client) -> None:
    link = reset_link(taro)
    User.objects.filter(pk=taro.pk).update(is_active=False)
    assert client.post(link, CHOSEN).status_code == 410
    User.objects.filter(pk=taro.pk).update(is_active=True)
    settings.PASSWORD_RESET_TIMEOUT = -1

    assert client.post(link, CHOSEN).status_code == 410
    taro.refresh_from_db()
    assert taro.check_password(PASSWORD)


@pytest.mark.django_db
def test_reset_lifts_the_members_own_lock(taro: User, client: Client) -> None:
    for _try in range(6):
        knock(client, "taro", "wrong")

    client.post(reset_link(taro), CHOSEN)

    assert knock(client, "taro", NEW).status_code == 302


@pytest.mark.django_db
def test_member_is_told_of_a_changed_password(taro: User) -> None:
    users.set_own_password(taro, password=NEW)

    (body,) = send_mail()

    assert "パスワードが変わりました" in body
    assert NEW not in body


class Silent(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def newsroom(committed_database: str, settings: Settings) -> Iterator[str]:
    """The product behind a port as a newsroom has it, which is no demo; yields its address."""
    settings.DEMO, settings.MFA_REQUIRED = False, True
    server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def set_password_at(address: str, **typed: str) -> tuple[str, str]:
    """Open a link, fill in its form and send it with its token, as a browser does; the address and page this ends at."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    form = browser.open(address).read().decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[-1]
    sent = urlencode({"csrfmiddlewaretoken": token, **typed}).encode()
    with browser.open(address, sent) as answer:
        return answer.url, answer.read().decode()


def invitation_of_hanako() -> tuple[User, str]:
    hanako = invited()
    return hanako, invitation_links.url(Invitation.objects.get()).removeprefix(SITE)


def reset_of_taro() -> tuple[User, str]:
    taro = factories.reporter(username="taro", password=PASSWORD, email="taro@minato.example")
    uid = urlsafe_base64_encode(str(taro.pk).encode())
    return taro, f"{RESET}{uid}/{default_token_generator.make_token(taro)}/"


@pytest.mark.parametrize("made", [invitation_of_hanako, reset_of_taro])
def test_link_of_either_mail_ends_at_the_sign_in_and_never_shows_the_password(
    made: Callable[[], tuple[User, str]], newsroom: str
) -> None:
    user, link = made()

    end, page = set_password_at(newsroom + link, **CHOSEN)

    user.refresh_from_db()
    assert (end, user.check_password(NEW)) == (newsroom + LOGIN, True)
    assert "パスワードを決めました" in page
    assert (NEW in page, "保存していません" in page) == (False, False)


@pytest.mark.django_db
def test_refused_link_never_shows_what_was_typed(client: Client) -> None:
    link = reset_of_taro()[1]
    client.post(link, CHOSEN)
    strict = Client(enforce_csrf_checks=True)

    refused = [client.post(link, CHOSEN), strict.post(link, CHOSEN), strict.post("/admin/account/password/", CHOSEN)]
    nowhere = client.post("/admin/invitations/a/b/", CHOSEN)

    assert [answer.status_code for answer in refused] == [410, 403, 403]
    assert not [answer for answer in (*refused, nowhere) if NEW in answer.content.decode()]


@pytest.mark.nlp  # for the worker
@pytest.mark.slow
def test_worker_sends_what_was_asked_for(live_stack: str, tmp_path: Path) -> None:
    factories.reporter(username="taro", password=PASSWORD, email="taro@minato.example")
    mails.defer_password_reset(list(User.objects.all()))
    log = tmp_path / "live-stack.log"

    link = rf"{live_stack}/admin/login/reset/[^/]+/[^/]+/\n"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not re.search(link, sent := log.read_text()):
        assert time.monotonic() < deadline, sent
        time.sleep(0.3)

    assert "To: taro@minato.example" in sent
