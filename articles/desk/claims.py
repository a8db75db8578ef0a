"""Admin of claims: the list of them. One claim has a workspace of its own (claim_workspace.py), where the old addresses lead."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import claims, verdicts
from articles.desk.requests import member
from articles.desk.steps import Step, SteppedAdmin, page_of
from articles.models import Candidate, Claim, User, Verdict


def draft(claim: Claim, by: User, values: dict[str, Any]) -> Verdict:
    return verdicts.draft(claim, by=by)


class VerdictFilter(admin.EmptyFieldListFilter):
    """Whether a verdict was begun. The reverse of a relation has no verbose name, so the stock filter shows a field's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = gettext("検証記事の有無")


class ClaimAdmin(SteppedAdmin):
    list_display = ["statement", "claimant", "claimed_date", "appearance_count", "verdict_state", "created_at"]
    list_filter = ["verdict__state", ("verdict", VerdictFilter), "claimant__kind", "topics", "created_at"]
    list_select_related = ["claimant", "verdict"]
    search_fields = ["statement", "claimant__name", "topics__name"]
    worded = ["statement"]
    ordering = ["-created_at", "-pk"]
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
        rows: Any = super().get_queryset(request)
        match = request.resolver_match
        is_list = match is not None and match.url_name == "articles_claim_changelist"
        return (rows.standing() if is_list else rows).with_appearance_count()

    @admin.display(description=_("出どころ"), ordering="appearance_count")
    def appearance_count(self, claim: Any) -> int:
        return int(claim.appearance_count)

    @admin.display(description=_("検証記事"), ordering="verdict__state")
    def verdict_state(self, claim: Claim) -> str:
        if not hasattr(claim, "verdict"):
            return gettext("未着手")
        return format_html('<a href="{}">{}</a>', page_of(claim.verdict), claim.verdict.get_state_display())

    def discard(self, obj: Claim, request: HttpRequest) -> None:
        claims.discard(obj, by=member(request))

    # The form stands in the workspace; whoever still sends an old one gets the text back (kept_text.py)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        claim = self.get_object(request, object_id)
        if claim is None:
            return self.gone(request, object_id)
        return self._in_workspace(request, reverse("claim", args=[claim.pk]))

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return self._in_workspace(request, reverse("claim-new"))

    def _in_workspace(self, request: HttpRequest, page: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseRedirect(page)
        permissions.require(permissions.can_write(member(request)))
        return HttpResponse(status=HTTPStatus.GONE)


def appearances_of(claim: Claim) -> QuerySet[Candidate]:
    """The accepted candidates in which the claim appears, in the order they were accepted."""
    return claim.appearances.select_related("revision__article__outlet").order_by("decided_at", "pk")
