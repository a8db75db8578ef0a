"""The rows a verdict is made of beside its own words: evidence, and replies of those concerned; inlines of its form."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import DateTimeField, TextField
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import evidence, replies
from articles.desk.model_admin import (
    ActionFormSet,
    AnyForm,
    AnyStackedInline,
    DeskAdmin,
    DeskPermissions,
    LinesField,
)
from articles.desk.moments import DateOrMomentField, DeadlineField, LabelledSplitDateTime
from articles.desk.requests import member
from articles.models import Evidence, RightOfReply, User


class EvidenceFormSet(ActionFormSet):
    def add_row(self, values: dict[str, Any], *, by: User) -> None:
        evidence.add(self.instance, by=by, **values)

    def edit_row(self, row: Evidence, values: dict[str, Any], *, by: User) -> None:
        evidence.edit(row, by=by, **values)

    def remove_row(self, row: Evidence, *, by: User) -> None:
        evidence.remove(row, by=by)


class ReplyFormSet(ActionFormSet):
    def add_row(self, values: dict[str, Any], *, by: User) -> None:
        replies.add(self.instance, by=by, **values)

    def edit_row(self, row: RightOfReply, values: dict[str, Any], *, by: User) -> None:
        replies.edit(row, by=by, **values)

    def remove_row(self, row: RightOfReply, *, by: User) -> None:
        replies.remove(row, by=by)


PART_FIELDS = {
    **DeskAdmin.formfield_overrides,
    TextField: {"form_class": LinesField, "widget": forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4})},
}


class VerdictPart(DeskPermissions):
    """An inline whose rows may be written exactly while the verdict is a draft."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and permissions.can_edit_verdict(member(request), obj)

    has_change_permission = has_add_permission
    has_delete_permission = has_add_permission


class EvidenceForm(AnyForm):
    """Takes the name of an anonymous source: the action moves it into a note before the row is written."""

    class Meta:
        model = Evidence
        fields: ClassVar[Any] = "__all__"
        help_texts = {
            "source_name": _(
                "実名で公開できないときも書いてかまいません。保存すると、あなただけが読める、暗号化した取材メモに移ります。"
            ),
        }

    def _get_validation_exclusions(self) -> set[str]:
        """Who the source is stays out of the constraints where it will not be in the row; the action checks the rest."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # Django's, untyped
        return excluded if self.cleaned_data.get("is_on_record") else excluded | set(evidence.IDENTITY)


class EvidenceInline(VerdictPart, AnyStackedInline):
    model = Evidence
    form = EvidenceForm
    formset = EvidenceFormSet
    formfield_overrides = PART_FIELDS
    extra = 0
    ordering = ["position", "pk"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("kind", "stance", "position"),
                    "title",
                    ("source_name", "source_position"),
                    ("is_primary", "is_on_record"),
                    "anonymity_reason",
                    "url",
                    "quoted_passage",
                ]
            },
        ),
        (
            _("保存と出どころ"),
            {
                "fields": ["locator", "obtained_at", "archive_url", "snapshot_sha256", "source_interest"],
                "classes": ["collapse"],
            },
        ),
    ]


class ReplyInline(VerdictPart, AnyStackedInline):
    model = RightOfReply
    formset = ReplyFormSet
    formfield_overrides = {
        **PART_FIELDS,
        DateTimeField: {"form_class": DateOrMomentField, "widget": LabelledSplitDateTime},
    }
    extra = 0
    ordering = ["asked_at", "pk"]
    fields = [("party", "channel"), ("asked_at", "deadline"), "outcome", "answer", "answered_at"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "deadline":
            kwargs["form_class"] = DeadlineField
        return super().formfield_for_dbfield(db_field, request, **kwargs)
