import pytest

from articles.japanese.terms import MAX_TERM_BYTES, search_terms
from tests.extraction.texts import hostile_texts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("引越し", "引っ越し"),
        ("ｶﾞｿﾘﾝ", "ガソリン"),
        ("ＣＯＶＩＤ", "covid"),
        ("㍿", "株式会社"),
        ("１，０００円", "1,000円"),
    ],
)
def test_search_terms_of_spelling_variants_meet(one: str, other: str) -> None:
    assert search_terms(one) == search_terms(other) != []


def test_search_terms_hold_a_compound_and_its_parts() -> None:
    assert search_terms("選挙管理委員会が") == ["選挙管理委員会", "選挙", "管理", "委員会", "委員", "会"]


@pytest.mark.parametrize("text", ["", "　\n", "。、「」", "😀"])
def test_search_terms_of_a_text_without_words_are_none(text: str) -> None:
    assert search_terms(text) == []


@pytest.mark.parametrize("text", ["a" * 100_000, "漢" * 100_000, "𠮟" * 30_000, "ㇷ゚" * 50_000])
def test_search_terms_are_capped_in_a_text_that_sudachi_refuses(text: str) -> None:
    terms = search_terms(text)

    assert max(len(term.encode()) for term in terms) <= MAX_TERM_BYTES


def test_search_terms_of_hostile_texts_are_never_empty_or_repeated() -> None:
    for text in hostile_texts(2_000, seed=5):
        terms = search_terms(text)
        assert all(terms)
        assert len(terms) == len(set(terms))
