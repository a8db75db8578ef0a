"""The forms of a verdict: its own words, and the rows it is made of beside them, evidence and replies of those concerned."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.forms import SplitDateTimeField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.actions import evidence, replies, verdicts
from articles.desk import merging
from articles.desk.model_admin import ActionFormSet, CodedChoiceField, LenientForm, LinesField, VersionedForm
from articles.desk.moments import DateOrMomentField, DeadlineField, NativeMoment
from articles.models import Evidence, Publication, Rating, RightOfReply, User, Verdict
from articles.models.verdict import LONGEST_FINDING
from articles.public import prose

DESK_SCALE = "fij-2019"  # the scale this desk rates by; ratings of another one reach readers by the crosswalk
LONGEST_REASONING = 20_000  # code points; what Markdown costs to read grows faster than its length
SNAPSHOT_BYTES = 50_000_000

KINDS: dict[str, str | Promise] = {
    Publication.Kind.ADDITION.value: _("追記：新しい事実を加えた"),
    Publication.Kind.AMENDMENT.value: _("修正：言い回しや誤字を直した"),
    Publication.Kind.CORRECTION.value: _("訂正：誤りを正した"),
    Publication.Kind.RATING_CHANGE.value: _("判定変更：判定そのものが変わった"),
}


def lines(rows: int, longest: int = 0, **attributes: str) -> forms.Textarea:
    """`longest` is what a reader takes well, in code points: it is counted beside the field and refuses nothing."""
    counted = {"data-longest": str(longest)} if longest else {}
    return forms.Textarea(attrs={"rows": rows, **counted, **attributes})


class RatingField(CodedChoiceField):
    """Ratings as radio buttons with their definitions, so that nobody rates from memory."""

    widget = forms.RadioSelect

    def label_from_instance(self, obj: Any) -> SafeString:
        return format_html(
            '<span class="rating" data-rating="{}"><b>{} {}</b></span> <span class="definition">{}{}</span>',
            obj.code,
            obj.symbol,
            obj,
            gettext(obj.definition),
            gettext("公開までに、校閲と法務の確認も要ります。") if obj.is_intentional else "",
        )


class VerdictForm(VersionedForm):
    rating = RatingField(Rating.objects.none(), label=_("判定"), required=False, empty_label=None)

    class Meta:
        model = Verdict
        fields = verdicts.FIELDS
        field_classes: ClassVar[Any] = dict.fromkeys(
            (
                *("summary", "reasoning", "selection_reason", "precedent_note", "intent_reason"),
                *("no_reply_reason", "correction_note"),
                *("english_claim", "english_summary", "easy_claim", "easy_summary"),
            ),
            LinesField,
        )
        widgets: ClassVar[Any] = {
            "headline": forms.TextInput(attrs={"data-longest": "60"}),
            "finding": forms.TextInput(attrs={"data-longest": str(LONGEST_FINDING)}),
            "summary": forms.Textarea(attrs={"rows": 3, "data-longest-line": "70"}),
            "reasoning": lines(16, 3000),
            "selection_reason": lines(3, 200),
            "precedent_note": lines(2),
            "intent_reason": lines(3, 600),
            "no_reply_reason": lines(2, 200),
            "english_claim": lines(2, lang="en"),
            "english_finding": forms.TextInput(attrs={"data-longest": "160", "lang": "en"}),
            "english_summary": forms.Textarea(attrs={"rows": 3, "data-longest-line": "160", "lang": "en"}),
            "easy_claim": lines(2),
            "easy_finding": forms.TextInput(),
            "easy_summary": lines(3),
            "correction_kind": forms.RadioSelect,
            "correction_note": lines(3, 300),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ratings = Rating.objects.filter(scale=DESK_SCALE).order_by("position")
        self.fields["rating"].queryset = ratings  # type: ignore[attr-defined] # a ModelChoiceField has one
        self.fields["reasoning"].max_length = LONGEST_REASONING  # type: ignore[attr-defined] # a CharField has one
        for name in ("finding", "english_finding", "easy_finding"):
            del self.fields[name].widget.attrs["maxlength"]  # a browser would cut what is pasted, and say nothing
        self.fields["correction_kind"].choices = list(KINDS.items())  # type: ignore[attr-defined] # a ChoiceField
        if not self.instance.published_version:  # readers are told of a change once there is something that changes
            for name in verdicts.CORRECTION:
                del self.fields[name]

    def clean_reasoning(self) -> str:
        text: str = self.cleaned_data["reasoning"]
        if len(text) > LONGEST_REASONING:
            raise forms.ValidationError(_("検証の内容は%d文字までです。") % LONGEST_REASONING)
        return text

    def clean_finding(self) -> str:
        text: str = self.cleaned_data["finding"]
        if not verdicts.is_one_sentence(text):
            raise forms.ValidationError(verdicts.FindingNotOneSentence.message)
        return text

    def clean(self) -> dict[str, Any] | None:
        cleaned: dict[str, Any] | None = super().clean()
        for name in verdicts.BOUNDED:
            try:
                verdicts.refuse_length(name, self.cleaned_data.get(name, ""))
            except verdicts.RenditionTooLong as refused:
                self.add_error(name, str(refused))
        return cleaned

    @property
    def written(self) -> dict[str, Any]:
        """The fields that were changed, for the action."""
        return {name: self.cleaned_data[name] for name in verdicts.FIELDS if name in self.changed_data}


class PartForm(LenientForm):
    """A row of a verdict. It says what it showed; which state of the verdict that was, the verdict's own form says."""

    seen_values = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen_values"].initial = merging.Shown(self)
        else:
            del self.fields["seen_values"]

    @property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name not in merging.CARRIED]


