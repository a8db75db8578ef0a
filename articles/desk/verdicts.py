"""The verdict workspace: the form, the parts and the steps on its page, and what stands around them."""

from __future__ import annotations

from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import sight, verdicts
from articles.desk import history
from articles.desk.claims import appearances_of
from articles.desk.earlier import Earlier, like
from articles.desk.model_admin import VersionedForm
from articles.desk.requests import member
from articles.desk.steps import SteppedAdmin, page_of
from articles.desk.verdict_parts import EvidenceInline, ReplyInline
from articles.desk.verdict_steps import STEPS
from articles.models import Claim, Publication, PublishedVerdict, Rating, RetractionReason, User, Verdict
from articles.public.addresses import verdict_path
from articles.search.matching import Band

DESK_SCALE = "fij-2019"  # the scale this desk rates by; ratings of another one reach readers by the crosswalk
APPROVAL_FIRST = gettext_noop(
    "保存しました。判定が変わったので、公開の前に、執筆者以外のデスクの新しい承認が必要です。「保存して確認に出す」を押してください。"
)
LARGE = {"class": "vLargeTextField"}


KINDS = {
    Publication.Kind.ADDITION.value: _("追記：新しい事実を加えた"),
    Publication.Kind.AMENDMENT.value: _("修正：言い回しや誤字を直した"),
    Publication.Kind.CORRECTION.value: _("訂正：誤りを正した"),
    Publication.Kind.RATING_CHANGE.value: _("判定変更：判定そのものが変わった"),
}


class RatingField(forms.ModelChoiceField):  # type: ignore[type-arg] # cannot be subscripted at run time
    """Ratings as radio buttons with their definitions, so that nobody rates from memory."""

    widget = forms.RadioSelect

    def label_from_instance(self, obj: Any) -> SafeString:
        return format_html(
            '<span class="rating" data-rating="{}"><b>{} {}</b></span> <span class="definition">{}</span>',
            obj.code,
            obj.symbol,
            obj,
            gettext(obj.definition),
        )


