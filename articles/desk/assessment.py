"""The page that hands out what an assessor asks for (IFCN, FIJ), and what goes into it from the pages of others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods

from articles import permissions
from articles.actions import assessment
from articles.desk import figures, ledger, selection
from articles.desk.moments import AskedDay
from articles.desk.requests import member
from articles.desk.selection import Period
from articles.models import Publication
from articles.public import pages

YEAR = timedelta(days=364)


class PeriodForm(forms.Form):
    first = AskedDay(label=gettext_lazy("台帳はこの日から"))
    last = AskedDay(label=gettext_lazy("この日まで"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            self.add_error("last", _("終わりの日が、始まりの日より前になっています。"))
        return cleaned


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """The page, or with a period the ZIP."""
    permissions.require(permissions.can_export_assessment(member(request)))
    period = default_period()
    form = PeriodForm(request.POST or None, initial=period._asdict())
    if request.method == "POST" and form.is_valid():
        chosen = Period(form.cleaned_data["first"], form.cleaned_data["last"])
        content = made(chosen)
        assessment.note_export(by=member(request))  # once there is something that was exported
        name = f"factcheck-assessment-{chosen.first}-{chosen.last}.zip"
        return HttpResponse(
            content,
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    context = {
        **admin.site.each_context(request),
        "title": _("審査のための資料"),
        "form": form,
        "head": Publication.objects.head(),
    }
    return TemplateResponse(request, "desk/assessment.html", context)


def default_period() -> Period:
    """The year up to the newest publication: the same for whoever asks, until there is another one."""
    newest = Publication.objects.order_by("-sequence").values_list("published_at", flat=True).first()
    last = timezone.localdate(newest, timezone.get_default_timezone()) if newest else figures.today()
    return Period(last - YEAR, last)


def made(period: Period) -> bytes:
    """The pack with the ledger of a period."""
    with override("ja"):
        ledgers = {grouping: list(ledger.csv_rows(grouping, period)) for grouping in selection.GROUPINGS}
        return assessment.pack(_pages(), ledgers, _about(period.first, period.last))


def _about(first: date, last: date) -> Mapping[str, str]:
    return {"ledger_first_day": first.isoformat(), "ledger_last_day": last.isoformat()}


def _pages() -> dict[str, bytes]:
    """What readers are told of how the newsroom works, as they see it."""
    request = HttpRequest()
    request.method, request.path = "GET", reverse("public:methodology")
    return {"methodology.html": pages.methodology(request).content}