class EvidenceForm(PartForm):
    """Takes the name of an anonymous source: the action moves it into a note before the row is written."""

    snapshot = forms.FileField(
        label=_("保存物から計算する"),
        required=False,
        help_text=_("選んだファイルのSHA-256を記録します。ファイルは保存しません。"),
    )

    class Meta:
        model = Evidence
        fields: ClassVar[Any] = [
            *("kind", "stance", "position", "title", "source_name", "source_position", "is_primary", "is_on_record"),
            *("anonymity_reason", "url", "quoted_passage", "locator", "obtained_at", "archive_url"),
            *("snapshot_sha256", "source_interest"),
        ]
        field_classes: ClassVar[Any] = {"quoted_passage": LinesField, "obtained_at": SplitDateTimeField}
        widgets: ClassVar[Any] = {
            "position": merging.MovedInput,
            "quoted_passage": lines(3),
            "obtained_at": NativeMoment,
            "source_name": forms.TextInput(attrs={"data-kept-nowhere-else": ""}),
            "source_position": forms.TextInput(attrs={"data-kept-nowhere-else": ""}),
        }
        help_texts: ClassVar[Any] = {
            "source_name": _(
                "実名で公開できないときも書いてかまいません。保存すると、あなただけが読める、暗号化した取材メモに移ります。"
            ),
        }

    def _get_validation_exclusions(self) -> set[str]:
        """Who the source is stays out of the constraints where it will not be in the row; the action checks the rest."""
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc] # Django's, untyped
        return excluded if self.cleaned_data.get("is_on_record") else excluded | set(evidence.IDENTITY)

    def clean_snapshot(self) -> None:
        upload = self.cleaned_data.get("snapshot")
        if upload is None:
            return
        if upload.size > SNAPSHOT_BYTES:
            raise forms.ValidationError(_("50MBまでのファイルを選んでください。"))
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        self.instance.snapshot_sha256 = self.cleaned_data["snapshot_sha256"] = digest.hexdigest()

    @property
    def changed_data(self) -> list[str]:
        changed = super().changed_data
        return [
            *(name for name in changed if name != "snapshot"),
            *(["snapshot_sha256"] if "snapshot" in changed else []),
        ]


class ReplyForm(PartForm):
    class Meta:
        model = RightOfReply
        fields: ClassVar[Any] = ["party", "channel", "asked_at", "deadline", "outcome", "answer", "answered_at"]
        field_classes: ClassVar[Any] = {
            "answer": LinesField,
            "asked_at": DateOrMomentField,
            "deadline": DeadlineField,
            "answered_at": DateOrMomentField,
        }
        widgets: ClassVar[Any] = {
            "answer": lines(4),
            **dict.fromkeys(("asked_at", "deadline", "answered_at"), NativeMoment),
        }


class BoundedRows(ActionFormSet):
    """At most `most` rows; a few more come back with their text, so that nothing is lost where two people added some."""

    most: ClassVar[int]
    full: ClassVar[str | Promise]

    def total_form_count(self) -> int:
        """No more than were sent: a form that only says that there are thousands costs nothing."""
        total = super().total_form_count()
        return min(total, self._sent) if self.is_bound else total

    def clean(self) -> None:
        super().clean()
        if self.total_form_count() - len(self.deleted_forms) > self.most:
            raise forms.ValidationError(str(self.full))

    @cached_property
    def _sent(self) -> int:
        found = (key.removeprefix(f"{self.prefix}-").partition("-")[0] for key in self.data if self._is_ours(key))
        return len({number for number in found if number.isascii() and number.isdigit()})

    def _is_ours(self, key: str) -> bool:
        return key.startswith(f"{self.prefix}-")


