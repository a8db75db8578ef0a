"""The review queue: one pending candidate at a time, best first, in the context of its article.

Its place in the order and what it is narrowed to are in its address; who has what before them is a lease. A page comes
whole, or, where the script asks for it, in parts that it puts in the place of those that are there: what was told, and
the candidate with all that can be done with it. The bytes of both are made of the same templates.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from articles import permissions
from articles.actions import candidates, leases
from articles.actions.candidates import CandidateAlreadyDecided
from articles.actions.errors import Refused
from articles.desk import decisions, queue_marked, queue_unsaved
from articles.desk.decisions import Decision
from articles.desk.queue_filter import Narrowing
from articles.desk.queue_marked import Marked
from articles.desk.queue_page import ANCHOR, SAME_SHOWN, Subject, around, bound, forms_for, page, told
from articles.desk.requests import member
from articles.desk.steps import page_of
from articles.models import Candidate, CandidateSearch, Claimant

RECURRING_SHOWN = 50
QUOTE_TOLD = 40  # characters of a decided quote in the one line of a message
HELD_AT_ONCE = 8  # candidates a page may renew or give back in one request; it shows one and has one ready
TYPED = ("statement", "rating_reason", "new_name", "new_affiliation", "note")
"""Fields of the form that hold words of the editor's own."""
PARTS = "X-Queue"
"""A header: the script asks for parts with it, and knows parts from a page of signing in or an error by it."""


@require_GET
def best(request: HttpRequest) -> HttpResponse:
    """The candidate most worth an editor's time."""
    return _show_next(request, Narrowing(request).waiting().best_first())


@require_http_methods(["GET", "POST"])
def candidate(request: HttpRequest, pk: int) -> HttpResponse:
    """One candidate, pending or decided; the address stays good after the decision. A POST searches known claims, and
    brings all that was typed."""
    subject = Subject.load(pk)
    forms = forms_for(subject, request.POST) if request.method == "POST" else None
    return _answer(request, page(request, subject, forms))


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """Take a decision and go on to the next candidate; if it is refused, show why with all that was typed.

    A GET comes after a login that was asked for here.
    """
    if request.method == "GET":
        return HttpResponseRedirect(address_of(request, pk))
    permissions.require(permissions.can_write(member(request)))
    subject = Subject.load(pk)
    forms = forms_for(subject, request.POST)
    if decision not in forms:
        raise Http404
    form = forms[decision] = bound(request, subject, decision)
    if not form.is_valid():
        return _refused(request, subject, forms, form, HTTPStatus.OK)
    try:
        along = _along(request, subject.candidate)
        decided = form.take(subject.candidate, along=along, by=member(request))
    except CandidateAlreadyDecided as refused:
        return _decided_already(request, pk, forms, form, refused)
    except Refused as refused:
        decisions.complain(form, refused)
        return _refused(request, Subject.load(pk), forms, form, HTTPStatus.CONFLICT)
    queue_unsaved.discard(decided, by=member(request))
    messages.success(request, _told(decided, len(along)))
    return _go_on(request, subject.candidate)


def _decided_already(
    request: HttpRequest, pk: int, forms: dict[str, Decision], form: Decision, refused: CandidateAlreadyDecided
) -> HttpResponse:
    """One's own press that came twice is done; anything else is told with who decided, when, and what was typed."""
    now = Subject.load(pk)
    if now.candidate.decided_by_id == member(request).pk and form.repeats(now.candidate):
        messages.success(request, _told(now.candidate, 0))
        return _go_on(request, now.candidate)
    form.add_error(None, str(refused))
    return _refused(request, now, forms, form, HTTPStatus.CONFLICT)


