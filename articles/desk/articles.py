"""Admin of articles and their revisions: the text with its candidates marked, and how the extraction stands."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.db.models import DateTimeField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import articles, candidates, handing_in, outlets, withdrawals
from articles.actions.errors import Refused
from articles.desk.article_forms import ImportForm, PassageForm, PastedText, SourceForm
from articles.desk.model_admin import AnyForm, DeskAdmin, ReadOnlyAdmin, VersionedForm
from articles.desk.moments import DateOrMomentField, LabelledSplitDateTime
from articles.desk.passages import Mark, Stretch, stretches
from articles.desk.requests import member
from articles.desk.steps import Step, SteppedAdmin, page_of
from articles.models import Article, ArticleRevision, Candidate, ExtractionRun, User
from articles.models.candidate import Scored
from articles.search.alike import articles_like


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
    list_filter = ["kind", ExtractionStateFilter, "outlet", "imported_at"]
    list_select_related = ["outlet"]
    search_fields = ["title", "url", "byline", "account", "outlet__name"]
    worded = ["title", "url"]
    ordering = ["-imported_at", "-pk"]
    formfield_overrides = {
        **DeskAdmin.formfield_overrides,
        DateTimeField: {"form_class": DateOrMomentField, "widget": LabelledSplitDateTime},
    }
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
            template="desk/mark_passage.html",
            explanation=_("自動抽出が拾わなかった文を、検証候補に加えます。"),
        ),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset: Any = super().get_queryset(request)
        return queryset.with_extraction_state().with_pending_count()

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        named = self.with_seen_version(request, obj, ["kind", "title", "outlet", "url", "published_at"])
        described = (None, {"fields": named})
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
        values, by = dict(form.cleaned_data), member(request)
        if isinstance(form, ImportForm) and form.outlet_said:
            withdrawals.hold()
            values["outlet"] = outlets.register(name=form.outlet_said, by=by)
        imported = articles.import_article(**values, by=by, extract=True)
        request.decided = values  # type: ignore[attr-defined] # as is `imported`
        request.imported = imported  # type: ignore[attr-defined] # response_add says whether it was new
        return imported.article

    def update(self, obj: Article, form: VersionedForm, request: HttpRequest) -> Article:
        changed = {name: value for name, value in form.values.items() if name in form.changed_data}
        return articles.describe(obj, version=form.seen, **changed, by=member(request))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        imported: articles.Imported = request.imported  # type: ignore[attr-defined] # set by create
        if "same_as" in getattr(request, "decided", {}):
            note = gettext("登録済みの検証素材に、このURLを加えました。新しくは作っていません。")
            self.message_user(request, note, messages.SUCCESS)
        elif not imported.is_new:
            note = gettext("同じ本文がすでに登録されています。登録済みの検証素材を開きました。")
            self.message_user(request, note, messages.WARNING)
        elif imported.revision.number > 1:
            note = gettext("同じURLの検証素材に、新しい版（第%d版）として加えました。") % imported.revision.number
            self.message_user(request, note, messages.SUCCESS)
        else:
            self.message_user(request, gettext("取り込みました。抽出が終わると候補が並びます。"), messages.SUCCESS)
        return HttpResponseRedirect(page_of(obj))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        context["may_take_in_withdrawn"] = permissions.can_take_in_withdrawn(member(request))
        return super().render_change_form(request, context, *args, **kwargs)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        article = self.get_object(request, object_id)
        may_write = permissions.can_write(member(request))
        shown: dict[str, Any] = {}
        if article:
            reading = reading_of(article)
            alike = articles_like(reading.revision.text, reading.revision.sha256, but=article)
            given: dict[str, Any] = {
                "withheld": handing_in.withheld_from(article),
                "given_too": handing_in.others_at(article),
            }
            given["traces"] = withdrawals.traces(reading.revision)
            shown = {"reading": reading, "alike": alike, "may_write": may_write, **given}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})


class Reading(NamedTuple):
    """An article as the desk reads it: its current text, and what was made of it."""

    revision: ArticleRevision
    stretches: list[Stretch]
    candidates: list[Scored]  # best first
    runs: list[Any]  # newest first; ExtractionRuns with `is_retriable`
    revisions: list[ArticleRevision]  # newest first

    @property
    def is_unfinished(self) -> bool:
        """Whether candidates may still come: the newest run has not ended, and its job is not lost."""
        return any(not (run.has_ended or run.is_retriable) for run in self.runs[:1])


def reading_of(article: Article) -> Reading:
    revisions = list(article.revisions.select_related("created_by").order_by("-number"))
    revision = revisions[0]
    scored = revision.candidates.select_related("claim", "decided_by").scored()
    marks = [
        Mark(c.start, c.end, f"candidate {c.state}", f"c{c.pk}")
        for c, _score in scored
        if c.state != Candidate.State.SUPERSEDED
    ]
    runs = list(revision.runs.with_retriable().order_by("-pk"))
    return Reading(revision, list(stretches(revision.text, marks)), scored, runs, revisions)


def state_label(state: str | None) -> str:
    return str(ExtractionRun.State(state).label) if state else "—"


class ArticleRevisionAdmin(ReadOnlyAdmin):
    list_display = ["article", "number", "created_at", "created_by"]
    list_select_related = ["article", "created_by"]
    search_fields = ["article__title", "text", "sha256"]
    worded = ["article__title"]
    ordering = ["-created_at", "-pk"]
    fields = ["article", "number", "text", "sha256", "created_by", "created_at"]
