"""The admin site as a desk: who may enter, what it is called, and a home page of what waits for whoever opens it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.desk import home
from articles.desk.requests import may_enter, member

# The models in the order of the work, under headings of the desk's own instead of one alphabet.
SECTIONS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        gettext_lazy("検証の仕事"),
        ("Article", "Candidate", "Claim", "Verdict", "ConfidentialNote", "Redaction", "TypoFix"),
    ),
    (gettext_lazy("台帳"), ("Claimant", "Outlet", "Topic", "Rating", "RatingScale")),
    (
        gettext_lazy("記録"),
        (
            "ExtractionRun",
            "CandidateScore",
            "ArticleRevision",
            "Author",
            "Approval",
            "Publication",
            "Event",
        ),
    ),
    (gettext_lazy("担当者"), ("User", "AccountChange")),
)


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
        return _("編集デスク")

    def has_permission(self, request: HttpRequest) -> bool:
        return may_enter(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {"waiting": home.waiting_for(member(request)), **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The desk's models by section, as if each section were an app, then other apps' models if there are any."""
        apps = super().get_app_list(request, app_label)
        desk = next((app for app in apps if app["app_label"] == "articles"), None)
        if desk is None:
            return apps
        models = {model["object_name"]: model for model in desk["models"]}
        sections = [
            {**desk, "name": str(name), "models": [models[model] for model in members if model in models]}
            for name, members in SECTIONS
        ]
        return [*(section for section in sections if section["models"]), *(app for app in apps if app is not desk)]
