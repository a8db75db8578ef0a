"""Keys of programs, for administrators: the list, one key with its secrets, and the page that shows a secret this once."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import permissions
from articles.actions import api_keys
from articles.actions.edits import ChangedMeanwhile
from articles.actions.errors import Refused
from articles.desk import history
from articles.desk.requests import member
from articles.models import ApiKey, ApiSecret, Scope
from articles.models.api_key import LIVE_SECRETS

SOON = timedelta(days=30)
LONGEST = timedelta(days=3653)
OLD_FOR = {"0": timedelta(0), "1": timedelta(days=1), "7": timedelta(days=7), "30": timedelta(days=30), "": None}


class KeyForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("名前"),
        max_length=100,
        help_text=gettext_lazy("どのプログラムのものか。履歴に「APIキー「…」」と出ます。例：みなと放送 配信システム"),
    )
    contact = forms.CharField(
        label=gettext_lazy("連絡先"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("止めるときに知らせる人。履歴には残りません。"),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("できること"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    requests_per_minute = forms.IntegerField(
        label=gettext_lazy("1分あたりの要求"), min_value=1, max_value=1_000_000, required=False
    )
    matches_per_minute = forms.IntegerField(
        label=gettext_lazy("1分あたりの照合と抽出"), min_value=1, max_value=1_000_000, required=False
    )
    last_day = forms.DateField(
        label=gettext_lazy("期限"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("この日の終わりまで使えます。空なら期限はありません。"),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = _("空なら、ふつうの上限（%d）です。")
        self.fields["requests_per_minute"].help_text = usual % settings.KEY_REQUESTS_PER_MINUTE
        self.fields["matches_per_minute"].help_text = usual % settings.KEY_MATCHES_PER_MINUTE

    def clean_last_day(self) -> date | None:
        day: date | None = self.cleaned_data["last_day"]
        if day is not None and day > timezone.localdate() + LONGEST:
            raise forms.ValidationError(_("期限は、10年より先にはできません。"))
        return day

    @property
    def values(self) -> dict[str, Any]:
        """What the actions take."""
        cleaned = dict(self.cleaned_data)
        cleaned.pop("version", None)
        return cleaned | {"expires_at": _end_of(cleaned.pop("last_day"))}


class SecretForm(forms.Form):
    old_for = forms.ChoiceField(
        label=gettext_lazy("いまのシークレットは"),
        required=False,
        choices=[
            ("7", gettext_lazy("7日後まで使える")),
            ("1", gettext_lazy("1日後まで使える")),
            ("30", gettext_lazy("30日後まで使える")),
            ("", gettext_lazy("手で無効にするまで使える")),
            ("0", gettext_lazy("すぐに使えなくする（漏れたとき）")),
        ],
    )


class RevokeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("履歴に残ります。"),
    )
    sure = forms.BooleanField(label=gettext_lazy("このキーはもう戻せないことを確かめました"))


class Row(NamedTuple):
    """A key in the list."""

    key: ApiKey
    secrets: list[ApiSecret]
    state: str
    mark: str
    last_used_at: datetime | None


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    permissions.require(permissions.can_manage_keys(member(request)))
    rows = [_row(key) for key in _keys().order_by("revoked_at", "name")]
    context = {
        "title": pgettext("plural", "APIキー"),
        "rows": [row for row in rows if row.key.revoked_at is None],
        "revoked": [row for row in rows if row.key.revoked_at is not None],
        "anonymous": settings.API_REQUESTS_PER_MINUTE,
        "anonymous_matches": settings.MATCHES_PER_MINUTE,
    }
    return _page(request, "list", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    user = member(request)
    permissions.require(permissions.can_manage_keys(user))
    form = KeyForm(request.POST or None, initial={"scopes": [Scope.READ]})
    if request.method == "POST" and form.is_valid():
        try:
            return _shown_once(request, api_keys.issue(**form.values, by=user))
        except Refused as refused:
            form.add_error(None, str(refused))
    return _page(request, "new", {"title": _("APIキーを発行"), "form": form}, status=_status(form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def key(request: HttpRequest, pk: int) -> HttpResponse:
    """One key; a POST changes what it may do."""
    user = member(request)
    permissions.require(permissions.can_manage_keys(user))
    row = get_object_or_404(_keys(), pk=pk)
    form = KeyForm(request.POST or None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        try:
            api_keys.describe(row, **form.values, version=form.cleaned_data["version"], by=user)
        except ChangedMeanwhile:
            form.add_error(None, _("開いているあいだに、ほかの管理者が変えました。開き直して、見比べてください。"))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("保存しました。すぐに効きます。"))
            return HttpResponseRedirect(reverse("api-key", args=[pk]))
    return _one(request, row, form=form)


@never_cache
@require_POST
def add_secret(request: HttpRequest, pk: int) -> HttpResponse:
    permissions.require(permissions.can_manage_keys(member(request)))
    row, form = get_object_or_404(_keys(), pk=pk), SecretForm(request.POST)
    if not form.is_valid():
        return _one(request, row, secret_form=form)
    try:
        issued = api_keys.add_secret(row, old_for=OLD_FOR[form.cleaned_data["old_for"]], by=member(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("api-key", args=[pk]))
    return _shown_once(request, issued)


@require_POST
def end_secret(request: HttpRequest, pk: int, secret: int) -> HttpResponse:
    permissions.require(permissions.can_manage_keys(member(request)))
    row = get_object_or_404(ApiSecret, pk=secret, key=pk)
    try:
        api_keys.end_secret(row, by=member(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("シークレット %s… は、もう使えません。") % row.prefix)
    return HttpResponseRedirect(reverse("api-key", args=[pk]))


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    permissions.require(permissions.can_manage_keys(member(request)))
    row, form = get_object_or_404(_keys(), pk=pk), RevokeForm(request.POST)
    if not form.is_valid():
        return _one(request, row, revoke_form=form)
    try:
        api_keys.revoke(row, reason=form.cleaned_data["reason"], by=member(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("「%s」を失効しました。もう使えません。") % row)
    return HttpResponseRedirect(reverse("api-key", args=[pk]))


def _keys() -> QuerySet[ApiKey]:
    secrets = Prefetch("secrets", ApiSecret.objects.order_by("-pk"))
    return ApiKey.objects.select_related("issued_by").prefetch_related(secrets)


def _row(key: ApiKey) -> Row:
    secrets = list(key.secrets.all())
    used = [secret.last_used_at for secret in secrets if secret.last_used_at]
    state, mark = _state(key, secrets)
    return Row(key, [secret for secret in secrets if secret.is_live], state, mark, max(used, default=None))


def _state(key: ApiKey, secrets: list[ApiSecret]) -> tuple[str, str]:
    """In words, and the class of the mark beside them."""
    if key.revoked_at is not None:
        return _("失効"), "over"
    if key.is_expired:
        return _("期限切れ"), "over"
    if not any(secret.is_live for secret in secrets):
        return _("使えるシークレットがない"), "over"
    if key.expires_at is not None and key.expires_at < timezone.now() + SOON:
        return _("まもなく期限"), "soon"
    return _("使える"), "live"


def _one(
    request: HttpRequest,
    row: ApiKey,
    *,
    form: KeyForm | None = None,
    secret_form: SecretForm | None = None,
    revoke_form: RevokeForm | None = None,
) -> HttpResponse:
    shown = _row(row)
    forms_ = (form, secret_form, revoke_form)
    context = {
        "title": str(row),
        "row": shown,
        "secrets": list(row.secrets.all()),
        "endpoints": list(row.webhook_endpoints.order_by("name")),
        "is_full": len(shown.secrets) == LIVE_SECRETS,
        "form": form or KeyForm(initial=_initial(row)),
        "secret_form": secret_form or SecretForm(),
        "revoke_form": revoke_form or RevokeForm(),
        "entries": history.about(row),
    }
    return _page(request, "key", context, status=max((_status(each) for each in forms_ if each), default=200))


def _initial(row: ApiKey) -> dict[str, Any]:
    names = ("name", "contact", "scopes", "requests_per_minute", "matches_per_minute", "version")
    return {name: getattr(row, name) for name in names} | {"last_day": _last_day(row.expires_at)}


def _last_day(end: datetime | None) -> date | None:
    return timezone.localdate(end - timedelta(microseconds=1)) if end else None


def _end_of(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) if day else None


def _shown_once(request: HttpRequest, issued: api_keys.Issued) -> HttpResponse:
    """No redirect, which would have to keep it somewhere; loading the page again issues nothing, and shows nothing."""
    return _page(request, "issued", {"title": _("新しいシークレット"), "key": issued.key, "token": issued.token})


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return TemplateResponse(
        request, f"desk/keys/{name}.html", {**admin.site.each_context(request), **context}, status=status
    )
