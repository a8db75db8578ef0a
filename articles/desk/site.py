"""The admin site as a desk: who may enter, what it is called, and a home page of what waits for whoever opens it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from articles import permissions
from articles.desk import home
from articles.desk.requests import member


class DeskSite(admin.AdminSite):
    enable_nav_sidebar = True

    # AdminSite declares plain attributes; the settings are read when a page is made, so that tests may override them.
    @property
    def site_header(self) -> str:  # type: ignore[override]
        return settings.NEWSROOM_NAME

    @property
    def site_title(self) -> str:  # type: ignore[override]
        return settings.NEWSROOM_NAME

    @property
    def index_title(self) -> str:  # type: ignore[override]
        return _("デスクの机")

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(user.is_active and user.is_staff and permissions.can_use_desk(member(request)))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"waiting": home.waiting_for(member(request)), **(extra_context or {})})