def _refused(
    request: HttpRequest, subject: Subject, forms: dict[str, Decision], form: Decision, status: HTTPStatus
) -> HttpResponse:
    texts = [text for name in TYPED if (text := request.POST.get(name, "").strip())]
    return _answer(request, {**page(request, subject, forms), "typed": form, "typed_texts": texts}, status=status)


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Go to the next or the previous candidate without deciding this one, which others may take then.

    What was typed waits here for its writer.
    """
    subject = Subject.load(pk)
    row = subject.candidate
    if "statement" in request.POST and permissions.can_write(member(request)):
        filled = forms_for(subject)["accept-new"].initial
        queue_unsaved.keep(row, request.POST, filled, by=member(request))
    waiting = Narrowing(request).waiting()
    there = waiting.preceding if request.POST.get("to") == "previous" else waiting.following
    return _show_next(request, there(priority=row.priority, pk=row.pk), leaving=row)


@require_POST
def pull(request: HttpRequest) -> HttpResponse:
    """Parts of the candidate that follows, held for whoever asks, so that it is there when the decision is taken."""
    after = get_object_or_404(Candidate, pk=key_of(request.POST.get("after", "")))
    waiting = Narrowing(request).waiting().following(priority=after.priority, pk=after.pk)
    row = leases.pull(waiting, by=member(request))
    return _answer(request, page(request, Subject.load(row.pk)) if row else {}, has_news=False)


@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Renew the leases of what is still before somebody, or give them back when the page is left."""
    keys = [key for text in request.POST.getlist("candidate")[:HELD_AT_ONCE] if (key := key_of(text))]
    if request.POST.get("done"):
        leases.release(keys, by=member(request))
    elif permissions.can_write(member(request)):
        leases.renew(keys, by=member(request))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_POST
