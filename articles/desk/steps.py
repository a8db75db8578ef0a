"""Explicit buttons on a row's page: each step is one action, with a page of its own where it asks something first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import takewhile
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from articles import permissions
from articles.actions.errors import Refused
from articles.actions.sight import ChangedSinceSeen
from articles.desk import history
from articles.desk.model_admin import DeskAdmin
from articles.desk.requests import member
from articles.models import Claim, Event, User

SENT_AGAIN = timedelta(minutes=1)  # a button that is pressed twice, or sent once more by a browser
NEWS = 5  # newest events shown to whoever took a step on what was no longer so


class NothingToAsk(forms.Form):
    """A step that needs no more than a yes."""


@dataclass(frozen=True)
class Step:
    """`perform(row, by, values)` calls the action and returns the row whose page comes next; `values["seen"]` is what the
    person had before them (SteppedAdmin.seen_of), for actions that compare it.

    `may` is about the person and answers 403; `fits` is about the row's state and decides whether the button is shown.
    A step that `asks` has a page with `form` (made by `form(row, …)`), others are done by the button itself. `is_final`
    steps cannot be taken back. `event` is the action that the history has of it: a step that was just taken, by the same
    person and with nothing in between, is not refused when it is sent again.
    """

    name: str
    label: str | Promise
    done: str | Promise | Callable[[Any], str]
    perform: Callable[[Any, User, dict[str, Any]], Model]
    may: Callable[[User], bool] = permissions.can_write
    fits: Callable[[User, Any], bool] = lambda user, row: True
    asks: bool = False
    form: Callable[..., forms.Form] = field(default=lambda row, *args, **kwargs: NothingToAsk(*args, **kwargs))
    template: str = "desk/step.html"
    context: Callable[[Any, forms.Form], dict[str, Any]] = lambda row, form: {}
    explanation: str | Promise = ""
    is_final: bool = False
    is_main: bool = False
    event: str = ""


class SteppedAdmin(DeskAdmin):
    """A DeskAdmin whose change page shows `steps` as buttons, and whose steps have URLs `<id>/<name>/`."""

    steps: tuple[Step, ...] = ()

    def get_urls(self) -> list[URLPattern]:
        return [*(self._step_url(step) for step in self.steps), *super().get_urls()]

    def _step_url(self, step: Step) -> URLPattern:
        def view(request: HttpRequest, object_id: int) -> HttpResponse:
            return self.step_view(request, object_id, step)

        name = f"{self.opts.app_label}_{self.opts.model_name}_{step.name}"
        return path(f"<int:object_id>/{step.name}/", self.admin_site.admin_view(view), name=name)

    def seen_of(self, row: Any) -> str:
        """A seal of what a page shows, which its steps bring back. Made before the page, so never of anything newer."""
        return ""

    def open_steps(self, request: HttpRequest, row: Any) -> list[Step]:
        user = member(request)
        return [step for step in self.steps if step.may(user) and step.fits(user, row)]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        buttons = [(step, self.url_of(step.name, row.pk)) for step in self.open_steps(request, row)] if row else []
        around = {"buttons": buttons, "seen": self.seen_of(row) if buttons else ""}
        return super().change_view(request, object_id, form_url, {**around, **(extra_context or {})})

    def step_view(self, request: HttpRequest, object_id: int, step: Step) -> HttpResponse:
        permissions.require(step.may(member(request)))
        row = self.get_object(request, str(object_id))
        if row is None:
            return self.gone(request, str(object_id))
        if request.method == "POST":
            return self.take(request, row, step, seen=request.POST.get("seen", ""))
        if not step.asks:
            return HttpResponseNotAllowed(["POST"])
        if not step.fits(member(request), row):
            self.message_user(request, _("今の状態では「%s」はできません。") % step.label, messages.WARNING)
            return HttpResponseRedirect(self.url_of("change", row.pk))
        return self._ask(request, row, step, step.form(row), seen=self.seen_of(row))

    def take(self, request: HttpRequest, row: Model, step: Step, *, seen: str) -> HttpResponse:
        form = step.form(row, request.POST, request.FILES)
        if form.is_valid():
            try:
                following = step.perform(row, member(request), {**form.cleaned_data, "seen": seen})
            except Refused as refused:
                if was_just_taken(step, row, by=member(request)):
                    return self._done(request, type(row)._default_manager.get(pk=row.pk), step)
                if isinstance(refused, ChangedSinceSeen):
                    return self._show_what_is_new(request, row, step, refused)
                form.add_error(None, str(refused))
            else:
                return self._done(request, following, step)
        if step.asks:
            return self._ask(request, row, step, form, seen=seen)
        for error in form.non_field_errors():
            self.message_user(request, str(error), messages.ERROR)
        return HttpResponseRedirect(self.url_of("change", row.pk))

    def _done(self, request: HttpRequest, following: Model, step: Step) -> HttpResponse:
        done = step.done(following) if callable(step.done) else str(step.done)
        self.message_user(request, done, messages.SUCCESS)
        return HttpResponseRedirect(page_of(following))

    def _show_what_is_new(self, request: HttpRequest, row: Model, step: Step, refused: Refused) -> HttpResponse:
        """The page as it is now, with what was typed; to take the step once more from there is a choice."""
        if not step.asks:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(self.url_of("change", row.pk))
        now = self.get_object(request, str(row.pk))
        if now is None:
            return self.gone(request, str(row.pk))
        seen = self.seen_of(now)
        form = step.form(now, request.POST, request.FILES)
        form.add_error(None, str(refused))
        return self._ask(request, now, step, form, seen=seen, news=history.about(now)[:NEWS])

    def _ask(
        self,
        request: HttpRequest,
        row: Model,
        step: Step,
        form: forms.Form,
        *,
        seen: str,
        news: Sequence[history.Entry] = (),
    ) -> HttpResponse:
        context = {
            "seen": seen,
            "news": news,
            **self.admin_site.each_context(request),
            "title": step.label,
            "subtitle": str(row),
            "step": step,
            "form": form,
            "row": row,
            "row_url": self.url_of("change", row.pk),
            "opts": self.opts,
            **step.context(row, form),
        }
        return TemplateResponse(request, step.template, context)


def was_just_taken(step: Step, row: Model, *, by: User) -> bool:
    """Whether the newest that happened to the row is this step of theirs, or what it led to, a moment ago."""
    recent = Event.objects.about(row).filter(at__gte=timezone.now() - SENT_AGAIN)
    newest = list(recent.order_by("-pk").values_list("actor_id", "action"))
    own = list(takewhile(lambda one: one[0] == by.pk, newest))
    return bool(step.event) and (by.pk, step.event) in own


def page_of(row: Model) -> str:
    """The URL of the page on which a row is worked at."""
    if isinstance(row, Claim):
        return reverse("claim", args=[row.pk])
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
