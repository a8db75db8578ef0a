"""The cards of versions and of the newsroom, drawn when first asked for and kept for as long as the process lives."""

from __future__ import annotations

import threading
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models.snapshot import Snapshot
from articles.public import card, frame, versions
from articles.public.card import Card, Stamp
from articles.public.dates import day
from articles.public.face import Face
from articles.public.versions import Shown

KEPT = 128  # of some 30 kB
_drawing = threading.Lock()  # one at a time: a swarm of robots must not take all threads, nor share the font's state


@require_safe
@cache_control(public=True, no_cache=True)
def version(request: HttpRequest, number: int, version: int) -> HttpResponseBase:
    try:
        shown = versions.find(number, version)
    except (versions.Withdrawn, versions.Noticed):
        return HttpResponse(status=410)
    return _conditional(request, f"{shown.verdict.sequence}-{version}", of_version(shown))


@require_safe
@cache_control(public=True, no_cache=True)
def newsroom(request: HttpRequest) -> HttpResponseBase:
    foot = urlsplit(settings.SITE_URL).netloc
    return _conditional(request, "newsroom", Card(settings.NEWSROOM_NAME, "", _("その話、本当ですか。"), None, foot))


@require_safe
@cache_control(public=True, no_cache=True)
def logo(request: HttpRequest) -> HttpResponseBase:
    """The newsroom's name as SmartNews wants it above an article."""
    return _conditional(request, "logo", settings.NEWSROOM_NAME)


def of_version(shown: Shown) -> Card:
    face, snapshot = shown.face, shown.snapshot
    return Card(settings.NEWSROOM_NAME, face.lead, face.name, _stamp(face, snapshot), _foot(face, snapshot))


def _stamp(face: Face, snapshot: Snapshot) -> Stamp | None:
    if face.is_void:
        return Stamp("—", face.mark, card.MUTED)
    rating = snapshot["rating"]
    return Stamp(rating["symbol"], rating["name"], card.colour_of(rating["code"])) if face.rating else None


def _foot(face: Face, snapshot: Snapshot) -> str:
    if not face.rating:
        return face.description
    dates = [_("%(day)s公開") % {"day": day(snapshot["first_published_at"])}]
    if snapshot["version"] > 1:
        dates.append(f"{day(snapshot['published_at'])}{snapshot['kind']['label']}")
    if settings.DEMO:
        dates.append(_("架空のデモ"))
    return "　".join(dates)


def _conditional(request: HttpRequest, about: str, drawn: Card | str) -> HttpResponseBase:
    etag = quote_etag(f"{about}-{card.REVISION}-{frame.fingerprint()}")
    response = get_conditional_response(request, etag) or HttpResponse(_png(drawn), content_type="image/png")
    response.headers["ETag"] = etag
    return response


@lru_cache(maxsize=KEPT)
def _png(drawn: Card | str) -> bytes:
    with _drawing:
        return card.draw(drawn) if isinstance(drawn, Card) else card.draw_logo(drawn)
