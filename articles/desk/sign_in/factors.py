"""Enrolling and removing factors: by members, and by whoever is half-way in and has none yet."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import wraps
from typing import NamedTuple
from urllib.parse import urlencode

import qrcode
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from qrcode.image.svg import SvgPathImage

from articles.actions import encryption, limits, passkeys, second_factors
from articles.actions.errors import Refused
from articles.desk.requests import may_enter, member
from articles.desk.sign_in import origin, session
from articles.desk.sign_in.pages import locked, page
from articles.desk.sign_in.second_step import STATE, take_state, typed_json
from articles.models import User

SECRET = "sign_in.app_secret"  # noqa: S105 - where the session keeps it, sealed, until the first code is right


class Enrolling(NamedTuple):
    """Who enrols; `pending` where that is the last step of their sign-in."""

    user: User
    pending: session.Pending | None


View = Callable[[HttpRequest, Enrolling], HttpResponse]


class AppForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("アプリに出た6桁のコード"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class KeyForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("名前"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("どの端末か分かる名前（会社の PC、自分の電話など）"),
    )


def for_the_enrolling(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """For a member who just proved their password, and for whoever is half-way in without any factor."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if may_enter(request):
            if session.is_proved(request):
                return view(request, Enrolling(member(request), None))
            return to_confirmation(request)
        pending = session.pending(request)
        if pending is None or second_factors.has_any(pending.user):
            return HttpResponseRedirect(reverse("admin:login"))
        return view(request, Enrolling(pending.user, pending))

    return never_cache(guarded)


def to_confirmation(request: HttpRequest) -> HttpResponse:
    back = request.path if request.method == "GET" else reverse("account")
    return HttpResponseRedirect(f"{reverse('account-confirm')}?{urlencode({'next': back})}")


@for_the_enrolling
def add_app(request: HttpRequest, who: Enrolling) -> HttpResponse:
    sealed = request.session.get(SECRET)
    secret = encryption.unseal(sealed.encode()) if sealed and request.method == "POST" else None
    form = AppForm(request.POST if secret else None)
    if secret and form.is_valid():
        try:
            tried = limits.begin_code(who.user, origin.origin(request, who.user))
            typed = "".join(form.cleaned_data["code"].split())
            codes = second_factors.add_app(who.user, secret=secret, code=typed, only_first=who.pending is not None)
        except limits.SignInLocked as refused:
            return locked(request, refused)
        except Refused as refused:
            form.add_error("code", str(refused))
        else:
            del request.session[SECRET]
            return _done(request, who, codes, _("認証アプリ"), (tried,))
    if secret is None:
        secret = second_factors.new_secret()
        request.session[SECRET] = encryption.seal(secret).decode()
    uri = second_factors.app_uri(who.user, secret)
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return page(request, "app", _("認証アプリの登録"), form=form, picture=_picture(uri), uri=uri, secret=grouped)


@for_the_enrolling
def add_passkey(request: HttpRequest, who: Enrolling) -> HttpResponse:
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            state, answer = take_state(request), typed_json(request)
            name, only_first = form.cleaned_data["name"], who.pending is not None
            codes = passkeys.add(who.user, name=name, state=state, response=answer, only_first=only_first)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return _done(request, who, codes, _("パスキー"), ())
    options, request.session[STATE] = passkeys.begin_adding(who.user)
    return page(request, "passkey", _("パスキーの登録"), form=form, options=options, available=passkeys.are_available())


def _done(
    request: HttpRequest, who: Enrolling, codes: list[str], means: str, tries: tuple[limits.Try, ...]
) -> HttpResponse:
    """In, where it was the last step; and the recovery codes of a first factor, this once."""
    to = reverse("account")
    response: HttpResponse = HttpResponseRedirect(to)
    limits.take_back(*tries)
    if who.pending is not None:
        response = session.enter(
            request, who.user, to=who.pending.next, means=means, tries=(who.pending.tried,), second_factor=True
        )
        to = who.pending.next
    else:
        request.session[session.SECOND_FACTOR] = True  # the password was typed minutes ago, and the factor now
    if not codes:
        messages.success(request, _("%(name)sを登録しました。") % {"name": means})
        return response
    shown = show_codes(request, codes, to)
    shown.cookies.update(response.cookies)
    return shown


def show_codes(request: HttpRequest, codes: list[str], to: str) -> HttpResponse:
    return page(request, "codes", _("回復コード"), codes=codes, to=to)


def _own_step(act: Callable[[HttpRequest, User], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A POST by a member who just proved their password."""

    @wraps(act)
    def view(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not session.is_proved(request):
            return to_confirmation(request)
        try:
            return act(request, member(request))
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("account"))

    return view


@_own_step
def remove_app(request: HttpRequest, user: User) -> HttpResponse:
    second_factors.remove_app(user)
    messages.success(request, _("認証アプリを外しました。"))
    return HttpResponseRedirect(reverse("account"))


@_own_step
def remove_passkey(request: HttpRequest, user: User) -> HttpResponse:
    number = request.POST.get("passkey", "")
    if number.isascii() and number.isdigit():
        second_factors.remove_passkey(user, pk=int(number[:18]))
        messages.success(request, _("パスキーを外しました。"))
    return HttpResponseRedirect(reverse("account"))


@_own_step
def renew_codes(request: HttpRequest, user: User) -> HttpResponse:
    return show_codes(request, second_factors.renew_recovery_codes(user), reverse("account"))


def _picture(uri: str) -> str:
    """A QR code as a data URI."""
    drawn: bytes = qrcode.make(uri, image_factory=SvgPathImage, border=2).to_string()
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn).decode()}"
