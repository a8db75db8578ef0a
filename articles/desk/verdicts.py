"""The verdict workspace: the form, its evidence and replies, and the steps from draft to publication and after."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.db.models import TextField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import evidence, public_index, publications, redactions, replies, snapshots, verdicts
from articles.actions.errors import Refused
from articles.desk import history
from articles.desk.claims import appearances_of
from articles.desk.model_admin import ActionFormSet, AnyForm, AnyStackedInline, DeskAdmin, DeskPermissions
from articles.desk.requests import member
from articles.desk.steps import Step, SteppedAdmin, page_of
from articles.models import (
    Claim,
    Evidence,
    Publication,
    PublicationContent,
    PublishedVerdict,
    Rating,
    Redaction,
    RightOfReply,
    User,
    Verdict,
)
from articles.models.snapshot import Snapshot
from articles.public import changes, rendering
from articles.public.addresses import verdict_path

DESK_SCALE = "fij-2019"  # the scale this desk rates by; ratings of another one reach readers by the crosswalk
LARGE = {"class": "vLargeTextField"}


# The form -----------------------------------------------------------------------------------------------------------


class RatingField(forms.ModelChoiceField):  # type: ignore[type-arg] # cannot be subscripted at run time
    """Ratings as radio buttons with their definitions, so that nobody rates from memory."""

    widget = forms.RadioSelect

    def label_from_instance(self, obj: Any) -> SafeString:
        return format_html(
            '<span class="rating" data-rating="{}"><b>{} {}</b></span> <span class="definition">{}</span>',
            obj.code,
            obj.symbol,
            obj.name,
            obj.definition,
        )


class VerdictForm(AnyForm):
    rating = RatingField(
        Rating.objects.none(), label=_("判定"), required=False, empty_label=None, help_text=_("定義を読んで選びます。")
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Verdict
        fields = verdicts.FIELDS
        widgets = {
            "headline": forms.TextInput(attrs=LARGE),
            "summary": forms.Textarea(attrs={**LARGE, "rows": 3}),
            "reasoning": forms.Textarea(attrs={**LARGE, "rows": 16}),
            "selection_reason": forms.Textarea(attrs={**LARGE, "rows": 3}),
            "intent_reason": forms.Textarea(attrs={**LARGE, "rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen_version"].initial = self.instance.version
        ratings = Rating.objects.filter(scale=DESK_SCALE).order_by("position")
        self.fields["rating"].queryset = ratings  # type: ignore[attr-defined] # a ModelChoiceField has one


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
    TextField: {"widget": forms.Textarea(attrs={**LARGE, "rows": 4})},
}


class VerdictPart(DeskPermissions):
    """An inline whose rows may be written exactly while the verdict is a draft."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and permissions.can_edit_verdict(member(request), obj)

    has_change_permission = has_add_permission
    has_delete_permission = has_add_permission


class EvidenceInline(VerdictPart, AnyStackedInline):
    model = Evidence
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
    formfield_overrides = PART_FIELDS
    extra = 0
    ordering = ["asked_at", "pk"]
    fields = [("party", "channel"), ("asked_at", "deadline"), "outcome", "answer", "answered_at"]


# Steps --------------------------------------------------------------------------------------------------------------


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={**LARGE, "rows": 4}))


