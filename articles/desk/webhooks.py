"""Partners' endpoints, for administrators: the list, one endpoint with what became of its calls, and the page that shows a secret this once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import permissions
from articles.actions import webhooks
from articles.actions.edits import ChangedMeanwhile
from articles.actions.errors import Refused
from articles.desk import history
from articles.desk.requests import member
from articles.models import ApiKey, Publication, Scope, WebhookDelivery, WebhookEndpoint

SHOWN = 50
LONGEST_URL = WebhookEndpoint._meta.get_field("url").max_length
MOST = 2**63 - 1


class KeyField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for mypy alone
    """A key that sees webhooks; with it the one that is chosen, whatever became of it."""

    def label_from_instance(self, row: ApiKey) -> str:
        return str(row) if sees(row) else _("%s（いまは見られません）") % row


class EndpointForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("名前"), max_length=100, help_text=gettext_lazy("どこの届け先か。例：みなと放送")
    )
    url = forms.CharField(
        label="URL",
        max_length=LONGEST_URL,
        widget=forms.TextInput(attrs={"class": "vLargeTextField", "inputmode": "url", "spellcheck": "false"}),
        help_text=gettext_lazy("https:// で始まる、外から見える住所。転送（リダイレクト）には従いません。"),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("知らせること"),
        choices=[(kind.value, kind.label) for kind in WebhookEndpoint.CHOSEN],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy("非表示と、その解除は、いつも知らせます。相手が消せるようにするためです。"),
    )
    key = KeyField(
        label=gettext_lazy("記録を見られるAPIキー"),
        queryset=ApiKey.objects.none(),
        required=False,
        empty_label=gettext_lazy("なし（編集部だけが見る）"),
        help_text=gettext_lazy(
            "相手のキーを選ぶと、相手も送信の記録を見て、試し送り、送り直し、止まったあとの再開ができます。URL も見えます。"
            "「できること」に Webhook のあるキーだけが出ます。"
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seeing = ApiKey.objects.live(timezone.now()).filter(scopes__contains=[Scope.WEBHOOKS])
        chosen = self.initial.get("key")
        self.fields["key"].queryset = (  # type: ignore[attr-defined]  # of a KeyField
            ApiKey.objects.filter(Q(pk__in=seeing) | Q(pk=chosen)).order_by("name", "pk")
        )

    @property
    def values(self) -> dict[str, Any]:
        """What the actions take."""
        return {name: self.cleaned_data[name] for name in ("name", "url", "kinds", "key")}


class ReplayForm(forms.Form):
    since = forms.IntegerField(
        label=gettext_lazy("通し番号"),
        min_value=1,
        max_value=MOST,
        help_text=gettext_lazy("公開の記録のこの番号から、いまの内容で送り直します。webhook-id は前と同じです。"),
    )


class DiscardForm(forms.Form):
    sure = forms.BooleanField(label=gettext_lazy("署名の鍵と送信の記録も消えることを確かめました"))


class Call(NamedTuple):
    """A delivery in the table; `why` is empty where nothing went wrong."""

    row: WebhookDelivery
    mark: str
    why: str
    is_to_come: bool


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    permissions.require(permissions.can_manage_webhooks(member(request)))
    context = {
        "title": pgettext("plural", "Webhook の届け先"),
        "rows": [(row, *_state(row), row.key and sees(row.key)) for row in _endpoints().order_by("name")],
    }
    return _page(request, "list", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    user = member(request)
    permissions.require(permissions.can_manage_webhooks(user))
    form = EndpointForm(request.POST or None, initial={"kinds": [kind.value for kind in WebhookEndpoint.CHOSEN]})
    if request.method == "POST" and form.is_valid():
        try:
            return _shown_once(request, webhooks.register(**form.values, by=user))
        except Refused as refused:
            form.add_error(_field_of(refused), str(refused))
    return _page(request, "new", {"title": _("届け先を登録"), "form": form}, status=_status(form))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def endpoint(request: HttpRequest, pk: int) -> HttpResponse:
    """One endpoint; a POST changes what it is."""
    user = member(request)
    permissions.require(permissions.can_manage_webhooks(user))
    row = get_object_or_404(_endpoints(), pk=pk)
    form = EndpointForm(request.POST or None, initial=_initial(row))
    if request.method == "POST" and form.is_valid():
        try:
            webhooks.describe(row, **form.values, version=form.cleaned_data["version"], by=user)
        except ChangedMeanwhile:
            form.add_error(None, _("開いているあいだに、ほかの管理者が変えました。開き直して、見比べてください。"))
        except Refused as refused:
            form.add_error(_field_of(refused), str(refused))
        else:
            messages.success(request, _("保存しました。次の送信から効きます。"))
            return _to(row)
    return _one(request, row, form=form)


@never_cache
@require_POST
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    permissions.require(permissions.can_manage_webhooks(member(request)))
    row = get_object_or_404(WebhookEndpoint, pk=pk)
    try:
        return _shown_once(request, webhooks.rotate_secret(row, by=member(request)))
    except Refused as refused:
        messages.error(request, str(refused))
    return _to(row)


@require_POST
def step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """What takes no more than a press."""
    permissions.require(permissions.can_manage_webhooks(member(request)))
    row = get_object_or_404(WebhookEndpoint, pk=pk)
    if name not in STEPS:
        raise Http404
    try:
        messages.success(request, STEPS[name](row, request))
    except Refused as refused:
        messages.error(request, str(refused))
    return _to(row)


@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    permissions.require(permissions.can_manage_webhooks(member(request)))
    row, form = get_object_or_404(_endpoints(), pk=pk), ReplayForm(request.POST)
    if form.is_valid():
        try:
            webhooks.replay(row, since=form.cleaned_data["since"], by=member(request))
        except Refused as refused:
            form.add_error("since", str(refused))
        else:
            messages.success(request, _("番号 %d から送り直します。") % form.cleaned_data["since"])
            return _to(row)
    return _one(request, row, replay_form=form)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    permissions.require(permissions.can_manage_webhooks(member(request)))
    row, form = get_object_or_404(_endpoints(), pk=pk), DiscardForm(request.POST)
    if not form.is_valid():
        return _one(request, row, discard_form=form)
    webhooks.discard(row, by=member(request))
    messages.success(request, _("「%s」を削除しました。") % row)
    return HttpResponseRedirect(reverse("webhooks"))


def _test(row: WebhookEndpoint, request: HttpRequest) -> str:
    webhooks.test(row, by=member(request))
    return _("試し送りを頼みました。数秒で送られます。結果は「送信の記録」に出ます。")


def _pause(row: WebhookEndpoint, request: HttpRequest) -> str:
    webhooks.pause(row, by=member(request))
    return _("一時停止しました。そのあいだの公開は、再開したときに送ります。")


def _resume(row: WebhookEndpoint, request: HttpRequest) -> str:
    webhooks.resume(row, by=member(request))
    return _("いまから送ります。止まっていたところから続けます。")


def _end_former(row: WebhookEndpoint, request: HttpRequest) -> str:
    webhooks.end_former_secret(row, by=member(request))
    return _("前の鍵を終えました。新しい鍵だけで署名します。")


def _retry(row: WebhookEndpoint, request: HttpRequest) -> str:
    number = webhooks.retry_failed(row, by=member(request))
    return ngettext("断念した %d 件を送り直します。", "断念した %d 件を送り直します。", number) % number


STEPS: dict[str, Callable[[WebhookEndpoint, HttpRequest], str]] = {
    "test": _test,
    "pause": _pause,
    "resume": _resume,
    "end-former": _end_former,
    "retry": _retry,
}


def _endpoints() -> QuerySet[WebhookEndpoint]:
    return WebhookEndpoint.objects.select_related("registered_by", "key").with_figures()


def sees(key: ApiKey) -> bool:
    return key.is_live and key.may(Scope.WEBHOOKS)


def _state(row: WebhookEndpoint) -> tuple[str, str]:
    """In words, and the class of the mark beside them."""
    if row.state != WebhookEndpoint.State.ACTIVE:
        return str(row.get_state_display()), "over" if row.because else "soon"
    if row.failures:
        return _("失敗が続いている"), "soon"
    return str(row.get_state_display()), "live"


def _calls(row: WebhookEndpoint) -> list[Call]:
    marks = {"waiting": "soon", "delivered": "live", "failed": "over"}
    now = timezone.now()
    return [
        Call(call, marks[call.state], _why(call), call.due_at is not None and call.due_at > now)
        for call in row.deliveries.order_by("-pk")[:SHOWN]
    ]


def _why(call: WebhookDelivery) -> str:
    """Of the last attempt."""
    told = str(call.get_failure_display())
    return f"{told}（HTTP {call.status}）" if told and call.status else told


def _one(
    request: HttpRequest,
    row: WebhookEndpoint,
    *,
    form: EndpointForm | None = None,
    replay_form: ReplayForm | None = None,
    discard_form: DiscardForm | None = None,
) -> HttpResponse:
    state, mark = _state(row)
    asked = (form, replay_form, discard_form)
    context = {
        "title": str(row),
        "row": row,
        "state": state,
        "mark": mark,
        "sees": row.key is not None and sees(row.key),
        "calls": _calls(row),
        "head": Publication.objects.head().sequence,
        "form": form or EndpointForm(initial=_initial(row)),
        "replay_form": replay_form or ReplayForm(),
        "discard_form": discard_form or DiscardForm(),
        "entries": history.about(row),
    }
    return _page(request, "endpoint", context, status=max((_status(each) for each in asked if each), default=200))


def _initial(row: WebhookEndpoint) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("name", "url", "kinds", "version")} | {"key": row.key_id}


def _field_of(refused: Refused) -> str | None:
    if isinstance(refused, webhooks.UrlRefused):
        return "url"
    if isinstance(refused, webhooks.KeyCannotSee):
        return "key"
    return "name" if isinstance(refused, webhooks.NameTaken) else None


def _shown_once(request: HttpRequest, registered: webhooks.Registered) -> HttpResponse:
    """No redirect, which would have to keep it somewhere; loading the page again makes nothing, and shows nothing."""
    context = {"title": _("署名の鍵"), "row": registered.endpoint, "secret": registered.secret}
    return _page(request, "secret", context)


def _to(row: WebhookEndpoint) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("webhook", args=[row.pk]))


def _status(form: forms.Form) -> int:
    return 422 if form.is_bound and form.errors else 200


def _page(request: HttpRequest, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    everywhere = admin.site.each_context(request)
    return TemplateResponse(request, f"desk/webhooks/{name}.html", {**everywhere, **context}, status=status)
