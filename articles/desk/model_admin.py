"""What every admin class of the desk has in common: permissions by articles.permissions, writes by actions.

A domain error (`Refused`) that an action raises while a form is saved comes back as an error of that form: the
transaction is rolled back and the page is built once more, with everything the editor typed still in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget, RelatedFieldWidgetWrapper
from django.core.exceptions import EmptyResultSet, ValidationError
from django.core.paginator import Paginator
from django.db.models import DateTimeField, Model, QuerySet, TextField
from django.forms import SplitDateTimeField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import permissions
from articles.actions.edits import ChangedMeanwhile
from articles.actions.errors import Refused
from articles.desk import history, kept_text, merging
from articles.desk.lists import QuickList
from articles.desk.moments import LabelledSplitDateTime
from articles.desk.requests import may_enter, member
from articles.models import Event

if TYPE_CHECKING:  # generic for the type checker only; Django's classes cannot be subscripted
    ModelAdmin = admin.ModelAdmin[Any]
    AnyForm = forms.ModelForm[Any]
    AnyFormSet = forms.BaseInlineFormSet[Any, Any, Any]
    AnyStackedInline = admin.StackedInline[Any, Any]
else:
    ModelAdmin, AnyForm, AnyFormSet = admin.ModelAdmin, forms.ModelForm, forms.BaseInlineFormSet
    AnyStackedInline = admin.StackedInline

HISTORY_PAGE = 50
ATTEMPTS = 5  # to put together what two people changed, while others go on saving


class LinesField(forms.CharField):
    """A text with the line ends it is stored with: browsers send CRLF, and what is sent as it was is no change."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if text else text


class CodedChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg] # cannot be subscripted at run time
    """A choice among rows whose keys are codes; a NUL in one, which PostgreSQL does not even look for, is no choice."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("\0", "\ufffd") if isinstance(value, str) else value)


class LenientForm(AnyForm):
    """What a row has said since before there was a rule against it is no error of whoever changes something else."""

    RULES = frozenset({"turning", "unfit_address"})

    def _update_errors(self, errors: ValidationError) -> None:
        if self.instance.pk and hasattr(errors, "error_dict"):
            untouched = {name: told for name, told in errors.error_dict.items() if name not in self.changed_data}
            for name, told in untouched.items():
                errors.error_dict[name] = [each for each in told if each.code not in self.RULES]
                if not errors.error_dict[name]:
                    del errors.error_dict[name]
        super()._update_errors(errors)  # type: ignore[misc] # Django's, untyped


class VersionedForm(LenientForm):
    """A form that brings back which state of the row its editor saw, and what it said (merging.py). Every form of a row
    that people edit is one.

    A new row has none. One that comes without it is refused rather than let win over whatever was saved meanwhile.
    """

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    seen_values = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            for name in merging.CARRIED:
                self.fields.pop(name, None)
        elif "seen_version" in self.fields:
            self.fields["seen_version"].initial = self.instance.version
            self.fields["seen_values"].initial = merging.Shown(self)

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, for an action: what was seen goes apart."""
        return {name: value for name, value in self.cleaned_data.items() if name not in merging.CARRIED}

    @property
    def seen(self) -> int:
        return int(self.cleaned_data["seen_version"])


class FittingList(ChangeList):
    """A list whose address asks what no row can be asked, the year 0 or a NUL, is shown without it, as Django's own."""

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request, exclude_parameters)
        try:
            _sql, values = rows.query.sql_with_params()
        except EmptyResultSet:
            return rows
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters from error
        if any(isinstance(value, str) and "\0" in value for value in values):
            raise IncorrectLookupParameters
        return rows


