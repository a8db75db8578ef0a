"""What a copy of a text is known by."""

import pytest

from articles.search import copies

TEXT = "市長は１日、「図書館の来館者は、前年度の二倍に増えたと聞いている」と述べた。\n来年も増えるという。"


@pytest.mark.parametrize(
    ("other", "is_equal"),
    [
        (TEXT.replace("\n", "\r\n\r\n　"), True),
        (TEXT.replace("１", "1"), True),
        (f"\ufeff{TEXT[:9]}\u200b{TEXT[9:]} ", True),
        (TEXT.replace("二倍", "三倍"), False),
        (TEXT.replace("。\n", "。続報。\n"), False),
    ],
)
def test_copies_that_differ_in_white_space_and_width_alone_are_written_the_same(other: str, is_equal: bool) -> None:
    assert (copies.written(other) == copies.written(TEXT)) == is_equal


def test_passages_are_sentences_and_quotations_long_enough_to_know_them_by() -> None:
    (only,) = copies.passages(TEXT)

    assert TEXT[only.start : only.end] == "図書館の来館者は、前年度の二倍に増えたと聞いている"
    assert only.letters == "図書館の来館者は前年度の二倍に増えたと聞いている"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["\u0301\u0323", "。", "「（", "\n", "あ\u200b", "ｶﾞ", "ﷺ"])
def test_hostile_texts_are_compared_in_time(unit: str) -> None:
    text = unit * (200_000 // len(unit))

    assert isinstance(copies.written(text), str)
    assert sum(passage.end - passage.start for passage in copies.passages(text)) <= len(text)
