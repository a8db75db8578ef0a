"""Turns and the document's own speaker, on our own wordings; `shapes` was written before it was first run."""

import pytest

from articles.extraction import floor
from articles.extraction.outline import Source, outline
from articles.extraction.turns import Part, turns
from tests.extraction.more_shapes import ISSUED, MORE
from tests.extraction.papers import LAYOUTS, PAPERS
from tests.extraction.shapes import NOBODYS, SHAPES


def speakers(text: str, kind: str | None, speaker: str | None = None) -> dict[str, str | None]:
    """Who holds the floor of each piece, by its words."""
    read = outline(Source(text, kind=kind, speaker=speaker))
    held = floor.holders(read)
    return {
        read.text[piece.span.start : piece.span.end]: holder.speaker if holder else None
        for piece, holder in zip(read.pieces, held, strict=True)
    }


def of_words(found: dict[str, str | None], words: str) -> str | None:
    (speaker,) = [speaker for piece, speaker in found.items() if words in piece]
    return speaker


@pytest.mark.parametrize("shape", SHAPES)
def test_turns_in_many_shapes(shape: str) -> None:
    text, kind, expected = SHAPES[shape]

    found = speakers(text, kind)

    assert {words: of_words(found, words) for words in expected} == expected


@pytest.mark.parametrize("shape", NOBODYS)
def test_no_turns_where_nobody_speaks(shape: str) -> None:
    assert [piece.turn for piece in outline(Source(NOBODYS[shape])).pieces if piece.turn] == []


@pytest.mark.parametrize("shape", MORE)
def test_turns_in_rarer_shapes(shape: str) -> None:
    text, kind, expected = MORE[shape]

    found = speakers(text, kind)

    assert {words: of_words(found, words) for words in expected} == expected


@pytest.mark.parametrize("shape", LAYOUTS)
def test_layouts_of_papers_name_who_speaks_or_nobody(shape: str) -> None:
    text, kind, expected = LAYOUTS[shape]

    found = speakers(text, kind)

    assert {words: of_words(found, words) for words in expected} == expected


@pytest.mark.parametrize("shape", PAPERS)
def test_issuer_is_found_in_the_document(shape: str) -> None:
    text, kind, issuer = PAPERS[shape]

    assert floor.issuer(outline(Source(text, kind=kind))) == issuer


def test_given_speaker_comes_before_who_signs() -> None:
    text = PAPERS["written question"][0]

    assert floor.issuer(outline(Source(text, kind="proceedings", speaker="葉山康夫"))) == "葉山康夫"


@pytest.mark.parametrize(
    ("text", "kind", "other"),
    [
        ("問1　空き家は何戸か。（小柳議員）\n答1　412戸である。（建設課長）\n", "proceedings", ["（小柳議員）", "（建設課長）"]),
        ("空き家は412戸である。（建設課長）\n", None, ["（建設課長）"]),
        ("――橋は要りますか。\n「要ります。年に3億円の損です」\n\nかきぬま・いちろう　1971年生まれ。浜瀬大学教授。\n", "transcript", ["かきぬま・いちろう　1971年生まれ。浜瀬大学教授。"]),
    ],
)  # fmt: skip
def test_names_behind_what_is_said_and_profiles_are_no_sentences(text: str, kind: str | None, other: list[str]) -> None:
    read = outline(Source(text, kind=kind))

    assert [read.text[p.span.start : p.span.end] for p in read.pieces if p.kind.value == "other"] == other


@pytest.mark.parametrize("shape", ISSUED)
def test_issuer_speaks_what_is_not_marked_as_anothers(shape: str) -> None:
    text, kind, speaker, expected = ISSUED[shape]

    found = speakers(text, kind, speaker)

    assert {words: of_words(found, words) for words in expected} == expected


@pytest.mark.parametrize(
    ("line", "label", "body"),
    [
        ("市長：予算は３割増えました。", "市長：", "予算は３割増えました。"),
        ("○７番（小柳千夏君）　予算は３割減りました。", "○７番（小柳千夏君）　", "予算は３割減りました。"),
        ("[00:01:02] 塚原: 予算は３割減りました", "[00:01:02] 塚原: ", "予算は３割減りました"),
        ("<v 塚原>予算は３割減りました</v>", "<v 塚原>", "予算は３割減りました"),
    ],
)
def test_label_belongs_to_the_first_piece_and_not_to_its_body(line: str, label: str, body: str) -> None:
    read = outline(Source(f"{line}\n{line}\n", kind="transcript"))

    assert [
        (read.text[p.span.start : p.span.end], read.text[p.body.start : p.body.end], p.turn and p.turn.label.start)
        for p in read.pieces
    ] == [(line, body, 0), (line, body, len(line) + 1)]
    assert line.startswith(label)


def test_label_alone_is_a_piece_of_its_own_that_nobody_says() -> None:
    read = outline(Source("【町長】\n橋は４本です。\n【記者】\n幅は。\n"))

    assert [(read.text[p.span.start : p.span.end], p.kind.value) for p in read.pieces] == [
        ("【町長】", "other"),
        ("橋は４本です。", "sentence"),
        ("【記者】", "other"),
        ("幅は。", "sentence"),
    ]


def test_stage_directions_times_and_pages_within_a_turn_are_said_by_nobody() -> None:
    found = speakers("町長：橋は４本です。\n（拍手）\n- 12 -\n10:05\n町長：橋は古いです。\n", "transcript")

    assert found == {
        "町長：橋は４本です。": "町長",
        "（拍手）": None,
        "- 12 -": None,
        "10:05": None,
        "町長：橋は古いです。": "町長",
    }


def test_turns_tell_who_asks_chairs_and_states() -> None:
    text = "○議長（葉山康夫君）　質疑を許します。\n○３番（小柳千夏君）　橋は何本ですか。\n○町長（塚原一平君）　４本でございます。\n"

    assert [(turn.name, turn.part, turn.named) for turn in turns(text, None)] == [
        ("葉山康夫", Part.CHAIRS, True),
        ("小柳千夏", Part.ASKS, True),
        ("塚原一平", Part.STATES, True),
    ]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit",
    [
        "市長：はい。\n", "――なぜか。\nはい。\n", "――", "（", "町　", "[00:00:01]", "[00:00:01] a: b\n", "<v 塚原>はい</v>\n", "A\n", "あ@b ",
        "市長の塚原です。", "・", "記者会見", "\n", "塚原 実 ", "Q1.はい。\nA.はい。\n", "参加者1：そうです。\n", "10:00\t塚原\tそうだ\n", "「」", "――市長「か。「",
        "聞き手・", "聞き手・塚原実\n", "問　あ。（市長）\n", "市長　そうだ、橋は４本だ。\n", "塚原　1970年生まれ。\n", "塚原・ソリアノ監督「橋は４本しかない」\n",
    ],
)  # fmt: skip
def test_turns_take_linear_time(unit: str) -> None:
    turns(unit * (120_000 // len(unit)), "transcript")


@pytest.mark.timeout(60)
def test_turns_of_thousands_of_names_take_linear_time() -> None:
    lines = [
        f"○{index}番（塚原{chr(0x4E00 + index)}君）　雨でした。\n市長：そうか。\n雨だ\n" for index in range(12_000)
    ]

    turns("".join(lines), None)
