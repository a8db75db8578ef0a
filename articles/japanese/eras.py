"""Japanese eras (元号) and the Gregorian years they stand for."""

from articles.japanese.numbers import parse_number

_FIRST_YEARS = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019}
_INITIALS = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}

NAMES = tuple(_FIRST_YEARS)
SHORT_NAMES = (*_INITIALS, *(name[0] for name in NAMES))


def gregorian_year(era: str, year: int) -> int:
    """令和, 7 → 2025. The first year (元年) is 1. Raises KeyError for an era that is not one of `NAMES`."""
    return _FIRST_YEARS[era] + year - 1


def full_name(short: str) -> str:
    """H and 平 → 平成. Raises KeyError for anything but `SHORT_NAMES` and `NAMES`."""
    return (_INITIALS | {name[0]: name for name in NAMES} | {name: name for name in NAMES})[short]


def parse_year(written: str) -> int | None:
    """The number of a year within its era: 元 and 1 → 1, 三十 → 30; None for 0 and what is no number."""
    if written == "元":
        return 1
    number = parse_number(written)
    return int(number) if number and number == number.to_integral_value() else None
