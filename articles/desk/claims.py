"""Admin of claims: the wording, and the way from a claim to its verdict."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.actions import claims, verdicts
from articles.desk import earlier, history
from articles.desk.model_admin import VersionedForm
from articles.desk.requests import member
from articles.desk.steps import Step, SteppedAdmin, page_of
from articles.models import Candidate, Claim, User, Verdict


def draft(claim: Claim, by: User, values: dict[str, Any]) -> Verdict:
    return verdicts.draft(claim, by=by)


class ClaimForm(VersionedForm):
    class Meta:
        model = Claim
        fields = ["statement", "claimant", "claimed_date", "topics"]
        widgets = {
            "statement": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "topics": forms.CheckboxSelectMultiple,
        }


class VerdictFilter(admin.EmptyFieldListFilter):
    """Whether a verdict was begun. The reverse of a relation has no verbose name, so the stock filter shows a field's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = gettext("検証記事の有無")


class ClaimAdmin(SteppedAdmin):
    form = ClaimForm
    change_form_template = "admin/articles/claim/change_form.html"
    list_display = ["statement", "claimant", "claimed_date", "appearance_count", "verdict_state", "created_at"]
    list_filter = ["verdict__state", ("verdict", VerdictFilter), "claimant__kind", "topics", "created_at"]
    list_select_related = ["claimant", "verdict"]
    search_fields = ["statement", "claimant__name", "topics__name"]
    worded = ["statement"]
    ordering = ["-created_at", "-pk"]
    autocomplete_fields = ["claimant"]
    discardable = True
    steps = (
        Step(
            name="draft",
            label=_("検証記事を書く"),
            done=_("検証記事の下書きを作りました。"),
            perform=draft,
            fits=lambda user, claim: not hasattr(claim, "verdict"),
            is_main=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset: Any = super().get_queryset(request)
        return queryset.with_appearance_count()

    @admin.display(description=_("出どころ"), ordering="appearance_count")
    def appearance_count(self, claim: Any) -> int:
        return int(claim.appearance_count)

    @admin.display(description=_("検証記事"), ordering="verdict__state")
    def verdict_state(self, claim: Claim) -> str:
        if not hasattr(claim, "verdict"):
            return gettext("未着手")
        return format_html('<a href="{}">{}</a>', page_of(claim.verdict), claim.verdict.get_state_display())

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.with_seen_version(request, obj, ["statement", "claimant", "claimed_date", "topics"])

    def create(self, form: VersionedForm, request: HttpRequest) -> Claim:
        return claims.word(**form.values, by=member(request))

    def update(self, obj: Claim, form: VersionedForm, request: HttpRequest) -> Claim:
        return claims.reword(obj, version=form.seen, **form.values, by=member(request))

    def discard(self, obj: Claim, request: HttpRequest) -> None:
        claims.discard(obj, by=member(request))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        claim = self.get_object(request, object_id)
        shown = {}
        if claim:
            shown = {"appearances": appearances_of(claim), "entries": history.about(claim), "earlier": _like(claim)}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})


def _like(claim: Claim) -> list[earlier.Earlier]:
    if claim.redacted_at is not None:
        return []
    return earlier.like(claim.statement, day=claim.claimed_date, but=claim)


def appearances_of(claim: Claim) -> QuerySet[Candidate]:
    """The accepted candidates in which the claim appears, in the order they were accepted."""
    return claim.appearances.select_related("revision__article__outlet").order_by("decided_at", "pk")
