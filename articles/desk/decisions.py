"""The decisions an editor makes in the queue: each a form, and the action it ends in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.actions import candidates, claimants
from articles.actions.claims import RatingInStatement
from articles.actions.errors import Refused
from articles.desk import said_when
from articles.desk.model_admin import LinesField
from articles.models import Candidate, Claim, Claimant, User

NEW, NOBODY = "new", "none"
UNKNOWN = [(NEW, _("新しい発信者")), (NOBODY, _("特定の発信者なし"))]
Along = Sequence[Candidate]


class Decision(forms.Form):
    """A form about one candidate and others that say the same (`along`). `take` is called once it is valid and may raise
    Refused. All of them are in one form of the page, so that whatever button is pressed, nothing typed stays behind."""

    use_required_attribute = False  # a browser would hold up the buttons of the other decisions

    def take(self, candidate: Candidate, *, by: User, along: Along) -> Candidate:
        raise NotImplementedError

    def repeats(self, candidate: Candidate) -> bool:
        """Whether the decision that was taken is this very one: a second click, a request sent again."""
        raise NotImplementedError


class AcceptAsNew(Decision):
    """Word a new claim. The claimant is one whose name fits the speaker, a new one of a chosen kind, or nobody."""

    statement = LinesField(
        label=_("検証する主張"),
        widget=forms.Textarea(attrs={"rows": 2, "data-focus-key": "e", "data-keep": ""}),
        help_text=Claim._meta.get_field("statement").help_text,
    )
    rating_reason = forms.CharField(
        label=_("判定の言葉を残す理由"),
        required=False,
        max_length=300,
        help_text=_("発信者自身の言葉である、など。履歴に残ります。"),
    )
    date_certainty = forms.ChoiceField(
        label=_("発信日"),
        required=False,
        choices=said_when.UNPROPOSED,
        widget=forms.RadioSelect,
        initial=said_when.LATER,
    )
    claimed_date = forms.DateField(
        label=_("日付"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    claimant = forms.ChoiceField(
        label=_("発信者"),
        choices=UNKNOWN,
        widget=forms.RadioSelect,
        error_messages={"required": _("発信者を選んでください。")},
    )
    new_name = forms.CharField(label=_("氏名・名称"), required=False, max_length=200)
    new_kind = forms.ChoiceField(
        label=_("種類"), required=False, choices=[("", _("選んでください")), *Claimant.Kind.choices]
    )
    new_affiliation = forms.CharField(label=_("所属・肩書"), required=False, max_length=200)

    def __init__(
        self, *args: Any, known: Iterable[Claimant], said: said_when.Proposed | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        days = [said.choice] if said else []
        self.fields["date_certainty"].choices = [*days, *said_when.UNPROPOSED]  # type: ignore[attr-defined] # a choice field has them
        self.said = said
        self.known = {str(claimant.pk): claimant for claimant in known}
        self.fields["claimant"].choices = [  # type: ignore[attr-defined] # a choice field has them
            *((key, described(claimant)) for key, claimant in self.known.items()),
            *UNKNOWN,
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("claimant") == NEW:
            if not cleaned.get("new_name"):
                self.add_error("new_name", _("新しい発信者の名前を入力してください。"))
            if not cleaned.get("new_kind"):
                self.add_error(
                    "new_kind", _("種類を選んでください。公開ページに名前を出すのは「公人」と「団体」だけです。")
                )
        self._take_proposed(cleaned)
        said_when.refuse_half(self, cleaned.get("date_certainty"), cleaned.get("claimed_date"))
        return cleaned

    def _take_proposed(self, cleaned: dict[str, Any]) -> None:
        if self.said and cleaned.get("date_certainty") == self.said.choice[0]:
            cleaned |= {"date_certainty": Claim.DateCertainty.KNOWN, "claimed_date": self.said.day}

    def take(self, candidate: Candidate, *, by: User, along: Along) -> Candidate:
        return candidates.accept_as_new(
            candidate,
            statement=self.cleaned_data["statement"],
            claimant=self._claimant(),
            claimed_date=self.cleaned_data["claimed_date"],
            date_certainty=self.cleaned_data["date_certainty"] or said_when.LATER,
            rating_reason=self.cleaned_data["rating_reason"],
            along=along,
            by=by,
        )

    def repeats(self, candidate: Candidate) -> bool:
        claim = candidate.claim
        if claim is None or claim.statement != self.cleaned_data["statement"]:
            return False
        chosen = self.cleaned_data["claimant"]
        if chosen == NEW:
            return claim.claimant is not None and claim.claimant.name == self.cleaned_data["new_name"]
        return claim.claimant == self.known.get(chosen)

    def _claimant(self) -> Claimant | claimants.New | None:
        chosen = self.cleaned_data["claimant"]
        if chosen == NEW:
            return claimants.New(*(self.cleaned_data[name] for name in ("new_name", "new_kind", "new_affiliation")))
        return self.known.get(chosen)


def complain(form: forms.Form, refused: Refused) -> None:
    """Tell a refusal where it can be dealt with: words that rate beside the reason for which they may stay."""
    if isinstance(refused, RatingInStatement) and "rating_reason" in form.fields:
        message = gettext(
            "主張の文に判定の言葉（%(words)s）が入っています。言われたことだけに直すか、残す理由をここに書いてください。"
        )
        form.add_error("rating_reason", message % {"words": gettext("、").join(refused.words)})
    else:
        form.add_error(None, str(refused))


def described(claimant: Claimant) -> str:
    details = gettext("・").join(filter(None, [claimant.affiliation, str(claimant.get_kind_display())]))
    return gettext("%(name)s（%(details)s）") % {"name": claimant.name, "details": details}


class AcceptAsKnown(Decision):
    claim = forms.ModelChoiceField(Claim.objects.all(), label=_("検証対象"))

    def take(self, candidate: Candidate, *, by: User, along: Along) -> Candidate:
        return candidates.accept(candidate, claim=self.cleaned_data["claim"], along=along, by=by)

    def repeats(self, candidate: Candidate) -> bool:
        return bool(candidate.claim == self.cleaned_data["claim"])


class Reject(Decision):
    reason = forms.ChoiceField(label=_("理由"), choices=Candidate.RejectionReason.choices)
    # an area, not a line: Enter in a line would press the first button of the form
    note = LinesField(
        label=_("補足"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 1, "data-focus-key": "n", "data-keep": ""}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("reason") == Candidate.RejectionReason.OTHER and not cleaned.get("note"):
            self.add_error("note", str(candidates.NoteMissing.message))
        return cleaned

    def take(self, candidate: Candidate, *, by: User, along: Along) -> Candidate:
        return candidates.reject(
            candidate, reason=self.cleaned_data["reason"], note=self.cleaned_data["note"], along=along, by=by
        )

    def repeats(self, candidate: Candidate) -> bool:
        told = (candidate.rejection_reason, candidate.rejection_note)
        return told == (self.cleaned_data["reason"], self.cleaned_data["note"])


class SetAsideAsDuplicate(Decision):
    original = forms.ModelChoiceField(
        Candidate.objects.none(),
        label=_("同じ内容の候補"),
        widget=forms.Select(attrs={"data-focus-key": "d"}),
    )

    def __init__(self, *args: Any, siblings: QuerySet[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["original"].queryset = siblings  # type: ignore[attr-defined] # a ModelChoiceField has one

    def take(self, candidate: Candidate, *, by: User, along: Along) -> Candidate:
        return candidates.mark_duplicate(candidate, of=self.cleaned_data["original"], along=along, by=by)

    def repeats(self, candidate: Candidate) -> bool:
        return bool(candidate.duplicate_of == self.cleaned_data["original"])
