"""Nothing that was typed at the desk is lost where there is no form any more to show it in.

A form that is refused comes back with its text. Where it cannot, because the row is gone, may no longer be written on, or
nobody is logged in any more, the answer is a page with the text in it to copy. The text is in no log and in no session.

Pages of signing in are left alone: what is typed there is for nobody's eyes, and being sent to the sign-in is how they end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

from django import forms
from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from articles.models import Rating

LOST = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
UNSHOWN = ("csrfmiddlewaretoken", "seen", "choices", "unsaved", "action", "form", "leaving")
CARRIED = ("seen_version", "seen_values")  # of each form and row
SECRET = ("password", "passphrase", "code", "token", "secret")  # anywhere in a name
SIGN_IN = "articles.desk.sign_in"
SIGN_IN_PAGES = ("admin:login", "admin:logout", "admin:password_change")  # of the site, which calls that package


class Typed(NamedTuple):
    label: str
    text: str
    rows: int


class KeptTextMiddleware:
    """Stands outside of the check of CSRF tokens, whose refusals it answers as well."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.desk = reverse("admin:index")

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_at_the_desk = request.path_info.startswith(self.desk)
        if request.method != "POST" or not is_at_the_desk or is_signing_in(request):
            return response
        login = login_of(request, response)
        if not (login or response.status_code in LOST) or not is_from_here(request):
            return response
        found = list(typed_in(request))
        return kept(request, response, found, login) if found else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        request.refusal = str(exception)  # type: ignore[attr-defined] # for the page, which has no other way to know


def is_signing_in(request: HttpRequest) -> bool:
    """Whether a request is for a page of signing in or of one's own account."""
    match = request.resolver_match
    if match is None:
        return False
    package = getattr(match.func, "__module__", "")
    return match.view_name in SIGN_IN_PAGES or package == SIGN_IN or package.startswith(f"{SIGN_IN}.")


def login_of(request: HttpRequest, response: HttpResponse) -> str:
    """Where the response sends somebody who is logged in no more, to come back here; empty where it does not."""
    target = response.headers.get("Location", "")
    address = urlsplit(target)
    comes_back = parse_qs(address.query).get("next") == [request.get_full_path()]
    return target if address.path == reverse("admin:login") and comes_back else ""


def is_from_here(request: HttpRequest) -> bool:
    """Whether the form was one of ours: no other site puts words on our pages."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def typed_in(request: HttpRequest) -> Iterator[Typed]:
    """What somebody typed or chose, in the order of the form; no secrets, no marks of buttons and ticks."""
    fields = fields_by_name()
    for name, values in request.POST.lists():
        if is_about_the_form(name) or is_secret(name, fields.get(plain(name))):
            continue
        text = "\n".join(values).replace("\r\n", "\n").strip()
        if text and text != "on" and not text.isdigit():
            yield typed(name, text, fields.get(plain(name)))


def typed(name: str, text: str, field: forms.Field | None) -> Typed:
    return Typed(label_of(name, field), chosen(plain(name), text), min(20, 2 + len(text) // 60 + text.count("\n")))


def chosen(name: str, text: str) -> str:
    """What a page calls a choice, instead of its code; of namesakes any that has such a choice."""
    if not text.isascii():
        return text
    if name == "rating":
        return str(Rating.objects.filter(pk=text).first() or text)
    fields = (kind.base_fields[name] for kind in form_kinds() if name in kind.base_fields)
    choices = (dict(getattr(field, "choices", ())) for field in fields if not isinstance(field, forms.ModelChoiceField))
    return next((str(one[text]) for one in choices if text in one), text)


def plain(name: str) -> str:
    """A field's own name: without the number of its row (evidence-0-title) and of its half (publish_at_1)."""
    return re.sub(r"_[01]$", "", name.rpartition("-")[2])


def label_of(name: str, field: forms.Field | None) -> str:
    """As the page had it; of a form that has none, what the field is called in the rows."""
    if field and field.label:
        return str(field.label)
    named = (
        model_field
        for model in apps.get_app_config("articles").get_models()
        for model_field in model._meta.get_fields()
        if model_field.name == plain(name)
    )
    return str(getattr(next(named, None), "verbose_name", "") or _("入力した文"))


def is_about_the_form(name: str) -> bool:
    last = name.rpartition("-")[2]
    return name in UNSHOWN or last in CARRIED or name.startswith(("_", "choose-")) or "__prefix__" in name


def is_secret(name: str, field: forms.Field | None) -> bool:
    """A browser hides it while it is typed, or its name says so."""
    return isinstance(getattr(field, "widget", None), forms.PasswordInput) or any(
        mark in name.lower() for mark in SECRET
    )


def fields_by_name() -> dict[str, forms.Field]:
    """The fields of every form of the site; one that a browser hides wins over its namesakes."""
    found: dict[str, forms.Field] = {}
    for kind in form_kinds():
        for name, field in kind.base_fields.items():
            if name not in found or isinstance(field.widget, forms.PasswordInput):
                found[name] = field
    return found


def form_kinds() -> Iterator[Any]:
    """The classes of all forms of the site that have fields."""
    kinds: list[type[forms.BaseForm]] = [forms.BaseForm]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if hasattr(kind, "base_fields"):
            yield kind


def kept(request: HttpRequest, response: HttpResponse, found: list[Typed], login: str) -> HttpResponse:
    status = HTTPStatus.FORBIDDEN if login else HTTPStatus(response.status_code)
    page = render(
        request,
        "desk/kept_text.html",
        {"typed": found, "login": login and login_to_the_form(request), "reason": reason_of(request, status, login)},
        status=status,
    )
    for name in response.cookies:
        page.cookies[name] = response.cookies[name]
    add_never_cache_headers(page)
    return page


def login_to_the_form(request: HttpRequest) -> str:
    """The sign-in that leads to the page the form stood on: what the form was sent to may be no page at all."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    page = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    is_ours = came_from.netloc == request.get_host() and page.startswith(reverse("admin:index"))
    target = page if is_ours else request.get_full_path()
    return f"{reverse('admin:login')}?{urlencode({'next': target}, safe='/')}"


def reason_of(request: HttpRequest, status: HTTPStatus, login: str) -> str:
    if login:
        return _("ログインの期限が切れたため、保存していません。")
    if status != HTTPStatus.FORBIDDEN:
        return getattr(request, "refusal", "") or _("書いていたものは、別の人が削除か破棄をしたため、もうありません。")
    return getattr(request, "refusal", "") or _(
        "いまは書き込めないため、保存していません。別の人が確認に出したか、非表示にしたか、手続きの期限が切れたか、権限がありません。"
    )
