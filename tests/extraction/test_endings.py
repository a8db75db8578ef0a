"""Whose words a sentence is where its form alone says so, on documents of ours whose parses are recorded."""

import pytest

from articles.extraction import Source, extract_many
from tests.extraction.documents import INTERVIEW, MAIL, NOTES, PUBLISHED
from tests.extraction.recording import recorded_parser


@pytest.mark.parametrize(
    ("text", "words", "speaker"),
    [
        (NOTES, "再開は来春になる", "市幹部"),
        (NOTES, "月に12回", "久世春子"),
        (NOTES, "閉めるのは当然だ", "看護師"),
        (NOTES, "遅すぎた", "別の看護師"),
        (NOTES, "3カ月で元に戻る", "病院"),
        (NOTES, "医師が4人退職", None),
        (NOTES, "計180人", None),
        (NOTES, "水深は最大12", None),
        (NOTES, "落ちたのは8校", "県教委"),
        (INTERVIEW, "1.6倍", "古賀"),
        (INTERVIEW, "賃上げに回す", "古賀"),
        (INTERVIEW, "もうけすぎ", None),
        (MAIL, "10年で一度だけ", "古賀美咲"),
    ],
)
def test_speaker_of_a_sentence_without_a_verb_of_quoting(text: str, words: str, speaker: str | None) -> None:
    (found,) = extract_many([Source(text, PUBLISHED)], parser=recorded_parser)

    assert [one.speaker for one in found.sentences if words in one.text] == [speaker]


def test_emoji_before_a_space_ends_a_sentence() -> None:
    (found,) = extract_many([Source(MAIL, PUBLISHED)], parser=recorded_parser)

    assert [one.text for one in found.sentences][-2:] == ["水道料金が来月から35％値上げ😱", "隣の市は据え置きなのに"]
