"""Plots of the desk, drawn on the server: bars from a zero line, each beside a table with the same figures.

A plot is stretched to its place, so it holds rectangles and lines only; words and numbers stand around it in HTML.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.contrib.humanize.templatetags.humanize import intcomma

from articles.desk import bars
from articles.desk.bars import HEIGHT, WIDTH, Bar


class Drawn(NamedTuple):
    """A bar; `tip` says it in words. `low` and `high` are the ends of its interval, as heights in the drawing."""

    tip: str
    bar: Bar
    low: float | None = None
    high: float | None = None

    @property
    def middle(self) -> float:
        return round(self.bar.x + self.bar.width / 2, 2)


class Plot(NamedTuple):
    """`caption` says the finding, `label` what a screen reader is told of the drawing."""

    caption: str
    label: str
    scale: tuple[str, str]  # at the top, in the middle
    bars: list[Drawn]
    ticks: Sequence[str]
    are_between: bool = False  # whether the ticks stand under the ends of bars, not under bars
    has_diagonal: bool = False


def counts(
    caption: str, label: str, values: Sequence[int], tips: Sequence[str], ticks: Sequence[str], *, between: bool = False
) -> Plot:
    """Bars of whole numbers; one tip a value."""
    end = bars.top(values)
    drawn = bars.bars([(value, 0) for value in values], end)
    shown = [Drawn(tip, bar) for tip, bar in zip(tips, drawn, strict=True)]
    return Plot(caption, label, (intcomma(end), intcomma(end // 2)), shown, ticks, between)


class Share(NamedTuple):
    """A share of `whole` with its 95 % interval (Wilson's); None of nothing."""

    part: int
    whole: int
    value: float | None
    low: float
    high: float

    @classmethod
    def of(cls, part: int, whole: int) -> Share:
        if not whole:
            return cls(part, whole, None, 0.0, 1.0)
        z, p = 1.96, part / whole
        middle, width = p + z * z / (2 * whole), z * (p * (1 - p) / whole + z * z / (4 * whole * whole)) ** 0.5
        below = 1 + z * z / whole
        return cls(part, whole, p, max(0.0, (middle - width) / below), min(1.0, (middle + width) / below))


def shares(caption: str, label: str, values: Sequence[Share], tips: Sequence[str], ticks: Sequence[str]) -> Plot:
    """Bars from 0 to 100 % with their intervals, against the diagonal where a score means what it says."""
    pitch = WIDTH / len(values)
    shown = [
        _share(number * pitch, pitch, share, tip) for number, (share, tip) in enumerate(zip(values, tips, strict=True))
    ]
    return Plot(caption, label, ("100%", "50%"), shown, ticks, are_between=True, has_diagonal=True)


def _share(left: float, pitch: float, share: Share, tip: str) -> Drawn:
    height = round((share.value or 0) * HEIGHT, 2)
    bar = Bar(
        round(left + pitch * bars.GAP / 2, 2), round(pitch * (1 - bars.GAP), 2), round(HEIGHT - height, 2), height, 0, 0
    )
    if share.value is None:
        return Drawn(tip, bar)
    return Drawn(tip, bar, round(HEIGHT * (1 - share.low), 2), round(HEIGHT * (1 - share.high), 2))
