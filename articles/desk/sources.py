"""Admin of the rows that articles and claims refer to: outlets, topics, claimants, and the rating scales to look up."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from articles.actions import claimants, outlets, topics
from articles.desk.model_admin import DeskAdmin, ReadOnlyAdmin, VersionedForm
from articles.desk.requests import member
from articles.models import Claimant, Outlet, Rating, RatingScale, Topic


class OutletForm(VersionedForm):
    class Meta:
        model = Outlet
        fields = ["name", "url", "is_own"]


class OutletAdmin(DeskAdmin):
    form = OutletForm
    list_display = ["name", "url", "is_own", "article_count"]
    list_filter = ["is_own"]
    search_fields = ["name", "url"]
    ordering = ["name", "pk"]
    discardable = True

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.with_seen_version(request, obj, ["name", "url", "is_own"])

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(article_count=Count("article"))

    @admin.display(description=pgettext_lazy("plural", "検証素材"), ordering="article_count")
    def article_count(self, outlet: Any) -> int:
        return int(outlet.article_count)

    def create(self, form: VersionedForm, request: HttpRequest) -> Outlet:
        return outlets.register(**form.values, by=member(request))

    def update(self, obj: Outlet, form: VersionedForm, request: HttpRequest) -> Outlet:
        return outlets.describe(obj, version=form.seen, **form.values, by=member(request))

    def discard(self, obj: Outlet, request: HttpRequest) -> None:
        outlets.discard(obj, by=member(request))


class TopicForm(VersionedForm):
    class Meta:
        model = Topic
        fields = ["name", "slug"]


class TopicAdmin(DeskAdmin):
    form = TopicForm
    list_display = ["name", "slug", "claim_count"]
    search_fields = ["name", "slug"]
    ordering = ["name", "pk"]
    discardable = True

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.with_seen_version(request, obj, ["name", "slug"])

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(claim_count=Count("claims"))

    @admin.display(description=pgettext_lazy("plural", "検証対象"), ordering="claim_count")
    def claim_count(self, topic: Any) -> int:
        return int(topic.claim_count)

    def create(self, form: VersionedForm, request: HttpRequest) -> Topic:
        return topics.register(**form.values, by=member(request))

    def update(self, obj: Topic, form: VersionedForm, request: HttpRequest) -> Topic:
        return topics.describe(obj, version=form.seen, **form.values, by=member(request))

    def discard(self, obj: Topic, request: HttpRequest) -> None:
        topics.discard(obj, by=member(request))


class AliasesField(forms.CharField):
    """A list of names, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 40})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial or []) != self.to_python(data or ""))


class ClaimantForm(VersionedForm):
    aliases = AliasesField(label=_("別名"), required=False, help_text=_("1行に1つ。記事中の呼び方も。"))

    class Meta:
        model = Claimant
        fields = ["name", "kind", "aliases", "affiliation", "wikidata_id"]
        help_texts = {
            "kind": _("公開ページで名前を出すのは「公人」と「団体」だけです。"),
        }


class ClaimantAdmin(DeskAdmin):
    form = ClaimantForm
    list_display = ["name", "kind", "affiliation", "known_as", "claim_count"]
    list_filter = ["kind"]
    search_fields = ["name", "aliases", "affiliation"]
    ordering = ["name", "pk"]
    discardable = True

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.with_seen_version(request, obj, ["name", "kind", "aliases", "affiliation", "wikidata_id"])

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(claim_count=Count("claims"))

    @admin.display(description=_("別名"))
    def known_as(self, claimant: Claimant) -> str:
        return "、".join(claimant.aliases)

    @admin.display(description=pgettext_lazy("plural", "検証対象"), ordering="claim_count")
    def claim_count(self, claimant: Any) -> int:
        return int(claimant.claim_count)

    def create(self, form: VersionedForm, request: HttpRequest) -> Claimant:
        return claimants.register(**form.values, by=member(request))

    def update(self, obj: Claimant, form: VersionedForm, request: HttpRequest) -> Claimant:
        return claimants.describe(obj, version=form.seen, **form.values, by=member(request))

    def discard(self, obj: Claimant, request: HttpRequest) -> None:
        claimants.discard(obj, by=member(request))


class RatingScaleAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "version_date", "source"]
    search_fields = ["name", "credit"]
    fields = ["code", "title", "version_date", "source"]
    readonly_fields: ClassVar[Any] = fields
    ordering = ["code"]

    @admin.display(description=_("名称"))
    def title(self, scale: RatingScale) -> str:
        return str(scale)

    @admin.display(description=_("出典"), ordering="credit")
    def source(self, scale: RatingScale) -> str:
        return gettext(scale.credit)


class RatingAdmin(ReadOnlyAdmin):
    list_display = ["symbol_and_name", "meaning", "truth_value", "scale"]
    fields = ["code", "scale", "symbol_and_name", "meaning", "position", "truth_value", "counterparts"]
    readonly_fields: ClassVar[Any] = fields
    list_filter = ["scale"]
    list_select_related = ["scale"]
    search_fields = ["name", "definition"]
    ordering = ["scale", "position"]

    @admin.display(description=_("判定"), ordering="position")
    def symbol_and_name(self, rating: Rating) -> str:
        return f"{rating.symbol} {rating}"

    @admin.display(description=_("他の基準での対応"))
    def counterparts(self, rating: Rating) -> str:
        return gettext("、").join(map(str, rating.equivalents.order_by("code")))

    @admin.display(description=_("定義"))
    def meaning(self, rating: Rating) -> str:
        return gettext(rating.definition)
