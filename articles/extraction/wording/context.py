"""What an article says around a claim: its compound nouns and places, read once per article and only when asked."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from articles.extraction.outline import Outline
from articles.extraction.units import ParsedSentence
from articles.japanese.parsing import Token

_RECENT = 6  # pieces in which 同市 may have been named
_ABOVE_ALL = 2  # times as often as the next
_FEWEST = 2  # times an article names the place that it is about
_TITLE = 80  # code points
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
        self._by_kind: dict[str, str | None] = {}

    @property
    def text(self) -> str:
        return self.outline.text

    @property
    def issuer(self) -> str | None:
        """The document's own speaker."""
        return self.outline.source.speaker

    @cached_property
    def title(self) -> str:
        """The headline: as given, else the first piece."""
        if self.outline.source.title:
            return self.outline.source.title
        first = self.outline.pieces[0].span
        return self.text[first.start : min(first.end, first.start + _TITLE)]

    @cached_property
    def runs(self) -> list[list[Run]]:
        """The compound nouns of each piece."""
        return [list(_runs(self.text, parse)) for parse in self.parses]

    @cached_property
    def _places(self) -> Counter[str]:
        """How often the article names each city, prefecture, town and village, as long as it is no part of a title (古賀市長)."""
        return Counter(PLACE.findall(self.text))

    @cached_property
    def own_place(self) -> str | None:
        """The city or prefecture an article is about: its issuer's, else the one it names above all."""
        if self.issuer and (match := PLACE.match(self.issuer)):
            return str(match[0])
        ranked = self._places.most_common(2)
        if not ranked or ranked[0][1] < _FEWEST or (len(ranked) > 1 and ranked[0][1] < _ABOVE_ALL * ranked[1][1]):
            return None
        return ranked[0][0]

    def called(self, kind: str) -> str | None:
        """The 市 or 県 that an article calls just so: its issuer's, else that of its title, else the one it names above all."""
        if kind not in self._by_kind:
            self._by_kind[kind] = self._called(kind)
        return self._by_kind[kind]

    def _called(self, kind: str) -> str | None:
        for words in filter(None, (self.issuer, self.title)):
            named = [place for place in PLACE.findall(words) if place.endswith(kind)]
            if len(set(named)) == 1:
                return str(named[0])
        ranked = [(place, count) for place, count in self._places.most_common() if place.endswith(kind)]
        if ranked and (len(ranked) == 1 or ranked[0][1] >= _ABOVE_ALL * ranked[1][1]):
            return ranked[0][0]
        return None

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
