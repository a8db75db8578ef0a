"""Normalised quantities in words, beside the words of the text."""

from __future__ import annotations

import unicodedata
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

MYRIADS = ((10**12, "兆"), (10**8, "億"), (10**4, "万"))


class Described(NamedTuple):
    text: str  # as it stands in the article
    meaning: str  # value with unit and bounds; empty where it would only repeat the text


def described(quantity: dict[str, Any]) -> Described:
    """A quantity of CandidateScore.quantities (see extraction.results.Quantity) for an editor to read."""
    text, meaning = quantity["text"], _meaning(quantity)
    plain = unicodedata.normalize("NFKC", text).replace(",", "")
    return Described(text, "" if plain == unicodedata.normalize("NFKC", meaning).replace(",", "") else meaning)


def _meaning(quantity: dict[str, Any]) -> str:
    unit, lower, upper = quantity["unit"], quantity["lower"], quantity["upper"]
    if lower is None and upper is None:
        return figure(quantity["value"], unit)
    if upper is None:
        return _("%s 以上") % figure(lower, unit)
    if lower is None:
        return _("%s 以下") % figure(upper, unit)
    if lower == upper:
        return figure(lower, unit)
    return _("%(lower)s〜%(upper)s") % {"lower": figure(lower, unit), "upper": figure(upper, unit)}


def figure(value: float, unit: str) -> str:
    """A number as Japanese newspapers write it, by 万, 億 and 兆, with its unit: 186億円, 1億2,345万人, 2.4倍."""
    if value != int(value):
        return f"{value:,.6f}".rstrip("0").rstrip(".") + unit
    rest, written = abs(int(value)), "−" if value < 0 else ""
    for size, name in MYRIADS:
        count, rest = divmod(rest, size)
        written += f"{count:,}{name}" if count else ""
    return f"{written}{rest:,}{unit}" if rest or not value else written + unit
