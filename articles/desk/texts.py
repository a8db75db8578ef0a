"""The texts under scrutiny: articles, their revisions, runs of the extractor, candidates."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.files import File
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import articles, candidates, extractions
from articles.actions.errors import Refused
from articles.desk import reading
from articles.desk.model_admin import AnyForm, AnyStackedInline, ReadOnlyAdmin
from articles.desk.requests import member
from articles.desk.steps import Step, SteppedAdmin, page_of
from articles.intake import document
from articles.models import Article, Candidate, CandidateScore, ExtractionRun, User


class PastedText(forms.Form):
    """A text pasted or uploaded; `cleaned_data["text"]` holds it either way."""

    text = forms.CharField(
        label=_("本文"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "class": "vLargeTextField"}),
        help_text=_("貼り付けるか、下でファイルを選びます。本文はこのまま保存され、あとから書き換わりません。"),
    )
    upload = forms.FileField(
        label=_("ファイル"),
        required=False,
        help_text=_("テキストかHTML。UTF-8・UTF-16・Shift_JIS・EUC-JPを自動で見分けます。"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload = cleaned.pop("upload", None)
        if upload and cleaned.get("text", "").strip():
            self.add_error("upload", _("本文とファイルの両方が入っています。どちらか一方にしてください。"))
        elif upload:
            self._read(upload, cleaned)
        elif "upload" not in self.errors and not cleaned.get("text", "").strip():
            self.add_error("text", _("本文を貼り付けるか、ファイルを選んでください。"))
        return cleaned

    def _read(self, upload: File[bytes], cleaned: dict[str, Any]) -> None:
        try:
            page = document.read(upload.read())
        except Refused as refused:
            self.add_error("upload", str(refused))
            return
        cleaned["text"] = page.text
        if "title" in self.fields:
            cleaned["title"] = cleaned.get("title") or page.title


class ImportForm(PastedText, AnyForm):
    class Meta:
        model = Article
        fields = [*articles.SOURCE_FIELDS, "url"]
        help_texts = {
            "title": _("空なら本文の1行目を使います。"),
            "url": _("登録済みのURLなら、新しい版として加わります。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False

    def _get_validation_exclusions(self) -> set[str]:
        # import_article finds a title itself and turns a known URL into a revision, so neither is an error here.
        return {*super()._get_validation_exclusions(), "title", "url"}  # type: ignore[misc] # not in the stubs


class SourceForm(AnyForm):
    class Meta:
        model = Article
        fields = articles.SOURCE_FIELDS


class PassageForm(forms.Form):
    passage = forms.CharField(
        label=_("候補にする文"),
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        help_text=_("本文からそのまま写して貼り付けます。最初に現れた箇所が候補になります。"),
    )


class PassageNotFound(Refused):
    message = _("本文にこのとおりの文がありません。空白や句読点も含めて、そのまま写してください。")


def add_revision(article: Article, by: User, values: dict[str, Any]) -> Article:
    articles.add_revision(article, text=values["text"], by=by)
    return article


def mark_passage(article: Article, by: User, values: dict[str, Any]) -> Article:
    revision, passage = article.current_revision, values["passage"].replace("\r\n", "\n")
    start = revision.text.find(passage)
    if start < 0:
        raise PassageNotFound
    candidates.mark_by_hand(revision, start=start, end=start + len(passage), by=by)
    return article


class ExtractionStateFilter(admin.SimpleListFilter):
    title = _("抽出")
    parameter_name = "extraction"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(ExtractionRun.State.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(extraction_state=self.value()) if self.value() else queryset


class ArticleAdmin(SteppedAdmin):
    change_form_template = "admin/articles/article/change_form.html"
    list_display = [
        "title",
        "kind",
        "outlet",
        "published_at",
        "extraction_state",
        "pending_count",
        "imported_at",
    ]
    list_filter = ["kind", ExtractionStateFilter, "outlet"]
    list_select_related = ["outlet"]
    search_fields = ["title", "url", "byline", "account", "outlet__name"]
    date_hierarchy = "imported_at"
    ordering = ["-imported_at", "-pk"]
    steps = (
        Step(
            name="revise",
            label=_("変わった本文を登録"),
            done=_("本文の新しい版を登録し、抽出を始めました。"),
            perform=add_revision,
            asks=True,
            form=lambda row, *args: PastedText(*args),
            explanation=_("元の本文は残ります。候補の判断も、付けた版のまま残ります。"),
        ),
        Step(
            name="mark",
            label=_("候補を手で足す"),
            done=_("候補を加えました。"),
            perform=mark_passage,
            asks=True,
            form=lambda row, *args: PassageForm(*args),
            explanation=_("自動抽出が拾わなかった文を、検証候補に加えます。"),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset: Any = super().get_queryset(request)
        return queryset.with_extraction_state().with_pending_count()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        described = (None, {"fields": ["kind", "title", "outlet", "url", "published_at"]})
        more = (_("詳しい出典"), {"fields": ["byline", "account", "reach", "reach_date"], "classes": ["collapse"]})
        return [described, more] if obj else [(None, {"fields": ["text", "upload"]}), described, more]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        return super().get_form(request, obj, change=change, **{**kwargs, "form": SourceForm if obj else ImportForm})

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["url"] if obj else []

    @admin.display(description=_("抽出"), ordering="extraction_state")
    def extraction_state(self, article: Any) -> str:
        return state_label(article.extraction_state)

    @admin.display(description=_("未判断"), ordering="pending_count")
    def pending_count(self, article: Any) -> str:
        if not article.pending_count:
            return "0"
        url = f"{reverse('queue')}?article={article.pk}"
        return format_html('<a href="{}">{}</a>', url, article.pending_count)

    def create(self, form: AnyForm, request: HttpRequest) -> Article:
        imported = articles.import_article(**form.cleaned_data, by=member(request), extract=True)
        request.imported = imported  # type: ignore[attr-defined] # response_add says whether it was new
        return imported.article

    def update(self, obj: Article, form: AnyForm, request: HttpRequest) -> Article:
        changed = {name: form.cleaned_data[name] for name in form.changed_data}
        return articles.describe(obj, **changed, by=member(request)) if changed else obj

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        imported: articles.Imported = request.imported  # type: ignore[attr-defined] # set by create
        if not imported.is_new:
            note = gettext("同じ本文がすでに登録されています。登録済みの検証素材を開きました。")
            self.message_user(request, note, messages.WARNING)
        elif imported.revision.number > 1:
            note = gettext("同じURLの検証素材に、新しい版（第%d版）として加えました。") % imported.revision.number
            self.message_user(request, note, messages.SUCCESS)
        else:
            self.message_user(request, gettext("取り込みました。抽出が終わると候補が並びます。"), messages.SUCCESS)
        return HttpResponseRedirect(page_of(obj))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        article = self.get_object(request, object_id)
        may_write = permissions.can_write(member(request))
        shown = {"reading": reading.of(article), "may_write": may_write} if article else {}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})


class ArticleRevisionAdmin(ReadOnlyAdmin):
    list_display = ["article", "number", "created_at", "created_by"]
    list_select_related = ["article", "created_by"]
    search_fields = ["article__title", "text", "sha256"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    fields = ["article", "number", "text", "sha256", "created_by", "created_at"]


def state_label(state: str | None) -> str:
    return str(ExtractionRun.State(state).label) if state else "—"


def retry(run: ExtractionRun, by: User, values: dict[str, Any]) -> ExtractionRun:
    return extractions.retry(run, by=by)


class ExtractionRunAdmin(SteppedAdmin, ReadOnlyAdmin):
    change_list_template = "admin/articles/extractionrun/change_list.html"
    list_display = ["article", "number", "state", "again", "error", "attempts", "created_at"]
    list_display_links = ["state"]
    list_filter = ["state", "ruleset"]
    list_select_related = ["revision__article"]
    search_fields = ["revision__article__title", "error"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    fields = [
        "article",
        "number",
        "ruleset",
        "state",
        "attempts",
        "error",
        "versions",
        "created_at",
        "started_at",
        "finished_at",
        "seconds",
    ]
    readonly_fields = ["article", "number", "seconds"]
    actions = ["retry_selected"]
    steps = (
        Step(
            name="retry",
            label=_("もう一度試す"),
            done=_("もう一度試します。"),
            perform=retry,
            fits=lambda user, run: run.state == ExtractionRun.State.FAILED,
            is_main=True,
        ),
    )

    @admin.display(description=_("検証素材"))
    def article(self, run: ExtractionRun) -> str:
        return format_html('<a href="{}">{}</a>', page_of(run.revision.article), run.revision.article)

    @admin.display(description=_("版"))
    def number(self, run: ExtractionRun) -> int:
        return run.revision.number

    @admin.display(description=_("秒"))
    def seconds(self, run: ExtractionRun) -> str:
        return f"{run.duration:.1f}" if run.duration is not None else "—"

    @admin.display(description=_("やり直し"))
    def again(self, run: ExtractionRun) -> str:
        if run.state != ExtractionRun.State.FAILED:
            return ""
        # formaction: a form of its own cannot stand inside the form around the list.
        url = self.url_of("retry", run.pk)
        return format_html('<button class="small" formaction="{}">{}</button>', url, gettext("もう一度試す"))

    @admin.action(description=_("選んだ抽出をもう一度試す"))
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[ExtractionRun]) -> None:
        failed = queryset.filter(state=ExtractionRun.State.FAILED)
        for run in failed:
            extractions.retry(run, by=member(request))
        count = len(failed)
        note = ngettext("%d件をもう一度試します。", "%d件をもう一度試します。", count) % count
        self.message_user(request, note, messages.SUCCESS if count else messages.WARNING)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if permissions.can_write(member(request)) else {}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        counts = dict(ExtractionRun.objects.values_list("state").annotate(n=Count("pk")).order_by())
        progress = [(state, state.label, counts.get(state, 0)) for state in ExtractionRun.State]
        return super().changelist_view(request, {"progress": progress, **(extra_context or {})})


class CandidateScoreInline(AnyStackedInline):
    model = CandidateScore
    extra = 0
    fields = ["run", "priority", "label", "speaker", "via", "quote", "modality", "numeric", "standalone", "why"]
    readonly_fields: ClassVar[Any] = fields

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("run").order_by("-run_id")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.can_use_desk(member(request))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("理由"))
    def why(self, score: CandidateScore) -> str:
        return "、".join(reason["note"] for reason in score.reasons)


def reopen(candidate: Candidate, by: User, values: dict[str, Any]) -> Candidate:
    return candidates.reopen(candidate, by=by)


class CandidateAdmin(SteppedAdmin, ReadOnlyAdmin):
    list_display = ["short_quote", "article", "state", "priority", "origin", "rejection_reason", "decided_by"]
    list_filter = ["state", "origin", "rejection_reason", "decided_by"]
    list_select_related = ["revision__article", "decided_by"]
    search_fields = ["quote", "revision__article__title", "claim__statement"]
    date_hierarchy = "created_at"
    ordering = ["-pk"]
    inlines = [CandidateScoreInline]
    fields = [
        "quote",
        "article",
        "state",
        "claim",
        "rejection_reason",
        "rejection_note",
        "duplicate_of",
        "decided_by",
        "decided_at",
        "origin",
        "start",
        "end",
        "prefix",
        "suffix",
        "in_queue",
    ]
    readonly_fields = ["article", "in_queue"]
    steps = (
        Step(
            name="reopen",
            label=_("判断を取り消す"),
            done=_("判断を取り消しました。未判断に戻っています。"),
            perform=reopen,
            fits=lambda user, candidate: candidate.state != Candidate.State.PENDING,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset: Any = super().get_queryset(request)
        return queryset.with_latest_score()

    @admin.display(description=_("引用"), ordering="quote")
    def short_quote(self, candidate: Candidate) -> str:
        return candidate.quote if len(candidate.quote) <= 80 else candidate.quote[:79] + "…"

    @admin.display(description=_("検証素材"))
    def article(self, candidate: Candidate) -> str:
        article = candidate.revision.article
        return format_html('<a href="{}#c{}">{}</a>', page_of(article), candidate.pk, article)

    @admin.display(description=_("優先度"), ordering="priority")
    def priority(self, candidate: Any) -> str:
        return f"{candidate.priority:.2f}" if candidate.priority is not None else "—"

    @admin.display(description=_("判断の画面"))
    def in_queue(self, candidate: Candidate) -> str:
        url = reverse("queue-candidate", args=[candidate.pk])
        return format_html('<a href="{}#passage">{}</a>', url, gettext("文脈の中で見る"))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        if not permissions.can_write(member(request)):
            return {}
        return {f"reject_{reason}": rejecting(reason) for reason in Candidate.RejectionReason}


def rejecting(reason: Candidate.RejectionReason) -> tuple[Any, str, str]:
    """A bulk action (function, name, description) that rejects what is still pending among the chosen candidates."""

    def reject(admin_: CandidateAdmin, request: HttpRequest, queryset: QuerySet[Candidate]) -> None:
        pending = queryset.filter(state=Candidate.State.PENDING)
        for candidate in pending:
            candidates.reject(candidate, by=member(request), reason=reason)
        note = gettext("%(n)d件を見送りました（%(reason)s）。") % {"n": len(pending), "reason": reason.label}
        admin_.message_user(request, note, messages.SUCCESS if pending else messages.WARNING)

    return reject, f"reject_{reason}", gettext("見送る：%s") % reason.label


class CandidateScoreAdmin(ReadOnlyAdmin):
    list_display = ["candidate", "run", "priority", "label", "speaker", "modality", "numeric"]
    list_filter = ["label", "modality", "quote", "numeric"]
    list_select_related = ["candidate", "run"]
    search_fields = ["candidate__quote", "speaker"]
    ordering = ["-pk"]
