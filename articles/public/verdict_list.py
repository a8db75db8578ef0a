"""The list of verdicts with its search: ranked, narrowed by facets, each choice a URL that can be shared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode

import orjson
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.models import PublishedVerdict, Rating
from articles.public import facets, indexes, listing, snippets
from articles.public.facets import Labels
from articles.search import public
from articles.search.links import MAX_LINK, is_link
from articles.search.marking import Piece, pieces
from articles.search.ranked import Found
from articles.search.sought import MAX_QUERY, Sought, sought

MAX_VALUE = 100  # code points of a filter's value: the name of an outlet
_PLACE = re.compile(r"r([0-9]{1,6})", re.ASCII)


class Selection(NamedTuple):
    """What a reader asks the list for. `unknown` are filters under whose value nothing stands: they are left out."""

    query: str
    words: list[Sought]
    is_cut: bool
    chosen: dict[str, str]
    unknown: list[tuple[str, str]]
    sort: str
    after: str

    @classmethod
    def of(cls, parameters: QueryDict, library: public.Library) -> Selection:
        query = " ".join(parameters.get("q", "").replace("\0", " ").split())
        most = MAX_LINK if is_link(query) else MAX_QUERY
        words = sought(query)
        given = {name: parameters.get(name, "").replace("\0", "").strip()[:MAX_VALUE] for name in facets.NAMES}
        wanted = {name: value for name, value in given.items() if value}
        chosen = {name: value for name, value in wanted.items() if library.has(name, value)}
        return cls(
            query=query[:most],
            words=words,
            is_cut=len(query) > most,
            chosen=chosen,
            unknown=[(facets.heading(name), value) for name, value in wanted.items() if name not in chosen],
            sort="newest" if parameters.get("sort") == "new" or not words else "best",
            after=parameters.get("after", ""),
        )

    @property
    def is_wordless(self) -> bool:
        """Something was asked for in which there is no word to look for."""
        return bool(self.query) and not self.words

    @property
    def is_narrowed(self) -> bool:
        return bool(self.query or self.chosen)

    @property
    def is_link(self) -> bool:
        return is_link(self.query)

    def found(self, library: public.Library) -> Found:
        """Retracted verdicts are found by who looks for them, and not listed among what stands. Raises Http404."""
        filters = {name: [value] for name, value in self.chosen.items()}
        if not self.words and self.chosen.get("rating") != public.RETRACTED:
            filters["state"] = [PublishedVerdict.State.LIVE]
        start, before = self._place()
        return library.search(
            self.query, filters=filters, sort=self.sort, start=start, most=listing.SIZE, before=before
        )

    def address(self, name: str = "", value: str = "", *, sort: str = "", after: str = "") -> str:
        """The same list with one thing changed, from its first page on unless `after` says where."""
        chosen = self.chosen | ({name: value} if name else {})
        sort = sort or self.sort
        shown = {
            "q": self.query,
            **{each: chosen.get(each, "") for each in facets.NAMES},
            "sort": "new" if sort == "newest" and self.words else "",
            "after": after,
        }
        return f"?{urlencode({each: text for each, text in shown.items() if text})}"

    def _place(self) -> tuple[int, tuple[int, int] | None]:
        """Where the page begins: after so many of the best, or after a verdict of the newest."""
        if self.sort == "newest":
            return 0, self._before() if self.after else None
        if not self.after:
            return 0, None
        if (place := _PLACE.fullmatch(self.after)) is None:
            raise Http404
        return int(place[1]), None

    def _before(self) -> tuple[int, int]:
        moment, number = listing.position(self.after)
        return int(moment.timestamp()), number

    def following(self, found: Found, last: PublishedVerdict | None) -> str:
        """The address of the page after the one that was found; "" on the last."""
        if not found.left or last is None:
            return ""
        start, _ = self._place()
        after = listing.cursor_of(last) if self.sort == "newest" else f"r{start + len(found.keys)}"
        return self.address(after=after)


class Hit(NamedTuple):
    """One verdict of the list. Headline and claim are whole, with the words of the question marked."""

    verdict: PublishedVerdict
    rating: Rating
    headline: list[Piece]
    statement: list[Piece]
    snippet: list[Piece]
    missed: list[str]

    @property
    def is_retracted(self) -> bool:
        return self.verdict.state == PublishedVerdict.State.RETRACTED


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    library = public.library()
    selection = Selection.of(request.GET, library)
    found = selection.found(library)
    ratings = Rating.objects.in_bulk()
    labels = Labels.of(found.facets, selection.chosen, ratings)
    withheld = {str(number) for number in indexes.withheld_today()}
    is_quiet = facets.is_withheld(selection.chosen, withheld) or facets.are_of_one(found, withheld)
    groups = facets.groups(found.facets, selection.chosen, labels, selection.address, withheld, is_quiet=is_quiet)
    hits = _hits(found, selection, ratings)
    return render(
        request,
        "public/verdict_list.html",
        {
            "selection": selection,
            "hits": hits,
            "total": None if is_quiet else found.total,
            "is_sortable": found.total > 1,
            "beginning": selection.address(),
            "following": selection.following(found, hits[-1].verdict if hits else None),
            "groups": groups if found.total > 1 or selection.chosen else [],
            "chosen": [
                (facets.heading(name), labels.word(name, value), selection.address(name, ""))
                for name, value in selection.chosen.items()
            ],
            "nowhere": [word.surface for word in found.words if not word.found],
            "by_relevance": selection.address(sort="best"),
            "by_date": selection.address(sort="newest"),
        },
    )


def _hits(found: Found, selection: Selection, ratings: Mapping[str, Rating]) -> list[Hit]:
    """One query. What was withdrawn a moment ago is not there any more."""
    rows = PublishedVerdict.objects.visible().with_json().in_bulk(found.keys)
    nowhere = {word.surface for word in found.words if not word.found}
    return [
        _hit(rows[key], ratings[rows[key].rating_code], selection, [w for w in found.missed[key] if w not in nowhere])
        for key in found.keys
        if key in rows
    ]


def _hit(verdict: PublishedVerdict, rating: Rating, selection: Selection, missed: list[str]) -> Hit:
    wanted = selection.words
    kept: str | None = verdict.json  # type: ignore[attr-defined]  # annotated by with_json
    body = orjson.loads(kept) if kept and wanted else None
    return Hit(
        verdict,
        rating,
        headline=pieces(verdict.headline, wanted) if wanted else [Piece(verdict.headline, False)],
        statement=pieces(verdict.statement, wanted) if wanted else [],
        snippet=snippets.snippet(body, wanted) if body else [],
        missed=missed,
    )
