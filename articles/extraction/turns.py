"""Who holds the floor: turns of press conferences, minutes, debates, interviews and subtitles, from their labels alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from articles.extraction.results import Span


class Part(StrEnum):
    """What the holder of the floor does in the document."""

    ASKS = "asks"
    """A questioner: speaks, but is not the claimant of what they merely ask or cite."""
    STATES = "states"
    CHAIRS = "chairs"
    """Calls others up, opens and closes."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of the reading view that one person speaks, from label to the next label.

    `label` is the label as it stands; the turn's words follow it, up to `end`. `name` is the fullest form that the
    labels of the document give (森山智, else the office as it stands: 市長), without honorific or title.
    """

    label: Span
    end: int
    name: str | None
    part: Part


def turns(text: str, kind: str | None) -> Sequence[Turn]:
    """The turns of a reading view in text order, without overlap; none where nobody's labels are found."""
    return ()
