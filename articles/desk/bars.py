"""Geometry of a bar chart that is drawn on the server: plain rectangles, for an SVG of any width."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

WIDTH, HEIGHT = 1000, 100
GAP = 0.2
"""Of a bar's own width."""


class Bar(NamedTuple):
    x: float
    width: float
    y: float  # of the lower part, which stands on the base line
    height: float
    upper_y: float
    upper_height: float


def top(values: Sequence[int]) -> int:
    """The scale's end: the least of 2, 4, 6, 8, 10, 20, 40, 60, 80, 100 … that no value exceeds; its half is whole."""
    highest, unit = max(values, default=0), 1
    while highest > unit * 10:
        unit *= 10
    return next(step * unit for step in (2, 4, 6, 8, 10) if highest <= step * unit)


def bars(parts: Sequence[tuple[int, int]], end: int) -> list[Bar]:
    """Bars of a lower and an upper part, from left to right; `end` reaches the top of the drawing."""
    pitch = WIDTH / len(parts)
    return [
        _bar(number * pitch, pitch, lower * HEIGHT / end, upper * HEIGHT / end)
        for number, (lower, upper) in enumerate(parts)
    ]


def _bar(left: float, pitch: float, lower: float, upper: float) -> Bar:
    x, width = left + pitch * GAP / 2, pitch * (1 - GAP)
    base = HEIGHT - lower
    return Bar(*(round(figure, 2) for figure in (x, width, base, lower, base - upper, upper)))
