"""Redactions: hiding published versions at once, and the second pair of eyes that erases or restores them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles import permissions
from articles.actions import erasure, redactions
from articles.desk.steps import Step, SteppedAdmin, page_of
from articles.models import Publication, PublicationContent, Redaction, User, Verdict


def visible_versions(verdict: Verdict) -> QuerySet[PublicationContent]:
    """What can still be hidden of a verdict."""
    return PublicationContent.objects.filter(
        publication__verdict_number=verdict.number, hidden_at__isnull=True, redacted_at__isnull=True
    ).exclude(publication__kind__in=Publication.NOTICES)


class HidingForm(forms.Form):
    versions = forms.TypedMultipleChoiceField(
        label=_("非表示にする版"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("理由"),
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4}),
        help_text=_("裁判所の決定、未成年の氏名など。社内用で、公開されません。"),
    )

    def __init__(self, verdict: Verdict, *args: Any) -> None:
        super().__init__(*args)
        rows = visible_versions(verdict).select_related("publication").order_by("-publication__version")
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


def hide(verdict: Verdict, by: User, values: dict[str, Any]) -> Verdict:
    redactions.hide(verdict, reason=values["reason"], versions=values["versions"], seen=values["seen"], by=by)
    return verdict


def hidden(verdict: Verdict) -> str:
    """What was done, and what readers still see."""
    left = visible_versions(verdict).values_list("publication__version", flat=True).order_by("publication__version")
    if not left:
        return gettext("すぐに非表示にしました。別のデスクが確認すると、内容が消去されます。")
    return gettext("選んだ版を非表示にしました。読者には、まだ第%s版が見えています。") % gettext("、").join(
        map(str, left)
    )


HIDE = Step(
    name="hide",
    label=_("非表示にする"),
    done=hidden,
    perform=hide,
    may=permissions.can_redact,
    fits=lambda user, verdict: verdict.published_version > 0 and visible_versions(verdict).exists(),
    asks=True,
    form=HidingForm,
    explanation=_("法的理由や人権上の理由で、すぐに読者から見えなくします。間違いなら、別のデスクが解除できます。"),
    is_final=True,
)


def confirm(redaction: Redaction, by: User, values: dict[str, Any]) -> Redaction:
    return redactions.confirm(
        redaction,
        reason=values["reason"],
        with_texts=values.get("with_texts", False),
        with_claimant=values.get("with_claimant", False),
        also=values.get("also", ()),
        seen=values["seen"],
        by=by,
    )


def lift(redaction: Redaction, by: User, values: dict[str, Any]) -> Redaction:
    return redactions.lift(redaction, reason=values["reason"], seen=values["seen"], by=by)


class ConfirmationForm(forms.Form):
    """How far the erasure reaches is asked only where the desk's tables are erased too."""

    with_texts = forms.BooleanField(
        label=_("出どころの本文も消去する"),
        required=False,
        initial=True,
        help_text=_(
            "外すと、検証素材の本文と見出しは残り、そこから拾った引用だけが消えます。"
            "本文に消すべき名前や文があるときは外さないでください。"
        ),
    )
    also = forms.TypedMultipleChoiceField(
        label=_("一緒に消去する写し"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "本文が同じか、ほぼ同じ検証素材です。選ばなければ残ります。出どころの本文を残すときは、選んでも消えません。"
        ),
    )
    all_equal = forms.BooleanField(required=False, help_text=_("上で一つずつ選ばなくても、まとめて消せます。"))
    with_claimant = forms.BooleanField(
        label=_("発信者の登録も消去する"),
        required=False,
        help_text=_("名前、別名、所属、種類を消し、行だけを残します。ほかの検証対象からも見えなくなります。"),
    )
    reason = forms.CharField(
        label=_("残す理由"),
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3}),
        help_text=_("社内の記録に残ります。消去する名前や文を書かないでください。"),
    )
    sure = forms.BooleanField(label=_("消去は元に戻せないことを確認しました"))

    def __init__(self, redaction: Redaction, *args: Any) -> None:
        super().__init__(*args)
        # not the reason for hiding: that one may say the very name
        self.fields["reason"].initial = gettext("法的理由等による消去")
        claimant = redaction.verdict.claim.claimant
        self.copies = erasure.copies_of(redaction.verdict)
        self.equal = {one.article.pk for one in self.copies if one.is_equal}
        self.fields["all_equal"].label = gettext("本文がまったく同じ写し %d 件を、すべて一緒に消去する") % len(
            self.equal
        )
        self.fields["also"].choices = [  # type: ignore[attr-defined] # a choice field has them
            (one.article.pk, gettext("%(title)s（%(n)d％が同じ）") % {"title": one.article, "n": one.percent})
            for one in self.copies
        ]
        if not self.copies:
            del self.fields["also"]
        if len(self.equal) < 2:
            del self.fields["all_equal"]
        if not redaction.verdict.is_withdrawn:
            del self.fields["with_texts"], self.fields["with_claimant"]
        elif claimant is None:
            del self.fields["with_claimant"]
        else:
            others = claimant.claims.exclude(pk=redaction.verdict.claim_id)
            self.fields["with_claimant"].initial = not claimant.is_nameable and not others.exists()

    def clean_also(self) -> list[int]:
        return self.chosen()

    def chosen(self) -> list[int]:
        """The copies that go with it, as the form stands."""
        each = set(self["also"].value() or ()) if "also" in self.fields else set()
        every = self.equal if "all_equal" in self.fields and self["all_equal"].value() else ()
        return [one.article.pk for one in self.copies if str(one.article.pk) in each or one.article.pk in every]


