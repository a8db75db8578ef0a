"""Elections at the desk: their list and form, and the balance of what was chosen while one runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles import permissions
from articles.actions import elections
from articles.desk import figures, history, ledger, selection
from articles.desk.model_admin import CodedChoiceField, VersionedForm
from articles.desk.requests import member
from articles.desk.selection import Line, Period
from articles.desk.steps import Step, SteppedAdmin
from articles.desk.verdict_parts import DESK_SCALE
from articles.models import Claimant, Election, Publication, Rating, User, Verdict


class ElectionForm(VersionedForm):
    class Meta:
        model = Election
        fields = ["name", "first_date", "last_date", "scale", "claimants"]
        field_classes: ClassVar[Any] = {"scale": CodedChoiceField}


class EarlyEndForm(forms.Form):
    last_date = forms.DateField(label=_("新しい終わりの日"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 3}))


def _ask_early_end(election: Election, by: User, values: dict[str, Any]) -> Election:
    return elections.ask_early_end(election, last_date=values["last_date"], reason=values["reason"], by=by)


def _end_early(election: Election, by: User, values: dict[str, Any]) -> Election:
    seen = values["seen"]
    return elections.end_early(election, version=int(seen) if seen.isascii() and seen.isdigit() else -1, by=by)


def _is_confirmable(user: User, election: Election) -> bool:
    is_asked = election.early_end_date is not None and election.early_end_asked_by_id != user.pk
    return is_asked and election.is_running(figures.today())


STEPS = (
    Step(
        name="end-early",
        label=_("終わりの日を早める"),
        done=_("別のデスクの確認を待ちます。確認されるまで、終わりの日は変わりません。"),
        perform=_ask_early_end,
        may=permissions.can_call_election,
        fits=lambda user, election: election.is_running(figures.today()),
        asks=True,
        form=lambda row, *args: EarlyEndForm(*args),
        explanation=_("期間中の選挙の終わりの日は、別のデスクが確認すると早まります。理由は履歴に残ります。"),
    ),
    Step(
        name="confirm-early-end",
        label=_("終わりの日を早めることを確認する"),
        done=_("終わりの日を早めました。"),
        perform=_end_early,
        may=permissions.can_call_election,
        fits=_is_confirmable,
        asks=True,
        context=lambda row, form: {"news": history.about(row)[:1]},
        explanation=_("求められた日付と理由は、下の履歴のとおりです。その日の翌日からは、一人の承認で公開できます。"),
        is_main=True,
    ),
)


class ElectionAdmin(SteppedAdmin):
    steps = STEPS
    form = ElectionForm
    list_display = ["name", "first_date", "last_date", "claimant_count", "balance"]
    search_fields = ["name"]
    ordering = ["-first_date", "-pk"]
    autocomplete_fields = ["claimants"]
    discardable = True

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.with_seen_version(request, obj, ["name", "first_date", "last_date", "scale", "claimants"])

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"scale": DESK_SCALE, **super().get_changeform_initial_data(request)}

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(claimant_count=Count("claimants"))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.can_call_election(member(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.can_call_election(member(request))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.can_call_election(member(request))

    @admin.display(description=_("候補者・政党など"), ordering="claimant_count")
    def claimant_count(self, election: Any) -> int:
        return int(election.claimant_count)

    @admin.display(description=_("偏り"))
    def balance(self, election: Election) -> str:
        url = reverse("election-balance", args=[election.pk])
        return format_html('<a href="{}">{}</a>', url, gettext("偏りの表"))

    def seen_of(self, row: Election) -> str:
        return str(row.version)

    def create(self, form: VersionedForm, request: HttpRequest) -> Election:
        return elections.call(**form.values, by=member(request))

    def update(self, obj: Election, form: VersionedForm, request: HttpRequest) -> Election:
        return elections.change(obj, version=form.seen, **form.values, by=member(request))

    def discard(self, obj: Election, request: HttpRequest) -> None:
        elections.discard(obj, by=member(request))


class Stand(NamedTuple):
    """One candidate, or all of one affiliation: the ledger of the election's days, and how verdicts were rated."""

    name: str
    line: Line
    ratings: list[int]
    """Verdicts by rating, in the order of the scale; the last number is of those the scale has no rating for."""


@require_safe
def balance(request: HttpRequest, pk: int) -> HttpResponse:
    """What was seen, chosen, published and how it was rated, for each who stands and each affiliation."""
    election = get_object_or_404(Election.objects.select_related("scale", "created_by"), pk=pk)
    ratings = list(Rating.objects.filter(scale=election.scale).prefetch_related("equivalents").order_by("position"))
    people = list(election.claimants.order_by("affiliation", "name", "pk"))
    stands = stands_of(election, people, ratings)
    found = [stand.line for stand in stands]
    context = {
        **admin.site.each_context(request),
        "title": gettext("偏りの表：%s") % election,
        "election": election,
        "is_running": election.is_running(figures.today()),
        "ratings": ratings,
        "stands": stands,
        "affiliations": by_affiliation(stands, people),
        "columns": selection.COLUMNS.values(),
        "bars": ledger.bars(found),
        "height": min(len(found), ledger.DRAWN) * ledger.PITCH,
        "may_change": permissions.can_call_election(member(request)),
    }
    return TemplateResponse(request, "desk/balance.html", context)


def stands_of(election: Election, people: Iterable[Claimant], ratings: list[Rating]) -> list[Stand]:
    """Each who stands, also those of whom nothing was seen; three queries beside the ledger's."""
    period = Period(election.first_date, min(election.last_date, max(figures.today(), election.first_date)))
    seen = {line.key: line for line in selection.lines("claimant", period)}
    rated = rated_by_claimant(election, ratings)
    nothing = len(ratings) + 1
    return [
        Stand(
            person.name,
            seen.get(str(person.pk)) or selection.nothing(str(person.pk), person.name),
            rated.get(person.pk, [0] * nothing),
        )
        for person in people
    ]


def rated_by_claimant(election: Election, ratings: list[Rating]) -> dict[int, list[int]]:
    """Verdicts first published in the election's days that readers see now, by its scale; two queries."""
    bounds = Period(election.first_date, election.last_date).bounds
    first = Publication.objects.filter(
        kind=Publication.Kind.PUBLISHED, published_at__gte=bounds["since"], published_at__lt=bounds["until"]
    )
    shown = Verdict.objects.filter(
        pk__in=first.values("verdict_number"), state=Verdict.State.PUBLISHED, claim__claimant__elections=election
    )
    place = {rating.code: at for at, one in enumerate(ratings) for rating in one.equivalents.all()}
    place |= {rating.code: at for at, rating in enumerate(ratings)}
    found: dict[int, list[int]] = {}
    for claimant, code in shown.order_by("pk").values_list("claim__claimant", "published_rating"):
        counts = found.setdefault(claimant, [0] * (len(ratings) + 1))
        counts[place.get(code, len(ratings))] += 1
    return found


def by_affiliation(stands: list[Stand], people: Iterable[Claimant]) -> list[Stand]:
    """The same summed; a person without one stands for themselves under 「所属なし」."""
    groups: dict[str, list[Stand]] = {}
    for person, stand in zip(people, stands, strict=True):
        groups.setdefault(person.affiliation or gettext("所属なし"), []).append(stand)
    return [
        Stand(
            name,
            selection.added(name, [stand.line for stand in members]),
            [sum(numbers) for numbers in zip(*(stand.ratings for stand in members), strict=True)],
        )
        for name, members in sorted(groups.items())
    ]
