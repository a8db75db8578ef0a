"""What desk views read from a request."""

from __future__ import annotations

from django.http import HttpRequest

from articles.models import User


def member(request: HttpRequest) -> User:
    """The newsroom member behind a request to a page that only members reach."""
    assert isinstance(request.user, User)
    return request.user
