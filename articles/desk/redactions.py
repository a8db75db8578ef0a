"""Redactions: hiding published versions at once, and the second pair of eyes that erases or restores them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import redactions
from articles.desk.steps import Step, SteppedAdmin, page_of
from articles.models import Publication, PublicationContent, Redaction, User, Verdict


def visible_versions(verdict: Verdict) -> QuerySet[PublicationContent]:
    """What can still be hidden of a verdict."""
    return PublicationContent.objects.filter(
        publication__verdict_number=verdict.number, hidden_at__isnull=True, redacted_at__isnull=True
    ).exclude(publication__kind__in=Publication.NOTICES)


class HidingForm(forms.Form):
    versions = forms.TypedMultipleChoiceField(
        label=_("非表示にする版"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("理由"),
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4}),
        help_text=_("裁判所の決定、未成年の氏名など。社内用で、公開されません。"),
    )

    def __init__(self, verdict: Verdict, *args: Any) -> None:
        super().__init__(*args)
        rows = visible_versions(verdict).select_related("publication").order_by("-publication__version")
        choices = [(row.publication.version, version_label(row.publication)) for row in rows]
        field = self.fields["versions"]
        field.choices = choices  # type: ignore[attr-defined] # a choice field has them
        field.initial = [version for version, _label in choices]


def version_label(publication: Publication) -> str:
    day = timezone.localtime(publication.published_at)
    return gettext("第%(version)d版（%(kind)s、%(day)s）") % {
        "version": publication.version,
        "kind": publication.get_kind_display(),
        "day": f"{day:%Y-%m-%d %H:%M}",
    }


def hide(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    redactions.hide(verdict, reason=values["reason"], versions=values["versions"], by=by)
    return verdict


HIDE = Step(
    name="hide",
    label=_("非表示にする"),
    done=_("すぐに非表示にしました。別のデスクが確認すると、内容が消去されます。"),
    perform=hide,
    may=permissions.can_redact,
    fits=lambda user, verdict: verdict.published_version > 0 and visible_versions(verdict).exists(),
    asks=True,
    form=HidingForm,
    explanation=_("法的理由や人権上の理由で、すぐに読者から見えなくします。間違いなら解除できます。"),
    is_final=True,
)


def confirm(redaction: Redaction, by: User, values: dict[str, Any]) -> Redaction:
    return redactions.confirm(redaction, by=by)


def lift(redaction: Redaction, by: User, values: dict[str, Any]) -> Redaction:
    return redactions.lift(redaction, by=by)


class ConfirmationForm(forms.Form):
    sure = forms.BooleanField(label=_("消去は元に戻せないことを確認しました"))


class RedactionAdmin(SteppedAdmin):
    list_display = ["verdict_link", "state", "shown_versions", "reason", "hidden_by", "hidden_at", "closed_by"]
    list_display_links = ["state"]
    list_filter = ["state", "hidden_by"]
    list_select_related = ["verdict", "hidden_by", "closed_by"]
    search_fields = ["reason", "verdict__headline"]
    date_hierarchy = "hidden_at"
    ordering = ["-hidden_at", "-pk"]
    fields = ["verdict_link", "state", "shown_versions", "reason", "hidden_by", "hidden_at", "closed_by", "closed_at"]
    readonly_fields: ClassVar[Any] = fields
    steps = (
        Step(
            name="confirm",
            label=_("確認して消去する"),
            done=_("内容を消去しました。"),
            perform=confirm,
            may=permissions.can_redact,
            fits=lambda user, redaction: (
                redaction.state == Redaction.State.HIDDEN and permissions.can_confirm_redaction(user, redaction)
            ),
            asks=True,
            form=lambda row, *args: ConfirmationForm(*args),
            explanation=_("公開ページ、過去の版、API、検索から内容が消え、元に戻せなくなります。"),
            is_final=True,
        ),
        Step(
            name="lift",
            label=_("解除して元に戻す"),
            done=_("非表示を解除しました。"),
            perform=lift,
            may=permissions.can_redact,
            fits=lambda user, redaction: redaction.state == Redaction.State.HIDDEN,
        ),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("検証記事"), ordering="verdict")
    def verdict_link(self, redaction: Redaction) -> str:
        return format_html('<a href="{}">{}</a>', page_of(redaction.verdict), redaction.verdict)

    @admin.display(description=_("対象の版"))
    def shown_versions(self, redaction: Redaction) -> str:
        return gettext("、").join(map(str, redaction.versions))
