"""The admin site as a desk: who may enter, what it is called, and a home page of what waits for whoever opens it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from articles.desk import home
from articles.desk.requests import may_enter, member
from articles.desk.sign_in import password

# The models in the order of the work, under headings of the desk's own instead of one alphabet.
SECTIONS: tuple[tuple[str | Promise, tuple[str, ...]], ...] = (
    (
        gettext_lazy("検証の仕事"),
        ("Article", "Tip", "Candidate", "Claim", "Verdict", "ConfidentialNote", "Redaction", "TypoFix"),
    ),
    (gettext_lazy("台帳"), ("Claimant", "Outlet", "Topic", "Election", "StepRule", "Rating", "RatingScale")),
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

    # Signing in and out are the desk's own; Django's views know neither limits nor second factors.

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return password.sign_in(request, self.has_permission(request))

    def logout(  # type: ignore[override] # the stubs want a page, Django takes any answer
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return password.sign_out(request, super().logout)

    def password_change(  # type: ignore[override] # the stubs want a page, Django takes any answer
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("account-password"))

    def password_change_done(  # type: ignore[override] # the stubs want a page, Django takes any answer
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(reverse("account"))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {**home.page(member(request)), **(extra_context or {})})

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
