"""Files as newsrooms have them: each is read as what it is, or refused by name."""

from contextlib import suppress

import pytest

from articles.actions.errors import Refused
from articles.intake import contents
from tests.intake import files, hostile


@pytest.mark.parametrize("file", files.READ, ids=lambda file: file.name)
def test_file_is_read_as_what_it_is(file: files.File) -> None:
    assert contents.page_of(file.content) == file.page


@pytest.mark.parametrize("name", files.REFUSED)
def test_file_is_refused_by_name(name: str) -> None:
    data, words = files.REFUSED[name]

    with pytest.raises(Refused) as refusal:
        contents.page_of(data)

    assert words in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "From: の欄には差出人が入る。\n件名は空でよい。\n",
        "{市長} はこう述べた。「増えた」{拍手}",
        "「りんご, みかん, なし」と市長。\n[了]",
        "The mayor said, it doubled.\nThe council said, it did not.\nNobody asked, why.\n",
        "00:12\t来館者は増えました\n00:15\tそうですか\n",
        "12:03 --> 次の会議\n",
        "<図書館だより> 第３号",
        "%PDF- で始まるのはPDFだ。",
        "Call +81-3-1234-5678 or +8190abcd, then ~{a} and ~{ok~.\n",
        "1+abc+def=x, C++11, a+bcd/efg\n",
        "$Bの記号と(Bの記号がある。",
        "山縣と縺れた糸の話。市は来館者が２倍に増えたと発表し、町も同じ日に発表した。",
    ],
)
def test_prose_that_looks_like_a_container_stays_prose(text: str) -> None:
    assert contents.page_of(text.encode()).text == text


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", [*hostile.UNITS, "attributes"])
def test_hostile_file_ends_at_once_in_every_container(unit: str) -> None:
    fill = hostile.filled(hostile.UNITS[unit], 50_000) if unit in hostile.UNITS else hostile.attributes(50_000)

    for make in hostile.CONTAINERS.values():
        with suppress(Refused):
            contents.page_of(make(fill).encode())
