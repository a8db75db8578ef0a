"""What the queue is narrowed to. It lives in the address and nowhere else, so it holds across next, previous and undo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Left
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from articles.desk import figures
from articles.desk.moments import AskedDay
from articles.desk.requests import member
from articles.models import (
    Article,
    ArticleRevision,
    Assignment,
    Candidate,
    CandidateScore,
    Claimant,
    Outlet,
    Verdict,
    days,
)
from articles.models.candidate import SPEAKER_INDEXED, CandidateQuerySet
from articles.models.outlet import CONFIRMED_FIRST

LARGEST_KEY = 2**63 - 1
SCORES = ("0.9", "0.8", "0.7", "0.5")
DAYS = (1, 3, 7)
TODAY, OVER = "today", "over"  # due then


class Filter(forms.Form):
    """Each field narrows by itself; what is not understood narrows nothing."""

    use_required_attribute = False

    outlet = forms.ModelChoiceField(Outlet.objects.none(), label=_("媒体"), required=False, empty_label=_("すべて"))
    speaker = forms.CharField(
        label=_("発言者"), required=False, max_length=100, help_text=_("名前の初めから。登録した別名も探します。")
    )
    kind = forms.ChoiceField(label=_("素材の種類"), required=False, choices=[("", _("すべて")), *Article.Kind.choices])
    words = forms.CharField(
        label=_("テーマ・語"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"list": "topics"}),
        help_text=_("引用か見出しにある語。"),
    )
    since = AskedDay(label=_("公開日（から）"), required=False)
    until = AskedDay(label=_("公開日（まで）"), required=False)
    score = forms.ChoiceField(
        label=_("優先度"),
        required=False,
        choices=lambda: [("", _("すべて")), *((score, gettext("%s以上") % score) for score in SCORES)],
    )
    waiting = forms.TypedChoiceField(label=_("待っている日数"), required=False, coerce=int)
    due = forms.ChoiceField(
        label=_("検証対象の期日"),
        required=False,
        choices=[("", _("すべて")), (TODAY, _("今日までか、過ぎた")), (OVER, _("過ぎた"))],
        help_text=_("担当と期日の決まった検証対象が出てくる素材の、残りの候補。"),
    )
    recurring = forms.BooleanField(label=_("再拡散だけ"), required=False)
    mine = forms.BooleanField(label=_("自分が取り込んだ素材だけ"), required=False)
    assigned = forms.BooleanField(label=_("自分が担当する検証対象の素材だけ"), required=False)
    article = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlet"].queryset = Outlet.objects.order_by(*CONFIRMED_FIRST)  # type: ignore[attr-defined] # a ModelChoiceField has one
        days = [(str(n), ngettext("%d 日以上", "%d 日以上", n) % n) for n in DAYS]
        self.fields["waiting"].choices = [("", _("すべて")), *days]  # type: ignore[attr-defined] # a choice field has them


class Narrowing:
    """The filter of one request: the candidates it leaves, and the query string that keeps it."""

    def __init__(self, request: HttpRequest) -> None:
        self.user = member(request)
        self.form = Filter(request.GET if request.GET else None, auto_id="filter-%s")
        self.form.is_valid()
        self.chosen: dict[str, Any] = {
            name: value for name, value in getattr(self.form, "cleaned_data", {}).items() if value
        }

    @property
    def query(self) -> str:
        """With its question mark; empty where nothing is narrowed."""
        return f"?{urlencode(self.hidden)}" if self.chosen else ""

    @property
    def hidden(self) -> list[tuple[str, Any]]:
        """The same, as names and values for the fields of a form."""
        return [(name, _plain(value)) for name, value in self.chosen.items()]

    @property
    def article(self) -> Article | None:
        return Article.objects.filter(pk=self.chosen["article"]).first() if "article" in self.chosen else None

    @property
    def shown(self) -> int:
        """How many of its fields narrow, for the one line that stands for the form."""
        return len(self.chosen)

    def waiting(self) -> CandidateQuerySet:
        """Undecided candidates, a sentence said in several places once."""
        found = Candidate.objects.shown_once()
        for narrows in self._conditions():
            found = found.filter(narrows)
        return found

    @cached_property
    def _with_work(self) -> list[int]:
        """Revisions of articles in which a claim appears that somebody sees to: till then, or the member themselves.

        Looked up first: in one query with the order of the queue it would be asked for each of those that wait.
        """
        rows, today = Assignment.objects.open(), figures.today()
        if "due" in self.chosen:
            last = today if self.chosen["due"] == TODAY else today - timedelta(days=1)
            rows = rows.filter(due_date__lte=last)
        if "assigned" in self.chosen:
            rows = rows.of(self.user)
        articles = rows.values("claim__appearances__revision__article")
        return list(ArticleRevision.objects.filter(article__in=articles).values_list("pk", flat=True))

    def _conditions(self) -> Iterator[Q | Exists]:
        chosen = self.chosen
        for name, column in COLUMNS.items():
            if name in chosen:
                yield Q(**{column: chosen[name]})
        if "since" in chosen:
            yield Q(revision__article__published_at__gte=days.beginning_of(chosen["since"]))
        if "until" in chosen:
            yield Q(revision__article__published_at__lt=days.end_of(chosen["until"]))
        if "score" in chosen:
            yield Q(priority__gte=Decimal(chosen["score"]))
        if "waiting" in chosen:
            yield Q(created_at__lte=timezone.now() - timedelta(days=chosen["waiting"]))
        if "recurring" in chosen:
            yield Q(search__recurs__state=Verdict.State.PUBLISHED)
        if "mine" in chosen:
            yield Q(revision__article__imported_by=self.user)
        if chosen.keys() & {"due", "assigned"}:
            yield Q(revision__in=self._with_work)
        for word in chosen.get("words", "").replace("\0", "").split():
            yield Q(quote__icontains=word) | Q(revision__article__title__icontains=word)
        if "speaker" in chosen:
            yield Exists(_said_by(chosen["speaker"].replace("\0", "").strip()))


COLUMNS = {"article": "revision__article", "outlet": "revision__article__outlet", "kind": "revision__article__kind"}


def _said_by(name: str) -> Any:
    """Scores whose speaker's name begins like this, or like a name of somebody who is called this."""
    called = Claimant.objects.called(name)
    names = {name, *(known for one in called for known in (one.name, *one.aliases))}
    begins = Q()
    for one in names:
        begins |= Q(began__startswith=one[:SPEAKER_INDEXED])
    scores = CandidateScore.objects.alias(began=Left("speaker", SPEAKER_INDEXED))
    return scores.filter(begins, candidate=OuterRef("pk"))


def _plain(value: Any) -> Any:
    if isinstance(value, Outlet):
        return value.pk
    return 1 if value is True else value
