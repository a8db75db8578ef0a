"""Admin of candidates as a list to search and to reject from in bulk; one at a time they are decided in the queue."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import candidates
from articles.desk import reason_words
from articles.desk.model_admin import AnyStackedInline, ReadOnlyAdmin
from articles.desk.requests import member
from articles.desk.steps import Step, SteppedAdmin, page_of
from articles.models import Candidate, CandidateScore, User

IN_ADDRESS = 200  # numbers that fit into the line of a request; the page asked for tells how many there are


class CandidateScoreInline(AnyStackedInline):
    model = CandidateScore
    extra = 0
    fields = [
        "run",
        "priority",
        "label",
        "speaker",
        "via",
        "quote",
        "modality",
        "numeric",
        "standalone",
        "missing",
        "why",
    ]
    readonly_fields: ClassVar[Any] = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("run").order_by("-run_id")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.can_use_desk(member(request))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("補ってください"))
    def missing(self, score: CandidateScore) -> str:
        return score.missing

    @admin.display(description=_("理由"))
    def why(self, score: CandidateScore) -> str:
        return gettext("、").join(reason_words.said(reason["note"]) for reason in score.reasons)


def reopen(candidate: Candidate, by: User, values: dict[str, Any]) -> Candidate:
    return candidates.reopen(candidate, by=by)


class CandidateAdmin(SteppedAdmin, ReadOnlyAdmin):
    list_display = ["short_quote", "article", "state", "rounded_priority", "origin", "rejection_reason", "decided_by"]
    list_filter = ["state", "origin", "rejection_reason", "decided_by", "created_at"]
    list_select_related = ["revision__article", "decided_by"]
    search_fields = worded = ["quote", "revision__article__title", "claim__statement"]
    ordering = ["-pk"]
    inlines = [CandidateScoreInline]
    fields = [
        "quote",
        "article",
        "state",
        "claim",
        "rejection_reason",
        "rejection_note",
        "duplicate_of",
        "decided_by",
        "decided_at",
        "origin",
        "start",
        "end",
        "prefix",
        "suffix",
        "in_queue",
    ]
    readonly_fields = ["article", "in_queue"]
    steps = (
        Step(
            name="reopen",
            label=_("判断を取り消す"),
            done=_("判断を取り消しました。未判断に戻っています。"),
            perform=reopen,
            fits=lambda user, candidate: candidate.is_decided,
        ),
    )

    @admin.display(description=_("引用"), ordering="quote")
    def short_quote(self, candidate: Candidate) -> str:
        return candidate.quote if len(candidate.quote) <= 80 else candidate.quote[:79] + "…"

    @admin.display(description=_("検証素材"))
    def article(self, candidate: Candidate) -> str:
        article = candidate.revision.article
        return format_html('<a href="{}#c{}">{}</a>', page_of(article), candidate.pk, article)

    @admin.display(description=_("優先度"), ordering="priority")
    def rounded_priority(self, candidate: Candidate) -> str:
        return f"{candidate.priority:.2f}" if candidate.priority is not None else "—"

    @admin.display(description=_("判断の画面"))
    def in_queue(self, candidate: Candidate) -> str:
        url = reverse("queue-candidate", args=[candidate.pk])
        return format_html('<a href="{}#passage">{}</a>', url, gettext("文脈の中で見る"))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        if not permissions.can_write(member(request)):
            return {}
        return {"reject_all": (reject_all, "reject_all", gettext("まとめて見送る…"))}


def reject_all(admin_: CandidateAdmin, request: HttpRequest, queryset: QuerySet[Candidate]) -> HttpResponse:
    """To the page that says how many there are and asks for the reason."""
    chosen = queryset.filter(state=Candidate.State.PENDING).order_by("pk").values_list("pk", flat=True)[:IN_ADDRESS]
    return HttpResponseRedirect(f"{reverse('queue-reject-all')}?{urlencode([('candidate', pk) for pk in chosen])}")


class CandidateScoreAdmin(ReadOnlyAdmin):
    list_display = ["candidate", "run", "priority", "label", "speaker", "modality", "numeric"]
    list_filter = ["label", "modality", "quote", "numeric"]
    list_select_related = ["candidate", "run"]
    search_fields = ["candidate__quote", "speaker"]
    worded = ["candidate__quote"]
    ordering = ["-pk"]
