"""Slips of the pen that one desk editor mended alone in a published verdict, for the others to look at."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import publications
from articles.desk.steps import Step, SteppedAdmin, page_of
from articles.models import Publication, TypoFix, User
from articles.models.snapshot import Snapshot
from articles.public import changes
from articles.public.converters import Reference


def see(fix: TypoFix, by: User, values: dict[str, Any]) -> TypoFix:
    return publications.see(fix, by=by)


class SeenFilter(admin.SimpleListFilter):
    title = _("確認")
    parameter_name = "seen"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("まだ")), ("yes", _("済み"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(seen_by__isnull=self.value() == "no") if self.value() in ("no", "yes") else queryset


class TypoFixAdmin(SteppedAdmin):
    change_form_template = "admin/articles/typofix/change_form.html"
    list_display = ["verdict_link", "version", "published_by", "published_at", "seen_by"]
    list_display_links = ["version"]
    list_filter = [SeenFilter, "published_by"]
    list_select_related = ["verdict", "published_by", "seen_by"]
    date_hierarchy = "published_at"
    ordering = ["-pk"]
    fields = ["verdict_link", "version", "published_by", "published_at", "seen_by", "seen_at"]
    readonly_fields: ClassVar[Any] = fields
    steps = (
        Step(
            name="see",
            label=_("確かめた"),
            done=_("確かめたことを記録しました。"),
            perform=see,
            may=permissions.can_review,
            fits=lambda user, fix: fix.seen_by_id is None and permissions.can_see_typo_fix(user, fix),
            is_main=True,
        ),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("検証記事"), ordering="verdict")
    def verdict_link(self, fix: TypoFix) -> str:
        return format_html('<a href="{}">{}</a>', page_of(fix.verdict), fix.verdict)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        fix = self.get_object(request, object_id)
        shown = {"changes": changes_of(fix), "public_url": version_url(fix)} if fix else {}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})


def changes_of(fix: TypoFix) -> list[Any]:
    """What readers saw change; empty once one of the two versions is hidden."""
    rows = Publication.objects.of(fix.verdict_id).exclude(kind__in=Publication.NOTICES).with_content()
    newest = list(rows.filter(version__lte=fix.version).order_by("-version")[:2])
    if len(newest) < 2 or not all(row.content.is_visible for row in newest):
        return []
    new, old = (cast(Snapshot, row.content.snapshot) for row in newest)
    return changes.between(old, new)


def version_url(fix: TypoFix) -> str:
    return reverse("public:version-detail", args=[Reference(fix.verdict_id, ""), fix.version])
