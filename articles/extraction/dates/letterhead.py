"""The day a document says it was written: a date on a line of its own at its head or foot."""

import re
from datetime import date

from articles.extraction.dates import grammar, periods
from articles.japanese import figures

_LABEL = re.compile(r"(?:日付|発表日?|発行日?|発信日|作成日|掲載日|公開日)[: ]*")
_HEAD, _FOOT = 8, 5  # lines


def own_day(text: str, published: date | None) -> date | None:
    """The one day that stands alone on a line near the top or end, not after publication; None if there are several."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    near = lines if len(lines) <= _HEAD + _FOOT else [*lines[:_HEAD], *lines[-_FOOT:]]
    days = {day for line in near if len(line) <= 40 and (day := _day(line))}
    if len(days) != 1:
        return None
    day = days.pop()
    return None if published is not None and day > published else day


def _day(line: str) -> date | None:
    source = figures.key(line).text
    label = _LABEL.match(source)
    start = label.end() if label else 0
    words = grammar.words(source, start) if start < len(source) else None
    if words is None or words.end != len(source) or words.last or words.first.impossible:
        return None
    first = words.first
    if first.year is None or first.month is None or first.day is None:
        return None
    period = periods.day(first.year, first.month, first.day)
    return period.first if period else None