def consequences(redaction: Redaction, form: Any) -> dict[str, Any]:
    """What would go and what would stay, as the form stands."""
    if "with_texts" not in form.fields:
        return {
            "gone": [_("対象の版の内容と、この検証記事の履歴に書かれた言葉")],
            "stays": [_("公開中の版と、作業中の文。消すべきものがあれば、その版も非表示にしてください")],
        }
    with_texts = bool(form["with_texts"].value())
    extent = erasure.Extent(
        redaction.verdict,
        with_texts=with_texts,
        with_claimant="with_claimant" in form.fields and bool(form["with_claimant"].value()),
        also=form.chosen() if with_texts else (),
    )
    return {"gone": extent.gone, "stays": extent.stays, "copies": form.copies, "equal": len(form.equal)}


class LiftingForm(forms.Form):
    reason = forms.CharField(
        label=_("解除の理由"),
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4}),
        help_text=_("社内用で、公開されません。"),
    )


class RedactionAdmin(SteppedAdmin):
    list_display = ["verdict_link", "state", "shown_versions", "reason", "hidden_by", "hidden_at", "closed_by"]
    list_display_links = ["state"]
    list_filter = ["state", "hidden_by"]
    list_select_related = ["verdict", "hidden_by", "closed_by"]
    search_fields = ["reason", "verdict__headline"]
    date_hierarchy = "hidden_at"
    ordering = ["-hidden_at", "-pk"]
    fields = [
        *("verdict_link", "state", "shown_versions", "reason", "hidden_by", "hidden_at"),
        *("closed_by", "closed_at", "closing_reason"),
    ]
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
            form=ConfirmationForm,
            template="desk/erase.html",
            context=consequences,
            explanation=_("公開ページ、過去の版、API、検索と、デスクの画面から内容が消え、元に戻せなくなります。"),
            is_final=True,
        ),
        Step(
            name="lift",
            label=_("解除して元に戻す"),
            done=_("非表示を解除しました。"),
            perform=lift,
            may=permissions.can_redact,
            fits=lambda user, redaction: (
                redaction.state == Redaction.State.HIDDEN and permissions.can_lift_redaction(user, redaction)
            ),
            asks=True,
            form=lambda row, *args: LiftingForm(*args),
            explanation=_("間違って非表示にしたものを、もう一度読者に見せます。非表示にした本人は解除できません。"),
        ),
    )

    def seen_of(self, row: Redaction) -> str:
        return redactions.sight_of(row)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description=_("検証記事"), ordering="verdict")
    def verdict_link(self, redaction: Redaction) -> str:
        return format_html('<a href="{}">{}</a>', page_of(redaction.verdict), redaction.verdict)

    @admin.display(description=_("対象の版"))
    def shown_versions(self, redaction: Redaction) -> str:
        return gettext("、").join(map(str, redaction.versions))
