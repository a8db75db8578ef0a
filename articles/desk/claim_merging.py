"""Pages on which two claims become one, or one becomes two: both before the editor, then one press."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from articles import permissions
from articles.actions import claim_merges
from articles.actions.claims import RatingInStatement
from articles.actions.errors import Refused
from articles.desk import earlier
from articles.desk.claim_workspace import claim_at
from articles.desk.model_admin import LinesField
from articles.desk.requests import member
from articles.models import Candidate, Claim

FOUND = 20


class SplitForm(forms.Form):
    statement = LinesField(
        label=gettext_lazy("新しい検証対象の主張"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=Claim._meta.get_field("statement").help_text,
    )
    rating_reason = forms.CharField(label=gettext_lazy("判定の言葉を残す理由"), required=False, max_length=300)
    appearances = forms.MultipleChoiceField(
        label=gettext_lazy("分ける出どころ"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("分ける出どころを選んでください。")},
    )

    def __init__(self, *args: Any, rows: list[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["appearances"].choices = [(str(row.pk), row.quote) for row in rows]  # type: ignore[attr-defined] # a choice field has them


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what the claim is merged into, see both, and merge."""
    permissions.require(permissions.can_write(member(request)))
    claim = claim_at(pk)
    if request.method == "POST":
        return _merge(request, claim)
    chosen = request.GET.get("into", "")
    into = Claim.objects.filter(pk=int(chosen)).first() if _is_key(chosen) else None
    if into is not None and into.pk != claim.pk:
        return _both(request, claim, claim_at(into.pk))
    query = request.GET.get("q", "").replace("\0", "").strip()[:200]
    rows = Claim.objects.matching(query).legible().exclude(pk=pk) if query else Claim.objects.none()
    context = {
        **_frame(request, claim, _("別の検証対象に統合する")),
        "query": query,
        "found": rows.select_related("claimant", "verdict").order_by("-pk")[:FOUND],
        "earlier": [] if query else earlier.like(claim.statement, day=claim.claimed_date, but=claim),
    }
    return TemplateResponse(request, "desk/claim/merge.html", context)


def _merge(request: HttpRequest, claim: Claim) -> HttpResponse:
    chosen = request.POST.get("into", "")
    into = get_object_or_404(Claim, pk=int(chosen) if _is_key(chosen) else 0)
    try:
        claim_merges.merge(claim, into=into, by=member(request))
    except Refused as refused:
        return _both(request, claim_at(claim.pk), claim_at(into.pk), refused)
    messages.success(request, _("統合しました。この下の「統合した検証対象」から元に戻せます。"))
    return HttpResponseRedirect(reverse("claim", args=[into.pk]))


def _both(request: HttpRequest, claim: Claim, into: Claim, refused: Refused | None = None) -> HttpResponse:
    context = {
        **_frame(request, claim, _("別の検証対象に統合する")),
        "sides": [(_("統合される側"), claim, _passages(claim)), (_("統合先"), into, _passages(into))],
        "into": into,
        "refused": refused,
        "turn": isinstance(refused, claim_merges.VerdictOnTheOther),
    }
    status = HTTPStatus.CONFLICT if refused else HTTPStatus.OK
    return TemplateResponse(request, "desk/claim/merge_both.html", context, status=status)


@require_POST
def unmerge(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that the claim was merged; one press on the page of what it was merged into."""
    claim = claim_at(pk)
    into = claim.merged_into_id
    try:
        claim_merges.undo(claim, by=member(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("claim", args=[into or pk]))
    messages.success(request, _("統合を元に戻しました。"))
    return HttpResponseRedirect(reverse("claim", args=[pk]))


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose appearances that say something else, word that, and make it a claim of its own."""
    by, claim = member(request), claim_at(pk)
    permissions.require(permissions.can_write(by))
    rows = _passages(claim)
    form = SplitForm(request.POST if request.method == "POST" else None, rows=rows)
    status = HTTPStatus.OK
    if form.is_bound and form.is_valid():
        chosen = {**form.cleaned_data, "appearances": [int(key) for key in form.cleaned_data["appearances"]]}
        try:
            apart = claim_merges.split(claim, by=by, **chosen)
        except Refused as refused:
            form.add_error("rating_reason" if isinstance(refused, RatingInStatement) else None, str(refused))
            status = HTTPStatus.CONFLICT
        else:
            messages.success(request, _("新しい検証対象に分けました。発信日と発信者を確かめてください。"))
            return HttpResponseRedirect(reverse("claim", args=[apart.pk]))
    context = {
        **_frame(request, claim, _("二つの検証対象に分ける")),
        "form": form,
        "rows": list(zip(form["appearances"], rows, strict=True)),
    }
    return TemplateResponse(request, "desk/claim/split.html", context, status=status)


def _frame(request: HttpRequest, claim: Claim, title: str) -> dict[str, Any]:
    return {**admin.site.each_context(request), "title": title, "subtitle": claim.statement, "claim": claim}


def _passages(claim: Claim) -> list[Candidate]:
    rows = claim.appearances.select_related("revision__article__outlet").defer("revision__text")
    return list(rows.order_by("pk"))


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
