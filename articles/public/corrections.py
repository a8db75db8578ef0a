"""The public log of what was changed after publication, and why."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Publication
from articles.models.publication import PublicationQuerySet
from articles.public.converters import MAX_NUMBER

SIZE = 30


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    rows = list(_before(request.GET.get("before", ""))[: SIZE + 1])
    return render(
        request,
        "public/corrections.html",
        {"corrections": rows[:SIZE], "before": rows[SIZE - 1].sequence if len(rows) > SIZE else None},
    )


def newest(count: int) -> PublicationQuerySet:
    return _log()[:count]


def _before(sequence: str) -> PublicationQuerySet:
    if not sequence:
        return _log()
    if not re.fullmatch("[0-9]{1,19}", sequence, re.ASCII) or int(sequence) > MAX_NUMBER:
        raise Http404
    return _log().filter(sequence__lt=int(sequence))


def _log() -> PublicationQuerySet:
    return Publication.objects.changes_for_readers().with_outline().order_by("-sequence")
