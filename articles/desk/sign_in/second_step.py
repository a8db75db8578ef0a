"""The second step: a code or a passkey of somebody whose password was right, or the first enrolment where they have none."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from articles.actions import limits, passkeys, second_factors, sign_ins
from articles.actions.errors import Refused
from articles.desk.sign_in import origin, session
from articles.desk.sign_in.pages import locked, page
from articles.desk.sign_in.password import expired
from articles.models import AuthenticatorApp, Passkey

STATE = "sign_in.passkey_state"
View = Callable[[HttpRequest, session.Pending], HttpResponse]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("コード"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
        help_text=gettext_lazy("認証アプリの6桁。端末がないときは、回復コードを一つ入力します。"),
    )


def half_way(view: View) -> Callable[[HttpRequest], HttpResponse]:
    """A page for whoever typed the right password, and for nobody else."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        pending = session.pending(request)
        return expired(request) if pending is None else view(request, pending)

    return never_cache(guarded)


@half_way
def code(request: HttpRequest, pending: session.Pending) -> HttpResponse:
    if not second_factors.has_any(pending.user):
        return HttpResponseRedirect(reverse("sign-in-enrol"))
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            return _try(request, pending, form)
        except limits.SignInLocked as refused:
            return locked(request, refused)
        except Refused as refused:
            form = CodeForm({"code": ""}) if not form.is_bound else form
            form.errors.clear()
            form.add_error(None, str(refused))
    return _ask(request, pending, form)


def _try(request: HttpRequest, pending: session.Pending, form: CodeForm) -> HttpResponse:
    place = origin.origin(request, pending.user)
    tried = limits.begin_code(pending.user, place)
    try:
        if form.is_bound:
            means = second_factors.use_code(pending.user, code=form.cleaned_data["code"])
        else:
            means = passkeys.use(pending.user, state=take_state(request), response=typed_json(request))
    except Refused:
        sign_ins.failed(pending.user, place, tried)
        raise
    tries = (pending.tried, tried)
    response = session.enter(request, pending.user, to=pending.next, means=means, tries=tries, second_factor=True)
    left = second_factors.unused_recovery_codes(pending.user)
    if means == _("回復コード"):
        messages.warning(request, _("回復コードは残り%(left)d個です。") % {"left": left})
    return response


def _ask(request: HttpRequest, pending: session.Pending, form: CodeForm) -> HttpResponse:
    options = None
    if passkeys.are_available() and Passkey.objects.filter(user=pending.user).exists():
        options, request.session[STATE] = passkeys.begin_using(pending.user)
    has_app = AuthenticatorApp.objects.filter(user=pending.user).exists()
    return page(request, "code", _("二段階認証"), form=form, options=options, has_app=has_app)


@half_way
def enrol(request: HttpRequest, pending: session.Pending) -> HttpResponse:
    """Which factor to enrol, for somebody who has none and needs one."""
    if second_factors.has_any(pending.user):
        return HttpResponseRedirect(reverse("sign-in-code"))
    return page(request, "enrol", _("二段階認証の登録"), passkeys=passkeys.are_available())


def take_state(request: HttpRequest) -> dict[str, Any]:
    """What a ceremony began with, once: an answer that is sent twice finds nothing. Raises PasskeyRefused."""
    state: dict[str, Any] | None = request.session.pop(STATE, None)
    if state is None:
        raise passkeys.PasskeyRefused
    return state


def typed_json(request: HttpRequest) -> dict[str, Any]:
    """What the browser answered. Raises PasskeyRefused."""
    try:
        answer = json.loads(request.POST.get("credential", "")[:100_000])
    except (ValueError, RecursionError) as error:
        raise passkeys.PasskeyRefused from error
    if not isinstance(answer, dict):
        raise passkeys.PasskeyRefused
    return answer
