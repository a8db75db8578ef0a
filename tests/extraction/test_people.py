import pytest

from articles.extraction import mentions
from articles.extraction.mentions import Register

TEXT = "青浜地方検察庁は５日、株式会社ミナトソフトを調べた。青浜臨海気象台（青浜市）も協力した。白波放送グループの話。"


@pytest.fixture
def register() -> Register:
    found = mentions.register(TEXT, [])
    found.add_person(0, "陳青波", "総統")
    found.add_person(10, "古賀美咲", "市長")
    return found


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("青浜地検", "青浜地方検察庁"),
        ("ミナトソフト", "株式会社ミナトソフト"),
        ("古賀市長", "古賀美咲"),
        ("陳総統", "陳青波"),
        ("日本の外務省", "外務省"),
        ("１５日の外務省", "外務省"),
        ("製造元のルミエナ", "ルミエナ"),
        ("青浜警察署側", "青浜警察署"),
        ("弁護側", "弁護側"),
        ("研究員の１人", "研究員の１人"),
        ("青浜市や白波消防本部", "青浜市、白波消防本部"),
        ("乗客ら", "乗客ら"),
        ("古賀美咲市長ら", "古賀美咲"),
    ],
)
def test_resolve_gives_the_fullest_name_without_its_description(register: Register, phrase: str, name: str) -> None:
    assert mentions.resolve(phrase, len(TEXT), register) == name


def test_resolve_takes_a_same_body_from_the_text_before(register: Register) -> None:
    assert mentions.resolve("同気象台", len(TEXT), register) == "青浜臨海気象台"


def test_resolve_leaves_a_same_body_nobody_named_empty(register: Register) -> None:
    assert mentions.resolve("同社", 0, Register()) is None
