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
from articles.desk.steps import Step, SteppedAdmin
from articles.models import Claimant, Outlet, Rating, RatingScale, Topic, User
from articles.models.outlet import CONFIRMED_FIRST


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


class OutletForm(VersionedForm):
    aliases = AliasesField(
        label=_("別名"), required=False, help_text=_("1行に1つ。この名称で届いた検証素材も、この媒体のものになります。")
    )

    class Meta:
        model = Outlet
        fields = ["name", "aliases", "url", "is_own"]

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        for name in ("name", "aliases"):
            self._refuse_the_known(name)
        return cleaned

    def _refuse_the_known(self, field: str) -> None:
        """Two outlets of one name, but for width, capitals and spaces, are one that was registered twice."""
        said = self.cleaned_data.get(field) or []
        others = outlets.called([said] if isinstance(said, str) else said) if field in self.changed_data else {}
        for name, other in others.items():
            if other.pk != self.instance.pk:
                told = {"name": name, "other": other}
                self.add_error(field, _("「%(name)s」と同じ名前の媒体がすでにあります：%(other)s") % told)


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(Outlet.objects.none(), label=_("統合先の媒体"), empty_label=_("選んでください"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Outlet.objects.confirmed().order_by("name", "pk")  # type: ignore[attr-defined] # a ModelChoiceField has one


class ConfirmationFilter(admin.SimpleListFilter):
    title = _("状態")
    parameter_name = "confirmed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("未確認")), ("yes", _("確認済み"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() == "no":
            return queryset.proposed()
        return queryset.confirmed() if self.value() == "yes" else queryset


def is_proposed(user: User, outlet: Outlet) -> bool:
    return outlet.is_proposed


class OutletAdmin(SteppedAdmin):
    form = OutletForm
    list_display = ["label", "url", "is_own", "proposed_by", "article_count"]
    list_filter = [ConfirmationFilter, "is_own"]
    list_select_related = ["proposed_by"]
    search_fields = ["name", "aliases", "url"]
    ordering = CONFIRMED_FIRST
    discardable = True
    steps = (
        Step(
            name="confirm",
            label=_("確認済みにする"),
            done=_("確認済みにしました。この名称で公開できます。"),
            perform=lambda outlet, by, values: outlets.confirm(outlet, by=by),
            fits=is_proposed,
            is_main=True,
            event="outlet.confirmed",
        ),
        Step(
            name="merge",
            label=_("別の媒体に統合する"),
            done=_("統合しました。この名称で届くものは、これからもこの媒体になります。"),
            perform=lambda outlet, by, values: outlets.merge(outlet, into=values["into"], by=by),
            fits=is_proposed,
            asks=True,
            form=lambda outlet, *args: MergeForm(*args),
            explanation=_(
                "この名称の検証素材は、すべて統合先の媒体のものになります。この名称は統合先の別名として残り、この行は消えます。"
            ),
            is_final=True,
        ),
    )

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        named = ["proposed_by"] if obj is not None and obj.is_proposed else []
        return [*named, *self.with_seen_version(request, obj, ["name", "aliases", "url", "is_own"])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["proposed_by"]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(article_count=Count("article"))

    @admin.display(description=_("名称"), ordering="name")
    def label(self, outlet: Outlet) -> str:
        return str(outlet)

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
