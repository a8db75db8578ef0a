"""What is remembered of the sentences before; the sentences are ours."""

import pytest

from articles.extraction.memory import Memory
from tests.extraction.casts import cast

pytestmark = pytest.mark.nlp


def read(text: str, spoke: dict[int, str]) -> Memory:
    found, memory = cast(text), Memory()
    for index, current in enumerate(found.scenes):
        assert current is not None
        memory.turn_to(current)
        memory.note(spoke.get(index), current, found.topic(index, memory), found.named(index))
    return memory


def test_speaker_ages_until_somebody_speaks() -> None:
    memory = read("市長は橋が危ないと述べた。工事は長引いた。費用もかさんだ。", {0: "市長"})

    assert (memory.spoke, memory.age) == (["市長"], 2)


def test_topic_lasts_through_sentences_without_one() -> None:
    memory = read("折原千景さんは青浜市の主将を務める。練習場が古くなった。", {})

    assert (memory.topic, memory.about, memory.about_age) == (None, "折原千景", 1)


def test_who_was_subject_is_remembered_for_one_sentence() -> None:
    memory = read("折原千景さんは森一馬市長を訪ねた。", {})

    assert (memory.subjects, memory.others) == (["折原千景"], ["森一馬"])
