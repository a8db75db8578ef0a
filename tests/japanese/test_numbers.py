from decimal import Decimal

import pytest

from articles.japanese.eras import gregorian_year
from articles.japanese.numbers import parse_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1200", "1200"),
        ("1,200", "1200"),
        ("1兆2千億", "1200000000000"),
        ("4万7千", "47000"),
        ("3億4567万", "345670000"),
        ("2.4", "2.4"),
        ("5・8", "5.8"),
        ("四十五", "45"),
        ("二〇二五", "2025"),
        ("千二百", "1200"),
        ("十", "10"),
        ("1万1兆", None),
        ("円", None),
    ],
)
def test_parse_number(text: str, value: str | None) -> None:
    assert parse_number(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("era", "year", "expected"),
    [("令和", 7, 2025), ("令和", 1, 2019), ("平成", 31, 2019), ("昭和", 64, 1989), ("明治", 1, 1868)],
)
def test_gregorian_year(era: str, year: int, expected: int) -> None:
    assert gregorian_year(era, year) == expected
