"""Numbers as Japanese texts write them: １兆２千億, 4万7千, 1,200, ５・８, 四十五."""

import re
from decimal import Decimal

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {"零": 0}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12, "京": 10**16}

# In newspapers printed vertically the decimal point is a middle dot: ５・８％.
# All quantifiers are possessive: without them a long run of digits takes time exponential in the six parts.
_ARABIC = r"(?<![0-9])(?>[0-9]{1,3}(?:,[0-9]{3})++|[0-9]{1,20}+)(?![0-9])(?:[.・][0-9]{1,10}+)?+"
_KANJI = r"[〇零一二三四五六七八九十百千]{1,20}+"

PATTERN = rf"(?:(?>{_ARABIC}|{_KANJI})[十百千]?+[万億兆京]?+){{1,6}}+"
"""A number in text that went through `offsets.narrow`."""

_PART = re.compile(rf"(?P<figure>{_ARABIC}|{_KANJI})(?P<small>[十百千]?)(?P<large>[万億兆京]?)")


def parse_number(text: str) -> Decimal | None:
    """The value of a number as `PATTERN` finds it, or None where the parts do not make one number."""
    total = section = Decimal(0)
    position, largest = 0, None
    while position < len(text):
        part = _PART.match(text, position)
        if part is None:
            return None
        position = part.end()
        section += _figure(part["figure"]) * _SMALL.get(part["small"], 1)
        if part["large"]:
            unit = _LARGE[part["large"]]
            if largest is not None and unit >= largest:
                return None
            total, section, largest = total + section * unit, Decimal(0), unit
    return total + section


def _figure(text: str) -> Decimal:
    if text[0].isascii():
        return Decimal(text.replace(",", "").replace("・", "."))
    if not any(character in _SMALL for character in text):
        return Decimal("".join(str(_DIGITS[character]) for character in text))
    return Decimal(_kanji(text))


def _kanji(text: str) -> int:
    total, digit = 0, None
    for character in text:
        if character in _SMALL:
            total += (1 if digit is None else digit) * _SMALL[character]
            digit = None
        else:
            digit = (digit or 0) * 10 + _DIGITS[character]
    return total + (digit or 0)
