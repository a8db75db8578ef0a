"""What is typed is kept before it is saved: the addresses that autosave.js talks to, and the end of what was saved.

A form takes part by `{% kept_form "verdict" row.pk %}` in its tag (articles/templatetags/keeping.py). Each time it is opened the
page makes an identity of its own, so that two tabs overwrite nothing of each other. What a page was told it may forget,
because the form came through, is in a cookie that the script reads on the next page and takes away.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, NamedTuple

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_GET, require_POST

from articles.actions import unsaved_texts
from articles.actions.errors import Refused
from articles.desk import kept_text
from articles.desk.requests import may_enter, member

FIELD = "unsaved"  # of a form: its key, and the pages that what is in it was typed on
COOKIE = "saved-pages"
COOKIE_SECONDS = 3600
MOST_PAGES = 20


class Sent(NamedTuple):
    form: str
    pages: list[uuid.UUID]
    fields: dict[str, list[str]]
    erasure: int  # the newest one that the page knew of


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    sent = _sent(request)
    if sent is None or len(sent.pages) != 1:
        return HttpResponseBadRequest()
    try:
        unsaved_texts.keep(sent.form, sent.pages[0], sent.fields, erasure=sent.erasure, by=member(request))
    except Refused as refused:
        gone = isinstance(refused, unsaved_texts.SubjectGone)
        return JsonResponse({"refused": str(refused), "gone": gone}, status=HTTPStatus.CONFLICT)
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_GET
def kept(request: HttpRequest) -> HttpResponse:
    form = request.GET.get("form", "")
    if not unsaved_texts.is_form(form):
        return HttpResponseBadRequest()
    found = [one._asdict() for one in unsaved_texts.kept(form, by=member(request))]
    response = JsonResponse({"kept": found})
    add_never_cache_headers(response)
    return response


@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    sent = _sent(request)
    if sent is None:
        return HttpResponseBadRequest()
    unsaved_texts.discard(sent.form, sent.pages, by=member(request))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


@require_POST
def presence(request: HttpRequest) -> HttpResponse:
    """Who else has the form open. `leaving` is sent by a page that is closed."""
    form = request.POST.get("form", "")
    if not unsaved_texts.is_form(form):
        return HttpResponseBadRequest()
    if "leaving" in request.POST:
        unsaved_texts.leave(form, by=member(request))
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return JsonResponse({"others": unsaved_texts.appear(form, by=member(request))})


class SavedTextMiddleware:
    """A form that came through needs its kept text no more: then, and only then, it is answered by a redirect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method != "POST" or response.status_code != HTTPStatus.FOUND:
            return response
        if not request.path_info.startswith("/admin/") or FIELD not in request.POST:
            return response
        if may_enter(request) and not kept_text.login_of(request, response):
            self._forget(request, response)
        return response

    def _forget(self, request: HttpRequest, response: HttpResponse) -> None:
        form, *names = request.POST[FIELD].split()
        pages = [page for page in map(_page, names[:MOST_PAGES]) if page]
        if unsaved_texts.is_form(form) and pages:
            unsaved_texts.discard(form, pages, by=member(request))
            saved = "_".join(map(str, pages))
            response.set_cookie(COOKIE, saved, max_age=COOKIE_SECONDS, secure=request.is_secure(), samesite="Strict")


def _sent(request: HttpRequest) -> Sent | None:
    """What the script sends: {"form": …, "erasure": …, "pages": […], "fields": {name: [value, …]}}."""
    try:
        content: Any = orjson.loads(request.body)
    except (orjson.JSONDecodeError, RecursionError):
        return None
    if not isinstance(content, dict) or not unsaved_texts.is_form(content.get("form")):
        return None
    pages, fields = content.get("pages"), content.get("fields", {})
    if not isinstance(pages, list) or not isinstance(fields, dict) or not all(map(_is_texts, fields.values())):
        return None
    known = [_page(page) for page in pages[:MOST_PAGES]]
    erasure = content.get("erasure")
    return Sent(content["form"], [page for page in known if page], fields, erasure if isinstance(erasure, int) else 0)


def _is_texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)


def _page(name: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(name))
    except ValueError:
        return None
