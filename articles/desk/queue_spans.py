"""Marking a passage the machine missed, and moving the ends of one it cut wrongly.

With the script it is done on the text itself; without it, on a page that offers every place where a sentence or a clause
begins or ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles import permissions
from articles.actions import candidates
from articles.actions.errors import Refused
from articles.desk import queue_marked
from articles.desk.queue import address_of
from articles.desk.queue_filter import Narrowing
from articles.desk.requests import member
from articles.models import Candidate

MARK, MOVE = "mark", "move"
_CLAUSE = re.compile(r"[^、。！？!?\n]*(?:[、。！？!?]+[」』）)]*|\n|\Z)")


class Clause(NamedTuple):
    """`text[start:end]` of a revision, in code points, without the space around it; `is_in` the passage as it is now."""

    start: int
    end: int
    text: str
    is_in: bool


class SpanForm(forms.Form):
    """Offsets are code points of the revision's text."""

    start = forms.IntegerField(min_value=0)
    end = forms.IntegerField(min_value=1)
    what = forms.ChoiceField(choices=[(MARK, MARK), (MOVE, MOVE)])


@require_http_methods(["GET", "POST"])
def span(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Candidate.objects.select_related("revision__article"), pk=pk)
    if request.method == "GET":
        return _offered(request, row)
    permissions.require(permissions.can_write(member(request)))
    form = SpanForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(candidates.SpanUnusable.message))
        return HttpResponseRedirect(address_of(request, row.pk))
    start, end = _without_space(row.revision.text, form.cleaned_data["start"], form.cleaned_data["end"])
    try:
        if form.cleaned_data["what"] == MOVE:
            candidates.move_span(row, start=start, end=end, by=member(request))
            messages.success(request, _("範囲を直しました。主張の文も確かめてください。"))
        else:
            marked = candidates.mark_by_hand(row.revision, start=start, end=end, beside=row, by=member(request))
            queue_marked.keep(request, marked, beside=row)
            messages.success(request, _("候補に加えました。この次に出てきます。"))
    except Refused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(address_of(request, row.pk))


def _offered(request: HttpRequest, row: Candidate) -> HttpResponse:
    context = {
        **admin.site.each_context(request),
        "title": _("範囲を選ぶ"),
        "candidate": row,
        "article": row.revision.article,
        "clauses": list(clauses(row.revision.text, row.start, row.end)),
        "back": address_of(request, row.pk),
        "filter": Narrowing(request).query,
        "may_write": permissions.can_write(member(request)),
    }
    return TemplateResponse(request, "desk/queue_span.html", context)


def clauses(text: str, start: int, end: int) -> Iterator[Clause]:
    """The whole text cut where one can begin or end, also at the ends of the passage `text[start:end]`."""
    cuts = {0, len(text), start, end, *(match.end() for match in _CLAUSE.finditer(text))}
    edges = sorted(cut for cut in cuts if 0 <= cut <= len(text))
    for begins, ends in pairwise(edges):
        first, last = _without_space(text, begins, ends)
        if first < last:
            yield Clause(first, last, text[first:last], start <= begins and ends <= end)


def _without_space(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - (len(part) - len(part.rstrip()))
