"""The reading view: one text to analyse per source, with the way back; the text as given stays untouched.

Everything between here and `rulesets` works on offsets of the reading view. `Reading.span` leads back.
"""

from dataclasses import dataclass

from articles.extraction.results import Span


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


def reading(given: str) -> Reading:
    """The view of a text."""
    return Reading(given, given)
