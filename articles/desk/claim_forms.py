"""What is asked about a claim in its workspace: the wording, who claimed it, when; who sees to it; what is said of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import permissions
from articles.actions import claimants, comments, topics
from articles.desk import merging, said_when
from articles.desk.decisions import NEW, NOBODY, described
from articles.desk.model_admin import LinesField
from articles.desk.moments import PastDay, PlannedDay
from articles.desk.sources import AliasesField
from articles.models import Assignment, Claim, Claimant, Topic, User

FOUND = 10  # claimants that one search offers
ASKED = [(choice.value, choice.label) for choice in Claim.DateCertainty if choice != Claim.DateCertainty.UNASKED]
FIND, TOPIC = "_find", "_topic"  # buttons that look for claimants and add a topic, and save nothing of the claim
NEW_TOPIC = ("new_topic", "new_slug")


class WordingForm(forms.Form):
    """The wording of a claim, as a plain form: without JavaScript too, and with all that was typed after every refusal.

    `speakers` are the names the extraction has for who said it: claimants who go by one of them are offered.
    """

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen_values = forms.CharField(widget=forms.HiddenInput, required=False)
    statement = LinesField(
        label=gettext_lazy("検証する主張"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=Claim._meta.get_field("statement").help_text,
    )
    rating_reason = forms.CharField(
        label=gettext_lazy("判定の言葉を残す理由"),
        required=False,
        max_length=300,
        help_text=gettext_lazy(
            "「誤り」「デマ」などの言葉を文に残すときだけ（発信者自身の言葉である、など）。履歴に残ります。"
        ),
    )
    date_certainty = forms.ChoiceField(label=gettext_lazy("発信日"), choices=ASKED, widget=forms.RadioSelect)
    claimed_date = PastDay(
        label=gettext_lazy("日付"),
        required=False,
        help_text=gettext_lazy(
            "言われた日。素材の公開日とは限りません。「およそ」の日付は、読者のページには出ません。"
        ),
    )
    claimant = forms.ChoiceField(label=gettext_lazy("発信者"), widget=forms.RadioSelect)
    find = forms.CharField(label=gettext_lazy("登録済みの発信者を探す"), required=False, max_length=200)
    new_name = forms.CharField(label=gettext_lazy("氏名・名称"), required=False, max_length=200)
    new_kind = forms.ChoiceField(
        label=gettext_lazy("種類"),
        required=False,
        choices=[("", gettext_lazy("選んでください")), *Claimant.Kind.choices],
    )
    new_affiliation = forms.CharField(label=gettext_lazy("所属・肩書"), required=False, max_length=200)
    new_aliases = AliasesField(label=gettext_lazy("別名"), required=False, help_text=gettext_lazy("1行に1つ。"))
    topics = forms.ModelMultipleChoiceField(
        Topic.objects.order_by("name", "pk"),
        label=gettext_lazy("テーマ"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    new_topic = forms.CharField(
        label=gettext_lazy("テーマを加える"),
        required=False,
        max_length=Topic._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"list": "known-topics", "autocomplete": "off"}),
    )
    new_slug = forms.SlugField(
        label=gettext_lazy("新しいテーマの住所"),
        required=False,
        max_length=Topic._meta.get_field("slug").max_length,
        help_text=gettext_lazy("公開ページの住所になります。英小文字、数字、ハイフンで（例：water-supply）。"),
    )

    def __init__(
        self, typed: QueryDict | None = None, *, claim: Claim | None = None, speakers: Iterable[str] = ()
    ) -> None:
        super().__init__(typed, initial=_initial(claim) if claim else {"claimant": NOBODY})
        self.claim, self.speakers = claim, speakers
        self.known_topic: Topic | None = None
        sent = typed or QueryDict()
        self.sought = sent.get("find", "").replace("\0", "").strip()
        named = [*speakers, sent.get("new_name", "").replace("\0", "").strip()]
        seen = merging.loaded(sent.get("seen_values", "")).get("claimant")
        before = seen.get("", []) if merging.is_values(seen) else []
        keys = {sent.get("claimant", ""), str(claim.claimant_id if claim else ""), *before}
        self.known = _offered(keys, named, self.sought)
        self.fields["claimant"].choices = [  # type: ignore[attr-defined] # a choice field has them
            *((str(row.pk), told(row)) for row in self.known),
            (NEW, _("新しい発信者を登録する")),
            (NOBODY, _("特定の発信者なし（広く流れている話）")),
        ]
        if claim is not None:
            self.fields["seen_version"].required = True
            self.initial["seen_values"] = merging.Shown(self)

    @property
    def only_looks(self) -> bool:
        """Whether a button was pressed that saves nothing of the claim: to look for claimants, to add a topic."""
        return FIND in self.data or TOPIC in self.data

    def with_topic(self, *, by: User) -> WordingForm:
        """The form with the topic added that was typed, and ticked; where that is refused, with the reason. Bound."""
        self._keep_errors(*(NEW_TOPIC if TOPIC in self.data else ()))
        topic = None if self.errors else self._topic(by)
        if topic is None:
            return self
        data = self.data.copy()  # type: ignore[attr-defined] # a QueryDict, which its stubs do not know
        data.setlist("topics", [*data.getlist("topics"), str(topic.pk)])
        for name in NEW_TOPIC:
            data[name] = ""
        ticked = WordingForm(data, claim=self.claim, speakers=self.speakers)
        ticked._keep_errors()
        return ticked

    def _keep_errors(self, *names: str) -> None:
        """Forget complaints about what is not done yet."""
        for name in [name for name in self.errors if name not in names]:
            del self.errors[name]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("claimant") == NEW:
            if not cleaned.get("new_name"):
                self.add_error("new_name", _("新しい発信者の名前を入力してください。"))
            if not cleaned.get("new_kind"):
                told_kind = _("種類を選んでください。公開ページに名前を出すのは「公人」と「団体」だけです。")
                self.add_error("new_kind", told_kind)
        self._clean_topic(cleaned)
        said_when.refuse_half(self, cleaned.get("date_certainty"), cleaned.get("claimed_date"))
        return cleaned

    def _clean_topic(self, cleaned: dict[str, Any]) -> None:
        """A name that is known is that topic; a new one needs an address that no other topic has."""
        name, slug = (cleaned.get(field, "") for field in NEW_TOPIC)
        name = cleaned["new_topic"] = unicodedata.normalize("NFKC", name).strip()
        self.known_topic = Topic.objects.filter(name__iexact=name).first() if name else None
        if not name and (slug or TOPIC in self.data):
            self.add_error("new_topic", _("テーマの名前を入れてください。"))
        if self.known_topic or not name or "new_slug" in self.errors:
            return
        if not slug:
            self.add_error("new_slug", _("「%s」は、まだないテーマです。加えるには住所も入れてください。") % name)
        elif taken := Topic.objects.filter(slug__iexact=slug).first():
            self.add_error("new_slug", _("この住所はテーマ「%s」が使っています。別の住所にしてください。") % taken)

    def words(self, *, by: User) -> dict[str, Any]:
        """For the actions; registers the claimant where a new one was typed, so call it in the action's transaction."""
        names = ("statement", "rating_reason", "date_certainty", "claimed_date")
        topics = {*self.cleaned_data["topics"], *filter(None, [self._topic(by)])}
        return {
            **{name: self.cleaned_data[name] for name in names},
            "topics": topics,
            "claimant": self._claimant(by),
        }

    def _topic(self, by: User) -> Topic | None:
        name, slug = (self.cleaned_data.get(field, "") for field in NEW_TOPIC)
        if self.known_topic or not name:
            return self.known_topic
        return topics.register(name=name, slug=slug.lower(), by=by)

    def _claimant(self, by: User) -> Claimant | None:
        chosen = self.cleaned_data["claimant"]
        if chosen == NEW:
            with transaction.atomic():
                return claimants.register(
                    name=self.cleaned_data["new_name"],
                    kind=self.cleaned_data["new_kind"],
                    affiliation=self.cleaned_data["new_affiliation"],
                    aliases=self.cleaned_data["new_aliases"],
                    by=by,
                )
        return next((row for row in self.known if str(row.pk) == chosen), None)


