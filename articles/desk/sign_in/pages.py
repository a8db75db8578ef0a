"""The frame of every page here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from articles.actions.limits import SignInLocked


def page(
    request: HttpRequest, name: str, title: str | Promise, *, status: int = 200, **context: Any
) -> TemplateResponse:
    """A page in the desk's frame, from templates/desk/sign_in/."""
    frame = admin.site.each_context(request)
    return TemplateResponse(request, f"desk/sign_in/{name}.html", {**frame, "title": title, **context}, status=status)


def locked(request: HttpRequest, refused: SignInLocked, *, mail: bool = False) -> TemplateResponse:
    """What to do now, and when it ends."""
    seconds = max(1, round((refused.until - timezone.now()).total_seconds()))
    minutes = -(-seconds // 60)
    response = page(
        request, "locked", _("ログインを止めています"), status=429, until=refused.until, minutes=minutes, mail=mail
    )
    response["Retry-After"] = str(seconds)
    return response
