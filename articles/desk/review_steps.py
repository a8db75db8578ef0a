"""校閲 and 法務 at the desk: which verdicts take them, and what whoever gives one is asked and told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import permissions
from articles.actions import review_steps
from articles.desk.model_admin import DeskAdmin, VersionedForm
from articles.desk.requests import member
from articles.models import Approval, StepRule, User, Verdict


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("覚え書き（なくてもかまいません）"),
        required=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3}),
        help_text=gettext_lazy("何を確かめたか、何に気を付けるか。デスクの中だけで、履歴に残ります。"),
    )


def proofread(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    return review_steps.proofread(verdict, note=values["note"], seen=values["seen"], by=by)


def clear(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    return review_steps.clear(verdict, note=values["note"], seen=values["seen"], by=by)


def told(verdict: Verdict) -> str:
    """What whoever gave a step is told: what is still awaited before the publication."""
    missing = [str(step.label) for step in verdict.missing_steps]
    if verdict.state != Verdict.State.APPROVED:
        missing.append(_("デスクの承認"))
    if not missing:
        return _("記録しました。公開できます。")
    return _("記録しました。公開までに、あと%(steps)sが要ります。") % {"steps": _("と").join(missing)}


class StepRuleForm(VersionedForm):
    class Meta:
        model = StepRule
        fields = ["scope"]
        help_texts = {
            "scope": gettext_lazy(
                "「虚偽」のような判定には、いつも要ります。変えると、もう確認に出した検証記事にも当てはまります。"
            )
        }


class StepRuleAdmin(DeskAdmin):
    form = StepRuleForm
    list_display = ["name", "scope", "members"]
    ordering = ["pk"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.with_seen_version(request, obj, ["scope"])

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.can_set_steps(member(request))

    @admin.display(description=gettext_lazy("段階"))
    def name(self, rule: StepRule) -> str:
        return str(rule)

    @admin.display(description=gettext_lazy("できる人"))
    def members(self, rule: StepRule) -> str:
        role = permissions.STEP_ROLES[Approval.Step(rule.step)]
        users = User.objects.filter(is_active=True, groups__name=role).order_by("pk")
        return _("、").join(map(str, users)) or _("いません。担当者に「%s」の役割を付けてください。") % role.label

    def update(self, obj: StepRule, form: VersionedForm, request: HttpRequest) -> StepRule:
        return review_steps.set_rule(obj, version=form.seen, **form.values, by=member(request))
