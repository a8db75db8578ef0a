"""Numbers as Japanese texts write them: １兆２千億, 4万7千, 1,200, ５・８, 四十五, 一、二三四, 十数億.

What looks like a number is found whole, then read strictly: a number that is not well formed, or may be read in two
ways (五六, 2、300), has no value.
"""

import re
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12, "京": 10**16}

_DIGIT = "〇零一二三四五六七八九"
_NUMERAL = f"0-9{_DIGIT}十百千万億兆京"

# In newspapers printed vertically the decimal point is a middle dot (５・８％) and 、 parts the thousands (9、998人).
# All quantifiers are possessive: without them a long run of digits takes time exponential in the parts.
_ARABIC = r"[0-9]++(?:[,.・][0-9]++|、[0-9]{3}(?![0-9]))*+"
_KANJI = rf"(?<!数)[{_DIGIT}十百千]++(?:・[{_DIGIT}]++|、[{_DIGIT}]{{3}}(?![{_DIGIT}十百千]))*+"
_SEVERAL = rf"(?:(?<=[{_NUMERAL}])|(?<![一-龯]))数[十百千]?+"

FIGURE = rf"(?>(?:(?:{_ARABIC}|{_KANJI}|{_SEVERAL})[十百千]?+[万億兆京]?+){{1,9}}+)(?![{_NUMERAL}])"
"""A number in text as `figures.key` gives it, wherever it begins; there may be no value to it."""

START = rf"(?<![{_NUMERAL}何幾])(?<![0-9][,.・:/])(?<!,,)(?<![{_DIGIT}十百千]・)(?:(?<![0-9{_DIGIT}十百千]、)|(?<=分の[0-9{_DIGIT}]、))"
"""Where no larger number has begun before."""

PATTERN = START + FIGURE
"""A whole number."""

_PART = re.compile(
    rf"(?:(?P<arabic>{_ARABIC})|(?P<kanji>{_KANJI})|(?P<several>数))(?P<small>[十百千]?)(?P<large>[万億兆京]?)"
)
_WELL_FORMED = re.compile(
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:、[0-9]{3})+|[0-9]{1,20})(?:[.・][0-9]{1,10})?", re.ASCII
)
_TWO_OR_THREE_HUNDRED = {f"{low}、{high}00" for low, high in pairwise("123456789")}
_KANJI_WELL_FORMED = re.compile(
    rf"(?:[{_DIGIT}]{{1,3}}(?:、[{_DIGIT}]{{3}})+|[{_DIGIT}]{{1,20}})(?:・[{_DIGIT}]{{1,10}})?"
)
_KANJI_PLACES = re.compile(
    r"(?P<千>[一二三四五六七八九]?千)?(?P<百>[一二三四五六七八九]?百)?(?P<十>[一二三四五六七八九]?十)?(?P<one>[一二三四五六七八九])?"
)
_FIVE_OR_SIX = frozenset(low + high for low, high in pairwise("一二三四五六七八九"))


class Bounds(NamedTuple):
    """A number between its lowest and highest reading; the two are equal but for 数十 and 十数億."""

    lower: Decimal
    upper: Decimal


def parse_number(text: str) -> Decimal | None:
    """The value of a number as `PATTERN` finds it, or None where the parts do not make one number."""
    bounds = parse_bounds(text)
    return bounds.lower if bounds and bounds.lower == bounds.upper else None


def parse_bounds(text: str) -> Bounds | None:
    """The bounds of a number as `PATTERN` finds it: 数十 20 to 90, 十数億 11 to 19億; None as `parse_number`."""
    parts = list(_PART.finditer(text))
    if not parts or "".join(part[0] for part in parts) != text:
        return None
    total = section = Bounds(Decimal(0), Decimal(0))
    room, largest = Decimal("Infinity"), Decimal("Infinity")
    for part in parts:
        figure = _figure(part, room)
        if figure is None or (part is not parts[-1] and _is_decimal(part)):
            return None
        section, room = _added(section, figure), _room(part, figure)
        if part["large"]:
            unit = Decimal(_LARGE[part["large"]])
            if unit >= largest or (largest < Decimal("Infinity") and section.upper * unit >= largest):
                return None
            total, section = _added(total, _times(section, unit)), Bounds(Decimal(0), Decimal(0))
            largest, room = unit, unit
    return _added(total, section)


def _figure(part: re.Match[str], room: Decimal) -> Bounds | None:
    """The figure times its small unit; None if it is malformed or no smaller than the place before it allows."""
    unit = Decimal(_SMALL.get(part["small"], 1))
    if part["several"]:
        lowest = 1 if not part["small"] and room == 10 else 2
        figure = Bounds(lowest * unit, 9 * unit)
    else:
        value = _arabic(part["arabic"]) if part["arabic"] else _kanji(part["kanji"])
        if value is None:
            return None
        figure = Bounds(value * unit, value * unit)
    return figure if figure.upper < room else None


def _is_decimal(part: re.Match[str]) -> bool:
    return any(point in part[0] for point in ".・")


def _room(part: re.Match[str], figure: Bounds) -> Decimal:
    """What a figure that follows within the same section must stay below: 三十 10, 2千 1000, 20 (before 数) 10."""
    if part["small"]:
        return Decimal(_SMALL[part["small"]])
    if not figure.lower or _is_decimal(part):
        return Decimal(0)
    zeros = len(str(int(figure.lower))) - len(str(int(figure.lower)).rstrip("0"))
    return Decimal(10) ** zeros


def _added(one: Bounds, other: Bounds) -> Bounds:
    return Bounds(one.lower + other.lower, one.upper + other.upper)


def _times(bounds: Bounds, unit: Decimal) -> Bounds:
    return Bounds(bounds.lower * unit, bounds.upper * unit)


def _arabic(text: str) -> Decimal | None:
    if not _WELL_FORMED.fullmatch(text) or text in _TWO_OR_THREE_HUNDRED:
        return None
    return Decimal(text.replace(",", "").replace("、", "").replace("・", "."))


def _kanji(text: str) -> Decimal | None:
    """四十五 by places, 二〇二五 by digits; 五六 may be 56 or five to six."""
    whole, point, decimals = text.partition("・")
    digits = "".join(str(_DIGITS[digit]) for digit in whole.replace("、", "") if digit in _DIGITS)
    fraction = "".join(str(_DIGITS[digit]) for digit in decimals)
    if _KANJI_WELL_FORMED.fullmatch(text):
        ambiguous = not point and (whole in _FIVE_OR_SIX or _narrow_digits(whole) in _TWO_OR_THREE_HUNDRED)
        return None if ambiguous else Decimal(f"{digits}.{fraction}" if point else digits)
    places = _KANJI_PLACES.fullmatch(whole)
    if places is None or len(fraction) > 10:
        return None
    value = sum(_place(places[name] or "", unit) for name, unit in _SMALL.items()) + _DIGITS.get(
        places["one"] or "〇", 0
    )
    return Decimal(f"{value}.{fraction}" if point else value)


def _narrow_digits(text: str) -> str:
    return "".join(str(_DIGITS.get(character, character)) for character in text)


def _place(text: str, unit: int) -> int:
    """二百: the digit before the unit times the unit, 百 alone once."""
    return 0 if not text else unit * (_DIGITS[text[0]] if len(text) > 1 else 1)
