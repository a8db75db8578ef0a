"""Readings in a text: read, taken out, suggested."""

import pytest

from articles.japanese import furigana
from articles.japanese.furigana import Piece


@pytest.mark.parametrize(
    ("marked", "plain", "spoken"),
    [
        ("", "", ""),
        ("図書館《としょかん》へ行《い》く", "図書館へ行く", "としょかんへいく"),
        ("｜お知らせ《おしらせ》", "お知らせ", "おしらせ"),
        ("|2026年《ねん》", "2026年", "ねん"),
        ("本を読む《よむ》", "本を読む《よむ》", "本を読む《よむ》"),  # no mark: kana stands before it
        ("漢字《》《かな》", "漢字《》《かな》", "漢字《》《かな》"),
        ("𠮷野《よしの》さん", "𠮷野さん", "よしのさん"),
    ],
)
def test_marks_are_read(marked: str, plain: str, spoken: str) -> None:
    assert (furigana.plain(marked), furigana.spoken(marked)) == (plain, spoken)


def test_pieces_are_in_order() -> None:
    assert list(furigana.pieces("市立図書館《としょかん》へ")) == [
        Piece("市立図書館", "としょかん"),
        Piece("へ", ""),
    ]


@pytest.mark.parametrize(
    ("marked", "suggested"),
    [
        ("ダムはこわれていません。", "ダムはこわれていません。"),
        ("人がごはんを食べる", "人《ひと》がごはんを食《た》べる"),
        ("上郷《かみごう》ダムを調べた\n次の日", "上郷《かみごう》ダムを調《しら》べた\n次《つぎ》の日《ひ》"),
        ("次の日に受け付けた", "次《つぎ》の日《ひ》に受《う》け付《つ》けた"),
        ("その受け付けは", "その｜受け付《うけつ》けは"),
    ],
)
def test_readings_are_suggested_where_none_is(marked: str, suggested: str) -> None:
    assert furigana.suggested(marked) == suggested
    assert furigana.suggested(suggested) == suggested
    assert furigana.plain(suggested) == furigana.plain(marked)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("sign", ["漢", "《", "》", "｜", "｜漢", "漢《", "漢《か", "｜あ《", "漢\n《"])
def test_hostile_texts_are_read_in_time(sign: str) -> None:
    text = sign * 100_000

    assert "".join(piece.text for piece in furigana.pieces(text)) == text
    assert furigana.suggested(text) == text
