"""What a list can be narrowed by, with how many verdicts each choice would leave."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.models import PublishedVerdict, Rating
from articles.models.snapshot import TopicSnapshot
from articles.search.public import RETRACTED
from articles.search.ranked import Found

NAMES = ("rating", "claimant", "topic", "outlet", "year")
SHOWN = {"rating": 20, "claimant": 8, "topic": 10, "outlet": 8, "year": 8}
MORE = 30  # further choices, folded away


Address = Callable[[str, str], str]
"""Of the list narrowed by (facet, value), or no longer by that facet where the value is ""."""


class Choice(NamedTuple):
    """`address` is the list with this choice made, or, where it is made already, without it.

    `verdicts` is None where the number is not shown.
    """

    value: str
    label: str
    verdicts: int | None
    is_chosen: bool
    address: str
    rating: Rating | None


class Group(NamedTuple):
    """One facet. `more` are the choices behind those that are always shown."""

    name: str
    label: str
    choices: list[Choice]
    more: list[Choice]
    chosen: str


def groups(
    counts: Mapping[str, Mapping[str, int]],
    chosen: Mapping[str, str],
    labels: Labels,
    address: Address,
    withheld: Collection[str] = (),
    *,
    is_quiet: bool = False,
) -> list[Group]:
    """`withheld` are the claimants of whom no figures are shown: no number beside their names, no place among the most
    checked. `is_quiet`: no numbers at all, in a list of one of theirs.
    """
    found = [_group(name, counts.get(name, {}), chosen.get(name, ""), labels, address) for name in NAMES]
    shown = [group for group in found if group.choices]
    if not withheld:
        return shown
    return [_without_figures(group, None if is_quiet else withheld) for group in shown]


def is_withheld(chosen: Mapping[str, str], withheld: Collection[str]) -> bool:
    """Whether the list is one of a claimant of whom no figures are shown."""
    return chosen.get("claimant", "") in withheld


def are_of_one(found: Found, withheld: Collection[str]) -> bool:
    """Whether all that was found, by their name for instance, is of one claimant of whom no figures are shown."""
    counts = found.facets.get("claimant", {})
    return found.total > 0 and any(counts.get(number) == found.total for number in withheld)


def _without_figures(group: Group, withheld: Collection[str] | None) -> Group:
    """Without the numbers of these claimants, or without any."""

    def quiet(choices: list[Choice]) -> list[Choice]:
        if withheld is None:
            return [choice._replace(verdicts=None) for choice in choices]
        if group.name != "claimant":
            return choices
        hidden = [choice._replace(verdicts=None) for choice in choices if choice.value in withheld]
        shown = [choice for choice in choices if choice.value not in withheld]
        return [*shown, *sorted(hidden, key=lambda choice: choice.label)]

    return group._replace(choices=quiet(group.choices), more=quiet(group.more))


class Labels(NamedTuple):
    """Words for the values of facets: two queries, whatever is counted."""

    ratings: Mapping[str, Rating]
    claimants: Mapping[str, str]
    topics: Mapping[str, str]

    @classmethod
    def of(
        cls, counts: Mapping[str, Mapping[str, int]], chosen: Mapping[str, str], ratings: Mapping[str, Rating]
    ) -> Labels:
        claimants, topics = (
            _values(name, counts.get(name, {}), chosen.get(name, "")) for name in ("claimant", "topic")
        )
        return cls(ratings, _claimants(claimants), _topics(topics))

    def word(self, name: str, value: str) -> str:
        if name == "rating":
            return _("取り消し") if value == RETRACTED else self.ratings[value].name
        if name == "year":
            return _("%s年") % value
        return {"claimant": self.claimants, "topic": self.topics}.get(name, {}).get(value, value)


def heading(name: str) -> str:
    return {
        "rating": _("判定"),
        "claimant": _("発信者"),
        "topic": _("テーマ"),
        "outlet": _("媒体"),
        "year": _("公開した年"),
    }[name]


def _group(name: str, counts: Mapping[str, int], chosen: str, labels: Labels, address: Address) -> Group:
    choices = [
        Choice(
            value=value,
            label=labels.word(name, value),
            verdicts=counts.get(value, 0),
            is_chosen=value == chosen,
            address=address(name, "" if value == chosen else value),
            rating=labels.ratings.get(value) if name == "rating" else None,
        )
        for value in _ordered(name, _values(name, counts, chosen), labels)
    ]
    return Group(name, heading(name), choices[: SHOWN[name]], choices[SHOWN[name] :], chosen)


def _values(name: str, counts: Mapping[str, int], chosen: str) -> list[str]:
    """The most frequent ones, and the chosen one wherever it stands."""
    values = list(counts)[: SHOWN[name] + MORE]
    if chosen and chosen not in values:
        values.insert(0, chosen)
    return values


def _ordered(name: str, values: Sequence[str], labels: Labels) -> list[str]:
    """Ratings in the order of their scale, years the newest first, the rest as they come: most first."""
    if name == "rating":
        return sorted(values, key=lambda value: _place(labels.ratings.get(value)))
    return sorted(values, reverse=True) if name == "year" else list(values)


def _place(rating: Rating | None) -> tuple[str, int]:
    """What is retracted comes last."""
    return (rating.scale_id, rating.position) if rating else ("\U0010ffff", 0)


def _claimants(numbers: Iterable[str]) -> dict[str, str]:
    """Names as the newest verdict has them."""
    newest = PublishedVerdict.objects.visible().newest_first()
    rows = _one_each([newest.of_claimant(int(number)) for number in numbers], "claimant_number", "claimant_label")
    return {str(number): label for number, label in rows}


def _topics(slugs: Sequence[str]) -> dict[str, str]:
    newest = PublishedVerdict.objects.visible().newest_first()
    rows = _one_each([newest.about(slug) for slug in slugs], "topics")
    topics: list[TopicSnapshot] = [topic for (found,) in rows for topic in found]
    return {topic["slug"]: topic["name"] for topic in reversed(topics)}


def _one_each(queries: Sequence[QuerySet[PublishedVerdict]], *columns: str) -> list[tuple[Any, ...]]:
    """The first row of each, in one query: an index has every one of them at hand."""
    if not queries:
        return []
    first, *others = [query.values_list(*columns)[:1] for query in queries]
    return list(first.union(*others, all=True))
