"""Normalised quantities in words, beside the words of the text."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _


class Described(NamedTuple):
    text: str  # as it stands in the article
    meaning: str  # value with unit and bounds


def described(quantity: dict[str, Any]) -> Described:
    """A quantity of CandidateScore.quantities (see extraction.results.Quantity) for an editor to read."""
    unit, value = quantity["unit"], quantity["value"]
    lower, upper = quantity["lower"], quantity["upper"]
    if lower is not None and upper is not None and lower != upper:
        meaning = _("%(lower)s〜%(upper)s") % {"lower": figure(lower, unit), "upper": figure(upper, unit)}
    elif upper is None and lower is not None:
        meaning = _("%s 以上") % figure(lower, unit)
    elif lower is None and upper is not None:
        meaning = _("%s 以下") % figure(upper, unit)
    else:
        meaning = figure(value, unit)
    return Described(quantity["text"], meaning)


def figure(value: float, unit: str) -> str:
    """A number with thousands separators, at most six significant decimals, and its unit."""
    digits = f"{value:,}" if isinstance(value, int) else f"{value:,.6f}".rstrip("0").rstrip(".")
    return f"{digits}{unit}"
