"""Lists, lines and items of a message are statements of their own; a line that breaks off is not."""

import pytest

from articles.search.folding import folded
from articles.search.statements import statements


def parts(message: str) -> list[str]:
    return ["".join(part.text.split()) for part in statements(message)]


@pytest.mark.parametrize(
    "message",
    [
        "赤沼橋が落ちた\n星見町の給食が無料になった",
        "赤沼橋が落ちた\n\n星見町の給食が無料になった",
        "・赤沼橋が落ちた\n・星見町の給食が無料になった",
        "1. 赤沼橋が落ちた\n2. 星見町の給食が無料になった",
        "1. 赤沼橋が落ちた 2. 星見町の給食が無料になった",
        "①赤沼橋が落ちた\n②星見町の給食が無料になった",
    ],
)
def test_two_things_said_are_two_statements(message: str) -> None:
    assert [part.lstrip("・12.①②") for part in parts(message)] == ["赤沼橋が落ちた", "星見町の給食が無料になった"]


@pytest.mark.parametrize(
    "message",
    [
        "国の交付金と寄付で、\n星見町の負担はゼロ。",
        "赤沼\n橋が落ちた",
        "町長は「橋は落ちた\n直せない」と話した",
        "星見町の給食が無料になる\nことが決まった",
    ],
)
def test_lines_that_break_off_go_on(message: str) -> None:
    assert len(parts(message)) == 1


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("赤沼橋が落ちました！！拡散希望\n星見町は停電", ["赤沼橋が落ちました！！", "拡散希望", "星見町は停電"]),
        ("赤沼橋が落下【拡散希望】星見町は停電", ["赤沼橋が落下", "【拡散希望】", "星見町は停電"]),
        ("赤沼橋が落ちた！星見町は停電した！", ["赤沼橋が落ちた！", "星見町は停電した！"]),
        ("給食の食材が輸入品に！！今年度から！！", ["給食の食材が輸入品に！！今年度から！！"]),
        ("赤沼橋が落ちたの？って聞かれた", ["赤沼橋が落ちたの？って聞かれた"]),
        ("個人情報が拡散している", ["個人情報が拡散している"]),
    ],
)
def test_calls_to_spread_and_exclamations_end_a_statement(message: str, found: list[str]) -> None:
    assert parts(message) == found


@pytest.mark.timeout(60)
@pytest.mark.parametrize("piece", ["拡散希望", "!あ", "「!", "あ ", "から!", "シェアを"])
def test_hostile_messages_are_cut_in_bounded_time(piece: str) -> None:
    assert len(statements(piece * 100_000)) <= 200


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("赤 沼 橋 が 落 ち た", "赤沼橋が落ちた"),
        ("町の負担はゼ口", "町の負担はゼロ"),
        ("ダ厶とダ\0ム\u200bと力ラス", "ダムとダムと力ラス"),
        ("コ一ヒ一と工場", "コーヒ一と工場"),
        ("赤沼\n橋", "赤沼橋"),
        ("橋の 建 設 で", "橋の 建設で"),
        ("落ちていま す", "落ちています"),
        ("A B C", "A B C"),
    ],
)
def test_what_scanners_and_senders_break_is_mended(text: str, plain: str) -> None:
    assert folded(text) == plain
