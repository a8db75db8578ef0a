"""Verdicts in the admin: their list, their history and the steps. The page of one is a view of its own (verdict_page.py)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.actions import sight
from articles.desk.requests import member
from articles.desk.steps import SteppedAdmin
from articles.desk.verdict_parts import DESK_SCALE
from articles.desk.verdict_steps import STEPS
from articles.models import Rating, RetractionReason, ScheduledPublication, StepRule, Verdict


class RatingFilter(admin.RelatedFieldListFilter):
    """Only the desk's scale: another scale's ratings have much the same names and no verdicts here."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        ratings = Rating.objects.filter(scale=DESK_SCALE).order_by("position")
        return [(rating.pk, str(rating)) for rating in ratings]


class RetractionReasonFilter(admin.SimpleListFilter):
    title = _("取り消しの理由")
    parameter_name = "retraction"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("自分の承認を待つもの"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() != "waiting":
            return queryset
        return queryset.filter(retraction_reasons__in=RetractionReason.objects.awaiting(member(request)))


class StepFilter(admin.SimpleListFilter):
    title = _("校閲・法務")
    parameter_name = "steps"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("proof", _("校閲を待つもの")), ("legal", _("法務の確認を待つもの")), ("done", _("公開できるもの"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Of what waits, without what the member wrote: that is for others."""
        value = self.value() or ""
        if value == "done":
            return queryset.filter(pk__in=Verdict.objects.publishable().values("pk"))
        if value in StepRule.Step.values:
            waiting = Verdict.objects.awaiting_step(value).exclude(authors__user=member(request))
            return queryset.filter(pk__in=waiting.values("pk"))
        return queryset


class ScheduleFilter(admin.SimpleListFilter):
    title = _("公開の予定")
    parameter_name = "schedule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("公開を待つもの")), ("troubled", _("予定どおりに公開できないもの"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        planned = ScheduledPublication.objects
        found = {"waiting": planned.waiting, "troubled": planned.troubled}.get(self.value() or "")
        return queryset.filter(pk__in=found().values("verdict")) if found else queryset


class VerdictAdmin(SteppedAdmin):
    list_display = ["title", "state", "rating", "claimant", "newest_version", "author_names", "updated_at"]
    list_filter = [
        "state",
        ("rating", RatingFilter),
        "authors__user",
        "claim__topics",
        StepFilter,
        RetractionReasonFilter,
        ScheduleFilter,
        "updated_at",
    ]
    search_fields = ["headline", "claim__statement", "claim__claimant__name"]
    worded = ["headline", "claim__statement"]
    ordering = ["-updated_at", "-pk"]
    steps = STEPS

    def seen_of(self, row: Verdict) -> str:
        return sight.of_verdict(row)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A verdict begins on the page of its claim."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It is written on its own page."""
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset = super().get_queryset(request)
        return queryset.select_related("claim__claimant", "rating").prefetch_related("authors__user")

    @admin.display(description=_("見出し"), ordering="headline")
    def title(self, verdict: Verdict) -> str:
        return verdict.headline or verdict.claim.statement

    @admin.display(description=_("発信者"), ordering="claim__claimant__name")
    def claimant(self, verdict: Verdict) -> str:
        return str(verdict.claim.claimant or "—")

    @admin.display(description=_("公開版"), ordering="published_version")
    def newest_version(self, verdict: Verdict) -> str:
        return str(verdict.published_version or "—")

    @admin.display(description=_("執筆者"))
    def author_names(self, verdict: Verdict) -> str:
        return "、".join(str(author.user) for author in verdict.authors.all())
