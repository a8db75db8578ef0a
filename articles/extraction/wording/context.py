"""What an article says around a claim: its compound nouns and places, read once per article and only when asked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from articles.extraction import dates
from articles.extraction.outline import Outline
from articles.extraction.results import Span
from articles.extraction.structure import Kind
from articles.extraction.units import ParsedSentence
from articles.extraction.wording import own
from articles.japanese.parsing import Token

_RECENT = 6  # pieces in which 同市 may have been named
_DAY = 10  # code points of 2026-04-20
_MUNICIPAL = frozenset(("City", "County", "Province"))
_OURS = re.compile(r"(?<![一-龯])(?:本|当|わが|我が)[市県町村区](?![一-龯])")
PLACE = re.compile(
    r"(?<![一-龯ァ-ヴヶ々ー])(?![同両各本当全他隣近都県市町村貴])[一-龯ァ-ヴヶ々ー]{1,6}?"
    r"(?:市(?![長民場街役販況]|議員)|県(?![民内境]|議員)|町(?![長民内並]|議員)|村(?![長民内]|議員))"
)


@dataclass(frozen=True, slots=True)
class Run:
    """A compound noun as it stands in the text: `text[start:end]`."""

    start: int
    end: int
    words: str
    label: str
    """What GiNZA calls a name that covers its end, else empty."""


class Context:
    """An article as its claims are read; what it holds takes one pass over the tokens."""

    def __init__(self, outline: Outline, parses: Sequence[ParsedSentence]) -> None:
        self.outline = outline
        self.parses = parses

    @property
    def text(self) -> str:
        return self.outline.text

    @property
    def issuer(self) -> str | None:
        """The document's own speaker."""
        return self.outline.source.speaker

    @cached_property
    def runs(self) -> list[list[Run]]:
        """The compound nouns of each piece."""
        return [list(_runs(self.text, parse)) for parse in self.parses]

    @cached_property
    def own_places(self) -> tuple[str, ...]:
        """The municipality whose document it is, and its prefecture: as the issuer or the first heading has them."""
        if self.issuer and (places := own.places_of_speaker(self.issuer)):
            return places
        if self.outline.source.kind == "news":
            return ()
        first = self.outline.pieces[0].span
        heading = self.outline.source.title or self.text[first.start : first.end].split("\n")[0]
        return own.places_of_heading(heading) if self.issuer is None or own.is_election(heading) else ()

    @property
    def own_place(self) -> str | None:
        return next(iter(self.own_places), None)

    def called(self, kind: str) -> str | None:
        """The 市 or 県 that a document calls its own (本市, or 市 alone)."""
        return next((place for place in self.own_places if place.endswith(kind)), None)

    def only(self, kind: str, position: int) -> str | None:
        """The one city or prefecture that a news article names at all, if it does so before `position`."""
        if self.outline.source.kind not in (None, "news") or kind not in ("市", "県") or self._speaks_for_itself:
            return None
        named = self._cities if kind == "市" else self._prefectures
        return named[0][0] if len({place for place, _ in named}) == 1 and named[0][1] < position else None

    @cached_property
    def _cities(self) -> list[tuple[str, int]]:
        return self._named_in_text("市")

    @cached_property
    def _prefectures(self) -> list[tuple[str, int]]:
        return self._named_in_text("県")

    def _named_in_text(self, kind: str) -> list[tuple[str, int]]:
        """The places of a kind that title and text name, each time with the position; a title stands before the text."""
        title = PLACE.findall(self.outline.source.title or "")
        found = [(str(place), -1) for place in title]
        found += [(str(match[0]), match.end()) for match in PLACE.finditer(self.text)]
        return [(place, position) for place, position in found if place.endswith(kind)]

    @cached_property
    def _speaks_for_itself(self) -> bool:
        """Minutes and statements: 市 there is the speaker's, whatever others they name."""
        return any(piece.turn for piece in self.outline.pieces) or bool(_OURS.search(self.text))

    @cached_property
    def is_elsewhere(self) -> list[bool]:
        """For each piece whether the document has just spoken of another place: what follows may be said of that."""
        elsewhere, found = False, []
        before = None
        for piece, runs in zip(self.outline.pieces, self.runs, strict=True):
            if piece.kind is Kind.HEADING or piece.turn is not before:
                elsewhere = False
            before = piece.turn
            found.append(elsewhere)
            words = self.text[piece.body.start : piece.body.end]
            others = [place for place in PLACE.findall(words) if place not in self.own_places]
            if others or any(run.label in _MUNICIPAL and run.words not in self.own_places for run in runs):
                elsewhere = True
            elif _OURS.search(words) or any(place in words for place in self.own_places):
                elsewhere = False
        return found

    @cached_property
    def _date_lines(self) -> list[date | None]:
        """For each piece the day of the nearest date line above it, else of the last one below."""
        days: list[date | None] = []
        current: date | None = None
        for piece in self.outline.pieces:
            current = self._day_of(piece.span) or current
            days.append(current)
        return [day or current for day in days]

    def _day_of(self, span: Span) -> date | None:
        if not own.is_date_line(self.text[span.start : span.end]):
            return None
        found = dates.dates(self.text, span, self.outline.source.published_date)
        return next((date.fromisoformat(each.value) for each in found if each.value and len(each.value) == _DAY), None)

    def issued(self, index: int) -> date | None:
        """The day that the document itself gives for what piece `index` says; None where it gives none."""
        return self._date_lines[index]

    def named_before(self, kind: str, index: int, position: int) -> str | None:
        """What 同市 or 同国 at `position` points to: the only one of its kind in the piece that last names one."""
        for piece in range(index, max(-1, index - _RECENT), -1):
            named = {run.words for run in self.runs[piece] if run.end <= position and _is_of_kind(run, kind)}
            if named:
                return next(iter(named)) if len(named) == 1 else None
        return None


def _is_of_kind(run: Run, kind: str) -> bool:
    if run.words.startswith(("同", "両", "各", "当", "本")):
        return False
    if kind == "国":
        return run.label == "Country"
    if kind == "市" and run.words.endswith("都市"):
        return False
    return len(run.words) > len(kind) + 1 and run.words.endswith(kind)


def _runs(text: str, parse: ParsedSentence) -> Iterator[Run]:
    tokens = parse.tokens
    labels = {entity.end: entity.label for entity in parse.entities}
    first: int | None = None
    for index in range(len(tokens) + 1):
        if index < len(tokens) and _is_noun(tokens[index], inside=first is not None):
            first = index if first is None else first
        elif first is not None:
            start, end = tokens[first].start, tokens[index - 1].end
            yield Run(start, end, text[start:end], labels.get(end, ""))
            first = None


def _is_noun(token: Token, *, inside: bool) -> bool:
    if token.text in "・＝=ー":
        return inside
    is_adverb = token.tag == "名詞-普通名詞-副詞可能"
    return (token.tag.startswith(("名詞", "接尾辞-名詞", "接頭辞")) and not is_adverb) or token.pos == "PROPN"
