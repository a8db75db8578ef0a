"""Admin of what is written elsewhere and never changed here: events, publications, approvals, authors."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.desk import history
from articles.desk.model_admin import ReadOnlyAdmin
from articles.models import Event, Publication


class SubjectFilter(admin.SimpleListFilter):
    title = _("対象")
    parameter_name = "subject_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(subject, history.subject_label(subject)) for subject in history.SUBJECTS]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(subject_type=self.value()) if self.value() else queryset


class EventAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "action_label", "subject", "reason"]
    list_filter = [SubjectFilter, "at"]
    list_select_related = ["content"]
    search_fields = ["action", "subject_id", "content__content__actor", "content__content__reason"]
    ordering = ["-pk"]
    fields = ["at", "actor", "action_label", "subject", "reason", "changed_fields", "content_hash"]
    readonly_fields: ClassVar[Any] = fields

    @admin.display(description=_("実行者"))
    def actor(self, event: Event) -> str:
        return history.entry(event).actor

    @admin.display(description=_("操作"), ordering="action")
    def action_label(self, event: Event) -> str:
        return history.action_label(event.action)

    @admin.display(description=_("対象"), ordering="subject_id")
    def subject(self, event: Event) -> str:
        label = f"{history.subject_label(event.subject_type)} {event.subject_id}"
        try:
            url = reverse(f"admin:articles_{event.subject_type}_change", args=[event.subject_id])
        except NoReverseMatch:
            return label
        return format_html('<a href="{}">{}</a>', url, label)

    @admin.display(description=_("理由"))
    def reason(self, event: Event) -> str:
        entry = history.entry(event)
        return str(_("（内容は消去済み）")) if entry.is_erased else entry.reason

    @admin.display(description=_("変わった項目"))
    def changed_fields(self, event: Event) -> str:
        return _("、").join(history.entry(event).fields)


class PublicationAdmin(ReadOnlyAdmin):
    list_display = ["sequence", "kind", "verdict_link", "version", "headline", "published_at", "visibility"]
    list_filter = ["kind", "published_at"]
    list_select_related = ["content"]
    search_fields = ["verdict_number", "content__snapshot__headline"]
    ordering = ["-sequence"]
    fields = ["sequence", "kind", "verdict_link", "version", "published_at", "visibility", "content_hash", "snapshot"]
    readonly_fields: ClassVar[Any] = fields

    @admin.display(description=_("検証記事"), ordering="verdict_number")
    def verdict_link(self, publication: Publication) -> str:
        url = reverse("admin:articles_verdict_change", args=[publication.verdict_number])
        return format_html('<a href="{}">{}</a>', url, publication.verdict_number)

    @admin.display(description=_("見出し"))
    def headline(self, publication: Publication) -> str:
        return str((publication.content.snapshot or {}).get("headline", ""))

    @admin.display(description=_("公開の状態"))
    def visibility(self, publication: Publication) -> str:
        if publication.content.redacted_at:
            return str(_("消去済み"))
        return str(_("非表示")) if publication.content.hidden_at else str(_("見える"))

    @admin.display(description=_("公開された内容"))
    def snapshot(self, publication: Publication) -> str:
        shown = json.dumps(publication.content.snapshot, ensure_ascii=False, indent=2)
        return format_html('<pre class="snapshot">{}</pre>', shown)


class ApprovalAdmin(ReadOnlyAdmin):
    list_display = ["verdict", "round", "step", "approved_by", "approved_at"]
    list_filter = ["step", "approved_by", "approved_at"]
    list_select_related = ["verdict", "approved_by"]
    search_fields = ["verdict__headline", "approved_by__display_name"]
    ordering = ["-pk"]


class AuthorAdmin(ReadOnlyAdmin):
    list_display = ["verdict", "user", "added_at"]
    list_filter = ["user", "added_at"]
    list_select_related = ["verdict", "user"]
    search_fields = ["verdict__headline", "user__display_name"]
    ordering = ["-pk"]
