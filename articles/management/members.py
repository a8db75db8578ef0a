"""Members of the newsroom as commands are given them: by user name, none for the system itself."""

from __future__ import annotations

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from articles.models import User


def named(username: str | None) -> User | None:
    """Raises CommandError where nobody has this name."""
    if username is None:
        return None
    try:
        return User.objects.get(username=username)
    except User.DoesNotExist as error:
        raise CommandError(_("担当者がいません：%(name)s") % {"name": username}) from error
