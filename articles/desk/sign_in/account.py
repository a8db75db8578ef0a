"""A member's own page: second factors, password, and where they are signed in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import auth, messages
from django.contrib.auth import password_validation
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import permissions
from articles.actions import limits, passkeys, public_members, second_factors, sign_ins, users
from articles.actions.errors import Refused
from articles.desk.requests import member
from articles.desk.sign_in.pages import locked, page
from articles.desk.sign_in.password import check
from articles.models import AuthenticatorApp, User


class NewPasswordForm(forms.Form):
    """A password chosen for oneself, twice."""

    password = forms.CharField(
        label=gettext_lazy("新しいパスワード"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validation.password_validators_help_text_html(),
    )
    again = forms.CharField(
        label=gettext_lazy("新しいパスワード（もう一度）"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any) -> None:
        super().__init__(*args)
        self.user = user

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        password_validation.validate_password(password, self.user)
        return password

    def clean(self) -> None:
        chosen, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if chosen and again and chosen != again:
            self.add_error("again", _("二つのパスワードが違います。"))


class ChangeForm(NewPasswordForm):
    current = forms.CharField(
        label=gettext_lazy("今のパスワード"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ["current", "password", "again"]


def account(request: HttpRequest) -> HttpResponse:
    user = member(request)
    return page(
        request,
        "account",
        _("アカウント"),
        app=AuthenticatorApp.objects.filter(user=user).first(),
        keys=user.passkeys.order_by("pk"),
        codes=second_factors.unused_recovery_codes(user),
        sessions=sign_ins.open_sessions(user),
        current=request.session.session_key,
        passkeys_work=passkeys.are_available(),
        is_named=public_members.is_named(user),
        may_agree=permissions.can_agree_to_be_named(user, user),
    )


def change_password(request: HttpRequest) -> HttpResponse:
    form = ChangeForm(member(request), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            is_right = check(request, member(request), form.cleaned_data["current"])
        except limits.SignInLocked as refused:
            return locked(request, refused)
        if is_right:
            return _change(request, form.cleaned_data["password"])
        form.add_error("current", _("パスワードが違います。"))
    return page(request, "new_password", _("パスワードの変更"), form=form, back=reverse("account"))


def _change(request: HttpRequest, password: str) -> HttpResponse:
    key = str(request.session.session_key)
    user = users.set_own_password(member(request), password=password, session_key=key)
    auth.update_session_auth_hash(request, user)
    sign_ins.follow_session(key, to=str(request.session.session_key))
    messages.success(request, _("パスワードを変えました。ほかの端末はログアウトしました。"))
    return HttpResponseRedirect(reverse("account"))


def change_naming(request: HttpRequest) -> HttpResponse:
    """POST `show` lets readers know the member's name, POST without it takes it away."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    user, shows = member(request), "show" in request.POST
    try:
        if shows:
            public_members.agree(user, by=user)
        else:
            public_members.withdraw(user, by=user)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        told = _("読者に名前を見せます。") if shows else _("名前を、読者に見えるすべてのページから外しました。")
        messages.success(request, told)
    return HttpResponseRedirect(reverse("account"))


def end_session(request: HttpRequest) -> HttpResponse:
    """POST `session` ends one, POST without it all others."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    number = request.POST.get("session", "")
    if number.isascii() and number.isdigit():
        sign_ins.end(member(request), session=int(number[:18]))
    else:
        sign_ins.end_others(member(request), but=request.session.session_key)
    messages.success(request, _("ログアウトさせました。"))
    return HttpResponseRedirect(reverse("account"))
