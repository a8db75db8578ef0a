"""Japanese eras (元号) and the Gregorian years they stand for."""

_FIRST_YEARS = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019}

NAMES = tuple(_FIRST_YEARS)


def gregorian_year(era: str, year: int) -> int:
    """令和, 7 → 2025. The first year (元年) is 1. Raises KeyError for an era that is not one of `NAMES`."""
    return _FIRST_YEARS[era] + year - 1
