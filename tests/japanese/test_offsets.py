import unicodedata

import pytest

from articles.japanese.offsets import narrow, normalised
from tests.extraction.texts import hostile_texts


def test_normalised_leads_back_to_the_original() -> None:
    key = normalised("㍿青浜のｶﾞｽ")

    assert key.text == "株式会社青浜のガス"
    assert key.original_span(0, 4) == (0, 1)
    assert key.original_span(4, 6) == (1, 3)
    assert key.original_span(7, 9) == (4, 7)


def test_normalised_nfc_maps_a_name_it_changes() -> None:
    key = normalised("\ufa19田", "NFC")

    assert (key.text, key.original_span(0, 1)) == ("神田", (0, 1))


@pytest.mark.parametrize("span", [(0, 0), (-1, 1), (0, 3), (2, 1)])
def test_original_span_refuses_what_is_no_span(span: tuple[int, int]) -> None:
    with pytest.raises(IndexError):
        normalised("青浜").original_span(*span)


def test_narrow_keeps_the_length() -> None:
    assert narrow("１０〜２０％　（Ａ）") == "10~20% (A)"


@pytest.mark.slow
def test_normalised_is_sound_on_100000_hostile_texts() -> None:
    for text in hostile_texts(100_000, seed=1, longest=30):
        assert len(narrow(text)) == len(text)
        key = normalised(text)
        assert key.text == unicodedata.normalize("NFKC", text)
        spans = list(zip(key.starts, key.ends, strict=True))
        assert len(spans) == len(key.text)
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert spans == sorted(spans)
