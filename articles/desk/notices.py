"""What a member is told: the page behind the bell, how they want mail about it, and for administrators what was sent."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from articles import permissions
from articles.actions import deliveries, notices
from articles.actions.errors import Refused
from articles.desk import history
from articles.desk.requests import member
from articles.models import Delivery, Event, Notice, NoticePreference

SHOWN = 50
TROUBLES_SHOWN = 100


class MailForm(forms.Form):
    mail = forms.ChoiceField(
        label=gettext_lazy("メールでも受け取る"), choices=NoticePreference.Mail.choices, widget=forms.RadioSelect
    )


class Shown(NamedTuple):
    """A notice with who did what; both empty where no event was behind it, or it was erased."""

    notice: Notice
    actor: str
    action: str


@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    user = member(request)
    before = request.GET.get("before", "")
    rows = Notice.objects.of(user).select_related("claim__verdict").order_by("-pk")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: SHOWN + 1])
    context = {
        **admin.site.each_context(request),
        "title": _("お知らせ"),
        "rows": _with_events(found[:SHOWN]),
        "before": found[SHOWN - 1].pk if len(found) > SHOWN else None,
        "unread": user.unread_notices,
        "mail": MailForm(initial={"mail": _preference(request)}),
        "may_see_deliveries": permissions.can_see_deliveries(user),
    }
    return TemplateResponse(request, "desk/notices.html", context)


@require_GET
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """To where the matter stands; the notice is read by that."""
    user = member(request)
    rows = Notice.objects.of(user).select_related("claim__verdict")
    notice = get_object_or_404(rows, pk=pk)
    notices.mark_read(user, only=[notice.pk])
    return HttpResponseRedirect(deliveries.page_of(notice) + _anchor(notice))


@require_POST
def mark_read(request: HttpRequest) -> HttpResponse:
    """One notice, or all that the page showed and whatever is older."""
    user = member(request)
    only = [int(key) for key in request.POST.getlist("notice") if key.isascii() and key.isdigit() and len(key) < 19]
    notices.mark_read(user, only=only if "notice" in request.POST else None)
    return HttpResponseRedirect(reverse("notices"))


@require_POST
def choose_mail(request: HttpRequest) -> HttpResponse:
    form = MailForm(request.POST)
    if form.is_valid():
        notices.choose(member(request), mail=form.cleaned_data["mail"])
        messages.success(request, _("お知らせの受け取り方を変えました。"))
    return HttpResponseRedirect(reverse("notices"))


@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """What left the app, how much waits, and what failed."""
    permissions.require(permissions.can_see_deliveries(member(request)))
    counted = Delivery.objects.values_list("channel", "state").annotate(number=Count("pk")).order_by("channel", "state")
    channels, states = dict(Delivery.Channel.choices), dict(Delivery.State.choices)
    troubled = Delivery.objects.troubled().select_related("notice__recipient").order_by("-pk")
    context = {
        **admin.site.each_context(request),
        "title": _("お知らせの送信"),
        "counts": [(channels[channel], states[state], state, number) for channel, state, number in counted],
        "troubled": troubled[:TROUBLES_SHOWN],
        "has_webhook": deliveries.has_webhook(),
    }
    return TemplateResponse(request, "desk/notice_outbox.html", context)


@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    permissions.require(permissions.can_see_deliveries(member(request)))
    try:
        deliveries.retry(get_object_or_404(Delivery, pk=pk), by=member(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("もう一度送ります。"))
    return HttpResponseRedirect(reverse("notice-outbox"))


def _preference(request: HttpRequest) -> str:
    chosen = NoticePreference.objects.filter(user=member(request)).values_list("mail", flat=True).first()
    return chosen or NoticePreference.Mail.AT_ONCE.value


def _with_events(rows: list[Notice]) -> list[Shown]:
    events: Any = Event.objects.select_related("content").in_bulk([row.event_id for row in rows if row.event_id])
    entries = {pk: history.entry(event) for pk, event in events.items()}
    return [
        Shown(row, entries[row.event_id].actor, entries[row.event_id].action)
        if row.event_id in entries
        else Shown(row, "", "")
        for row in rows
    ]


def _anchor(notice: Notice) -> str:
    """The comment in which somebody was mentioned."""
    if notice.kind != Notice.Kind.MENTION:
        return ""
    event = Event.objects.filter(pk=notice.event_id or 0, subject_type="comment").first()
    return f"#comment-{event.subject_id}" if event else ""
