"""What desk views read from a request."""

from __future__ import annotations

from django.http import HttpRequest

from articles import permissions
from articles.desk.sign_in import session
from articles.models import User


def member(request: HttpRequest) -> User:
    """The newsroom member behind a request to a page that only members reach."""
    assert isinstance(request.user, User)
    return request.user


def may_enter(request: HttpRequest) -> bool:
    """Whether the desk is open to whoever sent this request; the only question asked before somebody logs in."""
    user = request.user
    if not (isinstance(user, User) and user.is_active and user.is_staff and permissions.can_use_desk(user)):
        return False
    return session.has_second_factor(request)
