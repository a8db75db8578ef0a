"""What feeds are made of: verdicts by the order in which something was published of them, and changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple, cast

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Publication, PublishedVerdict
from articles.models.publication import PublishedVerdictQuerySet
from articles.models.snapshot import Snapshot
from articles.public import addresses, corrections, face, fragments, people
from articles.public.converters import Reference
from articles.public.corrections import Correction
from articles.public.people import Named

SIZE = 50
ANNOUNCED = (*face.LEADING, Publication.Kind.PUBLISHED, Publication.Kind.RETRACTION)


class Item(NamedTuple):
    """`edition` tells an entry from an earlier one on the same verdict, for readers that show none twice: it changes with
    what one who read the old one has to be told.
    """

    id: str
    edition: str
    url: str
    title: str
    summary: str
    html: str
    topics: list[str]
    authors: list[str]
    picture: str
    published_at: datetime
    updated_at: datetime


class Tombstone(NamedTuple):
    """An entry to be deleted: RFC 6721."""

    id: str
    url: str
    when: datetime


class Entries(NamedTuple):
    items: list[Item]
    tombstones: list[Tombstone]


def of_verdicts(found: PublishedVerdictQuerySet) -> Entries:
    """Four queries. What was hidden lately is named in every feed, since nothing says any more what it was about."""
    rows = list(found.visible().with_snapshot().order_by("-sequence")[:SIZE])
    hidden = PublishedVerdict.objects.filter(state=PublishedVerdict.State.HIDDEN).order_by("-sequence")[:SIZE]
    announced, named = _announced([row.verdict_number for row in rows]), people.named()
    items = [_item(row, announced[row.verdict_number], named) for row in rows if row.snapshot]  # type: ignore[attr-defined]  # with_snapshot
    return Entries(items, [_tombstone(row) for row in hidden])


def of_changes() -> Entries:
    return Entries([_change(each) for each in corrections.newest(SIZE)], [])


def _announced(numbers: Sequence[int]) -> dict[int, tuple[int, datetime]]:
    """Version and time of what readers had to be told last of each verdict."""
    rows = Publication.objects.filter(verdict_number__in=numbers, kind__in=ANNOUNCED)
    told = rows.order_by("verdict_number", "version").values_list("verdict_number", "version", "published_at")
    return {number: list(group)[-1][1:] for number, group in groupby(told, key=lambda row: row[0])}


def _item(row: PublishedVerdict, announced: tuple[int, datetime], named: Named) -> Item:
    snapshot = cast(Snapshot, row.snapshot)  # type: ignore[attr-defined]  # with_snapshot
    shown = face.of_snapshot(snapshot, row.change)
    version, moment = announced
    return Item(
        id=shown.short_url,
        edition=f"{shown.short_url}#v{version}" if version > 1 else shown.short_url,
        url=shown.url,
        title=shown.rated_title,
        summary=shown.description,
        html=fragments.html(snapshot, shown, named),
        topics=[face.plain(topic["name"]) for topic in row.topics],
        authors=_authors(snapshot, named),
        picture=addresses.absolute(reverse("public:version-card", args=[row.verdict_number, row.version])),
        published_at=moment,
        updated_at=row.updated_at,
    )


def _authors(snapshot: Snapshot, named: Named) -> list[str]:
    """The newsroom where none of them may be named: an entry has an author."""
    names = [person.name for person in people.written(snapshot, named).people] or [snapshot["publisher"]["name"]]
    return [face.plain(name) for name in names]


def _tombstone(row: PublishedVerdict) -> Tombstone:
    url = addresses.verdict_url(row.verdict_number, "")
    return Tombstone(url, url, row.updated_at)


def _change(correction: Correction) -> Item:
    row, shown = correction
    url = addresses.absolute(reverse("public:version-detail", args=[Reference(row.verdict_number, ""), row.version]))
    what = shown.title if shown else _("検証記事%(number)d番") % {"number": row.verdict_number}
    kind = str(Publication.Kind(row.kind).label)
    note = face.plain(row.note or "") if shown else ""  # type: ignore[attr-defined]  # with_outline
    return Item(
        id=url,
        edition=url,
        url=url,
        title=what if shown and shown.mark == kind else f"【{kind}】{what}",
        summary=note or _("法的理由等による措置です。"),
        html="",
        topics=[],
        authors=[],
        picture="",
        published_at=row.published_at,
        updated_at=row.published_at,
    )
