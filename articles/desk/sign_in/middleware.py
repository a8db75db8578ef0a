"""Ends sessions that are too old or were left alone. Only the desk's pages have any: no other request is looked at."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from articles.actions import sign_ins
from articles.desk.sign_in.session import BEGAN, SEEN
from articles.models import User

DESK = "/admin/"
# asked by open pages on their own: no sign that somebody is there
UNATTENDED = ("/admin/presence/", "/admin/queue/hold/")
SEEN_INTERVAL = 60  # seconds between two notes that a session is in use


class SessionLimitMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(DESK) and auth.SESSION_KEY in request.session:
            self._look_at(request)
        return self.get_response(request)

    def _look_at(self, request: HttpRequest) -> None:
        """A session that was begun elsewhere than at the sign-in has no times; where factors are required it cannot enter."""
        now, session = time.time(), request.session
        began, seen = session.get(BEGAN, now), session.get(SEEN, now)
        if now - began > settings.SESSION_COOKIE_AGE:
            self._end(request, _("ログインから時間がたったので、ログアウトしました。"))
        elif now - seen > settings.SESSION_IDLE_SECONDS:
            self._end(request, _("しばらく操作がなかったので、ログアウトしました。"))
        elif now - seen > SEEN_INTERVAL and request.path_info not in UNATTENDED:
            session[SEEN] = now
            sign_ins.touch(str(session.session_key))

    def _end(self, request: HttpRequest, reason: str) -> None:
        user = request.user
        if isinstance(user, User):
            sign_ins.expire(user, session_key=str(request.session.session_key), reason=reason)
        auth.logout(request)
        messages.warning(request, reason)
