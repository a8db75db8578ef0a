import pytest

from articles.search.readings import LATIN, REST, ROWS, reading


@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("図書館", "た"),
        ("みなと市", "ま"),
        ("学校", "か"),
        ("パン", "は"),
        ("ヴァイオリン", "あ"),
        ("わかば会", "わ"),
        ("ゆうやけ党", "や"),
        ("「港の会」", "ま"),
        ("  路線バス", "ら"),
    ],
)
def test_name_stands_in_the_row_it_is_read_in(name: str, row: str) -> None:
    assert ROWS[reading(name).row] == row


@pytest.mark.parametrize(
    ("name", "row"), [("ＷＨＯ", LATIN), ("zoo", LATIN), ("5G", REST), ("", REST), ("😀", REST), ("한국", REST)]
)
def test_letters_stand_apart_and_what_is_not_known_at_the_end(name: str, row: int) -> None:
    assert reading(name).row == row


def test_reading_has_a_bound() -> None:
    assert {len(reading(sign * 5_000).text) <= 200 for sign in ("図", "ß", "あ", "W")} == {True}
