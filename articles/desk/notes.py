"""Confidential notes at the desk: everybody sees that there is one, the few who may read it open it, each time by a click.

A note is opened by POST, because each opening is an Event: no prefetching browser and no reloaded tab makes one.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import permissions
from articles.actions import edits, notes
from articles.actions.errors import Refused
from articles.desk import merging
from articles.desk.model_admin import ATTEMPTS
from articles.desk.requests import member
from articles.desk.steps import Step, SteppedAdmin, page_of
from articles.japanese.name_variants import Name
from articles.models import ConfidentialNote, User, Verdict

MULTILINE = {"class": "vLargeTextField", "rows": 8, "autocomplete": "off"}


class NoteForm(forms.Form):
    source = forms.CharField(
        label=gettext_lazy("情報源の名前"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "姓と名のあいだを空けて書きます。読みは括弧に入れます。この名前は、別の書き方（空白、全角、かな、異体字、姓名の順、"
            "敬称や肩書）でも公開を止めます。ほかの検証記事では、姓名がそろったものを止めます。"
        ),
    )
    text = forms.CharField(label=gettext_lazy("メモ"), required=False, widget=forms.Textarea(attrs=MULTILINE))
    readers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=gettext_lazy("ほかに読める人"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("書いた人と、ここで選んだ人だけが読めます。あとから執筆者になっても読めません。"),
    )

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        members = User.objects.filter(is_active=True, is_staff=True).order_by("username")
        self.fields["readers"].queryset = members  # type: ignore[attr-defined] # a ModelMultipleChoiceField has one


class RewritingForm(NoteForm):
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    seen_values = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def of(cls, note: ConfidentialNote, content: notes.Content) -> RewritingForm:
        form = cls(None)
        form.initial = {**content._asdict(), "readers": note.readers.all(), "seen_version": note.version}
        form.initial["seen_values"] = merging.Shown(form)
        return form


def refused_form(data: Any, refused: Refused) -> RewritingForm:
    form = RewritingForm(data)
    form.add_error(None, str(refused))
    return form


class DestructionForm(forms.Form):
    sure = forms.BooleanField(label=gettext_lazy("破棄は元に戻せないことを確認しました"))


def write(verdict: Verdict, by: User, values: dict[str, Any]) -> ConfidentialNote:
    return notes.write(verdict, by=by, source=values["source"], text=values["text"], readers=values["readers"])


def destroy(note: ConfidentialNote, by: User, values: dict[str, Any]) -> ConfidentialNote:
    return notes.destroy(note, by=by)


WRITE = Step(
    name="note",
    label=gettext_lazy("取材メモを書く"),
    done=gettext_lazy("取材メモを暗号化して保存しました。"),
    perform=write,
    fits=lambda user, verdict: verdict.state != Verdict.State.ERASED,
    asks=True,
    form=lambda row, *args: NoteForm(*args),
    explanation=gettext_lazy(
        "保護する情報源の名前と、限られた人だけが知るべきことを書きます。暗号化して保存し、検索、履歴、公開記録には"
        "入りません。読めるのは、書いた人と、ここで選んだ人だけです。読むたびに、誰が読んだかが残ります。"
    ),
)


class ConfidentialNoteAdmin(SteppedAdmin):
    list_display = ["__str__", "verdict_link", "written_by", "written_at", "reader_names", "state"]
    list_select_related = ["verdict__claim", "written_by", "destroyed_by"]
    search_fields = ["verdict__headline"]
    date_hierarchy = "written_at"
    ordering = ["-pk"]
    fields = [
        *("verdict_link", "evidence", "written_by", "written_at", "reader_names"),
        *("destroyed_by", "destroyed_at"),
    ]
    readonly_fields: ClassVar[Any] = fields
    change_form_template = "admin/articles/confidentialnote/change_form.html"
    steps = (
        Step(
            name="destroy",
            label=gettext_lazy("破棄する"),
            done=gettext_lazy("破棄しました。鍵があっても、もう読めません。"),
            perform=destroy,
            may=permissions.can_use_desk,
            fits=lambda user, note: not note.is_destroyed and permissions.can_destroy_note(user, note),
            asks=True,
            form=lambda row, *args: DestructionForm(*args),
            explanation=gettext_lazy(
                "暗号文をデータベースから消します。書いた人と日時だけが残ります。期限が切れるまでのバックアップには、"
                "鍵がなければ読めない形で残ります。"
            ),
            is_final=True,
        ),
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("ciphertext").prefetch_related("readers")

    @admin.display(description=gettext_lazy("検証記事"), ordering="verdict")
    def verdict_link(self, note: ConfidentialNote) -> str:
        return format_html('<a href="{}">{}</a>', page_of(note.verdict), note.verdict)

    @admin.display(description=gettext_lazy("読める人"))
    def reader_names(self, note: ConfidentialNote) -> str:
        return _("、").join(str(reader) for reader in note.readers.all())

    @admin.display(description=gettext_lazy("状態"))
    def state(self, note: ConfidentialNote) -> str:
        return _("破棄済み") if note.is_destroyed else _("保存中")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.open_view)
        return [path("<int:object_id>/open/", view, name="articles_confidentialnote_open"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        note = self.get_object(request, object_id)
        may_read = note is not None and not note.is_destroyed and permissions.can_read_note(member(request), note)
        opening = self.url_of("open", object_id) if may_read else ""
        return super().change_view(request, object_id, form_url, {"opening": opening, **(extra_context or {})})

    def open_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """POST opens the note; POST with `_save` writes it anew."""
        note = self.get_object(request, str(object_id))
        if note is None:
            return self.gone(request, str(object_id))
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        permissions.require(permissions.can_read_note(member(request), note))
        try:
            return self._save(request, note) if "_save" in request.POST else self._show(request, note)
        except Refused as refused:
            if "_save" in request.POST:
                return HttpResponse(status=HTTPStatus.GONE)  # the text comes back on a page of its own (kept_text.py)
            self.message_user(request, str(refused), messages.ERROR)
            return HttpResponseRedirect(page_of(note))

    def _show(self, request: HttpRequest, note: ConfidentialNote) -> HttpResponse:
        content = notes.read(note, by=member(request))
        return self._page(request, note, RewritingForm.of(note, content))

    def _save(self, request: HttpRequest, note: ConfidentialNote) -> HttpResponse:
        data = merging.with_choices(request.POST)
        for _attempt in range(ATTEMPTS):
            form = RewritingForm(data)
            if not form.is_valid():
                return self._page(request, note, form)
            try:
                self._rewrite(request, note, form.cleaned_data)
            except edits.ChangedMeanwhile as refused:
                merged = self._merged(request, note, form, data)
                data = merged.data
                if not merged.is_settled:
                    return self._page(request, note, refused_form(data, refused), merged)
            except (notes.NoteEmpty, notes.NoteDestroyed) as refused:  # what was typed stays on the page
                form.add_error(None, str(refused))
                return self._page(request, note, form)
            else:
                self.message_user(request, _("取材メモを暗号化して保存しました。"), messages.SUCCESS)
                return HttpResponseRedirect(page_of(note))
        return self._page(request, note, refused_form(data, edits.ChangedMeanwhile()))

    def _rewrite(self, request: HttpRequest, note: ConfidentialNote, values: dict[str, Any]) -> None:
        notes.rewrite(
            note,
            by=member(request),
            source=values["source"],
            text=values["text"],
            readers=values["readers"],
            version=values["seen_version"],
        )

    def _merged(
        self, request: HttpRequest, note: ConfidentialNote, form: RewritingForm, data: QueryDict
    ) -> merging.Merged:
        note.refresh_from_db()
        content = notes.read(note, by=member(request))
        merged = merging.Merged(data.copy())
        merging.merge(form, RewritingForm.of(note, content), merged)
        return merged

    def _page(
        self, request: HttpRequest, note: ConfidentialNote, form: forms.Form, conflict: Any = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": str(note),
            "subtitle": str(note.verdict),
            "form": form,
            "row": note,
            "row_url": page_of(note),
            "opts": self.opts,
            "conflict": conflict,
            "guarded": Name(str(form["source"].value() or "")),
        }
        return TemplateResponse(request, "desk/note.html", context)
