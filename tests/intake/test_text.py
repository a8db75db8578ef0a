import codecs
from contextlib import suppress

import pytest
from django.test import override_settings

from articles.intake import text

ARTICLE = (
    "みなと市は１日、市立図書館の来館者が前年度の２倍に増えたと発表した。\n\n"
    "市長は「県内で最も多い」と述べた。担当者は詳しい内訳を公表していない。\n"
)
SHORT = "図書館"
KATAKANA = "カタカナだけのテキスト"
HALF_WIDTH = "ﾊﾝｶｸｶﾅと全角が混ざった文章である。"
VENDOR_CHARACTERS = "①㈱みなと交通は、運賃を値上げする。"
ENGLISH = "The library had twice as many visitors."
OUTSIDE_THE_BMP = "𠮷野さんは𠮟られた。😀"

JAPANESE_ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "iso2022_jp", "cp932", "euc_jp"]


@pytest.mark.parametrize("encoding", JAPANESE_ENCODINGS)
@pytest.mark.parametrize("original", [ARTICLE, SHORT, KATAKANA, ENGLISH, ""])
def test_decode_gives_back_what_was_encoded(original: str, encoding: str) -> None:
    assert text.decode(original.encode(encoding)) == original


@pytest.mark.parametrize("encoding", ["cp932", "euc_jp", "utf-8"])
def test_decode_half_width_katakana(encoding: str) -> None:
    assert text.decode(HALF_WIDTH.encode(encoding)) == HALF_WIDTH


@pytest.mark.parametrize("encoding", ["cp932", "euc_jis_2004", "utf-8"])
def test_decode_vendor_characters(encoding: str) -> None:
    assert text.decode(VENDOR_CHARACTERS.encode(encoding)) == VENDOR_CHARACTERS


def test_decode_surname_that_only_windows_shift_jis_has() -> None:
    assert text.decode("髙橋社長が発表した。".encode("cp932")) == "髙橋社長が発表した。"


@pytest.mark.parametrize(("bom", "encoding"), [(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")])
def test_decode_utf16_of_either_byte_order(bom: bytes, encoding: str) -> None:
    assert text.decode(bom + OUTSIDE_THE_BMP.encode(encoding)) == OUTSIDE_THE_BMP


def test_decode_leaves_line_breaks_and_nul_to_the_import() -> None:
    assert text.decode("一\r\n二\0三".encode()) == "一\r\n二\0三"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_decode_lets_lone_surrogates_through_to_the_import(encoding: str) -> None:
    assert text.decode("あ\ud800い".encode(encoding, "surrogatepass")) == "あ\ud800い"


@pytest.mark.parametrize(
    ("data", "position"),
    [
        pytest.param(ARTICLE.encode()[:-2], len(ARTICLE.encode()) - 3, id="utf-8 cut off inside a character"),
        pytest.param(ARTICLE.encode()[:9] + b"\xff" + ARTICLE.encode()[9:], 10, id="utf-8 with one foreign byte"),
        pytest.param(codecs.BOM_UTF8 + SHORT.encode("cp932"), 4, id="utf-8 by its mark, but not by its bytes"),
        pytest.param(codecs.BOM_UTF16_LE + SHORT.encode("utf-16-le")[:-1], 7, id="utf-16 cut off"),
        pytest.param(SHORT.encode("cp932")[:-1], 5, id="Shift_JIS cut off"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\2\x80\0\0\1\xe0\x08\2\0\0\0\xff", 24, id="a picture"),
        pytest.param("Le café était fermé.".encode("latin-1"), 7, id="Latin-1"),
    ],
)
def test_decode_undecodable_says_where(data: bytes, position: int) -> None:
    with pytest.raises(text.Undecodable) as refusal:
        text.decode(data)

    assert refusal.value.position == position
    assert str(refusal.value).startswith(f"文字コードを判別できません。{position} バイト目から先が、UTF-8・UTF-16・")


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit", ["+", "+AA", "+AAA-", "+MEI-", "~{", "~{a", "~{!~", "~{~}", "<meta ", "<meta charset", "<meta a="]
)
def test_signs_of_other_encodings_are_looked_for_once(unit: str) -> None:
    with suppress(text.EncodingUnread):
        text.decode_any(unit.encode() * 500_000)


@override_settings(ARTICLE_MAX_BYTES=9)
def test_decode_takes_the_limit_and_refuses_one_byte_more() -> None:
    assert text.decode("図書館".encode()) == "図書館"
    with pytest.raises(text.TooLarge, match="取り込めるのは 9 バイトまで"):
        text.decode("図書館a".encode())
