"""Coming in, as a browser does it; and a clock that steps, for codes that change every 30 seconds."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from django.contrib.auth import SESSION_KEY
from django.http import HttpResponse
from django.test import Client

from articles.actions import encryption, second_factors
from articles.models import AuthenticatorApp, Event, User

LOGIN = "/admin/login/"
PASSWORD = "minato-library-2026"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def knock(
    client: Client, name: str, password: str = PASSWORD, *, address: str = "192.0.2.10", to: str = ""
) -> HttpResponse:
    """The first step."""
    return client.post(LOGIN, {"username": name, "password": password, "next": to}, REMOTE_ADDR=address)


def is_in(client: Client) -> bool:
    return SESSION_KEY in client.session and client.get("/admin/").status_code == 200


def with_app(user: User) -> User:
    """An authenticator app that shows the codes of SECRET, and has been used for none yet."""
    AuthenticatorApp.objects.create(user=user, secret=encryption.seal(SECRET), last_step=0)
    return user


def present_code(offset: int = 0) -> str:
    """The code of now, or of as many steps later."""
    return second_factors.code_at(SECRET, int(time.time()) // second_factors.STEP_SECONDS + offset)


def step_started() -> datetime:
    """When the present code began; a test that needs it to last waits for the next where it is nearly over."""
    left = 30 - time.time() % 30
    if left < 3:
        time.sleep(left + 0.1)
    return datetime.now(UTC)


def told(user: User) -> list[str]:
    """Kinds of events about a member, in order."""
    return list(Event.objects.about(user).order_by("pk").values_list("action", flat=True))
