"""The reading view: one text to analyse per source, with the way back; the text as given stays untouched.

Everything between here and `rulesets` works on offsets of the reading view. `Reading.span` leads back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from articles.extraction import signs, wraps
from articles.extraction.results import Span

Edit = tuple[int, int, str]
"""Replace `text[start:end]`, not empty, by a string; edits come in text order without overlap."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it is analysed: `text[i]` stands for `given[starts[i]:ends[i]]`."""

    given: str
    text: str
    starts: tuple[int, ...] | None = None
    """None where the view is the text as given: then offsets are the same."""
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> Span:
        """The smallest span of the text as given that covers `text[start:end]`; `start < end`."""
        if self.starts is None or self.ends is None:
            return Span(start, end)
        return Span(self.starts[start], self.ends[end - 1])


_PASSES: tuple[Callable[[str], Iterable[Edit]], ...] = (
    signs.hidden,
    signs.spelt,
    signs.spaced,
    signs.glosses,
    signs.quotation_marks,
    wraps.mail_marks,
    wraps.cues,
    wraps.joins,
)
"""In this order: each sees what those before it made of the text."""


def reading(given: str) -> Reading:
    """The view of a text, in linear time; the text itself where nothing is to be changed, or nothing would be left."""
    view = Reading(given, given)
    for edits in _PASSES:
        if found := list(edits(view.text)):
            view = _edited(view, found)
    return view if view.text.strip() else Reading(given, given)


def _edited(view: Reading, edits: list[Edit]) -> Reading:
    old_starts = range(len(view.text)) if view.starts is None else view.starts
    old_ends = range(1, len(view.text) + 1) if view.ends is None else view.ends
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    kept = 0
    for start, end, text in [*edits, (len(view.text), len(view.text), "")]:
        pieces += (view.text[kept:start], text)
        starts += old_starts[kept:start]
        ends += old_ends[kept:start]
        if text:
            starts += [old_starts[start]] * len(text)
            ends += [old_ends[end - 1]] * len(text)
        kept = end
    return Reading(view.given, "".join(pieces), tuple(starts), tuple(ends))
