"""The queue as a list, and the rejection of many candidates at once: asked first, with their number, and undone as one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from articles import permissions
from articles.actions import candidates
from articles.actions.errors import Refused
from articles.desk.decisions import Reject
from articles.desk.queue import key_of
from articles.desk.queue_filter import Narrowing
from articles.desk.queue_page import around
from articles.desk.requests import member
from articles.models import Article, Candidate, Lease

LISTED = 50
AT_ONCE = 500
"""As many as can be looked through before a yes; an article with more is rejected in two goes."""
QUOTES_SHOWN = 12


class RejectAll(Reject):
    """One reason for all of them, chosen and not pressed: there is a button for the whole."""

    reason = forms.ChoiceField(
        label=gettext_lazy("理由"), choices=Candidate.RejectionReason.choices, widget=forms.RadioSelect
    )


@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """What waits, best first, `LISTED` on a page; narrowed as the queue is."""
    narrowing = Narrowing(request)
    rows = narrowing.waiting().best_first()
    after = Candidate.objects.filter(pk=key_of(request.GET.get("after", ""))).first()
    if after is not None:
        rows = narrowing.waiting().following(priority=after.priority, pk=after.pk)
    rows = rows.select_related("revision__article__outlet").defer("revision__text")
    found = list(rows[: LISTED + 1])
    shown = found[:LISTED]
    context = {
        **around(request),
        "title": _("候補の一覧"),
        "rows": _with_holders(request, shown),
        "after": shown[-1].pk if len(found) > LISTED else None,
        "may_write": permissions.can_write(member(request)),
    }
    return TemplateResponse(request, "desk/queue_list.html", context)


@require_http_methods(["GET", "POST"])
def reject_all(request: HttpRequest) -> HttpResponse:
    """Ask, and on the answer reject: the candidates named, or all of one article that nobody else has before them.

    What is rejected are those the question named, and nothing that came since.
    """
    permissions.require(permissions.can_write(member(request)))
    given = request.POST if request.method == "POST" else request.GET
    rows = _named([key for text in given.getlist("candidate")[:AT_ONCE] if (key := key_of(text))])
    if request.method == "GET" and "article" in given and not rows:
        rows = _of_article(request, get_object_or_404(Article, pk=key_of(given["article"])))
    form = RejectAll(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            rejected = candidates.reject_all(
                rows, reason=form.cleaned_data["reason"], note=form.cleaned_data["note"], by=member(request)
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _rejected(len(rejected)))
            return HttpResponseRedirect(reverse("queue-list") + Narrowing(request).query)
    return TemplateResponse(request, "desk/queue_reject_all.html", _question(request, rows, form))


def _question(request: HttpRequest, rows: list[Candidate], form: RejectAll) -> dict[str, Any]:
    count = len(rows)
    return {
        **admin.site.each_context(request),
        "title": ngettext("%d 件をまとめて見送る", "%d 件をまとめて見送る", count) % count,
        "rows": rows,
        "shown": _with_holders(request, rows[:QUOTES_SHOWN]),
        "more": max(0, count - QUOTES_SHOWN),
        "form": form,
        "filter": Narrowing(request).query,
    }


def _rejected(count: int) -> str:
    if not count:
        return _("見送る候補はありませんでした。先に判断されています。")
    return (
        ngettext(
            "%d 件を見送りました。「取り消す」で、まとめて元に戻せます。",
            "%d 件を見送りました。「取り消す」で、まとめて元に戻せます。",
            count,
        )
        % count
    )


def _named(keys: list[int]) -> list[Candidate]:
    """The undecided ones of these, with the others that say the same sentence: a decision holds for all of it."""
    named = Candidate.objects.pending().filter(pk__in=keys)
    said = [first for first in named.values_list("first_said", flat=True) if first]
    rows = Candidate.objects.pending().filter(Q(pk__in=keys) | Q(first_said__in=said))
    return list(rows.select_related("revision__article").defer("revision__text").best_first()[:AT_ONCE])


def _of_article(request: HttpRequest, article: Article) -> list[Candidate]:
    held = Lease.objects.standing().of_others(member(request)).values("candidate")
    rows = Candidate.objects.pending().filter(revision__article=article).exclude(pk__in=held)
    return list(rows.select_related("revision__article").defer("revision__text").best_first()[:AT_ONCE])


def _with_holders(request: HttpRequest, rows: list[Any]) -> list[Any]:
    """The rows with `held_by`: whoever else has one before them."""
    leases = Lease.objects.standing().of_others(member(request)).filter(candidate__in=rows).select_related("held_by")
    holders = {lease.candidate_id: lease.held_by for lease in leases}
    for row in rows:
        row.held_by = holders.get(row.pk)
    return rows