class RatingFilter(admin.RelatedFieldListFilter):
    """Only the desk's scale: another scale's ratings have much the same names and no verdicts here."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        ratings = Rating.objects.filter(scale=DESK_SCALE).order_by("position")
        return [(rating.pk, str(rating)) for rating in ratings]


class RetractionReasonFilter(admin.SimpleListFilter):
    title = _("取り消しの理由")
    parameter_name = "retraction"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("自分の承認を待つもの"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() != "waiting":
            return queryset
        return queryset.filter(retraction_reasons__in=RetractionReason.objects.awaiting(member(request)))


class VerdictForm(VersionedForm):
    rating = RatingField(
        Rating.objects.none(), label=_("判定"), required=False, empty_label=None, help_text=_("定義を読んで選びます。")
    )

    class Meta:
        model = Verdict
        fields = verdicts.FIELDS
        widgets = {
            "headline": forms.TextInput(attrs=LARGE),
            "summary": forms.Textarea(attrs={**LARGE, "rows": 3}),
            "reasoning": forms.Textarea(attrs={**LARGE, "rows": 16}),
            "selection_reason": forms.Textarea(attrs={**LARGE, "rows": 3}),
            "precedent_note": forms.Textarea(attrs={**LARGE, "rows": 2}),
            "intent_reason": forms.Textarea(attrs={**LARGE, "rows": 3}),
            "correction_kind": forms.RadioSelect,
            "correction_note": forms.Textarea(attrs={**LARGE, "rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ratings = Rating.objects.filter(scale=DESK_SCALE).order_by("position")
        self.fields["rating"].queryset = ratings  # type: ignore[attr-defined] # a ModelChoiceField has one
        if "correction_kind" in self.fields:
            self.fields["correction_kind"].choices = list(KINDS.items())  # type: ignore[attr-defined] # a ChoiceField


class VerdictAdmin(SteppedAdmin):
    form = VerdictForm
    change_form_template = "admin/articles/verdict/change_form.html"
    list_display = ["title", "state", "rating", "claimant", "newest_version", "author_names", "updated_at"]
    list_filter = [
        "state",
        ("rating", RatingFilter),
        "authors__user",
        "claim__topics",
        RetractionReasonFilter,
        "updated_at",
    ]
    search_fields = ["headline", "claim__statement", "claim__claimant__name"]
    worded = ["headline", "claim__statement"]
    ordering = ["-updated_at", "-pk"]
    inlines = [EvidenceInline, ReplyInline]
    steps = STEPS

    def seen_of(self, row: Verdict) -> str:
        return sight.of_verdict(row)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A verdict begins on the page of its claim."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return permissions.can_write(member(request))
        return permissions.can_edit_verdict(member(request), obj)

    def get_queryset(self, request: HttpRequest) -> Any:
        queryset = super().get_queryset(request)
        return queryset.select_related("claim__claimant", "rating").prefetch_related("authors__user")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What readers are told of a change is written once there is something that changes."""
        told = obj is not None and obj.published_version
        names = [name for name in verdicts.FIELDS if told or name not in verdicts.CORRECTION]
        return self.with_seen_version(request, obj, names)

    @admin.display(description=_("見出し"), ordering="headline")
    def title(self, verdict: Verdict) -> str:
        return verdict.headline or verdict.claim.statement

    @admin.display(description=_("発信者"), ordering="claim__claimant__name")
    def claimant(self, verdict: Verdict) -> str:
        return str(verdict.claim.claimant or "—")

    @admin.display(description=_("公開版"), ordering="published_version")
    def newest_version(self, verdict: Verdict) -> str:
        return str(verdict.published_version or "—")

    @admin.display(description=_("執筆者"))
    def author_names(self, verdict: Verdict) -> str:
        return "、".join(str(author.user) for author in verdict.authors.all())

    def update(self, obj: Verdict, form: VersionedForm, request: HttpRequest) -> Verdict:
        written = {name: form.cleaned_data[name] for name in verdicts.FIELDS if name in form.changed_data}
        return verdicts.edit(obj, version=form.seen, by=member(request), **written)

    def response_change(self, request: HttpRequest, obj: Verdict) -> HttpResponse:
        following = next((step for step in self.steps if f"_{step.name}" in request.POST), None)
        if following is None:
            return super().response_change(request, obj)
        if following.name == "correct" and obj.changes_the_published_rating:
            self.message_user(request, gettext(APPROVAL_FIRST), messages.WARNING)
            return HttpResponseRedirect(page_of(obj))
        if following.asks:
            return HttpResponseRedirect(self.url_of(following.name, obj.pk))
        self.message_user(request, gettext("保存しました。"), messages.INFO)
        permissions.require(following.may(member(request)))
        row = self.get_object(request, str(obj.pk))
        assert row is not None
        return self._take(request, row, following, seen=self.seen_of(row))  # as it was just saved, and is held locked

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        verdict = self.get_object(request, object_id)
        shown = workspace(verdict, member(request)) if verdict else {}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})


def workspace(verdict: Verdict, user: User) -> dict[str, Any]:
    """What stands around the form."""
    claim: Claim = verdict.claim
    return {
        "claim": claim,
        "claim_url": page_of(claim),
        "appearances": appearances_of(claim),
        "missing": verdicts.missing_for_review(verdict),
        "redactions": verdict.redactions.select_related("hidden_by", "closed_by").order_by("-pk"),
        "notes": verdict.notes.select_related("written_by").defer("ciphertext").order_by("pk"),
        "public_url": public_url(verdict),
        "entries": history.about(verdict),
        "precedents": precedents(verdict),
        "may_approve": permissions.can_approve_verdict(user, verdict),
        "author_names": "、".join(str(author.user) for author in verdict.authors.all()),
        "may_publish": permissions.can_publish(user),
    }


class Precedent(NamedTuple):
    """`departs`: the verdict at hand is rated otherwise than a claim that is the same or differs in nothing named."""

    earlier: Earlier
    departs: bool


def precedents(verdict: Verdict) -> list[Precedent]:
    """How published verdicts on claims like this one were rated; three queries."""
    claim = verdict.claim
    if claim.redacted_at is not None:
        return []
    found = like(claim.statement, day=claim.claimed_date, but=claim, claim__verdict__state=Verdict.State.PUBLISHED)
    near = [one for one in found if one.band != Band.RELATED]
    return [Precedent(one, bool(verdict.rating) and one.may_be_joined and one.rating != verdict.rating) for one in near]


def public_url(verdict: Verdict) -> str:
    """The reader page of a verdict, empty before its first publication."""
    shown = PublishedVerdict.objects.filter(verdict_number=verdict.number).first()
    return verdict_path(shown.verdict_number, shown.slug) if shown else ""
