"""What one does around a claim from its workspace: give it to somebody, say something of it, watch it."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles import permissions
from articles.actions import assignments, comments, watches
from articles.actions.errors import Refused
from articles.desk.claim_forms import AssignmentForm, CommentForm
from articles.desk.claim_talk import members_of_the_desk
from articles.desk.claim_workspace import claim_at, page
from articles.desk.requests import member
from articles.models import Claim


@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide who sees to the claim, take it oneself, or take it from whoever has it."""
    by, claim = member(request), claim_at(pk)
    permissions.require(permissions.can_assign(by))
    sent = request.POST.copy()
    if "_mine" in sent:
        sent["assignee"] = str(by.pk)
    form = AssignmentForm(sent, current=getattr(claim, "assignment", None))
    try:
        if "_end" in sent:
            assignments.end(claim, by=by, version=_seen(sent.get("seen", "")))
            return _done(request, claim, _("担当を外しました。"))
        if form.is_valid():
            chosen = form.cleaned_data
            assignments.assign(claim, to=chosen["assignee"], due_date=chosen["due_date"], by=by, version=chosen["seen"])
            return _done(request, claim, _("担当を決めました：%(name)s") % {"name": chosen["assignee"]})
    except Refused as refused:
        form.is_valid()
        form.add_error(None, str(refused))
        sent["seen"] = str(_version_of(claim))
    return page(request, claim_at(pk), assigning=form, status=HTTPStatus.CONFLICT)


@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    by, claim = member(request), claim_at(pk)
    permissions.require(permissions.can_comment(by))
    form = CommentForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        try:
            written = comments.write(claim, text=text, by=by)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _told(text, but=by.pk))
            return HttpResponseRedirect(f"{reverse('claim', args=[claim.pk])}#comment-{written.pk}")
    return page(request, claim, comment=form, status=HTTPStatus.CONFLICT)


@require_POST
def watch(request: HttpRequest, pk: int) -> HttpResponse:
    claim = claim_at(pk)
    if request.POST.get("watch") == "yes":
        watches.begin(claim, by=member(request))
        return _done(request, claim, _("見守り始めました。動きがあれば知らせます。"))
    watches.end(claim, by=member(request))
    return _done(request, claim, _("見守りをやめました。"))


def _done(request: HttpRequest, claim: Claim, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("claim", args=[claim.pk]))


def _told(text: str, *, but: int) -> str:
    called = [str(user) for user in comments.mentioned(text, members_of_the_desk()) if user.pk != but]
    if not called:
        return _("コメントを書きました。")
    return _("コメントを書きました。%(names)sに知らせます。") % {"names": _("、").join(called)}


def _seen(text: str) -> int:
    """The version of the assignment that the page had; anything else is none that there can be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _version_of(claim: Claim) -> int:
    now = claim_at(claim.pk)
    return now.assignment.version if hasattr(now, "assignment") else 0
