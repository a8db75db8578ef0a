"""Admin of the runs of the extractor: how far they are, and another try for those that failed or lost their job."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import extractions
from articles.desk.model_admin import ReadOnlyAdmin
from articles.desk.requests import member
from articles.desk.steps import Step, SteppedAdmin, page_of
from articles.models import ExtractionRun, User


def retry(run: ExtractionRun, by: User, values: dict[str, Any]) -> ExtractionRun:
    return extractions.retry(run, by=by)


class ExtractionRunAdmin(SteppedAdmin, ReadOnlyAdmin):
    change_list_template = "admin/articles/extractionrun/change_list.html"
    list_display = ["article", "number", "state", "again", "why", "attempts", "created_at"]
    list_display_links = ["state"]
    list_filter = ["state", "ruleset", "created_at"]
    list_select_related = ["revision__article"]
    search_fields = ["revision__article__title", "error"]
    worded = ["revision__article__title"]
    ordering = ["-created_at", "-pk"]
    fields = [
        "article",
        "number",
        "ruleset",
        "state",
        "attempts",
        "why",
        "versions",
        "created_at",
        "started_at",
        "finished_at",
        "seconds",
    ]
    readonly_fields = ["article", "number", "why", "seconds"]
    actions = ["retry_selected"]
    steps = (
        Step(
            name="retry",
            label=_("もう一度試す"),
            done=_("もう一度試します。"),
            perform=retry,
            fits=lambda user, run: run.is_retriable,
            is_main=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset: Any = super().get_queryset(request)
        return queryset.with_retriable()

    @admin.display(description=_("検証素材"))
    def article(self, run: ExtractionRun) -> str:
        return format_html('<a href="{}">{}</a>', page_of(run.revision.article), run.revision.article)

    @admin.display(description=_("版"))
    def number(self, run: ExtractionRun) -> int:
        return run.revision.number

    @admin.display(description=_("失敗の理由"), ordering="error")
    def why(self, run: ExtractionRun) -> str:
        return gettext(run.error) if run.error else ""

    @admin.display(description=_("秒"))
    def seconds(self, run: ExtractionRun) -> str:
        return f"{run.duration:.1f}" if run.duration is not None else "—"

    @admin.display(description=_("やり直し"))
    def again(self, run: Any) -> str:
        if not run.is_retriable:
            return ""
        # formaction: a form of its own cannot stand inside the form around the list.
        url = self.url_of("retry", run.pk)
        return format_html('<button class="small" formaction="{}">{}</button>', url, gettext("もう一度試す"))

    @admin.action(description=_("選んだ抽出をもう一度試す"))
    def retry_selected(self, request: HttpRequest, queryset: Any) -> None:
        retriable = list(queryset.retriable())
        for run in retriable:
            extractions.retry(run, by=member(request))
        count = len(retriable)
        note = ngettext("%d件をもう一度試します。", "%d件をもう一度試します。", count) % count
        self.message_user(request, note, messages.SUCCESS if count else messages.WARNING)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if permissions.can_write(member(request)) else {}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        counts = dict(ExtractionRun.objects.values_list("state").annotate(n=Count("pk")).order_by())
        shown = [state for state in ExtractionRun.State if state != ExtractionRun.State.SUPERSEDED]
        progress = [(state, state.label, counts.get(state, 0)) for state in shown]
        return super().changelist_view(request, {"progress": progress, **(extra_context or {})})