def _initial(claim: Claim) -> dict[str, Any]:
    asked = claim.date_certainty != Claim.DateCertainty.UNASKED
    return {
        "seen_version": claim.version,
        "statement": claim.statement,
        "date_certainty": claim.date_certainty if asked else None,
        "claimed_date": claim.claimed_date,
        "claimant": str(claim.claimant_id or NOBODY),
        "topics": list(claim.topics.all()),
    }


def _offered(keys: set[str], names: list[str], sought: str) -> list[Claimant]:
    """Those already chosen, those who go by one of the names, and those found; one query."""
    wanted = Q(pk__in=[int(key) for key in keys if key.isascii() and key.isdigit() and len(key) < 19])
    if named := [name for name in names if name]:
        wanted |= Q(name__in=named) | Q(aliases__overlap=named)
    if sought:
        wanted |= Q(pk__in=found(sought).values("pk"))
    return list(Claimant.objects.filter(wanted).order_by("name", "pk"))


def found(sought: str) -> Any:
    """Claimants whose name, alias or affiliation holds every word, at most `FOUND`."""
    rows = Claimant.objects.order_by("name", "pk")
    for word in sought.split():
        rows = rows.filter(Q(name__icontains=word) | Q(aliases__icontains=word) | Q(affiliation__icontains=word))
    return rows[:FOUND]


def told(claimant: Claimant) -> str:
    """Name, affiliation and kind, and what else the claimant goes by."""
    if not claimant.aliases:
        return described(claimant)
    return _("%(name)s　別名：%(aliases)s") % {
        "name": described(claimant),
        "aliases": _("、").join(claimant.aliases),
    }


class AssignmentForm(forms.Form):
    """Who sees to the claim, until when. `seen` is 0 where nobody did."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    assignee = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("担当"), empty_label=gettext_lazy("選んでください")
    )
    due_date = PlannedDay(label=gettext_lazy("期日"), required=False)

    def __init__(self, typed: QueryDict | None = None, *, current: Assignment | None) -> None:
        initial: dict[str, Any] = {"seen": 0}
        if current is not None:
            initial = {"seen": current.version, "assignee": current.assignee_id, "due_date": current.due_date}
        super().__init__(typed, initial=initial)
        self.fields["assignee"].queryset = writers()  # type: ignore[attr-defined] # a ModelChoiceField has one


def writers() -> Any:
    """Members who may be given a claim, as `permissions.can_be_assigned` has it."""
    roles = (User.Role.REPORTER, User.Role.DESK_EDITOR)
    rows = User.objects.filter(is_active=True).filter(Q(groups__name__in=roles) | Q(is_superuser=True))
    return rows.distinct().order_by("display_name", "username", "pk")


class CommentForm(forms.Form):
    text = LinesField(
        label=gettext_lazy("コメント"),
        max_length=comments.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "@名前 で呼びかけると、その人に知らせます。デスクの中だけのもので、あとから直せません。"
        ),
    )


def may_word(user: User, claim: Claim) -> bool:
    """Whether the wording is open: nobody words what stands before readers or before whoever approves it."""
    verdict = getattr(claim, "verdict", None)
    return permissions.can_write(user) and (verdict is None or permissions.can_edit_verdict(user, verdict))