class CorrectionForm(forms.Form):
    kind = forms.ChoiceField(label=_("種別"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("読者に見せる説明"),
        widget=forms.Textarea(attrs={**LARGE, "rows": 4}),
        help_text=_("何を、なぜ変えたか。公開ページと訂正の一覧に載ります。"),
    )
    apology = forms.BooleanField(
        label=_("お詫びを添える"), required=False, help_text=_("誤りで迷惑をかけたときの訂正に。")
    )

    def __init__(self, verdict: Verdict, *args: Any) -> None:
        super().__init__(*args)
        rated_anew = verdict.changes_the_published_rating
        kinds = [Publication.Kind.RATING_CHANGE] if rated_anew else publications.EDITS
        self.fields["kind"].choices = [(kind.value, KINDS[kind]) for kind in kinds]  # type: ignore[attr-defined]
        if rated_anew:
            self.fields["kind"].initial = Publication.Kind.RATING_CHANGE


KINDS = {
    Publication.Kind.ADDITION: _("追記：新しい事実を加えた"),
    Publication.Kind.AMENDMENT: _("修正：言い回しや誤字を直した"),
    Publication.Kind.CORRECTION: _("訂正：誤りを正した"),
    Publication.Kind.RATING_CHANGE: _("判定変更：判定そのものが変わった"),
}


class RetractionForm(forms.Form):
    note = forms.CharField(
        label=_("読者に見せる理由"),
        widget=forms.Textarea(attrs={**LARGE, "rows": 4}),
        help_text=_("取り消した記事は「取り消し」と示して残り、この理由が載ります。"),
    )
    sure = forms.BooleanField(label=_("取り消しは元に戻せないことを確認しました"))


class HidingForm(forms.Form):
    versions = forms.TypedMultipleChoiceField(
        label=_("非表示にする版"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("理由"),
        widget=forms.Textarea(attrs={**LARGE, "rows": 4}),
        help_text=_("裁判所の決定、未成年の氏名など。社内用で、公開されません。"),
    )

    def __init__(self, verdict: Verdict, *args: Any) -> None:
        super().__init__(*args)
        visible = PublicationContent.objects.filter(
            publication__verdict_number=verdict.number, hidden_at__isnull=True, redacted_at__isnull=True
        ).exclude(publication__kind__in=(Publication.Kind.REDACTION, Publication.Kind.RESTORATION))
        rows = visible.select_related("publication").order_by("-publication__version")
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


def submit(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    return verdicts.submit(verdict, by=by)


def send_back(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    return verdicts.send_back(verdict, by=by, reason=values["reason"])


def approve(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    return verdicts.approve(verdict, by=by)


def publish(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    publications.publish(verdict, by=by)
    return verdict


def revise(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    return verdicts.revise(verdict, by=by)


def correct(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    publications.correct(
        verdict, kind=Publication.Kind(values["kind"]), note=values["note"], apology=values["apology"], by=by
    )
    return verdict


def retract(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    publications.retract(verdict, note=values["note"], by=by)
    return verdict


def hide(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    redactions.hide(verdict, reason=values["reason"], versions=values["versions"], by=by)
    return verdict


def in_state(*states: Verdict.State) -> Any:
    return lambda user, verdict: verdict.state in states


def may_be_corrected(user: User, verdict: Verdict) -> bool:
    if not verdict.published_version:
        return False
    return verdict.state == Verdict.State.APPROVED or (verdict.is_editable and not verdict.changes_the_published_rating)


def as_readers_will_see_it(verdict: Verdict) -> dict[str, Any]:
    """The page of a first publication, or why it cannot be shown."""
    now = timezone.now()
    try:
        snapshot = snapshots.build(verdict, version=1, kind=Publication.Kind.PUBLISHED, now=now, first_published_at=now)
    except Refused as refused:
        return {"refused": str(refused)}
    return {"preview": mark_safe(rendering.verdict(snapshot, None))}  # noqa: S308 - our own template made it


def old_and_new(verdict: Verdict) -> dict[str, Any]:
    """What a correction would change for readers, and the page they would see, or why it cannot be shown."""
    published = shown_to_readers(verdict)
    now = timezone.now()
    try:
        snapshot = snapshots.build(
            verdict,
            version=verdict.published_version + 1,
            kind=Publication.Kind.CORRECTION,
            now=now,
            first_published_at=now,
        )
    except Refused as refused:
        return {"refused": str(refused)}
    return {
        "changes": changes.between(published, snapshot) if published else [],
        "preview": mark_safe(rendering.verdict(snapshot, None)),  # noqa: S308 - our own template made it
    }


def shown_to_readers(verdict: Verdict) -> Snapshot | None:
    """The snapshot readers see now; None where there is none or it is hidden."""
    content = public_index.newest_content(verdict.number)
    return cast(Snapshot, content.snapshot) if content and content.is_visible else None


STEPS = (
    Step(
        name="submit",
        label=_("確認に出す"),
        done=_("確認に出しました。執筆者以外のデスクの承認を待ちます。"),
        perform=submit,
        fits=in_state(),  # the draft's form has the button, so that what was typed is saved first
    ),
    Step(
        name="approve",
        label=_("承認する"),
        done=_("承認しました。公開できます。"),
        perform=approve,
        may=permissions.can_review,
        fits=permissions.can_approve_verdict,
        is_main=True,
    ),
    Step(
        name="publish",
        label=_("公開する"),
        done=_("公開しました。"),
        perform=publish,
        may=permissions.can_publish,
        fits=lambda user, verdict: verdict.state == Verdict.State.APPROVED and not verdict.published_version,
        asks=True,
        template="desk/publish.html",
        context=as_readers_will_see_it,
        is_main=True,
    ),
    Step(
        name="correct",
        label=_("訂正などを公開する"),
        done=_("公開しました。前の版は履歴として残っています。"),
        perform=correct,
        may=permissions.can_publish,
        fits=may_be_corrected,
        asks=True,
        form=CorrectionForm,
        template="desk/publish.html",
        context=old_and_new,
        is_main=True,
    ),
    Step(
        name="send-back",
        label=_("差し戻す"),
        done=_("下書きに差し戻しました。"),
        perform=send_back,
        may=permissions.can_review,
        fits=in_state(Verdict.State.IN_REVIEW, Verdict.State.APPROVED),
        asks=True,
        form=lambda row, *args: ReasonForm(*args),
        explanation=_("理由は履歴に残り、執筆者が読みます。"),
    ),
    Step(
        name="revise",
        label=_("改訂を始める"),
        done=_("改訂を始めました。訂正を公開するまで、読者には今の版が見えています。"),
        perform=revise,
        fits=in_state(Verdict.State.PUBLISHED),
    ),
    Step(
        name="retract",
        label=_("取り消す"),
        done=_("取り消しました。"),
        perform=retract,
        may=permissions.can_publish,
        fits=lambda user, verdict: verdict.published_version > 0 and verdict.state != Verdict.State.RETRACTED,
        asks=True,
        form=lambda row, *args: RetractionForm(*args),
        is_final=True,
    ),
    Step(
        name="hide",
        label=_("非表示にする"),
        done=_("すぐに非表示にしました。別のデスクが確認すると、内容が消去されます。"),
        perform=hide,
        may=permissions.can_redact,
        fits=lambda user, verdict: verdict.published_version > 0,
        asks=True,
        form=HidingForm,
        explanation=_("法的理由や人権上の理由で、すぐに読者から見えなくします。間違いなら解除できます。"),
        is_final=True,
    ),
)


# The page -----------------------------------------------------------------------------------------------------------


class VerdictAdmin(SteppedAdmin):
    form = VerdictForm
    change_form_template = "admin/articles/verdict/change_form.html"
    list_display = ["title", "state", "rating", "claimant", "published_version", "author_names", "updated_at"]
    list_filter = ["state", "rating", "authors__user", "claim__topics"]
    list_select_related = ["claim__claimant", "rating"]
    search_fields = ["headline", "claim__statement", "claim__claimant__name"]
    date_hierarchy = "updated_at"
    ordering = ["-updated_at", "-pk"]
    inlines = [EvidenceInline, ReplyInline]
    conflict = verdicts.VerdictChangedMeanwhile
    steps = STEPS

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
        editable = self.has_change_permission(request, obj)
        return [*verdicts.FIELDS, "seen_version"] if editable else list(verdicts.FIELDS)

    @admin.display(description=_("見出し"), ordering="headline")
    def title(self, verdict: Verdict) -> str:
        return verdict.headline or verdict.claim.statement

    @admin.display(description=_("発信者"), ordering="claim__claimant__name")
    def claimant(self, verdict: Verdict) -> str:
        return str(verdict.claim.claimant or "—")

    @admin.display(description=_("執筆者"))
    def author_names(self, verdict: Verdict) -> str:
        return "、".join(str(author.user) for author in verdict.authors.all())

    def update(self, obj: Verdict, form: AnyForm, request: HttpRequest) -> Verdict:
        written = {name: form.cleaned_data[name] for name in verdicts.FIELDS if name in form.changed_data}
        return verdicts.edit(obj, version=form.cleaned_data["seen_version"], by=member(request), **written)

    def response_change(self, request: HttpRequest, obj: Verdict) -> HttpResponse:
        following = next((step for step in self.steps if f"_{step.name}" in request.POST), None)
        if following is None:
            return super().response_change(request, obj)
        if following.asks:
            return HttpResponseRedirect(self.url_of(following.name, obj.pk))
        self.message_user(request, gettext("保存しました。"), messages.INFO)
        return self.step_view(request, obj.pk, following)

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
        "missing": verdicts.missing_for_publication(verdict),
        "redactions": verdict.redactions.select_related("hidden_by", "closed_by").order_by("-pk"),
        "public_url": public_url(verdict),
        "entries": history.about(verdict),
        "may_publish": permissions.can_publish(user),
    }


def public_url(verdict: Verdict) -> str:
    """The reader page of a verdict, empty before its first publication."""
    shown = PublishedVerdict.objects.filter(verdict_number=verdict.number).first()
    return verdict_path(shown.verdict_number, shown.slug) if shown else ""


# Redactions ---------------------------------------------------------------------------------------------------------


def confirm(redaction: Redaction, by: User, values: dict[str, Any]) -> Redaction:
    return redactions.confirm(redaction, by=by)


def lift(redaction: Redaction, by: User, values: dict[str, Any]) -> Redaction:
    return redactions.lift(redaction, by=by)


class ConfirmationForm(forms.Form):
    sure = forms.BooleanField(label=_("消去は元に戻せないことを確認しました"))


class RedactionAdmin(SteppedAdmin):
    list_display = ["verdict_link", "state", "shown_versions", "reason", "hidden_by", "hidden_at", "closed_by"]
    list_display_links = ["state"]
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
        return "、".join(map(str, redaction.versions))
