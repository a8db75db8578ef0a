from collections.abc import Iterable, Iterator

import pytest

from articles.extraction import Source, extract
from articles.extraction.outline import outline
from articles.extraction.sentences import MAX_SENTENCE
from articles.japanese.parsing import MAX_UNIT, Parse, Token
from tests.extraction.spans import assert_sound
from tests.extraction.texts import hostile_texts


def pieces(text: str) -> list[str]:
    return [text[piece.span.start : piece.span.end] for piece in outline(Source(text)).pieces]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("雨だ。風だ。", ["雨だ。", "風だ。"]),
        ("市長は「雨だ。風だ。」と述べた。夜だ。", ["市長は「雨だ。風だ。」と述べた。", "夜だ。"]),
        ("雨だ（風もだ。多分）と聞いた。", ["雨だ（風もだ。多分）と聞いた。"]),
        ("率は５３．６％だった。Yahoo!の株だ。", ["率は５３．６％だった。", "Yahoo!の株だ。"]),
        ("本当か？違う！", ["本当か？", "違う！"]),
        ("「雨だ。」と「風だ。", ["「雨だ。」と「風だ。"]),
        ("閉じない「雨だ。風だ。", ["閉じない「雨だ。", "風だ。"]),
        ("  雨だ。 \r\n　風だ。  ", ["雨だ。", "風だ。"]),
        (
            "「待機児童はもう一人もいないと聞いている」古賀市長はこう述べた。夜だ。",
            ["「待機児童はもう一人もいないと聞いている」", "古賀市長はこう述べた。", "夜だ。"],
        ),
        ("「雨だ」とした。", ["「雨だ」とした。"]),
    ],
)
def test_outline_cuts_at_sentences_outside_quotations(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("進展も、合意はなし", "heading"),
        ("■記録に残らぬ会議", "heading"),
        ("「鍵穴からの景色」", "heading"),
        ("date 2025-08-16 会場に並ぶ両首脳（右）/Kyoko Mori", "caption"),
        ("【写真】予算案を説明する市長＝１８日、青浜市役所", "caption"),
        ("倒れた鉄塔（２日、青浜市）", "caption"),
        ("（山路彩）", "byline"),
        ("森京子、みなと通信東京特派員", "byline"),
        ("※発言の趣旨を損なわない範囲で整理しています。", "other"),
        ("日時：令和7年2月5日　場所：県庁", "other"),
        ("市長は会見した。", "sentence"),
        ("店長「一日に二百本も売れることがあります」", "sentence"),
        ("「数え方が違うだけで、隠したわけではない」", "sentence"),
    ],
)
def test_outline_tells_headings_captions_and_bylines_from_sentences(line: str, kind: str) -> None:
    assert [piece.kind.value for piece in outline(Source(line)).pieces] == [kind]


@pytest.mark.parametrize("unit", ["あ", "「", "」", "、", "１", "一", "A", " あ", "『a", "と述べ、", "同氏は、"])
def test_outline_bounds_a_line_without_full_stop(unit: str) -> None:
    text = (unit * 100_000)[:100_000]

    cut = outline(Source(text)).pieces

    lengths = [piece.span.end - piece.span.start for piece in cut]
    unit_lengths = [unit.end - unit.start for piece in cut for unit in piece.units]
    assert max(lengths) <= MAX_SENTENCE
    assert max(unit_lengths) <= MAX_UNIT
    assert len(lengths) <= 2 * 100_000 // MAX_SENTENCE + 1
    assert len(unit_lengths) <= 3 * 100_000 // MAX_UNIT + 1


class CountingParser:
    """Parses every word as a noun and counts the characters it is given: work, not seconds."""

    def __init__(self) -> None:
        self.characters = 0

    def __call__(self, units: Iterable[str]) -> Iterator[Parse]:
        for unit in units:
            self.characters += len(unit)
            yield Parse(tuple(_noun(unit, start) for start in range(0, len(unit), 2)), ())


def _noun(unit: str, start: int) -> Token:
    text = unit[start : start + 2]
    return Token(start, start + len(text), text, text, "NOUN", "名詞-普通名詞-一般", "compound", start // 2)


def test_extract_parses_each_character_once() -> None:
    characters = []
    for length in (1_000, 10_000, 100_000):
        parser = CountingParser()
        extraction = extract("市長は話した、" * (length // 7), parser=parser)
        characters.append(parser.characters)
        assert sum(sentence.end - sentence.start for sentence in extraction.sentences) == parser.characters

    assert characters == [7 * (length // 7) for length in (1_000, 10_000, 100_000)]


@pytest.mark.slow
def test_outline_keeps_every_offset_in_100000_hostile_texts() -> None:
    for text in hostile_texts(100_000, seed=2):
        position = 0
        covered = []
        current = outline(Source(text))
        text = current.text
        for piece in current.pieces:
            assert position <= piece.span.start < piece.span.end <= len(text)
            assert not text[position : piece.span.start].strip()
            assert piece.span.start <= piece.body.start < piece.body.end <= piece.span.end
            assert (
                "".join(text[unit.start : unit.end] for unit in piece.units) == text[piece.body.start : piece.body.end]
            )
            position = piece.span.end
            covered.append(piece)
        assert not text[position:].strip()
        assert covered


def test_extract_is_sound_with_a_parser_that_knows_nothing() -> None:
    for text in hostile_texts(300, seed=3):
        assert_sound(text, extract(text, parser=CountingParser()))
