"""What a session holds: of somebody half-way in, and of a member who is in.

Half-way in is not in: until every factor there is was asked for, the session has nobody's rights.
"""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib import auth
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from articles.actions import limits, sign_ins
from articles.desk.sign_in import origin
from articles.models import User

PENDING = "sign_in.pending"
BEGAN, SEEN, PROVED, SECOND_FACTOR = "sign_in.began", "sign_in.seen", "sign_in.proved", "sign_in.second_factor"
PENDING_SECONDS = 10 * 60
PROOF_SECONDS = 10 * 60
BACKEND = "django.contrib.auth.backends.ModelBackend"


class Pending(NamedTuple):
    """Somebody who knew the password of `user`; `tried` is taken back when they are in."""

    user: User
    next: str
    tried: limits.Try


def hold(request: HttpRequest, user: User, *, to: str, tried: limits.Try) -> None:
    """Remember that the password was right. The session is a new one: nobody can have known its key before."""
    request.session.flush()
    request.session[PENDING] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),
        "at": time.time(),
        "next": to,
        "tried": tried,
    }


def pending(request: HttpRequest) -> Pending | None:
    """Who is half-way in: for ten minutes, and while the account stays as it was."""
    held: dict[str, Any] = request.session.get(PENDING) or {}
    if not held or not 0 <= time.time() - held["at"] <= PENDING_SECONDS:
        return None
    user = User.objects.filter(pk=held["user"], is_active=True).first()
    if user is None or not constant_time_compare(held["password"], user.get_session_auth_hash()):
        return None
    own, shared = held["tried"]
    return Pending(user, held["next"], limits.Try(tuple(own), tuple(shared)))


def enter(
    request: HttpRequest, user: User, *, to: str, means: str, tries: tuple[limits.Try, ...], second_factor: bool
) -> HttpResponse:
    """Begin the session of a member, under a new key, and go where they wanted to go."""
    request.session.flush()  # Django keeps the key where the same member signs in again
    now = time.time()
    with transaction.atomic():
        auth.login(request, user, backend=BACKEND)
        request.session.update({BEGAN: now, SEEN: now, PROVED: now, SECOND_FACTOR: second_factor})
        key = str(request.session.session_key)
        sign_ins.complete(user, session_key=key, device=origin.device(request), means=means, tries=tries)
    response = HttpResponseRedirect(to)
    origin.remember(request, response, user)
    return response


def prove(request: HttpRequest) -> None:
    request.session[PROVED] = time.time()


def is_proved(request: HttpRequest) -> bool:
    """Whether the member typed their password within the last minutes, on this browser."""
    return 0 <= time.time() - float(request.session.get(PROVED, 0)) <= PROOF_SECONDS


def has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was begun with a second factor, where one is asked of everybody."""
    return not settings.MFA_REQUIRED or request.session.get(SECOND_FACTOR) is True


def own_address(request: HttpRequest, wanted: str) -> str:
    """`wanted` if it is a page of ours, else the desk's home: links into the sign-in come from anywhere."""
    hosts = {request.get_host()}
    if wanted and url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure()):
        return wanted
    return reverse("admin:index")
