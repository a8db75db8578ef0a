"""What a sentence shows: its noun phrases by sort, its cues; the sentences are ours."""

import pytest

from articles.extraction.scenes import Scene, Sort
from tests.extraction.casts import cast

pytestmark = pytest.mark.nlp


def scene_of(text: str) -> Scene:
    (found,) = cast(text).scenes
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "words", "sort"),
    [
        ("活動家たちは取り締まりに懸念を抱いている。", "活動家たち", Sort.HUMAN),
        ("彼女は橋が危ないと語った。", "彼女", Sort.PRONOUN),
        ("同社は値上げを発表した。", "同社", Sort.POINTING),
        ("男性は橋が危ないと話した。", "男性", Sort.GENERIC),
        ("青浜市は避難を呼びかけた。", "青浜市", Sort.BODY_PROPER),
        ("最終報告書によると、原因は錆だった。", "最終報告書", Sort.DOCUMENT),
        ("会場は満員だった。", "会場", Sort.THING),
    ],
)
def test_phrase_is_of_a_sort(text: str, words: str, sort: Sort) -> None:
    sorts = {phrase.words: phrase.sort for phrase in scene_of(text).phrases}

    assert sorts[words] == sort


def test_phrases_inside_a_quotation_are_left_out() -> None:
    found = [phrase.words for phrase in scene_of("市長は「住民は避難してほしい」と述べた。").phrases]

    assert found == ["市長"]


@pytest.mark.parametrize(
    ("text", "is_quotation"), [("「橋が危ない。すぐに直してほしい」", True), ("市長は「橋が危ない」と述べた。", False)]
)
def test_quotation_and_nothing_else(text: str, *, is_quotation: bool) -> None:
    assert scene_of(text).is_quotation == is_quotation


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("市長はそれが最も悔しい場面だったと言う。", ["市長"]),
        ("市長は橋が危ないという。", [None]),
    ],
)
def test_subject_says_in_kanji_what_may_be_hearsay_in_kana(text: str, sources: list[str | None]) -> None:
    assert [cue.phrase for cue in scene_of(text).cues] == sources
