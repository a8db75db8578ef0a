"""The first step: user name and password, at /admin/login/; and signing out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import permissions
from articles.actions import limits, second_factors, sign_ins
from articles.desk.sign_in import origin, session
from articles.desk.sign_in.pages import locked, page
from articles.models import User


class PasswordForm(forms.Form):
    username = UsernameField(label=gettext_lazy("ユーザー名"), widget=forms.TextInput(attrs={"autofocus": True}))
    password = forms.CharField(
        label=gettext_lazy("パスワード"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def sign_in(request: HttpRequest, may_enter: bool) -> HttpResponse:
    """The view of DeskSite.login; `may_enter` says that whoever asks is in already."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    to = session.own_address(request, wanted)
    if request.method != "POST":
        return HttpResponseRedirect(to) if may_enter else _ask(request, PasswordForm(), to)
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _ask(request, form, to)
    try:
        return _try(request, form, to)
    except limits.SignInLocked as refused:
        return locked(request, refused)


def _try(request: HttpRequest, form: PasswordForm, to: str) -> HttpResponse:
    name, password = form.cleaned_data["username"], form.cleaned_data["password"]
    named = User.objects.filter(username=name).first()
    place = origin.origin(request, named)
    tried = limits.begin(name, named, place)
    user = auth.authenticate(request, username=name, password=password)
    if not isinstance(user, User):
        sign_ins.failed(named, place, tried)
        wrong = AuthenticationForm.error_messages["invalid_login"] % {"username": _("ユーザー名")}
        form.add_error(None, wrong)
        return _ask(request, form, to)
    if not (user.is_staff and permissions.can_use_desk(user)):
        form.add_error(None, _("まだ役割がありません。管理者が役割を確認すると、ログインできます。"))
        return _ask(request, form, to)
    return _go_on(request, user, to, tried)


def _go_on(request: HttpRequest, user: User, to: str, tried: limits.Try) -> HttpResponse:
    if second_factors.has_any(user):
        session.hold(request, user, to=to, tried=tried)
        return HttpResponseRedirect(reverse("sign-in-code"))
    if settings.MFA_REQUIRED:
        session.hold(request, user, to=to, tried=tried)
        return HttpResponseRedirect(reverse("sign-in-enrol"))
    return session.enter(request, user, to=to, means=_("パスワード"), tries=(tried,), second_factor=False)


def sign_out(request: HttpRequest, leave: Any) -> HttpResponse:
    """Note it, then let Django end the session; only POST does anything."""
    if request.method == "POST" and isinstance(request.user, User):
        sign_ins.sign_out(request.user, session_key=str(request.session.session_key))
    response: HttpResponse = leave(request)
    return response


def confirm(request: HttpRequest) -> HttpResponse:
    """Ask a member for their password once more, before something that would let a thief of the session stay."""
    assert isinstance(request.user, User)
    to = session.own_address(request, request.POST.get("next") or request.GET.get("next", ""))
    form = ProofForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            is_right = check(request, request.user, form.cleaned_data["password"])
        except limits.SignInLocked as refused:
            return locked(request, refused)
        if is_right:
            return HttpResponseRedirect(to)
        form.add_error("password", _("パスワードが違います。"))
    return page(request, "confirm", _("パスワードの確認"), form=form, next=to)


class ProofForm(forms.Form):
    password = PasswordForm.base_fields["password"]


def check(request: HttpRequest, user: User, password: str) -> bool:
    """Whether this is the member's password, counted like a sign-in; notes the proof. Raises SignInLocked."""
    place = origin.origin(request, user)
    tried = limits.begin(user.get_username(), user, place)
    if not user.check_password(password):
        sign_ins.failed(user, place, tried)
        return False
    limits.take_back(tried)
    session.prove(request)
    return True


def _ask(request: HttpRequest, form: PasswordForm, to: str) -> HttpResponse:
    user = request.user
    strangers = str(user) if isinstance(user, User) else ""
    return page(
        request, "password", _("ログイン"), form=form, next=to, username=strangers, app_path=reverse("admin:login")
    )


def expired(request: HttpRequest) -> HttpResponse:
    """Half-way in for too long: begin again."""
    messages.warning(request, _("時間が過ぎたので、もう一度ログインしてください。"))
    return HttpResponseRedirect(reverse("admin:login"))