class DeskPermissions:
    """Members see everything; who writes may change. Django's own model permissions play no part."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_enter(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return permissions.can_use_desk(member(request))

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return permissions.can_write(member(request))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return permissions.can_write(member(request))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return permissions.can_write(member(request))


class DeskAdmin(DeskPermissions, QuickList):
    """Subclasses write `create` and `update`, and `discard` where a row may be deleted; each calls one action."""

    formfield_overrides = {
        DateTimeField: {"form_class": SplitDateTimeField, "widget": LabelledSplitDateTime},
        TextField: {"form_class": LinesField, "widget": AdminTextareaWidget},
    }
    list_per_page = 50
    show_full_result_count = False  # a second COUNT over the whole table for a figure nobody acts on
    discardable: ClassVar[bool] = False

    def with_seen_version(self, request: HttpRequest, obj: Any, names: Sequence[str]) -> list[str]:
        """The fields of a form, with the version seen where the row is there and may be written on."""
        return [*names, *merging.CARRIED] if obj is not None and self.has_change_permission(request, obj) else [*names]

    def create(self, form: Any, request: HttpRequest) -> Model:
        raise NotImplementedError

    def update(self, obj: Any, form: Any, request: HttpRequest) -> Model:
        raise NotImplementedError

    def discard(self, obj: Any, request: HttpRequest) -> None:
        raise NotImplementedError

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.discardable and super().has_delete_permission(request, obj)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return FittingList

    # Titles: the stock ones ("変更する 検証素材 を選択") were put together from English --------------------------------

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        changelist = super().get_changelist_instance(request)
        changelist.title = str(self.opts.verbose_name_plural)
        return changelist

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        adding = context["original"] is None
        context["title"] = _("%sを追加") % self.opts.verbose_name if adding else self.opts.verbose_name
        context["conflict"] = getattr(request, "conflict", None)
        return super().render_change_form(request, context, *args, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """As Django's, without a button that deletes the outlet or claimant next to the field that names it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
        return field

    # Saving ------------------------------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method == "POST":
            request.POST = merging.with_choices(request.POST)  # type: ignore[assignment] # Django lets it be set
        for _attempt in range(ATTEMPTS):
            try:
                return super().changeform_view(request, object_id, form_url, extra_context)
            except ChangedMeanwhile as refused:
                if not self.merge(request, object_id or ""):
                    return self._refused(request, refused, object_id, form_url, extra_context)
            except Refused as refused:
                return self._refused(request, refused, object_id, form_url, extra_context)
        return self._refused(request, ChangedMeanwhile(), object_id, form_url, extra_context)

    def _refused(self, request: HttpRequest, refused: Refused, *args: Any) -> HttpResponse:
        request.refused = refused  # type: ignore[attr-defined]
        return super().changeform_view(request, *args)

    def merge(self, request: HttpRequest, object_id: str) -> bool:
        """Put what was typed together with what was saved meanwhile; whether that leaves nothing to ask."""
        row = self.get_object(request, object_id)
        if row is None:
            return False
        form = self.get_form(request, row, change=True)
        merged = merging.Merged(request.POST.copy(), editors=history.editors(row, member(request)))
        now = form(None, instance=row)
        merging.merge(form(merged.data, instance=self.get_object(request, object_id)), now, merged)
        request.POST = merged.data  # type: ignore[assignment] # Django lets it be set
        if not merged.is_settled:
            request.conflict = merged  # type: ignore[attr-defined]
        elif merged.kept:
            self.message_user(request, merged.told, messages.INFO)
        return merged.is_settled

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> type[AnyForm]:
        form = super().get_form(request, obj, change=change, **kwargs)
        refused = getattr(request, "refused", None)
        return self.refusing(form, refused) if refused else form

    def refusing(self, form: type[AnyForm], refused: Refused) -> type[AnyForm]:
        """The form, telling why its action was refused instead of being valid."""

        class RefusedForm(form):  # type: ignore[valid-type, misc] # a form class made at run time
            def clean(self) -> dict[str, Any]:
                cleaned: dict[str, Any] = super().clean()
                self.add_error(None, ValidationError(str(refused), code=type(refused).__name__))
                return cleaned

        return RefusedForm

    def save_model(self, request: HttpRequest, obj: Model, form: AnyForm, change: bool) -> None:
        if change:
            self.update(obj, form, request)
        else:
            obj.pk = self.create(form, request).pk
            obj.refresh_from_db()

    def save_related(self, request: HttpRequest, form: AnyForm, formsets: Iterable[Any], change: bool) -> None:
        """Many-to-many values go through the action in save_model; only the inlines are left to be saved."""
        for formset in formsets:
            self.save_formset(request, form, formset, change)

    def save_formset(self, request: HttpRequest, form: AnyForm, formset: Any, change: bool) -> None:
        assert isinstance(formset, ActionFormSet)
        formset.save_by_actions(member(request))

    # Deleting ----------------------------------------------------------------------------------------------------

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self.discard(obj, request)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> None:
        for obj in queryset:
            self.discard(obj, request)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(self.url_of("change", object_id))

    def response_action(self, request: HttpRequest, queryset: QuerySet[Model], *args: Any) -> HttpResponse | None:
        try:
            return super().response_action(request, queryset, *args)
        except Refused as refused:
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(request.get_full_path())

    # History: the Event table instead of django_admin_log ---------------------------------------------------------

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        return []

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """The action wrote the Event."""

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> Any:
        """The action wrote the Event."""

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Model]) -> Any:
        """The action wrote the Event."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        obj = self.get_object(request, object_id)
        if obj is None:
            return self.gone(request, object_id)
        events = Event.objects.about(obj).select_related("content").order_by("-pk")
        page = Paginator(events, HISTORY_PAGE).get_page(request.GET.get("p"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("履歴：%s") % obj,
            "subtitle": None,
            "entries": history.entries(page.object_list),
            "page": page,
            "object": obj,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "desk/history.html", context)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        return self.gone(request, object_id)

    def gone(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Back to the list, saying that there is no such row; whoever wrote on it gets the text back (kept_text.py)."""
        if request.method == "POST" and any(kept_text.typed_in(request)):
            return HttpResponse(status=HTTPStatus.GONE)
        note = _("%(name)s %(id)s はありません。") % {"name": self.opts.verbose_name, "id": object_id}
        self.message_user(request, note, messages.WARNING)
        return HttpResponseRedirect(self.url_of("changelist"))

    # URLs --------------------------------------------------------------------------------------------------------

    def url_of(self, page: str, *args: Any) -> str:
        """The URL of one of this model's admin pages: changelist, add, change, history, delete or one of our own."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)


class ReadOnlyAdmin(DeskAdmin):
    """For logs and for rows that come about elsewhere."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ActionFormSet(AnyFormSet):
    """Rows of a formset written by actions; subclasses say which."""

    default_error_messages: ClassVar[Any] = {
        **AnyFormSet.default_error_messages,
        "missing_management_form": gettext_lazy(
            "画面の一部が届きませんでした。まだ保存していません。ページを開き直してから、もう一度保存してください。"
        ),
    }

    def add_row(self, values: dict[str, Any], *, by: Any) -> None:
        raise NotImplementedError

    def edit_row(self, row: Any, values: dict[str, Any], *, by: Any) -> None:
        raise NotImplementedError

    def remove_row(self, row: Any, *, by: Any) -> None:
        raise NotImplementedError

    def clean(self) -> None:
        super().clean()
        if any(form.instance.pk is None for form in self.initial_forms):  # Django takes a row of any other one
            raise ValidationError(_("ここにはない行が送られました。保存していません。ページを開き直してください。"))

    def save_by_actions(self, by: Any) -> None:
        for form in self.deleted_forms:
            if form.instance.pk:
                self.remove_row(form.instance, by=by)
        for form in self.initial_forms:
            if form not in self.deleted_forms and form.has_changed():
                self.edit_row(form.instance, {name: form.cleaned_data[name] for name in form.changed_data}, by=by)
        for form in self.extra_forms:
            if form not in self.deleted_forms and form.has_changed():
                self.add_row(self._values(form), by=by)

    def _values(self, form: AnyForm) -> dict[str, Any]:
        ours = {self.fk.name, "id", "DELETE"}
        return {name: value for name, value in form.cleaned_data.items() if name not in ours}