class EvidenceFormSet(BoundedRows):
    most, full = evidence.MOST, evidence.EvidenceFull.message

    def add_row(self, values: dict[str, Any], *, by: User) -> None:
        evidence.add(self.instance, by=by, **{name: value for name, value in values.items() if name != "snapshot"})

    def edit_row(self, row: Evidence, values: dict[str, Any], *, by: User) -> None:
        evidence.edit(row, by=by, **values)

    def remove_row(self, row: Evidence, *, by: User) -> None:
        evidence.remove(row, by=by)

    @property
    def in_order(self) -> list[PartForm]:
        """As the page shows them; the deleted ones stand where they were."""
        return sorted(self.forms, key=lambda form: (position_of(form), int(form.prefix.rpartition("-")[2])))


class ReplyFormSet(BoundedRows):
    most, full = replies.MOST, replies.RepliesFull.message

    def add_row(self, values: dict[str, Any], *, by: User) -> None:
        replies.add(self.instance, by=by, **values)

    def edit_row(self, row: RightOfReply, values: dict[str, Any], *, by: User) -> None:
        replies.edit(row, by=by, **values)

    def remove_row(self, row: RightOfReply, *, by: User) -> None:
        replies.remove(row, by=by)

    @property
    def in_order(self) -> list[PartForm]:
        return list(self.forms)


EvidenceRows = forms.inlineformset_factory(
    *(Verdict, Evidence),
    form=EvidenceForm,
    formset=EvidenceFormSet,
    extra=0,
    can_delete=True,
    max_num=evidence.MOST,
    absolute_max=2 * evidence.MOST,
)
ReplyRows = forms.inlineformset_factory(
    *(Verdict, RightOfReply),
    form=ReplyForm,
    formset=ReplyFormSet,
    extra=0,
    can_delete=True,
    max_num=replies.MOST,
    absolute_max=2 * replies.MOST,
)


class Workspace:
    """All forms of one verdict, bound to what was sent or not."""

    def __init__(
        self,
        verdict: Verdict,
        data: QueryDict | None = None,
        files: MultiValueDict[str, Any] | None = None,
    ) -> None:
        evidence_rows = Evidence.objects.order_by("position", "pk")
        reply_rows = RightOfReply.objects.order_by("asked_at", "pk")
        self.followed: dict[str, str] = {}  # the text, where references in it follow the evidence
        self.form = VerdictForm(data, files, instance=verdict)
        self.evidence = EvidenceRows(data, files, instance=verdict, prefix="evidence", queryset=evidence_rows)
        self.replies = ReplyRows(data, files, instance=verdict, prefix="rights_of_reply", queryset=reply_rows)

    @property
    def parts(self) -> list[Any]:
        return [self.evidence, self.replies]

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.parts)]) and self._follow_removed()

    def _follow_removed(self) -> bool:
        """References in the text follow the evidence that stays; one to what is removed has to be dealt with first."""
        rows: Any = self.evidence
        gone, numbers = self.evidence.deleted_forms, dict(enumerate(rows.in_order, start=1))
        removed = {number for number, row in numbers.items() if row in gone}
        text = self.form.cleaned_data["reasoning"]
        if lost := sorted(removed.intersection(prose.references(text) if removed else ())):
            told = _("本文の %(marks)s は、削除する根拠を指しています。本文から除くか、根拠を残してください。")
            self.form.add_error("reasoning", told % {"marks": " ".join(f"[^{number}]" for number in lost)})
            return False
        if removed:
            stay = [number for number in numbers if number not in removed]
            moved = prose.renumbered(text, {old: new for new, old in enumerate(stay, start=1)})
            self.followed = {"reasoning": moved} if moved != text else {}
            self.form.instance.reasoning = self.form.cleaned_data["reasoning"] = moved
        return True

    @property
    def written(self) -> dict[str, Any]:
        """The verdict's own words that were changed, by its editor or by a removed piece of evidence."""
        return self.form.written | self.followed

    @property
    def shown_evidence(self) -> list[Evidence]:
        """The rows as they stand in the form, unsaved, in the order of the page."""
        rows: Any = self.evidence
        return [form.instance for form in rows.in_order if form not in self.evidence.deleted_forms]

    @property
    def shown_replies(self) -> list[RightOfReply]:
        rows = [form.instance for form in self.replies.forms if form not in self.replies.deleted_forms]
        return sorted((row for row in rows if row.asked_at), key=lambda row: (row.asked_at, row.pk or 0))


def position_of(form: PartForm) -> int:
    value = str(form["position"].value() or "")
    return int(value) if value.isascii() and value.isdigit() else 0


def merge(verdict: Verdict, data: QueryDict, editors: Mapping[str, str]) -> merging.Merged:
    """What was sent of the forms together with what was saved meanwhile; `verdict` is the row as it is now."""
    sent, now = Workspace(Verdict.objects.get(pk=verdict.pk), data.copy()), Workspace(verdict)
    merged = merging.Merged(data.copy(), editors=editors)
    sent.form.data = merged.data
    merging.merge(sent.form, now.form, merged)
    for part, rows in zip(sent.parts, now.parts, strict=True):
        merging.merge_rows(part, rows, merged)
    return merged
