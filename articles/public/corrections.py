"""The public log of what was changed after publication, and why."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import Publication, PublishedVerdict
from articles.models.publication import PublicationQuerySet
from articles.public import face
from articles.public.converters import MAX_NUMBER
from articles.public.face import Face

SIZE = 30


class Correction(NamedTuple):
    """A row of the log, and the face its verdict has today: an older headline may be what was corrected. None if hidden."""

    publication: Publication
    face: Face | None


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    rows = list(_before(request.GET.get("before", ""))[: SIZE + 1])
    return render(
        request,
        "public/corrections.html",
        {"corrections": _told(rows[:SIZE]), "before": rows[SIZE - 1].sequence if len(rows) > SIZE else None},
    )


def newest(count: int) -> list[Correction]:
    return _told(list(_log()[:count]))


def _told(rows: list[Publication]) -> list[Correction]:
    """One query."""
    verdicts = PublishedVerdict.objects.visible().in_bulk({row.verdict_number for row in rows})
    faces = {number: face.of_row(verdict) for number, verdict in verdicts.items()}
    return [Correction(row, faces.get(row.verdict_number)) for row in rows]


def _before(sequence: str) -> PublicationQuerySet:
    if not sequence:
        return _log()
    if not re.fullmatch("[0-9]{1,19}", sequence, re.ASCII) or int(sequence) > MAX_NUMBER:
        raise Http404
    return _log().filter(sequence__lt=int(sequence))


def _log() -> PublicationQuerySet:
    return Publication.objects.changes_for_readers().with_outline().order_by("-sequence")