def set_apart(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a candidate out of those that say the same, and return to the one it was shown with."""
    permissions.require(permissions.can_write(member(request)))
    try:
        candidates.set_apart(get_object_or_404(Candidate, pk=pk), by=member(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("別の候補にしました。あとで一件として出てきます。"))
    shown = key_of(request.POST.get("shown", "")) or pk
    return HttpResponseRedirect(address_of(request, shown))


@require_GET
def recurring(request: HttpRequest) -> HttpResponse:
    """Undecided candidates that say what a published verdict has checked, newest first; a sentence once."""
    after = key_of(request.GET.get("after", ""))
    rows = CandidateSearch.objects.each_once().order_by("-candidate")
    if after:
        rows = rows.filter(candidate__lt=after)
    rows = rows.select_related(
        "candidate__revision__article__outlet", "recurs__published_rating", "recurs__claim__claimant"
    ).defer("vector", "bands", "candidate__revision__text")
    found = list(rows[: RECURRING_SHOWN + 1])
    shown = found[:RECURRING_SHOWN]
    context = {
        **admin.site.each_context(request),
        "title": _("再拡散"),
        "rows": shown,
        "after": shown[-1].pk if len(found) > RECURRING_SHOWN else None,
        "is_first": not after,
    }
    return TemplateResponse(request, "desk/recurring.html", context)


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one of the member's own decisions, the newest unless `candidate` names another, and return to it.

    Without a name it is what was done last: a passage that was added after the newest decision goes first.
    """
    permissions.require(permissions.can_write(member(request)))
    own = Candidate.objects.undoable_by(member(request))
    named = key_of(request.POST.get("candidate", ""))
    marked = None if named else queue_marked.last(request, own.first())
    if marked is not None:
        return _undo_marking(request, marked)
    row = own.filter(pk=named).first() if named else own.first()
    if row is None:
        messages.warning(request, _("取り消せる判断がありません。"))
        return _show_next(request, Narrowing(request).waiting().best_first())
    try:
        together = Candidate.objects.decided_with(row).count()
        undone, claimant = _decision(row), row.claim.claimant if row.claim else None
        candidates.reopen(row, by=member(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{_undone(together)}{undone}{_unregistered(claimant)}")
    return HttpResponseRedirect(address_of(request, row.pk))


def _undone(along: int) -> str:
    if not along:
        return _("判断を取り消しました。もう一度判断できます。")
    return _("一緒に下した %(n)d 件の判断をまとめて取り消しました。もう一度判断できます。") % {"n": along + 1}


def _unregistered(claimant: Claimant | None) -> str:
    """Whom the decision had registered, and its undoing took back."""
    if claimant is None or Claimant.objects.filter(pk=claimant.pk).exists():
        return ""
    return _("発信者「%(name)s」の登録も取り消しました。") % {"name": claimant.name}


def _undo_marking(request: HttpRequest, marked: Marked) -> HttpResponse:
    """Take back a passage added by hand, and return to the candidate beside which it was."""
    try:
        candidates.unmark(marked.candidate, by=member(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        quote = Truncator(marked.candidate.quote).chars(QUOTE_TOLD)
        messages.success(request, _("候補に加えた文を取り消しました。（%(quote)s）") % {"quote": quote})
    return HttpResponseRedirect(address_of(request, marked.beside))


def _decision(row: Candidate) -> str:
    """Which one, for whoever undoes goes back one by one."""
    quote = Truncator(row.quote).chars(QUOTE_TOLD)
    return _("（%(decision)s：%(quote)s）") % {"decision": row.get_state_display(), "quote": quote}


def _told(decided: Candidate, along: int) -> str:
    """What became of a candidate and of those along with it; after an acceptance with a link to where the work goes on."""
    told = format_html("{}{}{}", decided.get_state_display(), _("："), Truncator(decided.quote).chars(QUOTE_TOLD))
    if along:
        told = format_html("{}{}", told, _("（同じ文の %(n)d 件とも）") % {"n": along + 1})
    if decided.claim is None:
        return told
    if hasattr(decided.claim, "verdict"):
        return _linked(told, page_of(decided.claim.verdict), _("検証記事を開く"))
    return _linked(told, page_of(decided.claim), _("この検証対象の検証記事を書く"))


def _linked(told: str, address: str, words: str) -> str:
    """In the one line there is the quote is cut, never the link."""
    return format_html('<span>{}</span> <a href="{}">{}</a>', told, address, words)


def _along(request: HttpRequest, row: Candidate) -> list[Candidate]:
    """Those that were shown with the candidate when the editor decided, and still say the same: none unseen."""
    shown = [key for text in request.POST.getlist("along")[:SAME_SHOWN] if (key := key_of(text))]
    return list(Candidate.objects.saying_the_same_as(row).filter(pk__in=shown)) if shown else []


# Where to go ---------------------------------------------------------------------------------------------------------


def _go_on(request: HttpRequest, decided: Candidate) -> HttpResponse:
    """To the next one; the script has it already, and wants to hear only what became of the last."""
    narrowing = Narrowing(request)
    if PARTS in request.headers:
        return _parts(request, {**told(request, narrowing)})
    return _show_next(request, narrowing.waiting().following(priority=decided.priority, pk=decided.pk))


def _show_next(request: HttpRequest, waiting: Any, *, leaving: Candidate | None = None) -> HttpResponse:
    """The first candidate of `waiting` that nobody else has before them; where there is none, the best of all, if any."""
    user = member(request)
    if leaving is not None:
        leases.release([leaving.pk], by=user)
    row = leases.pull(waiting, by=user) if permissions.can_write(user) else waiting.first()
    if request.method == "POST" and not (PARTS in request.headers and row):
        return HttpResponseRedirect(address_of(request, row.pk) if row else _address("queue", request))
    return _answer(request, page(request, Subject.load(row.pk)) if row else around(request))


def _answer(
    request: HttpRequest, context: dict[str, Any], *, status: HTTPStatus = HTTPStatus.OK, has_news: bool = True
) -> HttpResponse:
    """The page, or its parts for the script; without news the messages wait for a page that shows them."""
    if PARTS in request.headers:
        return _parts(request, {**context, "has_news": has_news}, status=status)
    template = "desk/queue.html" if "candidate" in context else "desk/queue_empty.html"
    return TemplateResponse(request, template, context, status=status)


def _parts(request: HttpRequest, context: dict[str, Any], *, status: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    context = {"has_news": True, **context}
    return TemplateResponse(request, "desk/queue_parts.html", context, status=status, headers={PARTS: "parts"})


def address_of(request: HttpRequest, candidate: int) -> str:
    """Where a candidate is shown, narrowed as the request is."""
    return _address("queue-candidate", request, candidate)


def _address(name: str, request: HttpRequest, *args: int) -> str:
    return f"{reverse(name, args=args)}{Narrowing(request).query}#{ANCHOR}"


def key_of(text: str) -> int:
    """The number of a row; 0, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
