"""What a link in a mail leads to: an invitation, or a new password. Neither signs anybody in.

A link's secret is in its address: these pages name nobody else's, load nothing from elsewhere and send no referrer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from articles.actions import invitations, limits, mails, users
from articles.actions.errors import Refused
from articles.desk.sign_in import origin
from articles.desk.sign_in.account import NewPasswordForm
from articles.desk.sign_in.pages import locked, page
from articles.models import User

View = Callable[..., HttpResponse]


class AddressForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("メールアドレス"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autofocus": True}),
    )


def secret_link(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, **parts: Any) -> HttpResponse:
        response = view(request, **parts)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return never_cache(guarded)


@never_cache
def ask_for_reset(request: HttpRequest) -> HttpResponse:
    """Answers alike whether there is an account or not, and as fast: mail is sent by the queue."""
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = str(form.cleaned_data["email"])
        found = [user for user in _members(email) if user.has_usable_password()]
        try:
            wanted = limits.begin_mail(email, found, origin.origin(request, None))
        except limits.SignInLocked as refused:
            return locked(request, refused, mail=True)
        if wanted is not None:
            mails.defer_password_reset(wanted)
        return page(request, "reset_sent", _("メールを送りました"))
    return page(request, "reset", _("パスワードの再設定"), form=form)


@secret_link
def reset(request: HttpRequest, *, uid: str, token: str) -> HttpResponse:
    user = _member(uid)
    if user is None or not default_token_generator.check_token(user, token):
        return page(request, "spent", _("使えないリンク"), status=410, refused=users.LinkSpent())
    form = NewPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _set(request, form, lambda password: users.reset_password(user, token=token, password=password))
    return page(request, "new_password", _("新しいパスワード"), form=form, named=user.get_username())


@secret_link
def accept_invitation(request: HttpRequest, *, link: str) -> HttpResponse:
    try:
        user = invitations.found(link).user
    except Refused as refused:
        return page(request, "spent", _("使えないリンク"), status=410, refused=refused)
    form = NewPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _set(request, form, lambda password: invitations.accept(link, password=password))
    return page(request, "new_password", _("編集デスクへようこそ"), form=form, named=user.get_username(), invited=True)


def _set(request: HttpRequest, form: NewPasswordForm, act: Callable[[str], User]) -> HttpResponse:
    try:
        act(form.cleaned_data["password"])
    except Refused as refused:
        return page(request, "spent", _("使えないリンク"), status=410, refused=refused)
    messages.success(request, _("パスワードを決めました。ログインしてください。"))
    return HttpResponseRedirect(reverse("admin:login"))


def _members(email: str) -> list[User]:
    return list(User.objects.filter(email__iexact=email, is_active=True).order_by("pk"))


def _member(uid: str) -> User | None:
    """Who a link is for, if it can be for anybody."""
    try:
        number = int(urlsafe_base64_decode(uid))
    except ValueError:
        return None
    user = User.objects.filter(pk=number, is_active=True).first() if 0 < number < 2**63 else None
    return user if user and user.has_usable_password() else None
