"""Who wrote and who approved a version, as far as readers may know it today; and the page of somebody who is named.

A version holds numbers of members. Versions of before that hold names: such a name is shown while a member of that name
agrees to be named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from articles.models import PublicMember, PublishedCredit, PublishedVerdict, Rating
from articles.models.snapshot import Snapshot
from articles.public import listing

Mark = int | str
Named = Mapping[Mark, "Person"]
# The quotes of its names are not escaped, so no text holds it.
_MARKED = re.compile(rb'"authors":(\[.*?\]),"approvers":(\[.*?\]),"approvals":')


class Person(NamedTuple):
    number: int
    name: str


class Credits(NamedTuple):
    """Who may be named of those who did something, and how many others did it."""

    people: list[Person]
    others: int

    @property
    def names(self) -> str:
        listed = _("、").join(person.name for person in self.people)
        if not self.people or not self.others:
            return listed
        more = ngettext("ほか%(count)d名", "ほか%(count)d名", self.others) % {"count": self.others}
        return f"{listed} {more}"


def named() -> Named:
    """Whom readers may know, by number and by name; one query."""
    return by_mark(PublicMember.objects.named().order_by("number").values_list("number", "name"))


def by_mark(rows: Iterable[tuple[int, str]]) -> Named:
    """The same of their numbers and names."""
    people = [Person(*row) for row in rows]
    by_name: dict[Mark, Person] = {person.name: person for person in people}
    return by_name | {person.number: person for person in people}


def written(snapshot: Snapshot, named: Named) -> Credits:
    return _credits(_authors(snapshot), named)


def approved(snapshot: Snapshot, named: Named) -> Credits | None:
    """None of a version that does not say who approved it."""
    people = snapshot.get("people")
    return _credits(people["approvers"], named) if people else None


def byline(snapshot: Snapshot, named: Named) -> str:
    return written(snapshot, named).names or snapshot["publisher"]["name"]


def marks(snapshot: Snapshot) -> dict[str, Any]:
    """The members of the API's body that say who, in the place of names; `with_names` reads them, in this order."""
    people = snapshot.get("people")
    approvers = people["approvers"] if people else []
    return {
        "authors": _authors(snapshot),
        "approvers": approvers,
        "approvals": len(approvers) if people else None,
    }


def with_names(body: bytes, named: Named) -> bytes:
    """A body with the names of today for its marks."""

    def told(found: re.Match[bytes]) -> bytes:
        authors, approvers = (_names(orjson.loads(marked), named) for marked in found.groups())
        return b'"authors":%b,"approvers":%b,"approvals":' % (authors, approvers)

    return _MARKED.sub(told, body, count=1)


@require_safe
def detail(request: HttpRequest, number: int) -> HttpResponse:
    """What somebody wrote or, with `part=approver`, approved. Of who did not agree there is no page."""
    person = get_object_or_404(PublicMember.objects.named(), pk=number)
    part = PublishedCredit.Part.AUTHOR
    if request.GET.get("part") == PublishedCredit.Part.APPROVER:
        part = PublishedCredit.Part.APPROVER
    verdicts = PublishedVerdict.objects.live().by_person(person, part)
    page = listing.page(verdicts, Rating.objects.in_bulk(), after=request.GET.get("after", ""))
    return render(request, "public/person_detail.html", {"person": person, "part": part, "page": page})


def _authors(snapshot: Snapshot) -> Sequence[Mark]:
    people = snapshot.get("people")
    return people["authors"] if people else snapshot["authors"]


def _credits(marked: Sequence[Mark], named: Named) -> Credits:
    people = list(dict.fromkeys(named[mark] for mark in marked if mark in named))
    return Credits(people, len(set(marked)) - len(people))


def _names(marked: Sequence[Mark], named: Named) -> bytes:
    return orjson.dumps([person.name for person in _credits(marked, named).people])
