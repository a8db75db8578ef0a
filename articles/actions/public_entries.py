"""The entries of the readers' indexes: topics, claimants and months with their counts, kept where a verdict is published.

Whoever calls holds the publication counter, so that nobody counts beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from articles.models import PublicationCounter, PublishedClaimant, PublishedEntry, PublishedVerdict
from articles.models.publication import PublishedVerdictQuerySet
from articles.search import readings

Kind = PublishedEntry.Kind
Place = tuple[str, str]
"""Kind and key of an entry."""


class Named(NamedTuple):
    """What a verdict calls an entry."""

    name: str
    detail: str = ""


def places_of(verdict_number: int) -> dict[Place, Named]:
    """The entries under which a verdict stands, as its rows in the index say; {} of one that is hidden or not there."""
    row = PublishedVerdict.objects.filter(pk=verdict_number).first()
    claimant = PublishedClaimant.objects.filter(verdict_number=verdict_number).first()
    return _places(row, claimant) if row else {}


def move(verdict_number: int, before: Mapping[Place, Named], after: Mapping[Place, Named]) -> None:
    """Count a verdict under the entries of `after` instead of those of `before`."""
    for place in before.keys() - after.keys():
        _leave(place, verdict_number)
    for place, named in after.items():
        _stand(place, named, verdict_number, more=0 if place in before else 1)


def recount() -> None:
    """Make all entries anew from the index, in one pass over it."""
    with transaction.atomic():
        PublicationCounter.objects.select_for_update().get()
        entries = counted()
        PublishedEntry.objects.all().delete()
        PublishedEntry.objects.bulk_create(entries, batch_size=2000)


def is_stale() -> bool:
    """Whether an earlier release, or a hand, left entries that do not add up to what is published."""
    months = PublishedEntry.objects.months().aggregate(all=Sum("verdicts"))["all"] or 0
    return bool(months != PublishedVerdict.objects.visible().count())


def counted() -> list[PublishedEntry]:
    """The entries as the index has them, in the order of kinds and keys, unsaved."""
    claimants = {row.verdict_number: row for row in PublishedClaimant.objects.order_by("pk").iterator()}
    columns = ("verdict_number", "state", "topics", "first_published_at")
    found: dict[Place, PublishedEntry] = {}
    for row in PublishedVerdict.objects.visible().only(*columns).order_by("sequence").iterator():
        for place, named in _places(row, claimants.get(row.pk)).items():
            entry = found.setdefault(place, PublishedEntry(kind=place[0], key=place[1], verdicts=0))
            entry.verdicts += 1
            entry.name, entry.detail, entry.named_by = *named, row.pk
    for entry in found.values():
        _read(entry)
    return [found[place] for place in sorted(found)]


def _places(row: PublishedVerdict, claimant: PublishedClaimant | None) -> dict[Place, Named]:
    if row.state == PublishedVerdict.State.HIDDEN:
        return {}
    places = {(Kind.MONTH.value, _month(row)): Named("")}
    if row.state == PublishedVerdict.State.LIVE:
        places |= {(Kind.TOPIC.value, topic["slug"]): Named(topic["name"]) for topic in row.topics}
        if claimant:
            places[Kind.CLAIMANT.value, str(claimant.number)] = Named(claimant.name, claimant.affiliation)
    return places


def _month(row: PublishedVerdict) -> str:
    return timezone.localtime(row.first_published_at, timezone.get_default_timezone()).strftime("%Y-%m")


def _stand(place: Place, named: Named, verdict_number: int, *, more: int) -> None:
    entry = _entry(place) or PublishedEntry(kind=place[0], key=place[1], verdicts=0)
    entry.verdicts += more
    entry.name, entry.detail, entry.named_by = *named, verdict_number
    _read(entry)
    entry.save()


def _leave(place: Place, verdict_number: int) -> None:
    entry = _entry(place)
    if entry is None:
        return
    if entry.verdicts == 1:
        entry.delete()
        return
    PublishedEntry.objects.filter(pk=entry.pk).update(verdicts=F("verdicts") - 1)
    if entry.named_by == verdict_number:
        _name_again(entry)


def _name_again(entry: PublishedEntry) -> None:
    """After the verdict published last of those that still stand under it: the name may be what was erased."""
    if entry.kind == Kind.MONTH:
        return
    row = _standing_under(entry).order_by("-sequence")[0]
    entry.name, entry.detail = places_of(row.pk)[entry.kind, entry.key]
    entry.named_by = row.pk
    _read(entry)
    entry.save(update_fields=["name", "detail", "named_by", "row", "reading"])


def _standing_under(entry: PublishedEntry) -> PublishedVerdictQuerySet:
    live = PublishedVerdict.objects.live()
    if entry.kind == Kind.TOPIC:
        return live.about(entry.key)
    named = PublishedClaimant.objects.filter(number=int(entry.key))
    return live.filter(pk__in=named.values("verdict_number"))


def _entry(place: Place) -> PublishedEntry | None:
    return PublishedEntry.objects.filter(kind=place[0], key=place[1]).first()


def _read(entry: PublishedEntry) -> None:
    entry.reading, entry.row = readings.reading(entry.name)
